"""What helps a person at a cell to fill in: its dropdown, its hint, and the shade of one that is still needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.rule import Rule
from openpyxl.worksheet.datavalidation import DataValidation

from intake.language import N_, Language
from intake.tables.declare import Field
from intake.template_style import MISSING_STYLE, ROW_STYLE

LONGEST_TITLE = 32
LONGEST_PROMPT = 255
LONGEST_ERROR = 225
"""What Excel takes for the title and text of a hint and for the text of a warning; longer ones it "repairs" away."""

FIRST_DAY = 29_221
LAST_DAY = 109_574
"""1 January 1980 and 31 December 2199 as Excel counts days: earlier or later is nobody's date."""

NEEDED = N_("Needed.")
FROM_LIST = N_("Choose from the list.")
NOT_ON_LIST = N_("This is not on the list. Enter it all the same only when the list is out of date.")
NO_DATE = N_("A date is wanted, as in 31.12.2026. Enter it all the same?")
NO_PAST_DATE = N_("A date is wanted, as in 31.12.2026, and none in the future. Enter it all the same?")
NO_WHOLE_NUMBER = N_("A whole number from {low} to {high} is wanted.")
NO_NUMBER = N_("A number from {low} to {high} is wanted.")


@dataclass(frozen=True)
class Condition:
    """When a cell is needed although it may else be empty: when (or unless) another column holds a code."""

    column: str
    code: str
    unless: bool = False


NEEDED_WHEN: Mapping[tuple[str, str], Condition] = {
    ("leavers", "listed_on"): Condition("origin", "monthly-list"),
    ("leavers", "left_school_on"): Condition("origin", "monthly-list"),
    ("leavers", "years_behind"): Condition("origin", "monthly-list"),
    ("contacts", "contact_on"): Condition("result", "to-do", unless=True),
    ("outcomes", "to_office"): Condition("situation", "moved-office"),
}
"""The sheets' rules with the fault "missing", in words that a spreadsheet can follow."""


def validation(declared: Field, dropdown: str | None, language: Language) -> DataValidation:
    """Return the hint of a column's cells with their dropdown, or the values they take.

    Only what can't be right is refused; a date that the program takes for a text, and an entry that the list does not
    have yet, are asked about.
    """
    rule = DataValidation(allow_blank=True, **_values(declared, dropdown))
    label = language.text(declared.label)
    hint = language.text(declared.hint)
    rule.showInputMessage = True
    rule.promptTitle = shortened(label, LONGEST_TITLE)
    rule.prompt = shortened(f"{language.text(NEEDED)} {hint}" if declared.required else hint, LONGEST_PROMPT)
    if rule.type:
        rule.showErrorMessage = True
        rule.errorTitle = rule.promptTitle
        rule.error = shortened(_refusal(declared, language), LONGEST_ERROR)
    return rule


def _values(declared: Field, dropdown: str | None) -> dict[str, Any]:
    if dropdown:
        style = "stop" if declared.codes else "warning"
        return {"type": "list", "formula1": dropdown, "errorStyle": style}
    low, high = declared.low or 0, declared.high or 0
    match declared.kind:
        case "date":
            latest = str(LAST_DAY) if declared.future else "TODAY()"
            return {
                "type": "date", "operator": "between", "formula1": str(FIRST_DAY), "formula2": latest,
                "errorStyle": "warning",
            }  # fmt: skip
        case "integer" | "number":
            kind = "whole" if declared.kind == "integer" else "decimal"
            return {
                "type": kind, "operator": "between", "formula1": f"{low:.15g}", "formula2": f"{high:.15g}",
                "errorStyle": "stop",
            }  # fmt: skip
    return {}


def _refusal(declared: Field, language: Language) -> str:
    low, high = (language.number(bound or 0) for bound in (declared.low, declared.high))
    match declared.kind:
        case "date":
            return language.text(NO_DATE if declared.future else NO_PAST_DATE)
        case "integer":
            return language.text(NO_WHOLE_NUMBER, low=low, high=high)
        case "number":
            return language.text(NO_NUMBER, low=low, high=high)
        case "code":
            return language.text(FROM_LIST)
    return language.text(NOT_ON_LIST)


def shortened(text: str, longest: int) -> str:
    """Return the text, cut at a word and with an ellipsis where it is longer than a spreadsheet takes."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + "…"


def missing_rule(cell: str, others: str, condition: str | None) -> Rule:
    """Return the shading of an empty needed cell.

    `cell` is the first cell of the column, `others` the cells of its row that tell that the row is in use, `condition`
    a formula that says when the cell is needed. The rule is relative to that first row.
    """
    tests = [f"ISBLANK({cell})", f"COUNTA({others})>0"]
    if condition:
        tests.append(condition)
    return Rule(type="expression", dxf=MISSING_STYLE, formula=[f"AND({','.join(tests)})"])


def row_rule(cells: str) -> Rule:
    """Return the line under each row that is in use, on the screen and on paper; `cells` are those of the first row."""
    return Rule(type="expression", dxf=ROW_STYLE, formula=[f"COUNTA({cells})>0"])


def quoted(text: str) -> str:
    """Return a text as a formula quotes it."""
    return '"' + text.replace('"', '""') + '"'
