"""What of each office's open cases is due: what the generator knows, handed to the office's own workbook as rows."""

import datetime

import polars as pl

from generator.indicators.cases import with_due
from intake.feedback_staff import CaseDue, OfficeCaseload


def office_caseloads(cases: pl.DataFrame, offices: list[str], today: datetime.date) -> dict[str, OfficeCaseload]:
    """Return each office's open cases with their next action, as the figure of open cases counts them."""
    open_cases = with_due(cases.filter(pl.col("is_open"), ~pl.col("held")), today).sort("case")
    rows: dict[str, list[CaseDue]] = {office: [] for office in offices}
    for office, case, due_on, due in open_cases.select("office", "case", "due_on", "due").iter_rows():
        if office in rows:
            rows[office].append(CaseDue(case, due_on, due == "overdue", due == "week-0"))
    return {office: OfficeCaseload(today, tuple(own)) for office, own in rows.items()}
