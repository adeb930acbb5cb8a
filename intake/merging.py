"""Standing workbooks of all offices -> one register: each case supplied by one workbook, and nobody in it by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import dataframely as dy
import polars as pl

from intake.changes import belongs_to_cases, hangs_on_case, rows_of
from intake.checks import CheckedWorkbook, RowCounts
from intake.identity import PersonLookup
from intake.one_owner import one_owner
from intake.problems import Problem, in_order
from intake.received import ListArrival, Received
from intake.register import Arrivals, Changes, Offers, Problems, Register, Submissions, register_columns
from intake.standing import Standing
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet
from intake.tables.office import Contacts, Leavers, Outcomes
from intake.tables.reference import Offices
from intake.transfers import Told
from intake.workbook import cell_name

Counts = Mapping[str, Mapping[str, RowCounts]]
"""What became of the rows, by submission and sheet."""

SHEETS = OFFICE_WORKBOOK.sheets
ADULT_AT = 18
"""Years; who was born on 29 February comes of age on 1 March."""
COUNTED = ("read", "accepted", "held_back", "superseded", "erased")
FATE, NEWNESS = "fate", "newness"
FATES = pl.Enum(["accepted", "held_back", "superseded"])
"""What became of a row; `newness` is its workbook's place from the oldest to the newest."""

Rows = Mapping[str, pl.DataFrame]


class RowsDoNotAddUp(Exception):  # noqa: N818 (named for what it says)
    """Rows were lost or counted twice on the way: a bug of ours, never a fault of an office."""


def merge_submissions(
    standing: Standing,
    reference: CheckedWorkbook,
    lookup: PersonLookup,
    *,
    lists_received: Sequence[date] = (),
    lists_came: Sequence[ListArrival] = (),
) -> tuple[Register, Counts]:
    """Return the register of the workbooks that stand, and what became of each row.

    Of each case the newest workbook that names it on its sheet Leavers (by school year, then order of receipt) supplies
    all rows, be they accepted or held back; likewise the newest accepted row of each workshop and class intervention.
    An older workbook beside the one that stands supplies only the cases kept from it; its other rows are superseded.
    What only all workbooks together show (see `one_owner`) is told with the problems of each. The lookup learns the
    persons that it did not know; saving it is the caller's. Raises RowsDoNotAddUp when rows read
    are not those accepted, held back, superseded and erased, or when a workbook of an office unknown to the reference
    workbook stands.
    """
    workbooks = sorted((*standing.standing, *(kept.received for kept in standing.kept)), key=lambda one: one.rank)
    _prove_offices(standing, reference)
    kept_cases = {kept.received.receipt.number: kept.cases for kept in standing.kept}
    rows = _settled_rows(workbooks, kept_cases)
    counts, suppliers = _counts(workbooks, rows), _suppliers(Leavers, rows[Leavers.INFO.key])
    told = _take_names(rows, lookup, _last_day(workbooks))
    problems = _unsettled_problems(workbooks, suppliers, kept_cases)
    problems = _with_what_all_show(workbooks, problems, told)
    register = Register(
        tables={sheet.INFO.key: _part(sheet, rows, "accepted") for sheet in SHEETS},
        held={sheet.INFO.key: _held_part(sheet, rows) for sheet in SHEETS},
        reference=reference.tables,
        submissions=_submissions(workbooks, standing.refused, counts, problems),
        problems=_problems(workbooks, standing.refused, problems),
        changes=_changes(standing),
        offers=_offers(lookup),
        arrivals=_arrivals(standing, lists_came),
        key_id=lookup.key.id,
        lists_received=tuple(sorted(lists_received)),
    )
    _prove_counts(workbooks, counts, register)
    return register, counts


def _arrivals(standing: Standing, lists: Sequence[ListArrival]) -> dy.DataFrame[Arrivals]:
    came_to = {fate.number: fate.came_to for fate in standing.fates}
    rows = [
        {
            "office": one.office,
            "received_at": one.receipt.received_at,
            "data_on": one.checked.cover.get("data_on"),
            "refused": came_to[one.receipt.number] == "refused",
        }
        for one in standing.taken
    ]
    rows += [{"office": "", "received_at": one.received_at, "data_on": one.drawn_on, "refused": False} for one in lists]
    schema = {name: column.dtype for name, column in Arrivals.columns().items()}
    return Arrivals.validate(pl.DataFrame(rows, schema=schema).sort("office", "received_at", maintain_order=True))


