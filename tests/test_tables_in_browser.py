"""The tools of a table in Chromium, from a folder: sorted, found, downloaded by keyboard; plain without script."""

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from generator.markdown import fragment
from generator.parts import Cell, Chip, Column, Row, Table, render_table
from generator.search import Find
from generator.site import build_site
from generator.site_parts import NavGroup, NavLink, Page, Site
from intake.language import Language

pytestmark = pytest.mark.browser

HOSTILE = '=HYPERLINK("http://example.org";"<b>x</b>")'
DUE = {  # case: office, due, days late, share told, state
    "NOR-2627-0001": ("North", date(2026, 12, 1), 12, 0.685, "open"),
    "NOR-2627-0002": ("Esch", date(2027, 1, 15), 83, 0.07, "closed"),
    "MIN-2627-0003": ("Écho", date(2026, 9, 30), 9, 0.5, "open"),
    "MIN-2627-0010": (HOSTILE, None, None, None, "held"),
}
"""Written in no order of any column but the first."""


def row(language: Language, case: str) -> Row:
    office, due, late, share, state = DUE[case]
    none = Cell("–", quiet=True)
    return Row(
        (
            Cell(case),
            Cell(office),
            Cell(language.short_date(due, date(2026, 10, 31)), sub="first letter") if due else none,
            Cell(chip=Chip(f"{late} days late", "late"), sort=late) if late is not None else none,
            Cell(language.percent(share, 1), aside="of 153") if share is not None else none,
            Cell(state),
        ),
        anchor=case,
    )


def site_of(language: str, *, copies: int = 3) -> Site:
    """A page with a table long enough for a bar: every case so many times, from the second on by other numbers."""
    said = Language(language)
    rows = [row(said, case) for case in DUE]
    for copy in range(1, copies):
        rows += [Row((Cell(f"{case[:9]}{copy}{case[10:]}"), *row(said, case).cells[1:])) for case in DUE]
    columns = (
        Column("Case", card="title"), Column("Office", href="#cases"), Column("Due", sorted="ascending"),
        Column("Late"), Column("Share", number=True), Column("State", choose=True),
    )  # fmt: skip
    table = Table("cases", "Caseload", columns, tuple(rows), "none", cards=True, foot=row(said, "MIN-2627-0003"))
    few = Table("few", "Few", (Column("Word"),), (Row((Cell("one"),)), Row((Cell("two"),))), "none")
    words = tuple(Row((Cell(word),)) for word in "bac")
    folded = str(render_table(Table("folded", "Folded", (Column("Word"),), words, "none")))
    # As a case that is unfolded: its own row, then one with all that is known of it.
    first = folded.index("</tr>", folded.index("<tbody>")) + len("</tr>")
    folded = f"{folded[:first]}<tr data-continues><td>more of b</td></tr>{folded[first:]}"
    parts = {"cases": render_table(table), "few": render_table(few), "folded": folded}
    text = "\n\n".join(["# Start", *map(fragment, parts)])
    finds = tuple(Find("case", case, anchor=case) for case in DUE)
    page = Page("index.md", "Start", text, parts, finds=finds)
    return Site("coordination", "ALJ", language, (NavGroup(None, (NavLink("Start", "index.md"),)),), (page,), "made up")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("tables")
    for language in ("en", "fr"):
        build_site(site_of(language), base / language)
    # 1,200 rows: so many are not laid out at once.
    build_site(site_of("en", copies=300), base / "long")
    return {name: base / name / "index.html" for name in ("en", "fr", "long")}


