"""The catalogue of problems: each code once, with its severity, its sentence and what to do.

Codes are stable and never used again for something else. Fields in braces: `column` and `also` are columns' labels,
`found` what kind of thing stands in the cell, `list` a list's name, `other_sheet` a sheet's title.
"""

from collections.abc import Mapping

from intake.codes import CODE_LISTS, YES
from intake.language import N_, NP_, Message
from intake.messages_lists import LISTS
from intake.messages_persons import PERSONS
from intake.messages_refusals import REFUSALS
from intake.problem_kinds import ProblemKind, error, warning

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


CHECK_DATES = N_("Correct one of the two dates.")

CELLS: Mapping[str, ProblemKind] = {
    "missing": error(N_("“{column}” is needed and empty."), N_("Fill it in; until then the row is held back.")),
    "not-a-date": error(
        N_("{found} that can't be read as a date."), N_("Write day, month and year, as in 31.12.2009.")
    ),
    "no-such-day": error(
        N_("A date that the calendar does not have."),
        N_("Check day and month; write the day first, as in 31.12.2009."),
    ),
    "month-before-day": error(
        N_("A date with the month before the day."), N_("Write the day first, as in 31.12.2009.")
    ),
    "year-of-two-digits": error(
        N_("A date with a year of two digits."), N_("Write all four digits of the year, as in 31.12.2009.")
    ),
    "date-without-dots": error(N_("A date written as one number."), N_("Write it with dots, as in 31.12.2009.")),
    "not-a-number": error(
        N_("{found} where a number belongs."), N_("Write the number in digits, without a unit or a word.")
    ),
    "not-a-text": error(N_("{found} where a text belongs."), N_("Write the text anew, in a cell formatted as text.")),
    "not-whole": error(
        N_("A number with decimals where a whole number belongs."),
        N_("Write a whole number, and format the cell as a number, not as a percentage."),
    ),
    "out-of-range": error(
        N_("A number outside {low} to {high}."),
        N_("Correct the number; if it belongs to another column, move it there."),
    ),
    "not-in-list": error(N_("{found} that is not in the list “{list}”."), N_("Choose an entry from the list.")),
    "not-a-case-number": error(
        N_("{found} that is not a case number."),
        N_("Copy the number from the sheet Leavers; it looks like NOR-2627-0041."),
    ),
    "not-a-new-case-number": error(
        N_("{found} that is not a case number."),
        N_("Take the next free number of your office; it looks like NOR-2627-0041."),
    ),
    "not-a-former-case-number": error(
        N_("{found} that is not a case number."),
        N_("Write the number that the case had at the other office, as in NOR-2627-0041, or leave the cell empty."),
    ),
    "not-a-workshop-number": error(
        N_("{found} that is not a workshop number."),
        N_("Write the number agreed with the coordinators; it looks like YW-2627-03."),
    ),
    "not-a-school-year": error(N_("{found} that is not a school year."), N_("Write it as 2026/27.")),
    "not-a-national-number": error(
        N_("{found} that is not a national number."),
        N_("Write all thirteen digits in a cell formatted as text, or leave the cell empty."),
    ),
    "national-number-rounded": error(
        N_("A national number that was rounded: only its first digits are left."),
        N_("Copy it anew from the register, as text, or leave the cell empty."),
    ),
    "not-an-office-code": error(
        N_("An office code that is not three capital letters."), N_("Write three capital letters, as in NOR.")
    ),
    "merge-field": error(
        N_("The field of a mail merge, in place of what it stands for."),
        N_("Write the value itself, or empty the cell when it may be empty."),
    ),
    "formula-without-value": error(
        N_("A formula that gives no value, or an error."),
        N_("Write the value itself in place of the formula."),
    ),
    "unreadable-cell": error(
        N_("The file is damaged in this cell, so that its value can't be read."), N_("Write the value anew.")
    ),
    "date-in-future": error(
        N_("A date in the future."), N_("Correct it: only what has already happened is entered here.")
    ),
    "date-too-early": error(
        N_("A date before 1980."),
        N_("Correct the year; a small number in a date cell is read as such a date, too."),
    ),
}

