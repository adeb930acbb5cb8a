"""Registers as hypothesis samples them: few cases, and many ways in which their days lie to each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import dataframely as dy
import polars as pl
from hypothesis import strategies as st

from generator.annual_table import annual_tables
from generator.caseload import caseload, caseload_history
from generator.indicators import compute_indicators
from generator.tables import Figures
from intake import codes
from intake.register import Register
from intake.settings import Settings
from tests.registers import Row, Rows, register_of

SETTINGS: Final = Settings()
FIRST: Final = date(2023, 8, 20)
LAST: Final = date(2025, 10, 10)
TURNS: Final = (
    date(2023, 8, 31), date(2023, 9, 1), date(2023, 12, 31), date(2024, 1, 1), date(2024, 2, 29), date(2024, 3, 1),
    date(2024, 8, 31), date(2024, 9, 1), date(2024, 12, 31), date(2025, 2, 28),
)  # fmt: skip
"""Leap days, and the first and last days of years and school years."""
OFFICES: Final = ("NOR", "SUE", "WES")
REFERENCE: Final[Mapping[str, Rows]] = {
    "offices": [{"code": code, "name": code, "posts": 1.5} for code in (*OFFICES, "EMP")],
    "communes": [
        {"commune": "A", "canton": "Clervaux", "office": "NOR"},
        {"commune": "B", "canton": "Mersch", "office": "SUE"},
    ],
    "schools": [
        {"code": "LTA", "office": "NOR"}, {"code": "LTB", "office": "SUE", "preparatory": "no"},
        {"code": "LTC", "office": "SUE"}, {"code": "LTD"},
    ],
    "pupils": [
        {"school_year": "2022/23", "track": "all", "compulsory_age": 16, "pupils": 2},
        {"school_year": "2023/24", "track": "All", "compulsory_age": 16, "pupils": 60},
        {"school_year": "2023/24", "track": "esc", "compulsory_age": 16, "pupils": 20},
    ],
}  # fmt: skip
"""Nobody is ever at the office EMP."""

days = st.sampled_from(TURNS) | st.dates(FIRST, LAST)


@dataclass(frozen=True)
class Sampled:
    """The rows of a register by sheet, and the day on which it is looked at."""

    rows: dict[str, list[Row]]
    today: date

    @property
    def register(self) -> Register:
        """The register of these rows."""
        rows = self.rows
        return register_of(
            leavers=rows["leavers"],
            contacts=rows["contacts"],
            interviews=rows["interviews"],
            accompaniment=rows["accompaniment"],
            workshops=rows["workshops"],
            participants=rows["participants"],
            outcomes=rows["outcomes"],
            youth_guarantee=rows["youth_guarantee"],
            interventions=rows["interventions"],
            reference=REFERENCE,
        )

    def with_row(self, sheet: str, row: Row) -> "Sampled":
        """The same with one row more."""
        return replace(self, rows={**self.rows, sheet: [*self.rows[sheet], row]})


def figures_of(register: Register, today: date) -> tuple[dy.DataFrame[Figures], pl.DataFrame]:
    """The figures and annual tables of a register at a day, with three month's ends of history."""
    cases = caseload(register, today, SETTINGS)
    history = caseload_history(register, [*month_ends(today), today], SETTINGS)
    return compute_indicators(register, cases, today, SETTINGS, history), annual_tables(register, today, SETTINGS)


def month_ends(today: date) -> list[date]:
    """The last days of the three months before a day's."""
    ends = [today.replace(day=1) - timedelta(days=1)]
    for _ in range(2):
        ends.insert(0, ends[0].replace(day=1) - timedelta(days=1))
    return ends


def one_of(listed: codes.CodeList) -> st.SearchStrategy[str]:
    """A code of a list."""
    return st.sampled_from(listed.codes)


@st.composite
def sampled(draw: st.DrawFn) -> Sampled:
    """A register of no more than six cases and what hangs on them, and a day."""
    opened = sorted(draw(st.lists(days, max_size=6)))
    leavers: list[Row] = []
    for place, day in enumerate(opened, 1):
        leavers.append(_leaver(draw, day, f"{draw(st.sampled_from(OFFICES))}-2324-{place:04}", leavers))
    numbers = [str(row["case"]) for row in leavers]

    def rows(make: Callable[[st.DrawFn, str], Row], most: int) -> list[Row]:
        return [make(draw, case) for case in numbers for _ in range(draw(st.integers(0, most)))]

    workshops: list[Row] = [
        {"workshop": f"W{at}", "office": office, "starts_on": day, "ends_on": day + timedelta(days=100),
         "places": draw(st.integers(1, 3)), "days_held": draw(st.none() | st.integers(0, 40))}
        for at, (office, day) in enumerate(draw(st.lists(st.tuples(st.sampled_from(OFFICES), days), max_size=2)))
    ]  # fmt: skip
    joined = [(group, case) for group in workshops for case in numbers if draw(st.booleans())]
    outcomes = [*rows(_statement, 4), *_moves(leavers)]
    return Sampled(
        {
            "leavers": leavers,
            "contacts": rows(_contact, 5),
            "interviews": rows(_interview, 2),
            "accompaniment": rows(_step, 3),
            "outcomes": list({(row["case"], row["from_date"]): row for row in outcomes}.values()),
            "youth_guarantee": rows(_path, 1),
            "workshops": workshops,
            "participants": [_participant(draw, group, case) for group, case in joined],
            "interventions": draw(st.lists(_interventions, max_size=3)),
        },
        draw(days),
    )


