"""The catalogue of problems: each code once, with its severity, its sentence and what to do.

Codes are stable and never used again for something else. Fields in braces: `column` and `also` are columns' labels,
`found` what kind of thing stands in the cell, `list` a list's name, `other_sheet` a sheet's title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from intake.codes import CODE_LISTS, YES
from intake.language import N_, NP_, Message


@dataclass(frozen=True)
class ProblemKind:
    """What one code means: `sentence` says what was found, `to_do` how to mend it."""

    severity: Literal["error", "warning"]
    sentence: Message
    to_do: Message
    refuses: bool = False


FOUND: Mapping[str, Message] = {
    "text": NP_("found", "a text"),
    "number": NP_("found", "a number"),
    "date": NP_("found", "a date"),
    "time": NP_("found", "a time"),
    "boolean": NP_("found", "true or false"),
    "future-date": NP_("found", "a date in the future"),
}
"""The kinds of thing that may stand in a cell, as a message names them."""

LIST_NAMES: Mapping[str, Message] = {
    **{codes.key: codes.title for codes in (*CODE_LISTS, YES)},
    "offices": N_("Offices"),
    "communes": N_("Communes"),
    "schools": N_("Schools"),
    "teachers": N_("Teachers"),
    "workshops": N_("Workshops"),
}


def _refusal(sentence: Message, to_do: Message) -> ProblemKind:
    return ProblemKind("error", sentence, to_do, refuses=True)


def _error(sentence: Message, to_do: Message) -> ProblemKind:
    return ProblemKind("error", sentence, to_do)


def _warning(sentence: Message, to_do: Message) -> ProblemKind:
    return ProblemKind("warning", sentence, to_do)


SAVE_AS_XLSX = N_("Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) and upload it again.")
UPLOAD_AGAIN = N_("Open it, check that it is whole, save it and upload it again.")
CHECK_DATES = N_("Correct one of the two dates.")

REFUSALS: Mapping[str, ProblemKind] = {
    "empty-file": _refusal(N_("The file is empty."), UPLOAD_AGAIN),
    "not-a-workbook": _refusal(N_("The file is not an Excel workbook."), SAVE_AS_XLSX),
    "old-xls": _refusal(N_("The file is an Excel workbook of the old kind (.xls)."), SAVE_AS_XLSX),
    "ods-file": _refusal(N_("The file is an OpenDocument workbook (.ods)."), SAVE_AS_XLSX),
    "xlsb-file": _refusal(N_("The file is a binary Excel workbook (.xlsb)."), SAVE_AS_XLSX),
    "password-protected": _refusal(
        N_("The workbook is protected by a password, so that it can't be read."),
        N_("Save it without a password and upload it again."),
    ),
    "incomplete-file": _refusal(N_("The file is damaged or was not copied whole."), UPLOAD_AGAIN),
    "damaged-cell": _refusal(
        N_("What stands in cell {cell} of sheet {position}, counted from the left, can't be read."),
        N_("Empty that cell or write its value anew, save the workbook and upload it again."),
    ),
    "misplaced-cells": _refusal(
        N_("Row {row} of sheet {position}, counted from the left, is not stored in its place."),
        N_("Open the workbook, check that sheet, save it and upload it again."),
    ),
    "lock-file": _refusal(
        N_("This is the small file that Excel writes while a workbook is open, not the workbook."),
        N_("Close Excel and upload the workbook itself."),
    ),
    "too-large": _refusal(
        N_("The workbook is far larger than a year's work can be."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "unsafe-archive": _refusal(
        N_("The file is built in a way that no spreadsheet program writes."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "reader-stopped": _refusal(
        N_("The workbook stopped the program that reads it."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "cannot-open": _refusal(N_("The file can't be opened."), N_("Check that it is there and that nobody has it open.")),
    "duplicate-sheet": _refusal(
        N_("Two sheets bear the name of this one."), N_("Keep one of them: copy its rows together, delete the other.")
    ),
    "unknown-workbook": _refusal(
        N_("None of the standard workbooks has these sheets."),
        N_("Go on in a workbook made by the tool, and leave the sheets' names as they are."),
    ),
    "missing-sheet": _refusal(
        N_("The sheet {other_sheet} is missing."),
        N_("Name it again as it was, or copy your rows into a new template."),
    ),
    "missing-column": _refusal(
        N_("The column {column} is missing or its header was changed."),
        N_("Write the header again as it was, in the row above the first case."),
    ),
    "cover-incomplete": _refusal(N_("“{column}” is empty or can't be read."), N_("Fill it in on the cover.")),
    "no-header": _refusal(
        N_("No row of this sheet holds the template's headers."),
        N_("Write them again above the first row, or copy your rows into a new template."),
    ),
    "year-not-begun": _refusal(
        N_("The school year had not begun on the day of the data."),
        N_("Correct the school year or the state of the data on the cover."),
    ),
    "refused-for-errors": _refusal(
        N_("The workbook has errors, and this build takes none that has."), N_("Mend what follows and upload it again.")
    ),
    "other-offices-folder": _refusal(
        N_("The workbook lay in the upload folder of another office than the one on its cover."),
        N_("Correct the office on the cover, or upload it to your own folder."),
    ),
    "unknown-office": _refusal(
        N_("The cover names an office that the reference workbook does not know."),
        N_("Choose your office from the list."),
    ),
}
"""Problems for which the whole workbook is refused; the last good one stands."""

CELLS: Mapping[str, ProblemKind] = {
    "missing": _error(N_("“{column}” is needed and empty."), N_("Fill it in; until then the row is held back.")),
    "not-a-date": _error(N_("{found} that can't be read as a date."), N_("Write day, month, year: 31.12.2009.")),
    "not-a-number": _error(N_("{found} where a number belongs."), N_("Write digits only.")),
    "not-whole": _error(N_("A number with decimals where a whole number belongs."), N_("Write a whole number.")),
    "out-of-range": _error(N_("A number outside {low} to {high}."), N_("Check it, and the column it stands in.")),
    "not-in-list": _error(N_("{found} that is not in the list “{list}”."), N_("Choose an entry from the list.")),
    "not-a-case-number": _error(
        N_("{found} that is not a case number."), N_("A case number looks like NOR-2627-0041: copy it from Leavers.")
    ),
    "not-a-school-year": _error(N_("{found} that is not a school year."), N_("Write it as 2026/27.")),
    "not-a-national-number": _error(
        N_("{found} that is not a national number."),
        N_("Write its thirteen digits as text, or leave the cell empty."),
    ),
    "national-number-rounded": _error(
        N_("A national number that was rounded: only its first digits are left."),
        N_("Copy it anew from the register, as text, or leave the cell empty."),
    ),
    "not-an-office-code": _error(
        N_("An office code that is not three capital letters."), N_("Write three capital letters, as in NOR.")
    ),
    "formula-without-value": _error(
        N_("A formula without a value, or with an error for one."),
        N_("Write the value itself in place of the formula."),
    ),
    "unreadable-cell": _error(
        N_("The file is damaged in this cell, so that its value can't be read."), N_("Write the value anew.")
    ),
    "date-in-future": _error(N_("A date in the future."), N_("Only what has happened is entered here: correct it.")),
    "date-too-early": _error(
        N_("A date before 1980."), N_("Check the year; a number typed into a date cell also becomes such a date.")
    ),
}

ROWS: Mapping[str, ProblemKind] = {
    "stray-row": _error(
        N_("A row of which nearly everything that is needed is missing."),
        N_("Delete it when it is a total or a remark; else fill it in. Until then it is held back."),
    ),
    "duplicate-case": _error(
        N_("This case number stands in several rows."),
        N_("Keep one row for the case, and give another case the next free number."),
    ),
    "duplicate-row": _error(
        N_("The same row stands further up."), N_("Delete this row, or correct what makes it another one.")
    ),
    "duplicate-workshop": _error(
        N_("This workshop number stands in several rows."), N_("Keep one row for each group.")
    ),
    "left-before-birth": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "opened-before-birth": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "closed-before-opened": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "answered-before-contact": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "ended-before-started": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "internship-before-joining": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "left-before-joining": _error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "phases-out-of-order": _error(N_("“{column}” lies before “{also}”, the phase before it."), CHECK_DATES),
    "same-reason-twice": _error(
        N_("“{column}” is the same as “{also}”."), N_("Choose another reason, or leave the cell empty.")
    ),
    "aim-without-plan": _error(
        N_("An aim at a step that is not a project plan."), N_("Empty the cell, or choose project plan A or B.")
    ),
    "two-situations-one-day": _error(
        N_("Two different situations begin on the same day."),
        N_("Correct one of the two dates, or delete the row that is wrong."),
    ),
    "more-than-present": _error(
        N_("More pupils were offered support than were present."), N_("Correct one of the two numbers.")
    ),
    "more-than-offered": _error(
        N_("More pupils took up support than were offered it."), N_("Correct one of the two numbers.")
    ),
    "no-such-case": _error(
        N_("No row of the sheet Leavers has this case number."),
        N_("Correct the number, or enter the case on the sheet Leavers."),
    ),
    "no-such-workshop": _error(
        N_("No row of the sheet Workshops has this workshop number."),
        N_("Correct the number, or enter the group on the sheet Workshops."),
    ),
    "case-of-another-office": _error(
        N_("A case number of another office."),
        N_("Give the case a number of your own office, and enter the old one as former case number."),
    ),
    "situation-before-leaving": _error(
        N_("This situation starts before the youngster left school."),
        N_("Correct the date here, or the leaving date on the sheet Leavers, {other_cell}."),
    ),
}

WARNINGS: Mapping[str, ProblemKind] = {
    "held-with-case": _warning(
        N_("Rows held back here with the case's row on the sheet Leavers: {rows}."),
        N_("Mend that row, and they count again."),
    ),
    "held-with-workshop": _warning(
        N_("Rows held back here with the group's row on the sheet Workshops: {rows}."),
        N_("Mend that row, and they count again."),
    ),
    "missing-optional-column": _warning(
        N_("The column {column} is missing; all its cells count as empty."),
        N_("Write the header again as it was if you need it."),
    ),
    "unknown-column": _warning(
        N_("A column that the template does not know."), N_("It is left alone. If it is a renamed one, name it back.")
    ),
    "unread-sheet": _warning(
        N_("Sheet {position} of the file, counted from the left, is none of the template's; nothing on it was read."),
        N_("Leave it, or bring rows that count to the template's own sheets."),
    ),
    "unread-copy": _warning(
        N_(
            "Sheet {position} of the file, counted from the left, looks like “{other_sheet}” and is not called so;"
            " nothing on it was read."
        ),
        N_("Bring rows that count to the sheet “{other_sheet}”, or name this one so; else delete it."),
    ),
    "merged-cells": _warning(
        N_("Cells are merged here; what stands in them counts for the first one, and the others are empty."),
        N_("Undo the merging, and fill in every cell that needs it."),
    ),
    "hidden-data": _warning(
        N_("The sheet hides data, by a filter or otherwise; they count like all others."),
        N_("Show everything, and delete what should not count."),
    ),
    "macros-ignored": _warning(
        N_("The workbook has macros; they were not run."), N_("Go on in a workbook without macros (.xlsx).")
    ),
    "repeated-header": _warning(
        N_("The headers stand here once more; this row was left out."),
        N_("Delete it: the rows below it are read all the same."),
    ),
    "duplicate-column": _warning(
        N_("The column {column} stands twice; the first was read."), N_("Delete the one that is wrong.")
    ),
    "year-over": _warning(
        N_("The data are of a day after the end of the school year on the cover."),
        N_("Go on in the workbook of the new year, or correct the cover."),
    ),
    "old-template": _warning(
        N_("The workbook was made from template {made_from}; this year has template {current}."),
        N_("Go on in a workbook made from the new one."),
    ),
    "bad-check-digit": _warning(
        N_("A national number whose check digits do not fit; the person is matched by name and birth date."),
        N_("Compare it with the register."),
    ),
    "birth-date-differs": _warning(
        N_("The national number begins with another birth date."), N_("Compare both with the register.")
    ),
    "unlikely-age": _warning(
        N_("An age at leaving school below 12 or above 26."), N_("Check the birth date and the leaving date.")
    ),
    "reason-without-date": _warning(
        N_("“{also}” is filled in, but “{column}” is empty."), N_("Fill in the date, or empty the reason.")
    ),
    "steps-out-of-order": _warning(
        N_("A step was done before the one that precedes it."), N_("Check the dates of the steps.")
    ),
    "group-not-four-months": _warning(N_("A group of another length than four months."), N_("Check the two dates.")),
    "workshop-left-too-long-ago": _warning(
        N_("The youngster left school more than six months before the group began."),
        N_("The workshop is for leavers of the last months: check the dates."),
    ),
    "workshop-no-interest": _warning(
        N_("The latest interview does not say that the youngster is interested in vocational training."),
        N_("Enter the interview, or talk it over with the youngster."),
    ),
    "workshop-not-accompanied": _warning(
        N_("The case was not open with accompaniment accepted when the group began."),
        N_("Enter the interview in which accompaniment was accepted."),
    ),
}

CATALOGUE: Mapping[str, ProblemKind] = {**REFUSALS, **CELLS, **ROWS, **WARNINGS}
"""Every code, once."""
