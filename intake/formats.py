"""The format of a workspace: a number that grows when a newer version keeps something in another way.

A version works on its own format alone: one that is older is moved forward by `alj migrate`, one that is newer is
refused, since what this version does not know of it would be lost.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from intake.faults import StopsTheCommand
from intake.language import N_

FORMAT_FILE = "alj.format"
FIRST = 1
"""The format of a workspace that says nothing of it."""
FORMAT = 1
"""What this version works on."""
NEWER = N_(
    "this workspace has format {found}, and this version of the tool works on format {format}: use the newer version"
    " that it was moved to."
)
OLDER = N_(
    "this workspace has format {found}, and this version of the tool works on format {format}: run `alj migrate`."
)
UNREADABLE = N_("{file} can't be read: restore the workspace from its backup.")


def format_of(root: Path) -> int:
    """Return the format of the workspace in a folder. Raises StopsTheCommand when its file holds no number."""
    try:
        return int((root / FORMAT_FILE).read_text(encoding="ascii"))
    except FileNotFoundError:
        return FIRST
    except ValueError as broken:
        raise StopsTheCommand(UNREADABLE, file=FORMAT_FILE) from broken


def refuse_other_formats(root: Path) -> None:
    """Raise StopsTheCommand unless a workspace has the format of this version."""
    found = format_of(root)
    if found != FORMAT:
        raise StopsTheCommand(NEWER if found > FORMAT else OLDER, found=found, format=FORMAT)


def write_format(root: Path, number: int) -> None:
    """Note the format of a workspace, whole or not at all."""
    aside = root / f"{FORMAT_FILE}.new"
    with aside.open("w", encoding="ascii") as file:
        file.write(f"{number}\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(root / FORMAT_FILE)


STEPS: Mapping[int, Callable[[Path], None]] = {}
"""What moves a workspace from a format to the next one; begun again after a kill, each does what was left."""


def move_forward(root: Path) -> list[int]:
    """Return the formats that a workspace was moved to, one after another. Raises StopsTheCommand for a newer one."""
    found = format_of(root)
    if found > FORMAT:
        raise StopsTheCommand(NEWER, found=found, format=FORMAT)
    moved = []
    for number in range(found, FORMAT):
        STEPS[number](root)
        write_format(root, number + 1)
        moved.append(number + 1)
    return moved
