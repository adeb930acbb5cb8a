"""Small registers for tests: each sheet's rows as a text table or as mappings, everything else filled in.

A text table is a header of column keys, then a row a line, with bars between; an empty cell is null; a day is written
2026-10-31 or 31.10.2026. A rule of dashes under the header, and bars at both ends of a line, may be there or not.

    register_of(
        leavers='''
            case          | listed_on  | birth_month
            NOR-2627-0001 | 2026-10-01 | 2009-03-01
        ''',
        contacts=[{"case": "NOR-2627-0001", "kind": "letter", "with_whom": "parents", "contact_on": date(2026, 10, 5)}],
    )
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

import dataframely as dy
import polars as pl

from intake.register import Arrivals, Problems, Register, Submissions, register_columns
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import Sheet

Rows = str | Iterable[Mapping[str, object]]
Row = dict[str, object]

SCHOOL_YEAR = "2026/27"
RECEIVED_AT = datetime(2026, 10, 31, 12, tzinfo=UTC)

DEFAULTS: Mapping[str, Row] = {
    "leavers": {"sex": "male", "birth_month": date(2009, 1, 1), "track": "esg-lower", "years_behind": 1},
    "contacts": {"kind": "phone", "with_whom": "youngster", "result": "no-response"},
    "interviews": {"main_reason": "not-said", "accepts": "yes", "vocational_interest": "no"},
    "accompaniment": {"step": "school-assessment", "result": "under-way"},
    "workshops": {"place": "Place", "places": 12},
    "outcomes": {"source": "youngster"},
    "youth_guarantee": {"path": "school"},
    "interventions": {"school": "LTA", "class_name": "9A", "pupils": 20},
    "offices": {"posts": 1.0},
    "schools": {"name": "School", "preparatory": "yes"},
}
"""What a row holds where the test does not say."""


def register_of(
    leavers: Rows = (),
    contacts: Rows = (),
    interviews: Rows = (),
    accompaniment: Rows = (),
    workshops: Rows = (),
    participants: Rows = (),
    outcomes: Rows = (),
    youth_guarantee: Rows = (),
    interventions: Rows = (),
    *,
    held: Mapping[str, Rows] | None = None,
    reference: Mapping[str, Rows] | None = None,
    submissions: Iterable[Mapping[str, object]] = (),
    problems: Iterable[Mapping[str, object]] = (),
    arrivals: Rows | None = None,
    lists_received: tuple[date, ...] = (),
) -> Register:
    """Return a register of the given rows, by sheet; `held` has the rows held back, `reference` those for reference.

    Filled in where not given: `row` counts from 2, `office` and `person` are those of the (former) case's number,
    `opened_on` is `listed_on`, `origin` goes by `listed_on`, `minor` by the birth month, `confirmed_on` is `from_date`;
    the rest stands in `DEFAULTS`. An office has one accepted submission of 2026/27, and sent
    what `submissions` say unless `arrivals` say else. Held rows get but provenance.
    """
    given = {
        "leavers": leavers, "contacts": contacts, "interviews": interviews, "accompaniment": accompaniment,
        "workshops": workshops, "participants": participants, "outcomes": outcomes,
        "youth_guarantee": youth_guarantee, "interventions": interventions,
    }  # fmt: skip
    rows = {key: [_filled(key, row, at) for at, row in enumerate(rows_of(table), 2)] for key, table in given.items()}
    _tell_minors(rows)
    kept = {key: [_placed(row, at) for at, row in enumerate(rows_of(table), 2)] for key, table in (held or {}).items()}
    offices = _offices([*rows.values(), *kept.values()])
    sent = _submissions(list(submissions) or [{"office": office} for office in offices])
    return Register(
        tables={sheet.INFO.key: _register_table(sheet, rows[sheet.INFO.key]) for sheet in OFFICE_WORKBOOK.sheets},
        held={sheet.INFO.key: _register_table(sheet, kept.get(sheet.INFO.key, [])) for sheet in OFFICE_WORKBOOK.sheets},
        reference=_reference(reference or {}, offices),
        submissions=sent,
        problems=_problems(problems),
        arrivals=_arrivals(sent, arrivals),
        lists_received=lists_received,
    )


def rows_of(table: Rows) -> list[Row]:
    """Return the rows of a text table, or the given ones as they are, each as cells by column key."""
    if not isinstance(table, str):
        return [dict(row) for row in table]
    lines = [line.strip() for line in table.splitlines() if line.strip(" |-+")]
    lines = [line[1:-1] if line.startswith("|") else line for line in lines]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    if not cells:
        return []
    header, *rest = cells
    return [{key: cell or None for key, cell in zip(header, row, strict=True)} for row in rest]


def day_of(text: str) -> date:
    """Return the day written as 2026-10-31 or 31.10.2026."""
    if "." in text:
        day, month, year = text.split(".")
        return date(int(year), int(month), int(day))
    return date.fromisoformat(text)


def _filled(key: str, given: Row, at: int) -> Row:
    row = _placed({**DEFAULTS.get(key, {}), **given}, at)
    if key == "leavers":
        row.setdefault("opened_on", row.get("listed_on"))
        row.setdefault("person", row.get("former_case") or row["case"])
        row.setdefault("origin", "monthly-list" if row.get("listed_on") else "youngster")
    if key == "outcomes":
        row.setdefault("confirmed_on", row.get("from_date"))
    return row


def _placed(given: Row, at: int) -> Row:
    office = str(given.get("case") or "NOR")[:3]
    placed: Row = {"row": at, "office": office, "school_year": SCHOOL_YEAR, **given}
    placed.setdefault("submission", f"{placed['office']}-{str(placed['school_year'])[2:4]}")
    return placed


def _tell_minors(rows: Mapping[str, list[Row]]) -> None:
    births = {row["case"]: _value(row.get("birth_month"), pl.Date()) for row in rows["leavers"]}
    for row in rows["contacts"]:
        born, on = births.get(row.get("case")), _value(row.get("contact_on"), pl.Date())
        if isinstance(born, date) and isinstance(on, date):
            row.setdefault("minor", (on.year, on.month) < (born.year + 18, born.month))


def _register_table(sheet: type[Sheet], rows: list[Row]) -> pl.DataFrame:
    return _table(register_columns(sheet), rows, sheet.INFO.key)


def _table(columns: Mapping[str, pl.DataType], rows: list[Row], where: str) -> pl.DataFrame:
    unknown = {key for row in rows for key in row} - set(columns)
    if unknown:
        raise ValueError(f"{where} has no column {', '.join(sorted(unknown))}")
    typed = [{key: _value(row.get(key), dtype) for key, dtype in columns.items()} for row in rows]
    return pl.DataFrame(typed, schema=dict(columns))


def _value(value: object, dtype: pl.DataType) -> object:
    if not isinstance(value, str):
        return value
    if dtype == pl.Date:
        return day_of(value)
    if dtype == pl.Boolean:
        return {"true": True, "yes": True, "false": False, "no": False}[value]
    if dtype.is_integer():
        return int(value)
    return float(value) if dtype.is_float() else value


def _offices(tables: Iterable[list[Row]]) -> list[str]:
    rows = [row for table in tables for row in table]
    named = {str(row["office"]) for row in rows} | {str(row["to_office"]) for row in rows if row.get("to_office")}
    return sorted(named)


def _reference(given: Mapping[str, Rows], offices: list[str]) -> dict[str, pl.DataFrame]:
    rows = {key: rows_of(table) for key, table in given.items()}
    rows.setdefault("offices", [{"code": office, "name": office} for office in offices])
    tables = {}
    for sheet in REFERENCE_WORKBOOK.all_sheets:
        key = sheet.INFO.key
        columns = {name: column.dtype for name, column in sheet.columns().items()}
        filled = [{"row": at, **DEFAULTS.get(key, {}), **row} for at, row in enumerate(rows.get(key, []), 2)]
        tables[key] = _table(columns, filled, key)
    return tables


def _submissions(given: list[Mapping[str, object]]) -> dy.DataFrame[Submissions]:
    counts = dict.fromkeys(("rows_read", "rows_accepted", "rows_held_back", "rows_superseded", "rows_erased"), 0)
    rows: list[Row] = []
    for one in given:
        row: Row = {"school_year": SCHOOL_YEAR, "received_at": RECEIVED_AT, "data_on": RECEIVED_AT.date(), **counts}
        row |= {"state": "accepted", "stands": True, **one}
        row.setdefault("submission", f"{row['office']}-{str(row['school_year'])[2:4]}")
        rows.append(row)
    columns = {name: column.dtype for name, column in Submissions.columns().items()}
    return Submissions.validate(_table(columns, rows, "submissions"))


def _arrivals(sent: pl.DataFrame, given: Rows | None) -> dy.DataFrame[Arrivals]:
    columns = {name: column.dtype for name, column in Arrivals.columns().items()}
    if given is None:
        return Arrivals.validate(sent.select("office", "received_at", "data_on", refused=pl.col("state") == "refused"))
    rows: list[Row] = [{"refused": False, **row} for row in rows_of(given)]
    for row in rows:
        row["office"] = "" if row["office"] == "list" else row["office"]
        # Of a text table a day: it came at noon.
        row["received_at"] = datetime.combine(day_of(str(row["received_at"])), time(12), UTC)
    return Arrivals.validate(_table(columns, rows, "arrivals"))


def _problems(given: Iterable[Mapping[str, object]]) -> dy.DataFrame[Problems]:
    columns = {name: column.dtype for name, column in Problems.columns().items()}
    rows = [{"school_year": SCHOOL_YEAR, "submission": "NOR-26", "details": "{}", **one} for one in given]
    return Problems.validate(_table(columns, rows, "problems"))