ROWS: Mapping[str, ProblemKind] = {
    "stray-row": error(
        N_("A row in which nearly everything that is needed is missing."),
        N_("If it is a total or a remark, delete it; else fill it in. Until then it is held back."),
    ),
    "duplicate-case": error(
        N_("This case number stands in several rows, so that none of them counts."),
        N_("Keep one row for the case; if another case stands there, give it the next free number."),
    ),
    "duplicate-row": error(
        N_("A row further up is about the same thing."),
        N_("Delete this row; if it is about something else, correct what tells the two apart."),
    ),
    "duplicate-workshop": error(
        N_("This workshop number stands in a row further up, too."),
        N_("Keep one row for each group; give another group its own number."),
    ),
    "left-before-birth": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "opened-before-birth": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "closed-before-opened": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "answered-before-contact": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "ended-before-started": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "internship-before-joining": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "left-before-joining": error(N_("“{column}” lies before “{also}”."), CHECK_DATES),
    "phases-out-of-order": error(N_("“{column}” lies before “{also}”, the phase before it."), CHECK_DATES),
    "same-reason-twice": error(
        N_("“{column}” is the same as “{also}”."), N_("Choose another reason, or leave the cell empty.")
    ),
    "aim-without-plan": error(
        N_("An aim at a step that is not a project plan."), N_("Empty the cell, or choose project plan A or B.")
    ),
    "two-situations-one-day": error(
        N_("Two different situations begin on the same day."),
        N_("Correct one of the two dates, or delete the row that is wrong."),
    ),
    "moved-to-itself": error(
        N_("A move of the case to its own office."),
        N_("Choose the office that takes the case over, or correct the situation."),
    ),
    "more-than-present": error(
        N_("More pupils were offered support than were present."), N_("Correct one of the two numbers.")
    ),
    "more-than-offered": error(
        N_("More pupils took up support than were offered it."), N_("Correct one of the two numbers.")
    ),
    "no-such-case": error(
        N_("No row of the sheet Leavers has this case number."),
        N_("Correct the number, or enter the case on the sheet Leavers."),
    ),
    "no-such-workshop": error(
        N_("No row of the sheet Workshops has this workshop number."),
        N_("Correct the number, or enter the group on the sheet Workshops."),
    ),
    "case-of-another-office": error(
        N_("A case number of another office."),
        N_("Give the case a number of your own office, and enter the old one as former case number."),
    ),
    "situation-before-leaving": error(
        N_("This situation starts before the youngster left school."),
        N_("Correct the date here, or the leaving date on the sheet Leavers, {other_cell}."),
    ),
}