def _offers(lookup: PersonLookup) -> dy.DataFrame[Offers]:
    pairs = [(offer.case, offer.other_case) for offer in lookup.offers]
    return Offers.validate(pl.DataFrame(pairs, schema=["case", "other_case"], orient="row"), cast=True)


def _settled_rows(workbooks: Sequence[Received], kept_cases: Mapping[int, frozenset[str]]) -> dict[str, pl.DataFrame]:
    """Return the rows of all workbooks by sheet, each with its fate."""
    rows = {sheet.INFO.key: _all_rows(sheet, workbooks, kept_cases) for sheet in SHEETS}
    cases = _suppliers(Leavers, rows[Leavers.INFO.key])
    for sheet in SHEETS:
        # One table after the other takes the place of the one before it: all of them twice would fill the memory.
        of_sheet = rows.pop(sheet.INFO.key)
        suppliers = cases if hangs_on_case(sheet) else _suppliers(sheet, of_sheet)
        rows[sheet.INFO.key] = _supersede(sheet, of_sheet, suppliers)
    return rows


def _all_rows(
    sheet: type[Sheet], workbooks: Sequence[Received], kept_cases: Mapping[int, frozenset[str]]
) -> pl.DataFrame:
    key, columns = sheet.INFO.key, list(sheet.columns())
    empty = pl.DataFrame(schema={name: column.dtype for name, column in sheet.columns().items()})
    frames = [_with_provenance(empty, "", "", "", -1, "accepted")]
    for newness, one in enumerate(workbooks):
        place = (one.office or "", one.school_year, one.submission, newness)
        own = [
            _with_provenance(one.checked.tables[key].select(columns), *place, "accepted"),
            _with_provenance(one.checked.held[key].select(columns), *place, "held_back"),
        ]
        if one.receipt.number in kept_cases:
            going_on = belongs_to_cases(sheet, rows_of(one.checked), kept_cases[one.receipt.number])
            fate = pl.when(going_on).then(pl.col(FATE)).otherwise(pl.lit("superseded", dtype=FATES))
            own = [frame.with_columns(fate.alias(FATE)) for frame in own]
        frames += own
    return pl.concat(frames).sort("office", "school_year", "row")


def _with_provenance(
    frame: pl.DataFrame, office: str, school_year: str, submission: str, newness: int, fate: str
) -> pl.DataFrame:
    return frame.with_columns(
        pl.lit(office).alias("office"),
        pl.lit(school_year).alias("school_year"),
        pl.lit(submission).alias("submission"),
        pl.lit(newness, dtype=pl.Int32).alias(NEWNESS),
        pl.lit(fate, dtype=FATES).alias(FATE),
    )


def _suppliers(sheet: type[Sheet], rows: pl.DataFrame) -> pl.DataFrame:
    """Return the newest workbook that names each case, or has an accepted row of each workshop or intervention.

    A held-back case supersedes its older rows, since they are out of date; a held-back group does not, since other
    offices' participants may hang on the older row.
    """
    naming = rows.filter(_is_told_apart(sheet), pl.col(FATE) != "superseded")
    if not hangs_on_case(sheet):
        naming = naming.filter(pl.col(FATE) == "accepted")
    return naming.group_by(sheet.KEY).agg(pl.col(NEWNESS).max().alias("supplier"))


def _is_told_apart(sheet: type[Sheet]) -> pl.Expr:
    """Whether it can be read what a row is about; a case number of another office is a mistake, and says nothing."""
    if hangs_on_case(sheet):
        return pl.col("case").str.starts_with(pl.col("office")).fill_null(value=False)
    return pl.all_horizontal(pl.col(name).is_not_null() for name in sheet.KEY)


def _supersede(sheet: type[Sheet], rows: pl.DataFrame, suppliers: pl.DataFrame) -> pl.DataFrame:
    key = ["case"] if hangs_on_case(sheet) else list(sheet.KEY)
    older = (pl.col(NEWNESS) < pl.col("supplier")).fill_null(value=False) & _is_told_apart(sheet)
    fate = pl.when(older).then(pl.lit("superseded", dtype=FATES)).otherwise(pl.col(FATE))
    return (
        rows.join(suppliers, on=key, how="left", maintain_order="left").with_columns(fate.alias(FATE)).drop("supplier")
    )