def _leaver(draw: st.DrawFn, opened: date, case: str, before: list[Row]) -> Row:
    """A case; sometimes a move of one before it, sometimes a new start of its person."""
    listed = draw(st.none() | st.just(opened))
    row: Row = {
        "case": case,
        "opened_on": opened,
        "listed_on": listed,
        "left_school_on": draw(st.none() | st.integers(0, 200).map(lambda n: opened - timedelta(days=n))),
        "birth_month": date(draw(st.integers(1998, 2010)), draw(st.integers(1, 12)), 1),
        "sex": draw(st.none() | one_of(codes.SEX)),
        "commune": draw(st.sampled_from([None, "A", "B"])),
        "school": draw(st.sampled_from([None, "LTA", "LTB"])),
        "grade": draw(st.none() | st.integers(7, 13)),
        "years_behind": draw(st.none() | st.integers(0, 3)),
        "closed_on": draw(st.none() | st.none() | days.map(lambda day: max(day, opened))),
        "own_next_step_on": draw(st.none() | days),
        "origin": "monthly-list" if listed else draw(st.sampled_from(["youngster", "parents", "school"])),
    }
    if row["closed_on"]:
        row["closing_reason"] = draw(one_of(codes.CLOSING_REASON))
    taken = {one.get("former_case") for one in before}
    others = [one for one in before if str(one["case"])[:3] != case[:3] and one["case"] not in taken]
    link = draw(st.sampled_from(["", "", "move", "repeat"]))
    if link == "move" and others:
        former = draw(st.sampled_from(others))
        row |= {"former_case": former["case"], "person": former.get("person", former["case"]), "origin": "other-office"}
        row["left_school_on"] = former["left_school_on"]
        row["birth_month"], row["sex"] = former["birth_month"], former["sex"]
    elif link == "repeat" and before:
        former = draw(st.sampled_from(before))
        row["person"] = former.get("person", former["case"])
    row.setdefault("person", case)
    return row


def _moves(leavers: list[Row]) -> list[Row]:
    moved = [row for row in leavers if row.get("former_case")]
    return [
        {
            "case": row["former_case"],
            "situation": "moved-office",
            "from_date": row["opened_on"],
            "to_office": str(row["case"])[:3],
        }
        for row in moved
    ]


def _contact(draw: st.DrawFn, case: str) -> Row:
    made = draw(days)
    result = draw(one_of(codes.CONTACT_RESULT))
    answered = draw(st.none() | st.integers(0, 40)) if result in codes.ANSWERED else None
    return {
        "case": case,
        "contact_on": made,
        "kind": draw(one_of(codes.CONTACT_KIND)),
        "with_whom": draw(one_of(codes.CONTACT_WITH)),
        "result": result,
        "answered_on": None if answered is None else made + timedelta(days=answered),
    }


def _interview(draw: st.DrawFn, case: str) -> Row:
    return {
        "case": case,
        "interviewed_on": draw(days),
        "main_reason": draw(one_of(codes.REASON)),
        "accepts": draw(st.sampled_from(["yes", "no"])),
        "vocational_interest": draw(st.sampled_from(["yes", "no", None])),
    }


def _step(draw: st.DrawFn, case: str) -> Row:
    begun, lasted = draw(days), draw(st.none() | st.integers(0, 90))
    ended = None if lasted is None else begun + timedelta(days=lasted)
    step, result = draw(one_of(codes.STEP)), draw(one_of(codes.STEP_RESULT))
    return {"case": case, "step": step, "started_on": begun, "ended_on": ended, "result": result}


def _statement(draw: st.DrawFn, case: str) -> Row:
    begins, told = draw(days), draw(st.integers(-20, 200))
    situation = draw(st.sampled_from([one.code for one in codes.SITUATIONS if one.code != "moved-office"]))
    return {"case": case, "situation": situation, "from_date": begins, "confirmed_on": begins + timedelta(days=told)}


def _path(draw: st.DrawFn, case: str) -> Row:
    phases = ("informed_on", "guided_on", "signed_on", "implemented_from")
    reached = sorted(draw(st.lists(days, max_size=4)))
    return {
        "case": case,
        "path": draw(one_of(codes.GUARANTEE_PATH)),
        "unemployed_since": draw(st.none() | days),
        **dict(zip(phases, reached, strict=False)),
    }


def _participant(draw: st.DrawFn, group: Row, case: str) -> Row:
    begins = group["starts_on"]
    assert isinstance(begins, date)
    done = sorted(draw(st.lists(st.integers(0, 140), max_size=5)))
    return {
        "case": case,
        "office": group["office"],
        "workshop": group["workshop"],
        "joined_on": begins + timedelta(days=draw(st.integers(0, 30))),
        "left_early_on": draw(st.none() | st.integers(1, 100).map(lambda n: begins + timedelta(days=n))),
        "leaving_reason": draw(st.none() | one_of(codes.LEAVING_WORKSHOP)),
        "internship_from": draw(st.none() | days),
        "days_attended": draw(st.none() | st.integers(0, 45)),
        **{f"step_{step}_on": begins + timedelta(days=after) for step, after in enumerate(done, 1)},
    }


def _intervention(held_on: date, school: str, offered: int | None) -> Row:
    return {"held_on": held_on, "school": school, "offered": offered, "taken_up": offered and offered // 2}


_interventions: Final = st.builds(
    _intervention, days, st.sampled_from(["LTA", "LTB", "LTC", "LTD"]), st.none() | st.integers(0, 9)
)
