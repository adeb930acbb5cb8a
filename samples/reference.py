"""The rows of the reference workbook: offices, communes, schools, teachers, calendar, pupils, published figures.

Offices, schools, teachers, the calendar and the pupils from 2024/25 on are made up; the published figures are the
ministry's own.
"""

import datetime
from collections.abc import Mapping, Sequence

from intake.codes import TRACK
from samples.days import TODAY, list_day, workbooks_day
from samples.places import CANTONS, OFFICES, SCHOOLS, TEACHERS, commune_office

Row = Mapping[str, object]

HOLIDAYS: Mapping[tuple[int, int], tuple[tuple[int, int], tuple[int, int]]] = {
    (2024, 10): ((10, 26), (11, 3)), (2024, 12): ((12, 21), (1, 5)), (2025, 2): ((2, 15), (2, 23)),
    (2025, 4): ((4, 5), (4, 21)), (2025, 5): ((5, 24), (6, 1)), (2025, 7): ((7, 16), (9, 14)),
    (2025, 11): ((11, 1), (11, 9)), (2025, 12): ((12, 20), (1, 4)), (2026, 2): ((2, 14), (2, 22)),
    (2026, 3): ((3, 28), (4, 12)), (2026, 5): ((5, 23), (5, 31)), (2026, 7): ((7, 16), (9, 14)),
    (2026, 10): ((10, 31), (11, 8)), (2026, 12): ((12, 19), (1, 3)), (2027, 2): ((2, 6), (2, 14)),
    (2027, 3): ((3, 27), (4, 11)), (2027, 5): ((5, 15), (5, 23)), (2027, 7): ((7, 16), (9, 14)),
}  # fmt: skip
"""School holidays by the month in which they begin: first and last day as month and day; approximate."""

ANNUAL_TABLES: Mapping[str, Mapping[str, int]] = {
    "2011/12": {
        "left school": 1680,
        "temporary, in Luxembourg": 304,
        "temporary, abroad": 271,
        "employed": 159,
        "in a measure": 67,
        "re-enrolled, then left again": 124,
        "no occupation": 299,
        "not reached": 456,
    },
    "2012/13": {
        "left school": 1643,
        "temporary": 415,
        "employed": 88,
        "in a measure": 51,
        "re-enrolled, then left again": 207,
        "no occupation": 433,
        "not reached": 449,
    },
}
"""The ministry's national table of both years, in numbers of young people."""

COUNTED = "counted one by one by the offices"
EXTRAPOLATED = "extrapolated rate of early school leaving, in per cent"
OVER_AGE = "leavers ÷ pupils over compulsory school age, in per cent"
OVER_AGE_COUNT = "numbers behind the rate over compulsory school age"
EFFECTIVE = "as before, less those re-enrolled the next school year, in per cent"

RATES = (
    ("2003/04", "rate of school leaving", 17.2, EXTRAPOLATED, "ministry, report on school year 2003/04"),
    ("2011/12", "rate of school leaving", 9.2, EXTRAPOLATED, "ministry, report on school year 2011/12"),
    ("2019/20", "rate of school leaving", 8.16, OVER_AGE, "ministry, first publication"),
    ("2019/20", "rate of school leaving", 6.92, OVER_AGE, "ministry, second publication"),
    ("2019/20", "rate of school leaving", 7.05, OVER_AGE, "ministry, third publication"),
    ("2019/20", "rate of school leaving", 7.0, OVER_AGE, "ministry, fourth publication"),
    ("2023/24", "leavers", 1884.0, OVER_AGE_COUNT, "ministry, report on school year 2023/24"),
    ("2023/24", "pupils over compulsory school age", 22973.0, OVER_AGE_COUNT, "ministry, report on 2023/24"),
    ("2023/24", "rate of school leaving", 8.2, OVER_AGE, "ministry, report on school year 2023/24"),
    ("2023/24", "effective rate of school leaving", 6.3, EFFECTIVE, "ministry, report on school year 2023/24"),
)
"""Rates and their numbers as published; 2019/20 was published four times with four values."""