def _last_day(workbooks: Sequence[Received]) -> date:
    """Return the last day on which a workbook that stands was received: what comes later, nobody can have told."""
    return max((one.receipt.received_on for one in workbooks), default=date.min)


def _take_names(rows: dict[str, pl.DataFrame], lookup: PersonLookup, told_by: date) -> list[Told]:
    """Leave the rows that go on, with what the register keeps in place of names and birth dates; return what is told.

    Table by table, in place: they are most of what a build holds.
    """
    for key, table in rows.items():
        rows[key] = table.filter(pl.col(FATE) != "superseded")
    leavers, contacts = rows[Leavers.INFO.key], rows[Contacts.INFO.key]
    birth = leavers.unique(["submission", "case"], keep="none").select("submission", "case", Leavers.birth_date.col)
    stated = rows[Outcomes.INFO.key].filter(pl.col(FATE) == "accepted")
    known = leavers.with_columns(lookup.tokens_for(leavers), held=pl.col(FATE) == "held_back")
    owned, told = one_owner(known, stated, lookup, told_by)
    rows[Leavers.INFO.key] = owned.with_columns(Leavers.birth_date.col.dt.month_start().alias("birth_month"))
    rows[Contacts.INFO.key] = contacts.join(
        birth, on=["submission", "case"], how="left", maintain_order="left"
    ).with_columns((_age_on(Contacts.contact_on.col) < ADULT_AT).alias("minor"))
    return told


def _age_on(day: pl.Expr) -> pl.Expr:
    """Whole years: birthdays up to that day."""
    born = Leavers.birth_date.col
    day_of_year, birthday = (one.dt.month().cast(pl.Int32) * 100 + one.dt.day() for one in (day, born))
    return day.dt.year() - born.dt.year() - (day_of_year < birthday).cast(pl.Int32)


def _part(sheet: type[Sheet], rows: Rows, fate: str) -> pl.DataFrame:
    kept = [pl.col(name).cast(dtype) for name, dtype in register_columns(sheet).items()]
    return rows[sheet.INFO.key].filter(pl.col(FATE) == fate).select(kept)


def _held_part(sheet: type[Sheet], rows: Rows) -> pl.DataFrame:
    """Return the rows held back of which it can be read what they are about; a case stands among them once."""
    held = _part(sheet, rows, "held_back").filter(_is_told_apart(sheet))
    return held.unique("case", keep="first", maintain_order=True) if sheet is Leavers else held


def _unsettled_problems(
    workbooks: Sequence[Received], suppliers: pl.DataFrame, kept_cases: Mapping[int, frozenset[str]]
) -> dict[int, list[Problem]]:
    """Return the problems by receipt, less those of cases that a newer workbook supplies: nothing to mend there.

    Of a workbook of which some cases are kept, only their problems are left.
    """
    supplier = dict(suppliers.select("case", "supplier").iter_rows())

    def stands(problem: Problem, office: str, newness: int) -> bool:
        own = problem.case is not None and problem.case.startswith(office)
        return not own or supplier.get(problem.case, newness) <= newness

    def is_kept(problem: Problem, number: int) -> bool:
        return number not in kept_cases or problem.case in kept_cases[number]

    return {
        one.receipt.number: [
            problem
            for problem in one.checked.problems
            if stands(problem, one.office or "", newness) and is_kept(problem, one.receipt.number)
        ]
        for newness, one in enumerate(workbooks)
    }


def _with_what_all_show(
    workbooks: Sequence[Received], problems: Mapping[int, Sequence[Problem]], told: Sequence[Told]
) -> dict[int, list[Problem]]:
    """Return the problems by submission with those that only all workbooks together show, what to mend first first."""
    every = {number: list(found) for number, found in problems.items()}
    standing = {one.submission: one for one in workbooks}
    for one in told:
        workbook = standing[one.submission]
        at = workbook.checked.columns.get(one.sheet, {}).get(one.column)
        cell = cell_name(one.row, at) if at else None
        every[workbook.receipt.number].append(Problem(one.code, one.sheet, cell, one.case, one.details))
    sheets = tuple(sheet.INFO.key for sheet in OFFICE_WORKBOOK.all_sheets)
    more = {standing[one.submission].receipt.number for one in told}
    return {name: in_order(found, sheets) if name in more else found for name, found in every.items()}


