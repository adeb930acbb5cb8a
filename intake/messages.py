"""The catalogue of problems: each code once, with its severity, its sentence and what to do.

Codes are stable and never used again for something else. Fields in braces: `column` and `also` are columns' labels,
`found` what kind of thing stands in the cell, `list` a list's name, `other_sheet` a sheet's title.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from intake.codes import CODE_LISTS, YES
from intake.language import N_, NP_, Message


@dataclass(frozen=True)
class ProblemKind:
    """What one code means: `sentence` says what was found, `to_do` how to mend it.

    A new rule may begin as a warning: with `error_from` it is an error from that day on, the day being that of the
    check (for a submission, the day of its receipt, so that an earlier edition keeps what was valid then). Rules of a
    sheet's schema and refusals hold from their first day.
    """

    severity: Literal["error", "warning"]
    sentence: Message
    to_do: Message
    refuses: bool = False
    error_from: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds back on a day what it is about."""
        return self.severity == "error" and (self.error_from is None or day >= self.error_from)


FOUND: Mapping[str, Message] = {
    "text": NP_("found", "a text"),
    "number": NP_("found", "a number"),
    "date": NP_("found", "a date"),
    "time": NP_("found", "a time"),
    "boolean": NP_("found", "true or false"),
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
    "not-a-workbook": _refusal(
        N_("The file is not an Excel workbook."),
        N_("Upload your workbook itself, saved in Excel or LibreOffice as an Excel workbook (.xlsx)."),
    ),
    "old-xls": _refusal(N_("The file is an Excel workbook of the old kind (.xls)."), SAVE_AS_XLSX),
    "ods-file": _refusal(N_("The file is an OpenDocument workbook (.ods)."), SAVE_AS_XLSX),
    "xlsb-file": _refusal(N_("The file is a binary Excel workbook (.xlsb)."), SAVE_AS_XLSX),
    "password-protected": _refusal(
        N_("The workbook is protected by a password, so that it can't be read."),
        N_("Save it without a password and upload it again."),
    ),
    "damaged-cell": _refusal(
        N_("What stands in cell {cell} of sheet {position}, counted from the left, can't be read."),
        N_("Empty that cell or write its value anew, save the workbook and upload it again."),
    ),
    "misplaced-cells": _refusal(
        N_("Row {row} of sheet {position}, counted from the left, is not stored in its place."),
        N_("Open the workbook, check that sheet, save it and upload it again."),
    ),
    "incomplete-file": _refusal(N_("The file was not copied whole."), UPLOAD_AGAIN),
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
        N_("Two sheets have the same name."), N_("Bring their rows together on one of them and delete the other.")
    ),
    "unknown-workbook": _refusal(
        N_("The sheets are not those of an office workbook, a monthly list or a reference workbook."),
        N_("Copy your rows into a workbook made by the tool, and leave the sheets' names as they are."),
    ),
    "missing-sheet": _refusal(
        N_("The sheet “{other_sheet}” is missing."),
        N_("If it was renamed, give it back its name; else copy your rows into a new template."),
    ),
    "missing-column": _refusal(
        N_("The column “{column}” is missing, or its header was changed."),
        N_("Write “{column}” again as the header of its column."),
    ),
    "cover-incomplete": _refusal(N_("“{column}” is empty or can't be read."), N_("Fill it in on the cover.")),
    "no-header": _refusal(
        N_("The row with the column headers is missing on this sheet."),
        N_("Write them again above the first row, or copy your rows into a new template."),
    ),
    "year-not-begun": _refusal(
        N_("The state of the data is of a day before the school year begins."),
        N_("Correct the school year or the state of the data on the cover."),
    ),
    "refused-for-errors": _refusal(
        N_("The workbook has errors, and this build takes none that has."), N_("Mend what follows and upload it again.")
    ),
    "other-offices-folder": _refusal(
        N_("The workbook lay in the upload folder of another office than the one on its cover."),
        N_("Correct the office on the cover, or upload it to your own folder."),
    ),
    "cover-contradicts-stamp": _refusal(
        N_("The cover names another office than the one that the tool wrote this workbook for."),
        N_("Correct the office on the cover. If the workbook is another office's, copy your rows into your own."),
    ),
    "rows-lost": _refusal(
        N_("Rows of this sheet that stood in the workbook of {received_on} are gone: {rows} of {whole}."),
        N_("Upload the whole workbook, or ask the coordinator to accept the loss."),
    ),
    "unknown-office": _refusal(
        N_("The cover names an office that the reference workbook does not know."),
        N_("Choose your office from the list."),
    ),
}
"""Problems for which the whole workbook is refused; the last good one stands."""

