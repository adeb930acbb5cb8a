"""The catalogue of problems, first part: why a whole workbook is refused."""

from collections.abc import Mapping

from intake.language import N_
from intake.problem_kinds import ProblemKind, refusal

SAVE_AS_XLSX = N_("Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx) and upload it again.")
UPLOAD_AGAIN = N_("Open it, check that it is whole, save it and upload it again.")

REFUSALS: Mapping[str, ProblemKind] = {
    "empty-file": refusal(N_("The file is empty."), UPLOAD_AGAIN),
    "not-a-workbook": refusal(
        N_("The file is not an Excel workbook."),
        N_("Upload your workbook itself, saved in Excel or LibreOffice as an Excel workbook (.xlsx)."),
    ),
    "old-xls": refusal(N_("The file is an Excel workbook of the old kind (.xls)."), SAVE_AS_XLSX),
    "ods-file": refusal(N_("The file is an OpenDocument workbook (.ods)."), SAVE_AS_XLSX),
    "xlsb-file": refusal(N_("The file is a binary Excel workbook (.xlsb)."), SAVE_AS_XLSX),
    "password-protected": refusal(
        N_("The workbook is protected by a password, so that it can't be read."),
        N_("Save it without a password and upload it again."),
    ),
    "damaged-cell": refusal(
        N_("What stands in cell {cell} of sheet {position}, counted from the left, can't be read."),
        N_("Empty that cell or write its value anew, save the workbook and upload it again."),
    ),
    "misplaced-cells": refusal(
        N_("Row {row} of sheet {position}, counted from the left, is not stored in its place."),
        N_("Open the workbook, check that sheet, save it and upload it again."),
    ),
    "incomplete-file": refusal(N_("The file was not copied whole."), UPLOAD_AGAIN),
    "lock-file": refusal(
        N_("This is the small file that Excel writes while a workbook is open, not the workbook."),
        N_("Close Excel and upload the workbook itself."),
    ),
    "too-large": refusal(
        N_("The workbook is far larger than a year's work can be."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "unsafe-archive": refusal(
        N_("The file is built in a way that no spreadsheet program writes."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "reader-stopped": refusal(
        N_("The workbook stopped the program that reads it."),
        N_("Copy your rows into a new template and upload that."),
    ),
    "cannot-open": refusal(N_("The file can't be opened."), N_("Check that it is there and that nobody has it open.")),
    "duplicate-sheet": refusal(
        N_("Two sheets have the same name."), N_("Bring their rows together on one of them and delete the other.")
    ),
    "unknown-workbook": refusal(
        N_("The sheets are not those of an office workbook, a monthly list or a reference workbook."),
        N_("Copy your rows into a workbook made by the tool, and leave the sheets' names as they are."),
    ),
    "missing-sheet": refusal(
        N_("The sheet “{other_sheet}” is missing."),
        N_("If it was renamed, give it back its name; else copy your rows into a new template."),
    ),
    "missing-column": refusal(
        N_("The column “{column}” is missing, or its header was changed."),
        N_("Write “{column}” again as the header of its column."),
    ),
    "cover-incomplete": refusal(N_("“{column}” is empty."), N_("Fill it in on the cover.")),
    "no-header": refusal(
        N_("The row with the column headers is missing on this sheet."),
        N_("Write them again above the first row, or copy your rows into a new template."),
    ),
    "year-not-begun": refusal(
        N_("The state of the data is of a day before the school year begins."),
        N_("Correct the school year or the state of the data on the cover."),
    ),
    "refused-for-errors": refusal(
        N_("The workbook has errors, and this build takes none that has."), N_("Mend what follows and upload it again.")
    ),
    "other-offices-folder": refusal(
        N_("The workbook lay in the upload folder of another office than the one on its cover."),
        N_("Correct the office on the cover, or upload it to your own folder."),
    ),
    "cover-contradicts-stamp": refusal(
        N_("The cover names another office than the one that the tool wrote this workbook for."),
        N_("Correct the office on the cover. If the workbook is another office's, copy your rows into your own."),
    ),
    "cover-contradicts-cases": refusal(
        N_("All case numbers are those of another office than the one on the cover."),
        N_("Correct the office on the cover. If the cases are yours now, give each a number of your own office."),
    ),
    "no-offices": refusal(N_("The sheet has no office."), N_("Enter one row for each regional office.")),
    "rows-lost": refusal(
        N_("Rows of this sheet that stood in the workbook of {received_on} are gone: {rows} of {whole}."),
        N_("Upload the whole workbook, or ask the coordinator to accept the loss."),
    ),
    "unknown-office": refusal(
        N_("The cover names an office that the reference workbook does not know."),
        N_("Choose your office from the list."),
    ),
}
"""Problems for which the whole workbook is refused; the last good one stands."""
