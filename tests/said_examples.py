"""The whole sentence of each code that no change of a single row brings about: of files, sheets, headers, covers.

Tests of reading, of spoiled workbooks and of commands bring them about; here stands what is then said.
"""

from intake.problems import Problem

SAID: dict[str, tuple[Problem, str]] = {
    "empty-file": (
        Problem("empty-file"),
        "The file is empty. Open it, check that it is whole, save it and upload it again. [empty-file]",
    ),
    "not-a-workbook": (
        Problem("not-a-workbook", details={"reason": "pdf"}),
        "The file is not an Excel workbook. It is a PDF. Upload your workbook itself, saved in Excel or LibreOffice as "
        "an Excel workbook (.xlsx). [not-a-workbook]",
    ),
    "old-xls": (
        Problem("old-xls"),
        "The file is an Excel workbook of the old kind (.xls). Open it in Excel or LibreOffice, save it as an"
        " Excel workbook (.xlsx) and upload it again. [old-xls]",
    ),
    "ods-file": (
        Problem("ods-file"),
        "The file is an OpenDocument workbook (.ods). Open it in Excel or LibreOffice, save it as an Excel "
        "workbook (.xlsx) and upload it again. [ods-file]",
    ),
    "xlsb-file": (
        Problem("xlsb-file"),
        "The file is a binary Excel workbook (.xlsb). Open it in Excel or LibreOffice, save it as an Excel "
        "workbook (.xlsx) and upload it again. [xlsb-file]",
    ),
    "password-protected": (
        Problem("password-protected"),
        "The workbook is protected by a password, so that it can't be read. Save it without a password and "
        "upload it again. [password-protected]",
    ),
    "incomplete-file": (
        Problem("incomplete-file", details={"reason": "cut-short"}),
        "The file was not copied whole. Its end is missing. Open it, check that it is whole, save it and "
        "upload it again. [incomplete-file]",
    ),
    "damaged-cell": (
        Problem("damaged-cell", details={"cell": "F2", "position": 3}),
        "What stands in cell F2 of sheet 3, counted from the left, can't be read. Empty that cell or write its value "
        "anew, save the workbook and upload it again. [damaged-cell]",
    ),
    "misplaced-cells": (
        Problem("misplaced-cells", details={"row": 7, "position": 3}),
        "Row 7 of sheet 3, counted from the left, is not stored in its place. Open the workbook, check that sheet, "
        "save it and upload it again. [misplaced-cells]",
    ),
    "unreadable-cell": (
        Problem("unreadable-cell", "leavers", "F2"),
        "Leavers!F2: The file is damaged in this cell, so that its value can't be read. Write the value anew. "
        "[unreadable-cell]",
    ),
    "erased-person": (
        Problem("erased-person", "leavers", "A2"),
        "Leavers!A2: A row of somebody whose data were erased; it does not count, and nothing in it was kept that names"
        " them. Delete the row, and the rows of its case on the other sheets. [erased-person]",
    ),
    "merged-cells": (
        Problem("merged-cells", "leavers", "F2"),
        "Leavers!F2: Cells are merged here; what stands in them counts for the first one, and the others are empty. "
        "Undo the merging, and fill in every cell that needs it. [merged-cells]",
    ),
    "hidden-data": (
        Problem("hidden-data", "leavers"),
        "Leavers: The sheet hides data, by a filter or otherwise; they count like all others. Show everything, and "
        "delete what should not count. [hidden-data]",
    ),
    "macros-ignored": (
        Problem("macros-ignored"),
        "The workbook has macros; they were not run. Go on in a workbook without macros (.xlsx). [macros-ignored]",
    ),
    "lock-file": (
        Problem("lock-file"),
        "This is the small file that Excel writes while a workbook is open, not the workbook. Close Excel and"
        " upload the workbook itself. [lock-file]",
    ),
    "too-large": (
        Problem("too-large", details={"reason": "cells", "limit": 4000000}),
        "The workbook is far larger than a year's work can be. Its sheets span more than 4,000,000 cells: "
        "look for a cell filled far below or beside the rows. Copy your rows into a new template and upload "
        "that. [too-large]",
    ),
    "unsafe-archive": (
        Problem("unsafe-archive", details={"reason": "encrypted"}),
        "The file is built in a way that no spreadsheet program writes. A part of it is encrypted. Copy your "
        "rows into a new template and upload that. [unsafe-archive]",
    ),
    "reader-stopped": (
        Problem("reader-stopped", details={"reason": "time"}),
        "The workbook stopped the program that reads it. It took too long. Copy your rows into a new template"
        " and upload that. [reader-stopped]",
    ),
    "cannot-open": (
        Problem("cannot-open", details={"reason": "missing"}),
        "The file can't be opened. It is not there any more. Check that it is there and that nobody has it "
        "open. [cannot-open]",
    ),
    "duplicate-sheet": (
        Problem("duplicate-sheet", "contacts"),
        "Contacts: Two sheets have the same name. Bring their rows together on one of them and delete the "
        "other. [duplicate-sheet]",
    ),
    "unknown-workbook": (
        Problem("unknown-workbook"),
        "The sheets are not those of an office workbook, a monthly list or a reference workbook. Copy your "
        "rows into a workbook made by the tool, and leave the sheets' names as they are. [unknown-workbook]",
    ),
    "missing-sheet": (
        Problem("missing-sheet", details={"other_sheet": "contacts"}),
        "The sheet “Contacts” is missing. If it was renamed, give it back its name; else copy your rows into "
        "a new template. [missing-sheet]",
    ),
    "missing-column": (
        Problem("missing-column", "leavers", "I1", details={"column": "birth_date"}),
        "Leavers!I1: The column “Birth date” is missing, or its header was changed. Write “Birth date” again "
        "as the header of its column. [missing-column]",
    ),
    "cover-incomplete": (
        Problem("cover-incomplete", "cover", "B4", details={"column": "data_on"}),
        "Cover!B4: “State of the data on” is empty. Fill it in on the cover. [cover-incomplete]",
    ),
    "no-offices": (
        Problem("no-offices", "leavers"),
        "Leavers: The sheet has no office. Enter one row for each regional office. [no-offices]",
    ),
    "no-header": (
        Problem("no-header", "leavers"),
        "Leavers: The row with the column headers is missing on this sheet. Write them again above the first "
        "row, or copy your rows into a new template. [no-header]",
    ),
    "year-not-begun": (
        Problem("year-not-begun", "cover"),
        "Cover: The state of the data is of a day before the school year begins. Correct the school year or "
        "the state of the data on the cover. [year-not-begun]",
    ),
    "refused-for-errors": (
        Problem("refused-for-errors"),
        "The workbook has errors, and this build takes none that has. Mend what follows and upload it again. "
        "[refused-for-errors]",
    ),
    "other-offices-folder": (
        Problem("other-offices-folder", "cover"),
        "Cover: The workbook lay in the upload folder of another office than the one on its cover. Correct "
        "the office on the cover, or upload it to your own folder. [other-offices-folder]",
    ),
    "unknown-office": (
        Problem(
            "unknown-office",
            "cover",
            "B2",
            details={"list": "offices", "nearest": "NOR", "found": "text", "column": "office"},
        ),
        "Cover!B2: The cover names an office that the reference workbook does not know. Choose your office "
        "from the list. “NOR” is the nearest. [unknown-office]",
    ),
    "not-a-school-year": (
        Problem("not-a-school-year", "cover", "B3", details={"found": "number", "column": "school_year"}),
        "Cover!B3: A number that is not a school year. Write it as 2026/27. [not-a-school-year]",
    ),
    "not-an-office-code": (
        Problem("not-an-office-code", "leavers", "Z2", details={"column": "came_from"}),
        "Leavers!Z2: An office code that is not three capital letters. Write three capital letters, as in "
        "NOR. [not-an-office-code]",
    ),
    "formula-without-value": (
        Problem("formula-without-value", "leavers", "O2", details={"column": "grade", "emptied": 1}),
        "Leavers!O2: A formula that gives no value, or an error. Write the value itself in place of the "
        "formula. Until then the cell counts as empty. [formula-without-value]",
    ),
    "missing-optional-column": (
        Problem("missing-optional-column", "leavers", details={"column": "note"}),
        "Leavers: The column “Note” is missing, or its header was changed; all its cells count as empty. If "
        "you need it, write “Note” again as the header of its column. [missing-optional-column]",
    ),
    "unknown-column": (
        Problem("unknown-column", "leavers", "F1", details={"nearest_column": "left_school_on"}),
        "Leavers!F1: A column that the template does not know; it was not read. If it is your own, leave it; "
        "if it was renamed, write its header again as it was. “Left school on” is the nearest. [unknown-"
        "column]",
    ),
    "duplicate-column": (
        Problem("duplicate-column", "leavers", "AF1", details={"column": "sex"}),
        "Leavers!AF1: The column “Sex” stands here a second time; the first one was read. Delete the one that"
        " is wrong. [duplicate-column]",
    ),
    "unread-sheet": (
        Problem("unread-sheet", details={"position": 11}),
        "Sheet 11 of the file, counted from the left, is none of the template's; nothing on it was read. "
        "Leave it, or bring rows that count to the template's own sheets. [unread-sheet]",
    ),
    "unread-copy": (
        Problem("unread-copy", details={"position": 11, "other_sheet": "leavers"}),
        "Sheet 11 of the file, counted from the left, looks like “Leavers” and is not called so; nothing on "
        "it was read. Bring rows that count to the sheet “Leavers”, or name this one so; else delete it. "
        "[unread-copy]",
    ),
    "repeated-header": (
        Problem("repeated-header", "leavers", "A5"),
        "Leavers!A5: The headers stand here once more; this row was left out. Delete it: the rows below it "
        "are read all the same. [repeated-header]",
    ),
    "year-over": (
        Problem("year-over", "cover"),
        "Cover: The state of the data is of a day after the school year has ended. Go on in the workbook of "
        "the new year, or correct the cover. [year-over]",
    ),
    "old-template": (
        Problem("old-template", "cover", details={"made_from": 1, "current": 2}),
        "Cover: The workbook was made from template 1; now template 2 is in use. Go on in the marked copy that comes "
        "back to you: it is made from template 2. [old-template]",
    ),
}