CELLS: Mapping[str, ProblemKind] = {
    "missing": _error(N_("“{column}” is needed and empty."), N_("Fill it in; until then the row is held back.")),
    "not-a-date": _error(
        N_("{found} that can't be read as a date."), N_("Write day, month and year, as in 31.12.2009.")
    ),
    "no-such-day": _error(
        N_("A date that the calendar does not have."),
        N_("Check day and month; write the day first, as in 31.12.2009."),
    ),
    "month-before-day": _error(
        N_("A date with the month before the day."), N_("Write the day first, as in 31.12.2009.")
    ),
    "year-of-two-digits": _error(
        N_("A date with a year of two digits."), N_("Write all four digits of the year, as in 31.12.2009.")
    ),
    "date-without-dots": _error(N_("A date written as one number."), N_("Write it with dots, as in 31.12.2009.")),
    "not-a-number": _error(
        N_("{found} where a number belongs."), N_("Write the number in digits, without a unit or a word.")
    ),
    "not-whole": _error(
        N_("A number with decimals where a whole number belongs."),
        N_("Write a whole number, and format the cell as a number, not as a percentage."),
    ),
    "out-of-range": _error(
        N_("A number outside {low} to {high}."),
        N_("Correct the number; if it belongs to another column, move it there."),
    ),
    "not-in-list": _error(N_("{found} that is not in the list “{list}”."), N_("Choose an entry from the list.")),
    "not-a-case-number": _error(
        N_("{found} that is not a case number."),
        N_("Copy the number from the sheet Leavers; it looks like NOR-2627-0041."),
    ),
    "not-a-new-case-number": _error(
        N_("{found} that is not a case number."),
        N_("Take the next free number of your office; it looks like NOR-2627-0041."),
    ),
    "not-a-former-case-number": _error(
        N_("{found} that is not a case number."),
        N_("Write the number that the case had at the other office, as in NOR-2627-0041, or leave the cell empty."),
    ),
    "not-a-school-year": _error(N_("{found} that is not a school year."), N_("Write it as 2026/27.")),
    "not-a-national-number": _error(
        N_("{found} that is not a national number."),
        N_("Write all thirteen digits in a cell formatted as text, or leave the cell empty."),
    ),
    "national-number-rounded": _error(
        N_("A national number that was rounded: only its first digits are left."),
        N_("Copy it anew from the register, as text, or leave the cell empty."),
    ),
    "not-an-office-code": _error(
        N_("An office code that is not three capital letters."), N_("Write three capital letters, as in NOR.")
    ),
    "merge-field": _error(
        N_("The field of a mail merge, in place of what it stands for."),
        N_("Write the value itself, or empty the cell when it may be empty."),
    ),
    "formula-without-value": _error(
        N_("A formula that gives no value, or an error."),
        N_("Write the value itself in place of the formula."),
    ),
    "unreadable-cell": _error(
        N_("The file is damaged in this cell, so that its value can't be read."), N_("Write the value anew.")
    ),
    "date-in-future": _error(
        N_("A date in the future."), N_("Correct it: only what has already happened is entered here.")
    ),
    "date-too-early": _error(
        N_("A date before 1980."),
        N_("Correct the year; a small number in a date cell is read as such a date, too."),
    ),
}

