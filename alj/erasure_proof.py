"""What is to take the place of an archive -> proved: everybody else's rows say the same, and no figure moves."""

import shutil
from collections.abc import Collection, Mapping

import polars as pl

from alj.erasing import ARCHIVE, IDENTITY, Erasure
from alj.reading import known_by
from alj.stages import Stages
from alj.stored import Stored, read_stored
from alj.taking_in import TakenIn, take_in
from generator.caseload import caseload
from generator.figures_at import figures_at
from intake.checks import CheckedWorkbook, check_workbook
from intake.faults import StopsTheCommand
from intake.language import N_
from intake.register import Register
from intake.settings import Settings
from intake.tables.declare import Sheet, fields_of_class
from intake.workspace import Workspace, make_private

VIEW = "view"
MOVED = N_(
    "erasing {cases} would change what is counted ({what}): nothing was changed. Tell whoever looks after the tool."
)
STILL_NAMED = N_(
    "somebody who is to be erased would still be named in {n} places ({places}): nothing was changed. Tell whoever"
    " looks after the tool."
)


def prove_erasure(
    workspace: Workspace, settings: Settings, erasure: Erasure, taken: TakenIn, everything: Stored, stages: Stages
) -> None:
    """Raise StopsTheCommand unless nothing named is left, every workbook says the same else, and no figure moves."""
    _prove_nobody_is_named(workspace, erasure)
    view = view_of(workspace, erasure.replaced, erasure.cleared)
    try:
        after = read_stored(view, everything.receipts, settings)
        _prove_rows(erasure, everything, after, taken, settings)
        again = take_in(view, None, settings, stages, inbox=False, monthly=None)
        what = prove_figures(taken.register, again.register, settings)
        if what:
            raise StopsTheCommand(MOVED, cases=", ".join(sorted(erasure.cases)), what=what)
    finally:
        shutil.rmtree(view.root, ignore_errors=True)


def _prove_nobody_is_named(workspace: Workspace, erasure: Erasure) -> None:
    """Raise StopsTheCommand when anything that stays, or that is to take its place, names somebody."""
    gone = erasure.cleared | erasure.replaced.keys() | erasure.clean
    places = []
    for path in sorted(workspace.root.rglob("*")):
        below = path.relative_to(workspace.root)
        stays = path.is_file() and below.as_posix() not in gone and not path.is_relative_to(workspace.erasing)
        if stays and erasure.marks.are_in_file(path):
            places.append(below.parts[0])
    places += [name.split("/")[0] for name, content in erasure.replaced.items() if erasure.marks.are_in_bytes(content)]
    if places:
        raise StopsTheCommand(STILL_NAMED, n=len(places), places=", ".join(sorted(set(places))))


def view_of(workspace: Workspace, replaced: Mapping[str, bytes], cleared: Collection[str]) -> Workspace:
    """Return the workspace as it will be, as far as counting needs it: links to what stays, and what is new."""
    view = Workspace(workspace.erasing / VIEW)
    shutil.rmtree(view.root, ignore_errors=True)
    gone = {*cleared, *replaced}
    for folder in (workspace.archive, workspace.identity):
        for path in folder.rglob("*"):
            name = path.relative_to(workspace.root)
            target = view.root / name
            if path.is_file() and name.as_posix() not in gone:
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                # Logs are written to while counting: what is counted here must not reach those that stay.
                if path.suffix == ".xlsx":
                    target.symlink_to(path.resolve())
                else:
                    shutil.copyfile(path, target)
    for new, content in replaced.items():
        if new.startswith((f"{ARCHIVE}/", f"{IDENTITY}/")):
            target = view.root / new
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            target.write_bytes(content)
    for path in (workspace.key_file, workspace.reference, workspace.settings_file):
        if path.exists():
            (view.root / path.name).symlink_to(path.resolve())
    view.inbox.mkdir()
    # What is worked out is kept by its content: what stays as it is need not be read again.
    make_private(workspace.cache)
    view.cache.symlink_to(workspace.cache.resolve())
    return view


def _prove_rows(erasure: Erasure, before: Stored, after: Stored, taken: TakenIn, settings: Settings) -> None:
    """Raise StopsTheCommand unless each workbook, also one long superseded, comes to the same rows as it did."""
    for receipt, old, new in zip(before.receipts, before.read, after.read, strict=True):
        if before.erased(receipt) == after.erased(receipt):
            continue
        today = known_by(receipt, settings)
        one, other = (
            check_workbook(read, today=today, lists=taken.lists, settings=settings, erased=stored.erased(receipt))
            for read, stored in ((old, before), (new, after))
        )
        if not _same_rows(one, other, {(row.sheet, row.row) for row in after.erased(receipt)}):
            raise StopsTheCommand(MOVED, cases=", ".join(sorted(erasure.cases)), what=f"archive/{receipt.number}")


def _same_rows(one: CheckedWorkbook, other: CheckedWorkbook, erased: set[tuple[str, int]]) -> bool:
    if one.declaration is not other.declaration or one.counts != other.counts or one.cover.keys() != other.cover.keys():
        return False
    for sheet in one.declaration.sheets if one.declaration and one.tables else ():
        key = sheet.INFO.key
        rows = [row for of_sheet, row in erased if of_sheet == key]
        for tables, others in ((one.tables, other.tables), (one.held, other.held)):
            if not _same_table(tables[key], others[key], rows, sheet):
                return False
    return True


def _same_table(one: pl.DataFrame, other: pl.DataFrame, erased: list[int], sheet: type[Sheet]) -> bool:
    coded = [name for name in one.columns if name not in set(fields_of_class(sheet, "IT"))]
    # A free text of somebody else's row may have named who is erased.
    free = set(fields_of_class(sheet, "T"))
    own = [name for name in one.columns if name not in free]
    is_erased = pl.col("row").is_in(erased)
    return one.select(coded).equals(other.select(coded)) and (
        one.filter(~is_erased).select(own).equals(other.filter(~is_erased).select(own))
    )


def prove_figures(before: Register, after: Register, settings: Settings) -> str:
    """Return the first table that is another one: of the register's, or of the figures of today; empty for none."""
    day = settings.day()
    counted = [figures_at(one, caseload(one, day, settings), day, settings) for one in (before, after)]
    pairs = [
        *((key, table, after.tables[key]) for key, table in before.tables.items()),
        *((key, table, after.held[key]) for key, table in before.held.items()),
        *(("figures", one, other) for one, other in zip(*counted, strict=True)),
    ]
    return next((what for what, one, other in pairs if not one.equals(other)), "")
