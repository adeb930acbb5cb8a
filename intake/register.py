"""The register: the accepted rows of all offices, one owner a case, and nothing in it that identifies a person."""

import datetime
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import dataframely as dy
import polars as pl

from intake.tables.declare import Sheet

ABOUT = "register.json"
PARTS = {"tables": "", "held": "held", "reference": "reference"}
"""The folder of each part of a register below its own."""


class Provenance(dy.Schema):
    """What every row of the register says of where it came from, beside its sheet's own columns and `row`."""

    office = dy.String(nullable=False)
    school_year = dy.String(nullable=False)
    submission = dy.String(nullable=False)


class Submissions(dy.Schema):
    """A row a workbook received that stands or was refused: the latest of each office and school year, the last good
    one where the latest was refused, and those that still supply what a newer one could not hold."""

    office = dy.String(nullable=False, primary_key=True)
    school_year = dy.String(nullable=False, primary_key=True)
    submission = dy.String(nullable=False, primary_key=True)
    received_at = dy.Datetime(time_zone="UTC", nullable=False)
    data_on = dy.Date(nullable=True)
    posts = dy.Float64(nullable=True)
    state = dy.Enum(["accepted", "accepted-with-warnings", "partly-accepted", "refused"])
    stands = dy.Bool(nullable=False)
    rows_read = dy.Int64(nullable=False)
    rows_accepted = dy.Int64(nullable=False)
    rows_held_back = dy.Int64(nullable=False)
    rows_superseded = dy.Int64(nullable=False)
    rows_erased = dy.Int64(nullable=False)


class Arrivals(dy.Schema):
    """A row a workbook that an office ever sent, also one that a newer took the place of: when, and as of which day.

    `refused` says that nothing of it was accepted. The same bytes sent again are no row of their own. A list from the
    register is a row, too: its `office` is empty, `data_on` the day on which it was drawn.
    """

    office = dy.String(nullable=False)
    received_at = dy.Datetime(time_zone="UTC", nullable=False)
    data_on = dy.Date(nullable=True)
    refused = dy.Bool(nullable=False)


class Problems(dy.Schema):
    """A row a problem of a submission, in the order in which to mend; `details` is JSON (see `problems.Problem`)."""

    office = dy.String(nullable=False)
    school_year = dy.String(nullable=False)
    submission = dy.String(nullable=False)
    code = dy.String(nullable=False)
    severity = dy.Enum(["error", "warning"])
    sheet = dy.String(nullable=True)
    cell = dy.String(nullable=True)
    case = dy.String(nullable=True)
    details = dy.String(nullable=False)


class Changes(dy.Schema):
    """A row a sheet: what changed between the workbook that stood and the one that came after it, in numbers of rows.

    `previous_at` is when the earlier one was received. `kept` rows are supplied by an older workbook still, since the
    newer one was filled from an earlier issue.
    """

    office = dy.String(nullable=False, primary_key=True)
    school_year = dy.String(nullable=False, primary_key=True)
    submission = dy.String(nullable=False, primary_key=True)
    previous = dy.String(nullable=False)
    previous_at = dy.Datetime(time_zone="UTC", nullable=False)
    sheet = dy.String(nullable=False, primary_key=True)
    before = dy.Int64(nullable=False)
    added = dy.Int64(nullable=False)
    changed = dy.Int64(nullable=False)
    vanished = dy.Int64(nullable=False)
    kept = dy.Int64(nullable=False)


class Offers(dy.Schema):
    """A row a pair of cases that may be one person and of which nobody has said yet whether they are.

    On an office's own site `case` is its own, and the other one is left out.
    """

    case = dy.String(nullable=False)
    other_case = dy.String(nullable=True)


