"""The recount: every figure counted again in SQL by DuckDB, from the register's files and the service's rules alone."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import polars as pl
from holidays import country_holidays

from intake.settings import Settings

HERE: Final = Path(__file__).parent / "recount"
KEYS: Final = ["indicator", "period", "office", "breakdown", "category"]
COLUMNS: Final = {**dict.fromkeys(KEYS, pl.String()), "numerator": pl.Float64(), "base": pl.Float64()}
CASE_TABLES: Final = (
    "leavers", "contacts", "interviews", "accompaniment", "participants", "outcomes", "youth_guarantee",
)  # fmt: skip
OTHER_TABLES: Final = ("workshops", "interventions")
REFERENCE: Final = ("offices", "communes", "schools", "pupils")
SETTINGS: Final = Settings()
SHARES_OF_THE_WHOLE: Final = [
    "situation by group",
    *(f"reached by {how}" for how in ("reached-kind", "attempt", "reached-days")),
    *(f"{event}-{months} by standing" for event in ("after-exit", "lasting") for months in (6, 12, 18)),
    *(f"after-exit-{months} by {who}-standing" for who in ("sex", "entry-age") for months in (6, 12, 18)),
    *(f"after-workshop-{months} by {how}" for months in (3, 6, 12) for how in ("standing", "stay-standing")),
    "workshop-stay by stay", "workshop-left-early by left-at", "workshop-left-early by left-why",
]  # fmt: skip
"""The breakdowns whose categories have the base of the total."""
CLOSE: Final = 1e-9
STATE: Final = ("2_situations", "3_steps")
OWNED: Final = "4_owned"
COUNTS: Final = (OWNED, "6_cases", "7_programmes", "8_results", "9_sums")
LINES: Final = ["school_year", "office", "month", "line"]


def recount(folder: Path, today: date, month_ends: Sequence[date] = ()) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Everything counted over a register's files as of a day: the figures, and the annual tables of the years over.

    Numerator and base of every figure that is not 0, by its keys; persons by school year, office, month and line.
    """
    with duckdb.connect() as connection:
        _load(connection, folder, today)
        _run(connection, "1_rules")
        for year in _years_over(connection, today):
            _as_of(connection, year.last, year)
            _run(connection, OWNED)
            _run(connection, "5_year_ends")
        for day in (*month_ends, today):
            _as_of(connection, day, _year_of(day))
            connection.execute(
                "INSERT INTO month_ends SELECT getvariable('t'), office, count(*),"
                " count(*) FILTER (due_on < getvariable('t')) FROM cases WHERE is_open GROUP BY office"
            )
        for name in COUNTS:
            _run(connection, name)
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM recount").fetchall()
        lines = connection.execute(
            "SELECT year, office, strftime(left_school_on, '%Y-%m'), line, count(*) FROM lines GROUP BY ALL"
        ).fetchall()
    schema = {**dict.fromkeys(LINES, pl.String()), "persons": pl.Int64()}
    return pl.DataFrame(found, schema=COLUMNS, orient="row"), pl.DataFrame(lines, schema=schema, orient="row")


class _Year(NamedTuple):
    """A school year: from the first of September to the last of August."""

    name: str
    first: date
    last: date


def _year_of(day: date) -> _Year:
    month = SETTINGS.year.first_month
    first = date(day.year - (day.month < month), month, 1)
    return _Year(f"{first.year}/{(first.year + 1) % 100:02}", first, first.replace(year=first.year + 1) - timedelta(1))


def _years_over(connection: duckdb.DuckDBPyConnection, today: date) -> list[_Year]:
    days = connection.execute("SELECT DISTINCT left_school_on FROM leavers WHERE left_school_on <= ?", [today])
    years = {_year_of(day) for (day,) in days.fetchall()}
    return sorted(year for year in years if year.last < today)


def _as_of(connection: duckdb.DuckDBPyConnection, day: date, year: _Year) -> None:
    """Put together what was known at the end of a day."""
    connection.execute("SET VARIABLE t = ?::DATE", [day])
    connection.execute("SET VARIABLE first = ?::DATE", [year.first])
    connection.execute("SET VARIABLE year = ?", [year.name])
    for name in STATE:
        _run(connection, name)


def differences(figures: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """The figures of which the recount says something else; one that it does not have is 0 there."""
    wholes = counted.filter(breakdown="").select("indicator", "period", "office", whole="base")
    joined = figures.select(*KEYS, "numerator", "base").join(
        counted, on=KEYS, how="full", coalesce=True, suffix="_recounted"
    )
    joined = joined.join(wholes, on=["indicator", "period", "office"], how="left")
    of_whole = pl.concat_str("indicator", pl.lit(" by "), "breakdown").is_in(SHARES_OF_THE_WHOLE)
    again = pl.col("numerator_recounted").fill_null(0.0)
    base = pl.when(of_whole).then("whole").otherwise("base_recounted").fill_null(0.0)
    numerators = pl.col("numerator").is_null() | ((pl.col("numerator") - again).abs() > CLOSE)
    bases = (pl.col("base").fill_null(0.0) - base).abs() > CLOSE
    return joined.filter(numerators | bases).sort(KEYS)


def ends_of_months(figures: pl.DataFrame, today: date) -> list[date]:
    """The last days of the months whose end has a figure, today's month left out."""
    periods = figures.filter(indicator="open-at-month-end")["period"].unique().sort().to_list()
    firsts = [date(int(period[:4]), int(period[5:]), 1) for period in periods]
    ends = [(first + timedelta(days=31)).replace(day=1) - timedelta(days=1) for first in firsts]
    return [end for end in ends if end < today]


def _load(connection: duckdb.DuckDBPyConnection, folder: Path, today: date) -> None:
    files = {name: f"{name}.parquet" for name in (*CASE_TABLES, *OTHER_TABLES)}
    files |= {name: f"reference/{name}.parquet" for name in REFERENCE} | {"held_leavers": "held/leavers.parquet"}
    for name, file in files.items():
        table = connection.read_parquet(str(folder / file))
        table.project(", ".join('"case" AS id' if key == "case" else f'"{key}"' for key in table.columns)).create(name)
    connection.execute("CREATE TABLE days_off (day_off DATE)")
    years = range(today.year - 3, today.year + 3)
    connection.executemany("INSERT INTO days_off VALUES (?)", [[day] for day in country_holidays("LU", years=years)])


def _run(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    connection.execute((HERE / f"{name}.sql").read_text(encoding="utf-8"))