@pytest.fixture
def opened(folders: dict[str, Path], chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens the page from its folder; at the end nothing was said against it and no other host was asked."""
    pages, said, asked = [], [], []

    def opens(language: str = "en", place: str = "", **options: Any) -> Any:
        page = chromium.new_page(**{"viewport": {"width": 1440, "height": 900}, **options})
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda fault: said.append(str(fault)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(folders[language].as_uri() + place)
        pages.append(page)
        return page

    yield opens
    for page in pages:
        page.close()
    assert said == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def cases(page: Any) -> list[str]:
    """The case numbers shown, from above."""
    rows = "#cases tbody tr:not([hidden]) th"
    return [str(case) for case in page.eval_on_selector_all(rows, "all => all.map(one => one.textContent)")]


def first_four(page: Any) -> list[str]:
    """Of these the four first cases, which alone have an anchor."""
    rows = "#cases tbody tr[id]:not([hidden])"
    return [str(case) for case in page.eval_on_selector_all(rows, "all => all.map(row => row.id)")]


def tab_to(page: Any, name: str) -> None:
    """Press the tabulator until the focus is on what bears the name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(name)


def test_a_table_is_sorted_by_any_column_by_keyboard(opened: Callable[..., Any]) -> None:
    page = opened()
    by = {}
    for column in ("Case", "Office", "Due", "Late", "Share"):
        page.evaluate("document.activeElement.blur()")
        tab_to(page, f"Sort by: {column}")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
        for _ in range(2):
            page.keyboard.press("Enter")
            order = page.locator("#cases th[aria-sort]")
            assert order.count() == 1
            assert order.inner_text().startswith(column)
            by[column, order.get_attribute("aria-sort")] = [case[-1] for case in first_four(page)]
    assert by == {
        ("Case", "ascending"): ["3", "0", "1", "2"], ("Case", "descending"): ["2", "1", "0", "3"],
        # The hostile one begins with a sign.
        ("Office", "ascending"): ["0", "3", "2", "1"], ("Office", "descending"): ["1", "2", "3", "0"],
        # Sorted by day to begin with, so the first press turns it round; what has none stays last.
        ("Due", "descending"): ["2", "1", "3", "0"], ("Due", "ascending"): ["3", "1", "2", "0"],
        ("Late", "ascending"): ["3", "1", "2", "0"], ("Late", "descending"): ["2", "1", "3", "0"],
        # A number begins with the largest.
        ("Share", "descending"): ["1", "3", "2", "0"], ("Share", "ascending"): ["2", "3", "1", "0"],
    }  # fmt: skip


def test_the_link_in_a_head_leads_to_its_definition_and_sorts_nothing(opened: Callable[..., Any]) -> None:
    page = opened()
    page.click("#cases thead th:nth-child(2) a")
    assert page.url.endswith("#cases")
    assert page.locator("#cases th[aria-sort]").inner_text().startswith("Due")


def test_rows_are_found_and_chosen_by_keyboard_and_counted_aloud(opened: Callable[..., Any]) -> None:
    page = opened()
    output = page.locator("output")
    assert output.get_attribute("aria-live") == "polite"
    assert output.inner_text() == "12 of 12 rows"
    page.focus("[data-of=cases] input[type=search]")
    page.keyboard.type("echo nor")
    assert output.inner_text() == "0 of 12 rows. No row fits what you chose."
    for _ in range(4):
        page.keyboard.press("Backspace")
    assert output.inner_text() == "3 of 12 rows"
    page.keyboard.press("Tab")
    page.keyboard.type("open")
    assert page.locator("[data-of=cases] select").first.input_value() == "open"
    assert output.inner_text() == "3 of 12 rows"
    page.fill("[data-of=cases] input[type=search]", "")
    assert output.inner_text() == "6 of 12 rows"


def shown_after_choice(page: Any) -> None:
    """Choose the open cases and put the latest first."""
    page.select_option("[data-of=cases] select >> nth=0", "open")
    page.get_by_role("button", name="Late", exact=False).first.click()
    page.get_by_role("button", name="Late", exact=False).first.click()


def downloaded(page: Any, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.locator("[data-of=cases]").get_by_role("button", name=kind).click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def test_a_download_holds_what_is_shown_in_its_order_and_only_that(opened: Callable[..., Any]) -> None:
    page = opened()
    shown_after_choice(page)
    order = cases(page)
    assert order == [
        "NOR-2627-0001",
        "NOR-2627-1001",
        "NOR-2627-2001",
        "MIN-2627-0003",
        "MIN-2627-1003",
        "MIN-2627-2003",
    ]
    name, content = downloaded(page, "xlsx")
    assert name == "start-caseload.xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    heads = ("Case", "Office", "Due", "Due: more", "Late", "Share", "Share: more", "State")
    december, september = datetime.fromisoformat("2026-12-01"), datetime.fromisoformat("2026-09-30")
    north = ("North", december, "first letter", "12 days late", 0.685, "of 153", "open")
    echo = ("Écho", september, "first letter", "9 days late", 0.5, "of 153", "open")
    # The foot stands last, as it does on the page.
    whole = [*((case, *(north if case.startswith("NOR") else echo)) for case in order), ("MIN-2627-0003", *echo)]
    assert rows == [heads, *whole]
    name, content = downloaded(page, "csv")
    assert name == "start-caseload.csv"
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[:2] == [
        list(heads),
        ["NOR-2627-0001", "North", "2026-12-01", "first letter", "12 days late", "0.685", "of 153", "open"],
    ]  # fmt: skip
    assert len(lines) == 8


def test_a_download_is_safe_from_formulas_and_speaks_the_page_s_language(opened: Callable[..., Any]) -> None:
    page = opened("fr")
    page.fill("[data-of=cases] input[type=search]", "MIN-2627-0010")
    _, content = downloaded(page, "csv")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0][3] == "Due\N{NO-BREAK SPACE}: complément"
    assert lines[1] == ["MIN-2627-0010", f"'{HOSTILE}", "–", "", "–", "–", "", "held"]


def test_the_head_stays_in_view(opened: Callable[..., Any]) -> None:
    page = opened(viewport={"width": 1440, "height": 400})
    page.locator("#cases tbody tr").last.scroll_into_view_if_needed()
    head, header = page.locator("#cases thead th").first.bounding_box(), page.locator(".md-header").bounding_box()
    assert 0 < header["height"] - 2 <= head["y"] < 100


def test_without_script_it_is_a_plain_table(opened: Callable[..., Any]) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("#cases tbody tr").count() == 12
    assert page.locator("#cases tbody tr:visible").count() == 12
    assert page.locator(".md-content").locator("button, input, select").count() == 0


def test_a_short_table_has_neither_arrows_nor_a_bar_but_downloads(opened: Callable[..., Any]) -> None:
    page = opened()
    assert page.locator("#few, [data-of=few]").locator("input, select, .t-sort").count() == 0
    assert page.locator("[data-of=few]").get_by_role("button").all_inner_texts() == ["xlsx", "csv"]


def test_an_address_shows_its_row_whatever_was_chosen(opened: Callable[..., Any]) -> None:
    page = opened()
    page.select_option("[data-of=cases] select >> nth=0", "closed")
    page.fill("[data-of=cases] input[type=search]", "Esch")
    assert page.locator("#NOR-2627-0001").is_hidden()
    page.evaluate("location.hash = 'NOR-2627-0001'")
    page.wait_for_selector("#NOR-2627-0001.t-found")
    assert page.locator("#NOR-2627-0001").is_visible()
    assert page.locator("output").inner_text() == "12 of 12 rows"


def test_a_script_may_keep_some_cases_until_the_reader_wants_all(opened: Callable[..., Any]) -> None:
    page = opened()
    page.evaluate("alj.tables.cases.keep(['NOR-2627-0002', 'MIN-2627-0003'], 'Reached in October: 2 cases.')")
    assert cases(page) == ["NOR-2627-0002", "MIN-2627-0003"]
    assert page.locator(".filter-kept").inner_text() == "Reached in October: 2 cases. Show all rows"
    page.get_by_role("button", name="Show all rows").click()
    assert len(cases(page)) == 12
    assert page.locator(".filter-kept").count() == 0


def test_a_row_that_continues_another_goes_with_it(opened: Callable[..., Any]) -> None:
    page = opened()
    shown = "all => all.filter(row => row.checkVisibility()).map(row => row.textContent.trim())"
    assert page.eval_on_selector_all("#folded tbody tr", shown) == ["b", "more of b", "a", "c"]
    page.get_by_role("button", name="Sort by: Word").last.click()
    assert page.eval_on_selector_all("#folded tbody tr", shown) == ["a", "b", "more of b", "c"]
    with page.expect_download() as started:
        page.locator("[data-of=folded]").get_by_role("button", name="csv").click()
    assert Path(started.value.path()).read_text("utf-8-sig").split() == ["Word", "a", "b", "c"]


def test_of_a_long_table_the_rows_come_as_they_are_needed(opened: Callable[..., Any]) -> None:
    page = opened("long")
    said = page.locator("output").first
    assert (len(cases(page)), said.inner_text()) == (150, "1200 of 1200 rows")
    # Every row is sorted and found, on the page or not yet.
    page.get_by_role("button", name="Sort by: Due").first.click()
    assert {case[-1] for case in cases(page)} == {"2"}
    page.fill("[data-of=cases] input[type=search]", "MIN-2627-299010")
    assert (cases(page), said.inner_text()) == (["MIN-2627-299010"], "1 of 1200 rows")
    page.fill("[data-of=cases] input[type=search]", "Esch")
    assert (len(cases(page)), said.inner_text()) == (150, "300 of 1200 rows")
    page.locator(".t-rest").first.scroll_into_view_if_needed()
    page.wait_for_selector("#cases tbody tr:nth-child(300)")
    assert page.locator(".t-rest").first.is_hidden()
    # A place further down, and filtered out, is shown all the same.
    page.evaluate("location.hash = 'MIN-2627-0010'")
    page.wait_for_selector("#MIN-2627-0010.t-found")
    assert said.inner_text() == "1200 of 1200 rows"


def test_a_long_table_is_whole_on_paper_and_in_a_download(opened: Callable[..., Any]) -> None:
    page = opened("long")
    with page.expect_download() as started:
        page.locator("[data-of=cases]").get_by_role("button", name="csv").click()
    # Its head, 1,200 rows and its foot.
    assert len(Path(started.value.path()).read_text("utf-8-sig").splitlines()) == 1202
    assert len(cases(page)) == 150
    page.pdf()
    assert len(cases(page)) == 1200


def test_on_a_phone_the_order_is_chosen_in_the_bar(opened: Callable[..., Any]) -> None:
    page = opened(viewport={"width": 390, "height": 800})
    assert page.locator("#cases .t-sort:visible").count() == 0
    page.get_by_label("Order").select_option(label="Late, descending")
    assert [case[-1] for case in first_four(page)] == ["2", "1", "3", "0"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_case_is_found_from_a_folder_by_keyboard_alone(opened: Callable[..., Any]) -> None:
    page = opened()
    page.select_option("[data-of=cases] select >> nth=0", "closed")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type("0001")
    page.wait_for_selector(".alj-search__hit[aria-selected=true]")
    assert page.locator(".alj-search__input").get_attribute("aria-activedescendant") == "alj-hit-1"
    page.keyboard.press("Escape")
    assert page.locator(".alj-search__panel").is_hidden()
    page.keyboard.press("Backspace")
    page.keyboard.press("ArrowDown")
    assert page.locator("[aria-selected=true]").inner_text().startswith("NOR-2627-0002")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_selector("#NOR-2627-0001.t-found")
    assert page.url.endswith("#NOR-2627-0001")
    assert page.locator("#NOR-2627-0001").is_visible()


def test_a_slash_in_a_field_is_a_slash(opened: Callable[..., Any]) -> None:
    page = opened()
    page.focus("[data-of=cases] input[type=search]")
    page.keyboard.type("1/2")
    assert page.input_value("[data-of=cases] input[type=search]") == "1/2"
