"""A workbook filled through LibreOffice's own automation, from the French template, arrives with every value right."""

import datetime
from collections.abc import Mapping
from pathlib import Path

import pytest

from alj.cli import GOOD, TO_MEND, main
from intake.language import Language
from intake.register import read_register
from intake.tables.declare import Field, Sheet, fields
from intake.tables.office import Contacts, Cover, Interviews, Leavers, Outcomes
from intake.values import Lists, convert_cell
from intake.workspace import Workspace
from tests.libreoffice import LibreOffice

FRENCH = Language("fr")
CASE = "NOR-2627-5901"

TYPED: dict[type[Sheet], dict[str, list[str]]] = {
    Leavers: {
        "case": [CASE],
        "origin": ["school"],
        "opened_on": ["2026-10-01"],
        "last_name": ["Exemple"],
        "first_name": ["=Una"],
        "birth_date": ["14/03/2009"],
        "sex": ["female"],
        "commune": ["clervaux"],
        "left_school_on": ["15.09.2026"],
        "years_behind": ["1"],
    },
    Contacts: {
        "case": [CASE, CASE],
        "kind": ["letter", "phone"],
        "contact_on": ["2026-10-05", "2026-10-20"],
        "with_whom": ["parents", "youngster"],
        "result": ["no-response", "reached"],
    },
    Interviews: {
        "case": [CASE],
        "interviewed_on": ["2026-10-22"],
        "main_reason": ["motivation"],
        "accepts": ["yes"],
    },
    Outcomes: {
        "case": [CASE],
        "situation": ["seeking-training"],
        "from_date": ["2026-10-15"],
        "confirmed_on": ["2026-10-20"],
        "source": ["youngster"],
    },
}
"""What is typed, by column key: dates in three forms; codes stand for their French label in capitals."""


def as_typed(written: str, field: Field) -> str:
    """Return what a person types into a cell: of a code its French label, in capitals and with a space too many."""
    return f"{FRENCH.text(field.codes.label(written)).upper()} " if field.codes else written


def expected(sheet: type[Sheet], key: str, written: str) -> object:
    """Return the value that must stand in the register for what was typed."""
    typed = convert_cell(written, fields(sheet)[key], Lists(), datetime.date.max)
    return typed.capitalize() if key == "commune" else typed


def cells_to_type() -> dict[str, Mapping[str, object]]:
    """Return what is typed by sheet title and header, as the automation script takes it."""
    cover = {FRENCH.text(fields(Cover)["data_on"].label): "2026-10-30"}
    sheets = {
        FRENCH.text(sheet.INFO.title): {
            FRENCH.text(fields(sheet)[key].label): [as_typed(one, fields(sheet)[key]) for one in column]
            for key, column in columns.items()
        }
        for sheet, columns in TYPED.items()
    }
    return {FRENCH.text(Cover.INFO.title): cover, **sheets}


@pytest.mark.libreoffice
def test_a_workbook_filled_in_libreoffice_reaches_its_offices_page(
    workspace: Workspace, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    blank, filled = tmp_path / "blank.xlsx", tmp_path / "filled.xlsx"
    root = ["--workspace", str(workspace.root)]
    options = ["--office", "NOR", "--year", "2026/27", "--language", "fr", "--to", str(blank)]
    assert main(["template", *root, *options]) == GOOD
    libreoffice.change(blank, filled, *(("fill-in", sheet, typed) for sheet, typed in cells_to_type().items()))
    assert main(["check", *root, str(filled)]) == GOOD
    filled.rename(workspace.inbox_of("NOR") / "filled.xlsx")
    # The blank template holds none of the office's other cases: that they are gone is said to be meant.
    assert main(["build", *root, "--audience", "office-NOR", "--accept-loss", "NOR"]) == TO_MEND
    register = read_register(workspace.register)
    for sheet, columns in TYPED.items():
        kept = {key: column for key, column in columns.items() if key in register.tables[sheet.INFO.key].columns}
        found = register.table(sheet).filter(Leavers.case.col == CASE).sort("row").select(*kept)
        assert found.to_dict(as_series=False) == {key: [expected(sheet, key, one) for one in kept[key]] for key in kept}
    page = (workspace.output / "site" / "office-NOR" / "caseload.html").read_text(encoding="utf-8")
    row = page[page.index(CASE) :].split("</tr>")[0]
    for shown in ("Confirm the situation", "20 Jan 2027", "Seeking training", "15 Oct", "Phone, 20 Oct", "Reached"):
        assert shown in row
    for name in ("Exemple", "=Una"):
        assert name not in page
