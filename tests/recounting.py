"""The recount: every figure counted again in SQL by DuckDB, from the register's files and the service's rules alone."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

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
REFERENCE: Final = ("offices", "communes")
SETTINGS: Final = Settings()
SHARES_OF_THE_WHOLE: Final = [
    "situation by group",
    *(f"reached by {how}" for how in ("reached-kind", "attempt", "reached-days")),
    *(f"after-exit-{months} by standing" for months in (6, 12, 18)),
]
"""The breakdowns whose categories have the base of the total."""
NOT_RECOUNTED: Final = re.compile(
    "lasting-[0-9]+|(effective-)?leaving-rate|preparatory-visited|(after-)?workshop-.*|starts by school"
)
"""Counted since the recount was written, each tested by hand on a small register."""
CLOSE: Final = 1e-9
STATE: Final = ("2_situations", "3_steps")
COUNTS: Final = ("4_owned", "5_cases", "6_programmes", "7_sums")


def recount(folder: Path, today: date, month_ends: Sequence[date] = ()) -> pl.DataFrame:
    """Numerator and base of every figure that is not 0, by its keys, counted over a register's files as of a day."""
    with duckdb.connect() as connection:
        _load(connection, folder, today)
        _run(connection, "1_rules")
        for day in (*month_ends, today):
            connection.execute("SET VARIABLE t = ?::DATE", [day])
            for name in STATE:
                _run(connection, name)
            connection.execute(
                "INSERT INTO month_ends SELECT getvariable('t'), office, count(*),"
                " count(*) FILTER (due_on < getvariable('t')) FROM cases WHERE is_open GROUP BY office"
            )
        first = date(today.year - (today.month < SETTINGS.year.first_month), SETTINGS.year.first_month, 1)
        connection.execute("SET VARIABLE first = ?::DATE", [first])
        connection.execute("SET VARIABLE year = ?", [f"{first.year}/{(first.year + 1) % 100:02}"])
        for name in COUNTS:
            _run(connection, name)
        found = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM recount").fetchall()
    return pl.DataFrame(found, schema=COLUMNS, orient="row")


def differences(figures: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """The figures of which the recount says something else; one that it does not have is 0 there."""
    wholes = counted.filter(breakdown="").select("indicator", "period", "office", whole="base")
    named = pl.when(pl.col("breakdown") == "").then("indicator").otherwise(
        pl.concat_str("indicator", pl.lit(" by "), "breakdown")
    )  # fmt: skip
    left_out = named.str.contains(f"^({NOT_RECOUNTED.pattern})")
    joined = (
        figures.filter(~left_out)
        .select(*KEYS, "numerator", "base")
        .join(counted.filter(~left_out), on=KEYS, how="full", coalesce=True, suffix="_recounted")
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