WARNINGS: Mapping[str, ProblemKind] = {
    "held-with-case": warning(
        N_("Rows held back here with the case's row on the sheet Leavers: {rows}."),
        N_("Nothing is to mend here: they count again once that row is mended."),
    ),
    "held-with-workshop": warning(
        N_("Rows held back here with the group's row on the sheet Workshops: {rows}."),
        N_("Nothing is to mend here: they count again once that row is mended."),
    ),
    "missing-optional-column": warning(
        N_("The column “{column}” is missing, or its header was changed; all its cells count as empty."),
        N_("If you need it, write “{column}” again as the header of its column."),
    ),
    "unknown-column": warning(
        N_("A column that the template does not know; it was not read."),
        N_("If it is your own, leave it; if it was renamed, write its header again as it was."),
    ),
    "unread-sheet": warning(
        N_("Sheet {position} of the file, counted from the left, is none of the template's; nothing on it was read."),
        N_("Leave it, or bring rows that count to the template's own sheets."),
    ),
    "unread-copy": warning(
        N_(
            "Sheet {position} of the file, counted from the left, looks like “{other_sheet}” and is not called so;"
            " nothing on it was read."
        ),
        N_("Bring rows that count to the sheet “{other_sheet}”, or name this one so; else delete it."),
    ),
    "merged-cells": warning(
        N_("Cells are merged here; what stands in them counts for the first one, and the others are empty."),
        N_("Undo the merging, and fill in every cell that needs it."),
    ),
    "hidden-data": warning(
        N_("The sheet hides data, by a filter or otherwise; they count like all others."),
        N_("Show everything, and delete what should not count."),
    ),
    "macros-ignored": warning(
        N_("The workbook has macros; they were not run."), N_("Go on in a workbook without macros (.xlsx).")
    ),
    "repeated-header": warning(
        N_("The headers stand here once more; this row was left out."),
        N_("Delete it: the rows below it are read all the same."),
    ),
    "duplicate-column": warning(
        N_("The column “{column}” stands here a second time; the first one was read."),
        N_("Delete the one that is wrong."),
    ),
    "year-over": warning(
        N_("The state of the data is of a day after the school year has ended."),
        N_("Go on in the workbook of the new year, or correct the cover."),
    ),
    "year-contradicts-stamp": warning(
        N_("The tool wrote this workbook for another school year than the one on the cover: for {year}."),
        N_("Correct the school year on the cover, or go on in the workbook of that year."),
    ),
    "stamp-contradicts-properties": warning(
        N_("What the tool wrote here about this file is not what it wrote into the file's properties."),
        N_("If the cover was copied from another workbook, go on in your own; else in the marked copy."),
    ),
    "earlier-year": warning(
        N_("A workbook of an earlier school year came after that of {year}. Each counts for its own year."),
        N_("If you meant this year's, upload that one."),
    ),
    "several-in-one-upload": warning(
        N_(
            "{rows} workbooks of your office and of one school year came in together. The last one to arrive was taken:"
            " on {day}, at {time}."
        ),
        N_("Check that it is the right one; if not, upload the right one again, with the state of its data corrected."),
    ),
    "older-sent-again": warning(
        N_(
            "The file uploaded last is the one that you had sent on {received_on}. The newer workbook of {standing_on}"
            " still stands."
        ),
        N_("If the older one is right after all, correct the state of the data on its cover and upload it again."),
    ),
    "earlier-issue": warning(
        N_(
            "The workbook was filled from an issue written before the last monthly list. Cases of later lists kept from"
            " the workbook of {received_on}: {rows}."
        ),
        N_("Go on in the newest workbook that the tool wrote for you, and bring your last entries there."),
    ),
    "old-template": warning(
        N_("The workbook was made from template {made_from}; now template {current} is in use."),
        N_("Go on in the marked copy that comes back to you: it is made from template {current}."),
    ),
    "bad-check-digit": warning(
        N_("A national number whose check digits do not fit; the person is matched by name and birth date."),
        N_("Compare it digit by digit with the register or with a document."),
    ),
    "birth-date-differs": warning(
        N_("The national number begins with a date other than the birth date."),
        N_("Compare both with the register or with a document."),
    ),
    "unlikely-age": warning(
        N_("An age at leaving school below 12 or above 26."),
        N_("Compare the birth date and the day of leaving school with the register."),
    ),
    "reason-without-date": warning(
        N_("“{also}” is filled in, but “{column}” is empty."), N_("Fill in the date, or empty the reason.")
    ),
    "steps-out-of-order": warning(
        N_("This step is dated before the one that precedes it."), N_("Correct one of the dates of the steps.")
    ),
    "group-not-four-months": warning(
        N_("The group lasts longer or shorter than four months."),
        N_("Correct the first or the last day, unless it is meant so."),
    ),
    "group-without-place": warning(
        N_("“{column}” is empty."), N_("Choose the commune in which the group meets; the group counts all the same.")
    ),
    "more-days-than-held": warning(
        N_("More days attended than the group has met: {days} on the sheet Workshops, {other_cell}."),
        N_("Correct one of the two numbers."),
    ),
    "workshop-left-too-long-ago": warning(
        N_("The youngster left school more than six months before the group began."),
        N_("The workshop is for leavers of the last months: check the dates."),
    ),
    "workshop-no-interest": warning(
        N_("The latest interview does not say that the youngster is interested in vocational training."),
        N_("Enter the interview, or talk it over with the youngster."),
    ),
    "workshop-not-accompanied": warning(
        N_("The case was not open with accompaniment accepted when the group began."),
        N_("Enter the interview in which accompaniment was accepted."),
    ),
}

CATALOGUE: Mapping[str, ProblemKind] = {**REFUSALS, **CELLS, **ROWS, **WARNINGS, **PERSONS, **LISTS}
"""Every code, once."""

OF_RECEIPT = (
    "rows-lost", "earlier-issue", "older-sent-again", "several-in-one-upload", "earlier-year", "other-offices-folder",
    "cover-contradicts-stamp", "cover-contradicts-cases", "year-contradicts-stamp", "stamp-contradicts-properties",
)  # fmt: skip
"""Codes that tell an office which of its uploads was taken, and why; they are about no row."""
