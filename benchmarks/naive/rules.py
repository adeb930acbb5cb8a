"""What is true of a good row, in pandas: each rule by its sheet and name, as the rows that break it."""

from collections.abc import Callable, Mapping

import pandas as pd

from intake.codes import PLANS
from intake.tables.declare import Sheet

Rule = Callable[[pd.DataFrame], pd.Series]
LISTED, MOVED = "monthly-list", "moved-office"


def broken_rules(sheet: type[Sheet], rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return of each rule of a sheet which rows break it; what is not there breaks nothing."""
    broken = {name: rule(rows) for name, rule in BROKEN.get(sheet.INFO.key, {}).items()}
    if sheet.KEY:
        keep = False if sheet.HOLD_ALL_DUPLICATES else "first"
        broken["key_is_unique"] = rows.duplicated(list(sheet.KEY), keep=keep)
    return broken


def _unlike_one(rows: pd.DataFrame) -> pd.Series:
    return rows.groupby(["case", "from_date"])["situation"].transform("nunique") > 1


BROKEN: Mapping[str, Mapping[str, Rule]] = {
    "leavers": {
        "leaver_left_on_a_day": lambda rows: (rows["origin"] == LISTED) & rows["left_school_on"].isna(),
        "leaver_has_years_behind": lambda rows: (rows["origin"] == LISTED) & rows["years_behind"].isna(),
        "leaver_listed_on_a_day": lambda rows: (rows["origin"] == LISTED) & rows["listed_on"].isna(),
        "left_after_birth": lambda rows: rows["left_school_on"] <= rows["birth_date"],
        "opened_after_birth": lambda rows: rows["opened_on"] <= rows["birth_date"],
        "closed_after_opened": lambda rows: rows["closed_on"] < rows["opened_on"],
    },
    "contacts": {
        "dated_unless_to_do": lambda rows: (
            (rows["result"] != "to-do") & rows["result"].notna() & rows["contact_on"].isna()
        ),
        "answered_after_contact": lambda rows: rows["answered_on"] < rows["contact_on"],
    },
    "interviews": {"second_reason_differs": lambda rows: rows["second_reason"] == rows["main_reason"]},
    "accompaniment": {
        "ended_after_start": lambda rows: rows["ended_on"] < rows["started_on"],
        "aim_of_plans_only": lambda rows: rows["aim"].notna() & rows["step"].notna() & ~rows["step"].isin(PLANS),
    },
    "workshops": {"ends_after_start": lambda rows: rows["ends_on"] <= rows["starts_on"]},
    "participants": {
        "internship_after_joining": lambda rows: rows["internship_from"] < rows["joined_on"],
        "left_after_joining": lambda rows: rows["left_early_on"] < rows["joined_on"],
    },
    "outcomes": {
        "one_situation_a_day": _unlike_one,
        "moves_to_an_office": lambda rows: (rows["situation"] == MOVED) & rows["to_office"].isna(),
        "moves_elsewhere": lambda rows: (rows["situation"] == MOVED) & (rows["case"].str[:3] == rows["to_office"]),
    },
    "youth_guarantee": {
        "guided_after_informed": lambda rows: rows["guided_on"] < rows["informed_on"],
        "signed_after_guided": lambda rows: rows["signed_on"] < rows["guided_on"],
        "implemented_after_signed": lambda rows: rows["implemented_from"] < rows["signed_on"],
    },
    "interventions": {
        "offered_to_those_present": lambda rows: rows["offered"] > rows["pupils"],
        "taken_up_of_those_offered": lambda rows: rows["taken_up"] > rows["offered"],
    },
    "offices": {
        "code_is_three_letters": lambda rows: (
            rows["code"].notna() & ~rows["code"].astype(str).str.fullmatch("[A-Z]{3}")
        ),
    },
    "calendar": {"holidays_end_after_start": lambda rows: rows["holidays_to"] < rows["holidays_from"]},
}
