"""Where a marked workbook lies: one stable name, replaced whole, and never over a file that somebody has worked in."""

import os
import re
import tempfile
from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path

from intake.feedback import KEY_PROPERTY, ToMark, write_marked
from intake.language import NP_
from intake.template_file import signed_property

NAME = NP_("file name", "{name} to mend")
AGAIN = re.compile(r" \([0-9]+\)$")
"""What tells a second file of the same name apart."""


def own_name(to_mark: ToMark, office: str) -> str:
    """Return what an office's workbook of a school year is called, as in "NOR 2026-27"."""
    year = str(to_mark.checked.cover.get("school_year") or "")
    return " ".join(filter(None, (office, year.replace("/", "-"))))


def name_of_file(to_mark: ToMark, file: Path) -> str:
    """Return what a file is called without what an earlier marking added."""
    return AGAIN.sub("", file.stem).removesuffix(to_mark.own_language.text(NAME, name=""))


def marked_file(to_mark: ToMark, folder: Path, name: str, avoid: Collection[Path] = ()) -> tuple[Path, bool]:
    """Return where the marked workbook belongs, and whether it is there already.

    A file in its place that is not the tool's, or that somebody has saved since, stays: the next number is taken; so it
    is where a file to `avoid` (resolved paths) lies.
    """
    return place_of(to_mark, folder, to_mark.own_language.text(NAME, name=name), avoid)


def place_of(to_mark: ToMark, folder: Path, called: str, avoid: Collection[Path] = ()) -> tuple[Path, bool]:
    """Return where a workbook of that name belongs, and whether it is there already; see `marked_file`."""
    for target in _candidates(folder, called):
        if target.resolve() in avoid or target.is_symlink():
            continue
        if not target.exists():
            return target, False
        key = signed_property(target, KEY_PROPERTY)
        if key is not None:
            return target, key == to_mark.key
    raise AssertionError("numbers never end")


def _candidates(folder: Path, called: str) -> Iterator[Path]:
    yield folder / f"{called}.xlsx"
    for number in count(2):
        yield folder / f"{called} ({number}).xlsx"


def put_marked(to_mark: ToMark, target: Path) -> None:
    """Write the marked workbook in the place of what stood there, readable by its owner alone; whole or not at all."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".new")
    os.close(descriptor)
    aside = Path(name)
    try:
        write_marked(to_mark, aside)
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
