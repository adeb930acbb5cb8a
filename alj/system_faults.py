"""Faults of the machine (no room, no right, no file that it should have) in the words of a command that can't go on."""

import errno
import os
import re
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from intake.faults import StopsTheCommand
from intake.language import N_

THE_MACHINES: Final = (
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EISDIR, errno.ENOTDIR, errno.EIO,
    errno.EMFILE, errno.ENFILE, errno.EFBIG, errno.ENOMEM, errno.EAGAIN,
)  # fmt: skip
"""Faults of files and processes that are the machine's or the user's to mend, never ours."""
TOLD_BY_POLARS: Final = re.compile(r"\(os error (\d+)\)")
"""Its faults have the number of the system's in their words alone."""


def told_as_fault(fault: BaseException) -> StopsTheCommand | None:
    """Return what a command says of a fault of the machine; None for any other, which is our own bug."""
    if isinstance(fault, BrokenProcessPool | MemoryError):
        return StopsTheCommand(N_("the system stopped a part of the work, perhaps for want of memory: try again."))
    number = fault.errno if isinstance(fault, OSError) else None
    if number is None and (found := TOLD_BY_POLARS.search(str(fault))):
        number = int(found[1])
    file = getattr(fault, "filename", None)
    if number == errno.ENOENT and file and _is_installed(Path(os.fsdecode(file))):
        return StopsTheCommand(N_("{file} is missing: install the program again."), file=file)
    if number not in THE_MACHINES:
        return None
    return StopsTheCommand(N_("{file}: {reason}."), file=file or N_("a file"), reason=os.strerror(number))


def _is_installed(file: Path) -> bool:
    """Whether a file is of the program or of what is installed beside it."""
    return any(file.is_relative_to(folder) for folder in (sys.prefix, Path(__file__).parents[1]))
