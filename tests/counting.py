"""Figures counted over small caseloads, for tests; the sums of each are proved on the way."""

from collections.abc import Mapping
from datetime import date

import dataframely as dy
import polars as pl

from generator.indicators import compute_indicators
from generator.sums import prove_sums
from generator.tables import Figures
from intake.register import Register
from intake.settings import Settings
from tests.cases import cases_of
from tests.registers import Rows, register_of

WEDNESDAY = date(2026, 10, 28)
SETTINGS = Settings()
NO_HISTORY = pl.DataFrame(schema={"date": pl.Date, "office": pl.String, "open": pl.Int64, "overdue": pl.Int64})
OTHER_SHEETS = ("contacts", "outcomes", "workshops", "participants", "youth_guarantee", "interventions")
NO_TABLE = pl.DataFrame(
    schema={"school_year": pl.String, "office": pl.String, "month": pl.String, "line": pl.String, "persons": pl.Int64}
)
OFFICES = {"offices": [{"code": "NOR", "name": "North", "posts": 1.5}, {"code": "SUE", "name": "South", "posts": 2.0}]}


class Counted:
    """Figures by what names them; no office is all offices."""

    def __init__(self, figures: dy.DataFrame[Figures]) -> None:
        self.figures = figures

    def __call__(
        self, indicator: str, period: str = "", office: str = "", **category: str
    ) -> tuple[float, float | None]:
        """Numerator and base of one figure; without a period, of the only one there is."""
        breakdown, code = next(iter(category.items()), ("", ""))
        found = self.figures.filter(
            indicator=indicator, office=office, breakdown=breakdown.replace("_", "-"), category=code
        )
        found = found.filter(pl.col("period") == period) if period else found
        assert len(found) == 1, f"{indicator} {period} {office} {category}: {len(found)} figures"
        numerator, base = found.select("numerator", "base").row(0)
        return numerator, base


def count(
    cases: Rows,
    *,
    today: date = WEDNESDAY,
    history: pl.DataFrame = NO_HISTORY,
    settings: Settings = SETTINGS,
    former: Mapping[str, str] | None = None,
    **sheets: Rows,
) -> Counted:
    """The figures of a caseload, the sums proved; `former` has the former case number of those taken over."""
    caseload = cases_of(cases)
    register = register_for(caseload, former or {}, sheets)
    figures = compute_indicators(register, caseload, today, settings, history)
    prove_sums(Figures.validate(figures.filter(pl.col("indicator") != "persons")), NO_TABLE)
    return Counted(figures)


def register_for(caseload: pl.DataFrame, former: Mapping[str, str], sheets: Mapping[str, Rows]) -> Register:
    """A register with a row on the sheet Leavers for each case, and the other sheets given."""
    columns = ["case", "office", "listed_on", "left_school_on", "opened_on"]
    leavers = [{**row, "former_case": former.get(row["case"])} for row in caseload.select(columns).to_dicts()]
    given = {key: sheets.get(key, ()) for key in OTHER_SHEETS}
    assert set(sheets) <= set(OTHER_SHEETS)
    return register_of(
        leavers=leavers,
        contacts=given["contacts"],
        outcomes=given["outcomes"],
        workshops=given["workshops"],
        participants=given["participants"],
        youth_guarantee=given["youth_guarantee"],
        interventions=given["interventions"],
        reference=OFFICES,
    )