RAISED_IN = "2026/27"
"""The school year from which schooling is compulsory to 18, a break in the series."""


def reference_cover() -> dict[str, object]:
    """Return the cover of the reference workbook."""
    return {"data_on": TODAY}


def reference_rows() -> dict[str, list[Row]]:
    """Return the rows of the reference workbook by the key of their sheet."""
    return {
        "offices": [_office(office.code, office.name, office.posts, office.town) for office in OFFICES],
        "communes": [
            {"commune": commune, "canton": canton, "office": commune_office(canton, commune)}
            for canton, communes in CANTONS.items()
            for commune in communes
        ],
        "schools": [
            {
                "code": school.code,
                "name": school.name,
                "preparatory": "yes" if school.preparatory else "no",
                "office": school.office,
            }
            for school in SCHOOLS
        ],
        "teachers": [{"code": code, "school": school, "hours": hours} for code, school, hours in TEACHERS],
        "calendar": _calendar(),
        "pupils": _pupils(),
        "published": _published(),
    }


def reference_lists() -> dict[str, Sequence[str]]:
    """Return the lists that other workbooks choose from, by the key of their sheet."""
    return {
        "offices": [office.code for office in OFFICES],
        "communes": sorted(commune for communes in CANTONS.values() for commune in communes),
        "schools": [school.code for school in SCHOOLS],
        "teachers": [code for code, _, _ in TEACHERS],
    }


def _office(code: str, name: str, posts: float, town: str) -> Row:
    return {
        "code": code,
        "name": name,
        "posts": posts,
        # A domain reserved for examples: no letter of the demo reaches anybody.
        "email": f"{code.lower()}@alj.example",
        "address": f"1, rue Inventée, {town} (made up)",
        "phone": f"+352 000 {100 + sum(map(ord, code))}",
    }


def _calendar() -> list[Row]:
    rows: list[Row] = []
    for index in range(36):
        year, month = 2024 + (index + 8) // 12, (index + 8) % 12 + 1
        first = year if month >= 9 else year - 1
        row: dict[str, object] = {
            "school_year": f"{first}/{(first + 1) % 100:02d}",
            "month": month,
            "list_expected_on": list_day(year, month),
            "workbooks_due_on": workbooks_day(year, month),
        }
        if (year, month) in HOLIDAYS:
            begins, ends = HOLIDAYS[year, month]
            row["holidays_from"] = datetime.date(year, *begins)
            row["holidays_to"] = datetime.date(year + (ends < begins), *ends)
        rows.append(row)
    return rows


def _pupils() -> list[Row]:
    known = {"2023/24": 22973, "2024/25": 23150, "2025/26": 23040}
    years = ("2023/24", "2024/25", "2025/26", "2026/27")
    rows: list[Row] = [
        {
            "school_year": year,
            "track": "all",
            "compulsory_age": 18 if year >= RAISED_IN else 16,
            "pupils": known.get(year),
        }
        for year in years
    ]
    # Only the base of 2023/24 was published, the later ones are made up; by track none was, so those rows wait to be
    # filled in, as does that of the year under way.
    rows += [{"school_year": years[-1], "track": code, "compulsory_age": 18} for code in TRACK.codes]
    return rows


def _published() -> list[Row]:
    tables: list[Row] = [
        {
            "school_year": year,
            "figure": figure,
            "value": float(value),
            "definition": COUNTED,
            "source": f"ministry, national annual table {year}",
        }
        for year, table in ANNUAL_TABLES.items()
        for figure, value in table.items()
    ]
    rates: list[Row] = [
        {"school_year": year, "figure": figure, "value": value, "definition": definition, "source": source}
        for year, figure, value, definition, source in RATES
    ]
    return tables + rates