ROWS: Mapping[str, ProblemKind] = {
    "stray-row": _error(
        N_("A row in which nearly everything that is needed is missing."),
        N_("If it is a total or a remark, delete it; else fill it in. Until then it is held back."),
    ),
    "duplicate-case": _error(
        N_("This case number stands in several rows, so that none of them counts."),
        N_("Keep one row for the case; if another case stands there, give it the next free number."),
    ),
    "duplicate-row": _error(
        N_("A row further up is about the same thing."),
        N_("Delete this row; if it is about something else, correct what tells the two apart."),
    ),
    "duplicate-workshop": _error(
        N_("This workshop number stands in a row further up, too."),
        N_("Keep one row for each group; give another group its own number."),
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
    "moved-to-itself": _error(
        N_("A move of the case to its own office."),
        N_("Choose the office that takes the case over, or correct the situation."),
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
        N_("Nothing is to mend here: they count again once that row is mended."),
    ),
    "held-with-workshop": _warning(
        N_("Rows held back here with the group's row on the sheet Workshops: {rows}."),
        N_("Nothing is to mend here: they count again once that row is mended."),
    ),
    "missing-optional-column": _warning(
        N_("The column “{column}” is missing, or its header was changed; all its cells count as empty."),
        N_("If you need it, write “{column}” again as the header of its column."),
    ),
    "unknown-column": _warning(
        N_("A column that the template does not know; it was not read."),
        N_("If it is your own, leave it; if it was renamed, write its header again as it was."),
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
        N_("The column “{column}” stands here a second time; the first one was read."),
        N_("Delete the one that is wrong."),
    ),
    "year-over": _warning(
        N_("The state of the data is of a day after the school year has ended."),
        N_("Go on in the workbook of the new year, or correct the cover."),
    ),
    "year-contradicts-stamp": _warning(
        N_("The tool wrote this workbook for another school year than the one on the cover: for {year}."),
        N_("Correct the school year on the cover, or go on in the workbook of that year."),
    ),
    "earlier-year": _warning(
        N_("A workbook of an earlier school year came after that of {year}. Each counts for its own year."),
        N_("If you meant this year's, upload that one."),
    ),
    "several-in-one-upload": _warning(
        N_(
            "{rows} workbooks of your office and of one school year came in together. The last one to arrive was taken:"
            " on {day}, at {time}."
        ),
        N_("Check that it is the right one; if not, upload the right one again, with the state of its data corrected."),
    ),
    "older-sent-again": _warning(
        N_(
            "The file uploaded last is the one that you had sent on {received_on}. The newer workbook of {standing_on}"
            " still stands."
        ),
        N_("If the older one is right after all, correct the state of the data on its cover and upload it again."),
    ),
    "earlier-issue": _warning(
        N_(
            "The workbook was filled from an issue written before the last monthly list. Cases of later lists kept from"
            " the workbook of {received_on}: {rows}."
        ),
        N_("Go on in the newest workbook that the tool wrote for you, and bring your last entries there."),
    ),
    "old-template": _warning(
        N_("The workbook was made from template {made_from}; now template {current} is in use."),
        N_("Go on in a workbook made from template {current}."),
    ),
    "bad-check-digit": _warning(
        N_("A national number whose check digits do not fit; the person is matched by name and birth date."),
        N_("Compare it digit by digit with the register or with a document."),
    ),
    "birth-date-differs": _warning(
        N_("The national number begins with a date other than the birth date."),
        N_("Compare both with the register or with a document."),
    ),
    "unlikely-age": _warning(
        N_("An age at leaving school below 12 or above 26."),
        N_("Compare the birth date and the day of leaving school with the register."),
    ),
    "reason-without-date": _warning(
        N_("“{also}” is filled in, but “{column}” is empty."), N_("Fill in the date, or empty the reason.")
    ),
    "steps-out-of-order": _warning(
        N_("This step is dated before the one that precedes it."), N_("Correct one of the dates of the steps.")
    ),
    "group-not-four-months": _warning(
        N_("The group lasts longer or shorter than four months."),
        N_("Correct the first or the last day, unless it is meant so."),
    ),
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

FORMER_CASE = N_("Correct the former case number; until then the case counts as a start of its own.")

PERSONS: Mapping[str, ProblemKind] = {
    "former-case-of-own-office": _warning(
        N_("The former case number is one of this office's own; it counts as empty."),
        N_("Only a case that another office handed over has one: empty the cell."),
    ),
    "former-case-missing": _warning(
        N_("The case comes from {office}, and its number there is missing."),
        N_("Enter the number that {office} gave it as former case number, so that it counts once."),
    ),
    "came-from-differs": _warning(
        N_("“{column}” is another office than that of “{also}”."), N_("Correct the one that is wrong.")
    ),
    "former-case-unknown": _warning(N_("No office has sent a case with this former case number."), FORMER_CASE),
    "former-case-of-another-person": _warning(
        N_("By number, name and birth date the former case is that of somebody else."),
        N_("Correct the former case number, or what is misspelt. If all is right, ask the coordination to confirm it."),
    ),
    "former-case-named-twice": _warning(
        N_("Another case names this former case number, too."),
        N_("Leave it on the one case that carries the former one on, and empty it on the other."),
    ),
    "former-case-in-circle": _warning(
        N_("This case and later ones each name another as the former one; the number counts as empty here."),
        N_("Empty it. Who comes back gets a new case, with the number at the other office as former case number."),
    ),
    "move-unconfirmed": _warning(
        N_("{office} has not stated that this case moved to you."),
        N_("Ask {office} to enter the move on its sheet Outcomes. The case counts with you."),
    ),
    "move-not-stated": _warning(
        N_("{office} has taken this case over, and the move is not stated here."),
        N_("Enter “Moved to another office” on the sheet Outcomes, or tell {office} that the case is yours."),
    ),
    "moved-to-another": _warning(
        N_("{office} has taken this case over, and the move names another office."),
        N_("Correct “{column}”, or tell {office} that the case is not for it."),
    ),
    "move-not-taken-up": _warning(
        N_("{office} has not taken this case over in the {days} days since the move; it still counts here."),
        N_("Ask {office} to enter it with its number here as former case number."),
    ),
    "open-elsewhere": _warning(
        N_("The same person has an open case at {office}, too."),
        N_("Agree with {office} on who follows the person; the other closes its case or states the move."),
    ),
    "open-twice": _warning(
        N_("The same person has another open case here: {other_case}."), N_("Go on in one of them and close the other.")
    ),
    "number-of-two-people": _warning(
        N_("Another case has this national number with quite another name and birth date."),
        N_("Compare it with the register. Who does not fit the number is matched by name and birth date until then."),
    ),
}
"""Warnings on persons and moves; most are found only when the workbooks of all offices are put together."""

CATALOGUE: Mapping[str, ProblemKind] = {**REFUSALS, **CELLS, **ROWS, **WARNINGS, **PERSONS}
"""Every code, once."""

OF_RECEIPT = (
    "rows-lost", "earlier-issue", "older-sent-again", "several-in-one-upload", "earlier-year", "other-offices-folder",
    "cover-contradicts-stamp", "year-contradicts-stamp",
)  # fmt: skip
"""Codes that tell an office which of its uploads was taken, and why; they are about no row."""
