"""`alj list` to the end: each office's workbook of the month and its letters; what comes back, and the month after."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from openpyxl.utils.cell import coordinate_to_tuple

from alj.cli import COULD_NOT_GO_ON, GOOD
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.case_numbers import read_given
from intake.letter_layout import write_letter_templates
from intake.settings import read_settings
from intake.submissions import take_inbox
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.workspace import Workspace
from tests.monthly_lists import OCTOBER, SEPTEMBER, TODAY, alj_list, back, make_service, out, write_list
from tests.workbooks import ENGLISH

Captured = pytest.CaptureFixture[str]
WORKBOOK = "NOR 2026-27 2026-{}.xlsx"


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace of two offices, with the templates of letters."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    workspace = make_service(tmp_path / "service")
    write_letter_templates(workspace.letters, ENGLISH, "ALJ", TODAY)
    return workspace


def rows(path: Path, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of a sheet by the labels of its header."""
    page = openpyxl.load_workbook(path)[ENGLISH.text(OFFICE_WORKBOOK.sheet(sheet).INFO.title)]
    header, *found = page.iter_rows(values_only=True)
    labels = [str(label).removesuffix(" *") for label in header if label]
    every = (dict(zip(labels, row, strict=False)) for row in found)
    return [{label: value for label, value in row.items() if value is not None} for row in every if any(row.values())]


def hand_in(given: Path, target: Path) -> None:
    """Send a workbook back as it is, with what every office must say on its cover."""
    book = openpyxl.load_workbook(given)
    cover = book[ENGLISH.text(OFFICE_WORKBOOK.cover.INFO.title)]
    label = ENGLISH.text(fields(OFFICE_WORKBOOK.cover)["data_on"].label)
    (cell,) = (one for row in cover.iter_rows() for one in row if str(one.value).startswith(label))
    row, column = coordinate_to_tuple(cell.coordinate)
    cover.cell(row, column + 1).value = date(2026, 10, 30)
    book.save(target)


def taken_in(workspace: Workspace) -> TakenIn:
    return take_in(workspace, None, read_settings(workspace.settings_file), Stages(ENGLISH))


def contents(folder: Path) -> dict[str, str]:
    """Return what lies below a folder, by name and hash."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def letters(workspace: Workspace, office: str) -> Iterator[str]:
    for path in sorted(workspace.returned.glob(f"{office}/letters/*/*.docx")):
        yield path.name


def test_two_months_from_the_list_to_the_office_and_back(service: Workspace, tmp_path: Path, capsys: Captured) -> None:
    september = write_list(tmp_path / "s.xlsx", SEPTEMBER, out("Una"), out("Tria", address=None))
    assert alj_list(service, september) == GOOD
    said = capsys.readouterr().out
    assert "2 case numbers given.\n1 letter written.\n1 letter withheld: the list of letters says why.\n" in said
    given = service.returned / "NOR" / WORKBOOK.format("09")
    assert [(one["Case number"], one.get("Last name")) for one in rows(given, "leavers")][:2] == [
        ("NOR-2627-0001", "Zzalder"), ("NOR-2627-0002", "Zzchene"),
    ]  # fmt: skip
    # Una is under age; Tria's letter is the office's to write once it has the address.
    assert [(one["Case number"], one["Contact with"], one["Result"]) for one in rows(given, "contacts")] == [
        ("NOR-2627-0001", "Parents", "To do"), ("NOR-2627-0002", "Youngster", "To do"),
    ]  # fmt: skip
    letter = next(service.returned.glob("NOR/letters/2026-09/NOR-2627-0001*.docx"))
    text = "\n".join(one.text for one in Document(str(letter)).element.body.iter() if one.text)
    assert "Famille Zz" in text
    assert not list(letters(service, "MIN"))

    before = contents(service.returned)
    assert alj_list(service, september) == GOOD
    assert contents(service.returned) == before
    assert "0 case numbers given.\n0 letters written.\n" in capsys.readouterr().out

    hand_in(given, service.inbox_of("NOR") / "back.xlsx")
    register = taken_in(service).register
    assert register.table(OFFICE_WORKBOOK.sheet("leavers"))["case"].to_list() == ["NOR-2627-0001", "NOR-2627-0002"]
    assert "error" not in register.problems["severity"].cast(str).to_list()
    october = write_list(
        tmp_path / "o.xlsx", OCTOBER, out("Tria", address=None), out("Dua", date(2026, 9, 20)), returned=(back("Una"),)
    )
    assert alj_list(service, october) == GOOD
    then = service.returned / "NOR" / WORKBOOK.format("10")
    assert [one["Case number"] for one in rows(then, "leavers") if "Last name" in one] == [
        "NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003",
    ]  # fmt: skip
    assert [(one["Case number"], one["Source"]) for one in rows(then, "outcomes")] == [("NOR-2627-0001", "List")]
    assert [one["Case number"] for one in rows(then, "contacts")] == ["NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"]
    assert [one.case for one in read_given(service)] == ["NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"]
    hand_in(then, service.inbox_of("NOR") / "again.xlsx")
    assert "error" not in taken_in(service).register.problems["severity"].cast(str).to_list()


def test_a_template_that_can_t_be_filled_stops_before_anything_is_received(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    (service.letters / "first-letter-parents.fr.docx").unlink()
    path = write_list(tmp_path / "s.xlsx", SEPTEMBER, out("Una"))
    assert alj_list(service, path, options=("--format", "json")) == COULD_NOT_GO_ON
    assert "first-letter-parents.fr.docx is missing in the folder letters" in capsys.readouterr().err
    assert not (service.archive / "received.jsonl").exists()
    for template in service.letters.glob("*.docx"):
        template.unlink()
    assert alj_list(service, path, options=("--format", "json")) == GOOD
    assert json.loads(capsys.readouterr().out)["letters"] is None
    assert (service.returned / "NOR" / WORKBOOK.format("09")).is_file()
