"""The lines of the ministry's annual table: on which one each person who left school stands at a date."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from generator.caseload import standing
from generator.remembered import once_a_register
from generator.situations import spells
from generator.starts import latest_starts, starts_of
from intake import codes
from intake.codes import Code, CodeList
from intake.language import N_, NP_
from intake.register import Register
from intake.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Line(Code):
    """One line of the table; `under` is the line that it is a part of. The parts of a line add up to it."""

    under: str = ""


LINES: Final = CodeList(
    "annual-line",
    N_("Lines of the annual table"),
    (
        Line("left-school", NP_("annual-line", "Left school")),
        Line("temporary", NP_("annual-line", "Temporary: re-enrolled"), under="left-school"),
        Line("temporary-luxembourg", NP_("annual-line", "in Luxembourg"), under="temporary"),
        Line("temporary-abroad", NP_("annual-line", "abroad"), under="temporary"),
        Line("permanent", NP_("annual-line", "Permanent"), under="left-school"),
        Line("employed", NP_("annual-line", "Employed"), under="permanent"),
        Line("measure", NP_("annual-line", "In a measure"), under="permanent"),
        Line("left-again", NP_("annual-line", "Re-enrolled, then left again"), under="permanent"),
        Line("no-occupation", NP_("annual-line", "No occupation"), under="permanent"),
        Line("not-reached", NP_("annual-line", "Not reached"), under="left-school"),
        Line("never-reached", NP_("annual-line", "Never reached"), under="not-reached"),
        Line("no-longer-known", NP_("annual-line", "No longer known"), under="not-reached"),
        Line("declined", NP_("annual-line", "Declined to say"), under="not-reached"),
        Line("emigrated", NP_("annual-line", "Emigrated"), under="not-reached"),
    ),
)

_RE_ENROLLED: Final = tuple(one.code for one in codes.SITUATIONS if one.group == "re-enrolled")
_UNKNOWN: Final = (codes.NOT_KNOWN, "not-reached", "declined")
_MEASURE: Final = ("internship", *(one.code for one in codes.SITUATIONS if one.group == "measure"))


_ASKED: Final = (
    "case", "office", "person", "former_case", "opened_on", "left_school_on", "school_year", "month", "situation",
    "reached_on",
)  # fmt: skip


def line_of(code: str) -> Line:
    """Return the line of a code. Raises KeyError when the table has none."""
    line = LINES.entry(code)
    assert isinstance(line, Line)  # noqa: S101 (every entry of LINES is one)
    return line


def parts_of(code: str) -> tuple[str, ...]:
    """Return the lines that add up to a line; none for one that is counted itself."""
    return tuple(line for line in LINES.codes if line_of(line).under == code)


COUNTED: Final = tuple(code for code in LINES.codes if not parts_of(code))
"""The lines on which persons are put; the others are their sums."""


@once_a_register
def annual_lines(
    register: Register, school_year: str, at: date, settings: Settings, *, known_on: date | None = None
) -> pl.DataFrame:
    """A row a person who left school in the year, by the latest start: case, office, person, month (of leaving), line.

    The line is the first that applies at the date (an assumption, printed with the table):
    qualified or listed in error: not counted. Never reached and never known, no longer known (the situation expired, or
    nobody was reached any more), declined, emigrated. Re-enrolled or in an apprenticeship: temporary, here or abroad.
    Re-enrolled since leaving, or an earlier start in the year: left again. Employed. Measure, internship or activation.
    Everything else: no occupation.

    The situation alone tells who is not reached: one known from the list counts by it, though nobody was spoken to.
    `known_on` (default: `at`) is the day up to which cases are opened that count as starts: who left in July is on no
    list before September, and at the year's last day had not been reached.
    """
    starts = _starts_known(register, at, settings)
    if known_on and known_on > at:
        starts = pl.concat([starts, _opened_later(register, starts, at, known_on, settings)])
    persons = latest_starts(starts.filter(pl.col("school_year") == school_year))
    history = spells(register, at, settings).filter(pl.col("since") <= at).select("case", "situation", "since")
    known = history.filter(~pl.col("situation").cast(pl.String).is_in([*_UNKNOWN, "moved-office"])).select("case")
    returned = history.filter(pl.col("situation").cast(pl.String).is_in(_RE_ENROLLED)).join(
        persons.select("case", "left_school_on"), on="case"
    )
    returned = returned.filter(pl.col("since") >= pl.col("left_school_on"))
    return persons.with_columns(
        was_known=pl.col("case").is_in(known["case"].implode()),
        returned=pl.col("case").is_in(returned["case"].implode()),
    ).select("case", "office", "person", "month", _line().alias("line"))


def _opened_later(
    register: Register, starts: pl.DataFrame, at: date, known_on: date, settings: Settings
) -> pl.DataFrame:
    """The starts up to `at` whose case was opened after it: nobody had been reached, and nothing was known."""
    later = _starts_known(register, known_on, settings)
    opened = pl.col("opened_on") > at
    already = pl.col("former_case").is_in(starts["case"].implode()).fill_null(value=False)
    nothing = later.filter(opened, ~already, pl.col("left_school_on") <= at).with_columns(
        situation=pl.lit(codes.NOT_KNOWN), reached_on=pl.lit(None, pl.Date)
    )
    return nothing.select(starts.columns)


@once_a_register
def _starts_known(register: Register, day: date, settings: Settings) -> pl.DataFrame:
    """The starts up to a day with what the table asks of them; those of today serve every year before."""
    return starts_of(register, standing(register, day, settings), day, settings).select(_ASKED)


def _line() -> pl.Expr:
    situation = pl.col("situation")
    unknown = situation.is_in([codes.NOT_KNOWN, "not-reached"])
    return (
        pl.when(unknown & pl.col("reached_on").is_null() & ~pl.col("was_known"))
        .then(pl.lit("never-reached"))
        .when(unknown)
        .then(pl.lit("no-longer-known"))
        .when(situation.is_in(["declined", "emigrated"]))
        .then(situation)
        .when(situation == "school-abroad")
        .then(pl.lit("temporary-abroad"))
        .when(situation.is_in([*_RE_ENROLLED, "apprenticeship"]))
        .then(pl.lit("temporary-luxembourg"))
        .when(pl.col("returned") | pl.col("started_before"))
        .then(pl.lit("left-again"))
        .when(situation == "employed")
        .then(situation)
        .when(situation.is_in(_MEASURE))
        .then(pl.lit("measure"))
        .otherwise(pl.lit("no-occupation"))
    )
