"""Sheets and columns are found by what they are called, were called before, or are nearly called."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest

from intake import labels
from intake.codes import CODE_LISTS
from intake.labels import column_names, folded, sheet_names
from intake.language import all_languages
from intake.problems import describe
from intake.tables import WORKBOOKS
from intake.tables.declare import fields
from intake.values import code_names
from tests.problem_examples import leaver, table
from tests.workbooks import ENGLISH, checked, write_workbook

PUBLISHED = Path(__file__).with_name("published_labels.txt")
"""Every label that a workbook may bear, as "place = label" in each language: lines are added, none is taken out."""

Spoil = Callable[[openpyxl.Workbook], object]


def current_labels() -> Iterator[str]:
    """Yield the labels of today: of sheets, columns and codes, in every language."""
    for language in all_languages():
        for workbook in WORKBOOKS:
            for sheet in workbook.all_sheets:
                place = f"{workbook.key}.{sheet.INFO.key}"
                yield f"{place} = {language.text(sheet.INFO.title)}"
                yield from (f"{place}.{key} = {language.text(one.label)}" for key, one in fields(sheet).items())
        for codes in CODE_LISTS:
            yield from (f"{codes.key}.{one.code} = {language.text(one.label)}" for one in codes.entries)


def places_by_label() -> dict[str, set[str]]:
    """Return what every label resolves to: the place, keyed by the label's folded form."""
    places: dict[str, set[str]] = {}

    def add(names: Mapping[str, str], above: str) -> None:
        for name, key in names.items():
            places.setdefault(name, set()).add(f"{above}.{key}")

    for workbook in WORKBOOKS:
        add({name: sheet.INFO.key for name, sheet in sheet_names(workbook.key).items()}, workbook.key)
        for sheet in workbook.all_sheets:
            add(column_names(sheet), f"{workbook.key}.{sheet.INFO.key}")
    for codes in CODE_LISTS:
        add(code_names(codes), codes.key)
    return places


def lost(published: list[str]) -> list[str]:
    """Return the published labels that no longer mean what they meant."""
    places = places_by_label()
    return [line for line in published if line.split(" = ")[0] not in places.get(folded(line.split(" = ")[1]), set())]


def test_a_label_ever_published_is_still_read_as_what_it_was() -> None:
    """Workbooks handed out bear it: an old label goes to `intake/tables/former_labels.py`."""
    published = PUBLISHED.read_text(encoding="utf-8").splitlines()
    assert len(published) > 900
    assert lost(published) == []


def test_every_label_of_today_is_in_the_list_of_those_published() -> None:
    """New ones are added to the end of the list."""
    published = set(PUBLISHED.read_text(encoding="utf-8").splitlines())
    assert [line for line in dict.fromkeys(current_labels()) if line not in published] == []


def test_a_label_that_is_gone_is_noticed() -> None:
    assert lost(["office.leavers.listed_on = Liste seit", "office.leavers.listed_on = Listed on"]) == [
        "office.leavers.listed_on = Liste seit"
    ]


@pytest.fixture
def _former_labels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    former = {
        "office.contacts": ("Calls",),
        "office.contacts.contact_on": ("Called on", "Appelé le"),
        "contact-kind.phone": ("Telefonat",),
    }
    monkeypatch.setattr(labels, "FORMER_LABELS", former)
    names = (sheet_names, column_names, code_names)
    for one in names:
        one.cache_clear()
    yield
    for one in names:
        one.cache_clear()


def spoiled(folder: Path, change: Spoil) -> Path:
    """Return a workbook of one case with one call, once somebody has changed it."""
    call = table("contacts", "case | kind | contact_on | with_whom | result",
                 "NOR-2627-0001 | Phone | 05.10.2026 | Parents | Reached")  # fmt: skip
    path = write_workbook(folder / "office.xlsx", {**leaver(), **call})
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.usefixtures("_former_labels")
def test_a_workbook_with_labels_of_before_is_read(tmp_path: Path) -> None:
    def as_before(book: openpyxl.Workbook) -> None:
        page = book["Contacts"]
        page.title, page["C1"].value, page["B2"].value = "Calls", "Appelé le", "Telefonat"

    result = checked(spoiled(tmp_path, as_before))
    assert (result.status, result.problems) == ("accepted", ())
    assert result.tables["contacts"]["kind"].to_list() == ["phone"]


def set_header(sheet: str, cell: str, header: str | None) -> Spoil:
    return lambda book: book[sheet].__setitem__(cell, header)


def move_birth_date(book: openpyxl.Workbook) -> None:
    page = book["Leavers"]
    page["AH1"], page["AH2"] = "Birth dat", page["I2"].value
    page["I1"], page["I2"] = None, None


def rename(sheet: str, title: str, header: str | None = None) -> Spoil:
    def change(book: openpyxl.Workbook) -> None:
        page = book[sheet]
        page.title = title
        if header:
            page.delete_rows(1)
            page["A1"] = header

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_header("Leavers", "Q1", "Lefft school on"), [("missing-column", "Q1", "left_school_on")]),
        (move_birth_date, [("missing-column", "AH1", "birth_date")]),
        (set_header("Leavers", "AG1", "Birth dates"), [("unknown-column", "AG1", "birth_date")]),
        (set_header("Leavers", "AG1", "Zzmuller"), [("unknown-column", "AG1", None)]),
        (rename("Contacts", "Contcats"), [("missing-sheet", None, None), ("unread-copy", None, None)]),
        (rename("Contacts", "Contcats", "x"), [("missing-sheet", None, None), ("unread-copy", None, None)]),
        (rename("Contacts", "Zzmuller", "x"), [("missing-sheet", None, None), ("unread-sheet", None, None)]),
    ],
    ids=["header", "moved header", "header twice", "own header", "sheet", "sheet without header", "own sheet"],
)
def test_a_misspelt_sheet_or_header_is_told_by_its_nearest_match(
    change: Spoil, told: list[tuple[str, str | None, str | None]], tmp_path: Path
) -> None:
    problems = checked(spoiled(tmp_path, change)).problems
    found = [(one.code, one.cell, one.details.get("nearest_column") or one.details.get("column")) for one in problems]
    assert found == told
    assert [one.details["other_sheet"] for one in problems if one.code == "unread-copy"] in ([], ["contacts"])
    assert "Zz" not in " ".join(describe(one, ENGLISH) for one in problems)