@dataclass(frozen=True)
class Register:
    """Everything the generator may see.

    `tables` and `held` are keyed by the sheet's key. A table has the columns of its sheet less those of class I and T,
    plus those of `Provenance`. On `leavers` stand `person` (a random token), `birth_month` (first day of the month) and
    on `contacts` `minor` (whether the youngster was under 18 that day). `held` has the same columns for the rows held
    back whose case number could be read; its cells may be empty, and a case of it stands on the caseload, marked.
    `reference` holds the reference workbook's sheets, whole; `changes` is about the latest workbooks alone.
    """

    EXTRA: ClassVar[Mapping[str, Mapping[str, pl.DataType]]] = {
        "leavers": {"person": pl.String(), "birth_month": pl.Date()},
        "contacts": {"minor": pl.Boolean()},
    }

    tables: Mapping[str, pl.DataFrame]
    held: Mapping[str, pl.DataFrame]
    reference: Mapping[str, pl.DataFrame]
    submissions: dy.DataFrame[Submissions]
    problems: dy.DataFrame[Problems]
    changes: dy.DataFrame[Changes] = field(default_factory=Changes.create_empty)
    offers: dy.DataFrame[Offers] = field(default_factory=Offers.create_empty)
    arrivals: dy.DataFrame[Arrivals] = field(default_factory=Arrivals.create_empty)
    key_id: str = ""
    lists_received: tuple[datetime.date, ...] = ()

    def table(self, sheet: type[Sheet]) -> pl.DataFrame:
        """Return the accepted rows of a sheet of the office or of the reference workbook."""
        key = sheet.INFO.key
        return self.tables[key] if key in self.tables else self.reference[key]

    def bare_table(self, sheet: type[Sheet]) -> pl.DataFrame:
        """Return those of the office workbook without where they came from, which is half of what they take."""
        return self.tables[sheet.INFO.key].drop(Provenance.column_names())

    def held_rows(self, sheet: type[Sheet]) -> pl.DataFrame:
        """Return the rows of a sheet that are held back and whose case number could be read."""
        return self.held[sheet.INFO.key]


CHANGES_COUNTED = ("added", "changed", "vanished", "kept")
"""The columns of `Changes` that add up over sheets."""


def latest_changes(register: Register, office: str) -> pl.DataFrame:
    """Return the changes, by sheet, of the newest workbook that an office sent; none with its first one."""
    own = register.submissions.filter(Submissions.office.col == office).sort("school_year", "received_at")
    newest = own.tail(1).select("office", "school_year", "submission")
    return register.changes.join(newest, on=newest.columns, how="semi", maintain_order="left")


def register_columns(sheet: type[Sheet]) -> dict[str, pl.DataType]:
    """Return the columns and types that a sheet has in the register: none of class I or T."""
    from intake.tables.declare import fields

    declared = fields(sheet)
    kept = {
        name: column.dtype
        for name, column in sheet.columns().items()
        if name not in declared or declared[name].privacy not in ("I", "T")
    }
    provenance = {name: column.dtype for name, column in Provenance.columns().items()}
    return {**kept, **provenance, **Register.EXTRA.get(sheet.INFO.key, {})}


def content_of(table: pl.DataFrame) -> bytes:
    """Return what stands in a table as bytes: the same rows in the same order give the same, wherever they come from.

    In memory something may lie beneath an empty cell, of which Arrow's formats tell; Parquet has but what stands there.
    """
    written = io.BytesIO()
    table.rechunk().write_parquet(written, compression="uncompressed", statistics=False)
    return written.getvalue()


def write_register(register: Register, folder: Path) -> None:
    """Write a register as Parquet: TABLE.parquet for what is accepted, the rest below `held` and `reference`.

    Everything is written beside the old register and put in its place at the end, so that a failure leaves the old one.
    """
    aside, old = (folder.with_name(f"{folder.name}.{ending}") for ending in ("new", "old"))
    for left_over in (aside, old):
        shutil.rmtree(left_over, ignore_errors=True)
    for part, below in PARTS.items():
        (aside / below).mkdir(parents=True, exist_ok=True)
        for key, table in getattr(register, part).items():
            table.write_parquet(aside / below / f"{key}.parquet")
    register.submissions.write_parquet(aside / "submissions.parquet")
    register.problems.write_parquet(aside / "problems.parquet")
    register.changes.write_parquet(aside / "changes.parquet")
    register.offers.write_parquet(aside / "offers.parquet")
    register.arrivals.write_parquet(aside / "arrivals.parquet")
    lists = [day.isoformat() for day in register.lists_received]
    (aside / ABOUT).write_text(json.dumps({"key_id": register.key_id, "lists_received": lists}), encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    aside.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def read_register(folder: Path) -> Register:
    """Return the register of a folder. Raises FileNotFoundError when there is none."""
    about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    own = {"submissions", "problems", "changes", "offers", "arrivals"}
    parts = {
        part: {file.stem: pl.read_parquet(file) for file in sorted((folder / below).glob("*.parquet"))}
        for part, below in PARTS.items()
    }
    return Register(
        tables={key: table for key, table in parts["tables"].items() if key not in own},
        held=parts["held"],
        reference=parts["reference"],
        submissions=Submissions.validate(parts["tables"]["submissions"]),
        problems=Problems.validate(parts["tables"]["problems"]),
        changes=Changes.validate(parts["tables"]["changes"]),
        offers=Offers.validate(parts["tables"]["offers"]),
        # An edition frozen by an earlier version has none; its figures ask for none.
        arrivals=Arrivals.validate(parts["tables"].get("arrivals", Arrivals.create_empty())),
        key_id=about["key_id"],
        lists_received=tuple(datetime.date.fromisoformat(day) for day in about["lists_received"]),
    )
