"""Nothing that identifies a person, and no free text, leaves the workbooks: all of a demo's output is searched."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
import pytest

from alj.reading import reference_lists
from intake.checks import check_workbook
from intake.language import Language
from intake.tables.declare import Sheet, fields_of_class
from intake.tables.office import Leavers
from intake.tables.programmes import Interventions, Participants
from intake.workbook import read_workbooks
from intake.workspace import Workspace
from samples.days import TODAY


@pytest.fixture(scope="module")
def checked_tables(demo: Path) -> dict[str, pl.DataFrame]:
    """Every row of the demo's workbooks that could be read, accepted or not, by sheet key."""
    workspace = Workspace(demo)
    lists = reference_lists(workspace.reference, TODAY, Language("en"))
    read = read_workbooks(sorted(workspace.archive.glob("blobs/*.xlsx")))
    books = [check_workbook(one, today=TODAY, lists=lists) for one in read]
    office_books = [book for book in books if book.declaration and book.declaration.key == "office" and book.tables]
    assert len(office_books) > 30
    return {
        key: pl.concat([*(book.tables[key] for book in office_books), *(book.held[key] for book in office_books)])
        for key in office_books[0].tables
    }


def secrets(tables: dict[str, pl.DataFrame], sheet: type[Sheet]) -> Iterator[str]:
    """Yield what stands in the columns of class I and T of a sheet, short codes such as initials left out."""
    for column in fields_of_class(sheet, "IT"):
        values = tables[sheet.INFO.key][column].drop_nulls().unique()
        if values.dtype == pl.String:
            yield from (value for value in values if len(value) >= 6)


def output_texts(demo: Path) -> Iterator[tuple[Path, str]]:
    """Yield every file below the output as text, tables of the register cell by cell."""
    for path in sorted((demo / "output").resolve().rglob("*")):
        if path.suffix == ".parquet":
            yield path, pl.read_parquet(path).write_csv()
        elif path.is_file():
            yield path, path.read_text(encoding="utf-8", errors="replace")


def leaked(text: str, words: Mapping[str, frozenset[str]]) -> set[str]:
    """Return which texts in small letters, given with the words of each, stand in a text as words of their own."""
    folded = text.casefold()
    present = words_in(folded)
    return {
        word
        for word, parts in words.items()
        if parts <= present and word in folded and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded)
    }


def words_in(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text))


def test_no_identifying_value_and_no_free_text_is_in_the_output(
    demo: Path, checked_tables: dict[str, pl.DataFrame]
) -> None:
    known = {value for sheet in (Leavers, Participants, Interventions) for value in secrets(checked_tables, sheet)}
    assert len(known) > 500
    # Names of communes and schools may be shown, and some localities are called as their commune.
    shown = set(checked_tables[Leavers.INFO.key]["commune"].drop_nulls())
    words = {word: words_in(word) for word in map(str.casefold, known - shown)}
    assert leaked(f"<td>{min(known - shown)}</td>", words)
    reference = (demo / "output" / "register").resolve() / "reference"
    looked_at: set[str] = set()
    for path, text in output_texts(demo):
        # What the coordinators keep of offices and schools may be shown; the theme is the same on every site.
        if not path.is_relative_to(reference) and text not in looked_at:
            assert not leaked(text, words), path
            looked_at.add(text)


def test_the_offices_sites_hold_their_own_case_numbers_only(demo: Path) -> None:
    for site in sorted((demo / "output" / "site").glob("office-*")):
        own = site.name.removeprefix("office-")
        for path in site.rglob("*"):
            if path.suffix in {".html", ".json", ".js"}:
                cases = set(re.findall(r"[A-Z]{3}-\d{4}-\d{4}", path.read_text(encoding="utf-8")))
                others = {case for case in cases if not case.startswith(own)} - {"NOR-2627-0041"}  # the example
                assert not others, path


def test_the_register_has_no_column_of_class_i_or_t(demo: Path) -> None:
    for sheet in (Leavers, Participants, Interventions):
        columns = pl.read_parquet_schema(demo / "output" / "register" / f"{sheet.INFO.key}.parquet")
        assert not set(columns) & set(fields_of_class(sheet, "IT"))