def _submissions(
    workbooks: Sequence[Received],
    refused: Sequence[Received],
    counts: Counts,
    problems: Mapping[int, Sequence[Problem]],
) -> dy.DataFrame[Submissions]:
    rows = []
    for one in (*workbooks, *refused):
        number = one.receipt.number
        stands = number in problems
        left = replace(one.checked, problems=tuple(problems[number])) if stands else one.checked
        of_sheets = counts[one.submission].values() if stands else ()
        rows.append(
            {
                "office": one.office,
                "school_year": one.school_year,
                "submission": one.submission,
                "received_at": one.receipt.received_at,
                "data_on": one.checked.cover.get("data_on"),
                "posts": one.checked.cover.get("posts"),
                "state": left.status,
                "stands": stands,
                **{f"rows_{name}": sum(getattr(count, name) for count in of_sheets) for name in COUNTED},
            }
        )
    schema = {name: column.dtype for name, column in Submissions.columns().items()}
    frame = pl.DataFrame(rows, schema=schema).sort("office", "school_year", "received_at", "submission")
    return Submissions.validate(frame)


def _changes(standing: Standing) -> dy.DataFrame[Changes]:
    rows = [
        (
            one.received.office, one.received.school_year, one.received.submission, one.previous.submission,
            one.previous.receipt.received_at, sheet, change.before, change.added, change.changed, change.vanished,
            change.kept,
        )
        for one in standing.compared
        for sheet, change in one.changes.items()
    ]  # fmt: skip
    schema = {name: column.dtype for name, column in Changes.columns().items()}
    return Changes.validate(pl.DataFrame(rows, schema=schema, orient="row"))


def _problems(
    workbooks: Sequence[Received], refused: Sequence[Received], unsettled: Mapping[int, Sequence[Problem]]
) -> dy.DataFrame[Problems]:
    told = {**{one.receipt.number: one.checked.problems for one in refused}, **unsettled}
    in_order = sorted((*workbooks, *refused), key=lambda one: (one.office or "", *one.rank))
    rows = [
        (
            one.office, one.school_year, one.submission, problem.code, problem.severity, problem.sheet, problem.cell,
            problem.case, problem.details_json(),
        )
        for one in in_order
        for problem in told[one.receipt.number]
    ]  # fmt: skip
    schema = {name: column.dtype for name, column in Problems.columns().items()}
    return Problems.validate(pl.DataFrame(rows, schema=schema, orient="row"))


def _counts(workbooks: Sequence[Received], rows: Rows) -> Counts:
    found = {
        (submission, key, fate): number
        for key, frame in rows.items()
        for submission, fate, number in frame.group_by("submission", FATE).len().iter_rows()
    }
    return {
        one.submission: {
            key: replace(
                one.checked.counts[key],
                **{fate: found.get((one.submission, key, fate), 0) for fate in FATES.categories},
            )
            for key in rows
        }
        for one in workbooks
    }


def _prove_offices(standing: Standing, reference: CheckedWorkbook) -> None:
    """Raise RowsDoNotAddUp when what an office sent would stand on no office's page."""
    known = set(reference.tables[Offices.INFO.key][Offices.code.name])
    for one in (*standing.standing, *standing.refused):
        if one.office not in known:
            raise RowsDoNotAddUp(f"submission {one.submission[:12]} is of an office that the reference does not know")


def _prove_counts(workbooks: Sequence[Received], counts: Counts, register: Register) -> None:
    """Raise RowsDoNotAddUp unless each row read is in exactly one place."""
    for one in workbooks:
        for sheet, count in counts[one.submission].items():
            told = count.accepted + count.held_back + count.superseded + count.erased
            if told != count.read:
                raise RowsDoNotAddUp(
                    f"sheet {sheet} of submission {one.submission[:12]}: {count.read} rows, {told} told"
                )
    for sheet, table in register.tables.items():
        accepted = sum(of_sheet[sheet].accepted for of_sheet in counts.values())
        if accepted != table.height:
            raise RowsDoNotAddUp(f"sheet {sheet}: {accepted} rows accepted, {table.height} in the register")
    leavers = register.table(Leavers)
    if leavers["case"].n_unique() != leavers.height:
        raise RowsDoNotAddUp("a case stands in the register twice")
