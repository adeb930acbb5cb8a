"""From a figure to its cases in a real browser: by mouse, by keyboard, on a phone, from a folder and without script."""

import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

SHOWN = "#cases tbody tr:not([hidden])"


@pytest.fixture(scope="module")
def site(demo: Path) -> Path:
    return demo / "output" / "site"


def opened(chromium: Any, path: Path, **how: Any) -> Any:
    page = chromium.new_page(**how)
    page.goto(path.as_uri())
    return page


def tile(page: Any, label: str) -> Any:
    return page.locator(".tile", has=page.get_by_role("link", name=label, exact=True)).locator("a.in-figure")


def follow(page: Any, link: Any) -> None:
    """Click a link, and wait until the scripts of the page that it leads to have run."""
    with page.expect_navigation(wait_until="load"):
        link.click()


def numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def test_a_figure_leads_to_exactly_its_cases(site: Path, chromium: Any) -> None:
    page = opened(chromium, site / "office-MIN" / "cases.html")
    everything = page.locator(SHOWN).count()
    page.goto((site / "office-MIN" / "index.html").as_uri())
    figure = tile(page, "Open cases")
    counted = int(figure.inner_text())
    follow(page, figure)
    assert page.locator(".listed").inner_text().startswith(f"{counted} cases: Open cases, ")
    assert page.locator(SHOWN).count() == counted < everything
    assert page.locator("#cases").get_by_text(re.compile("^closed ")).count() == 0
    assert numbers(page.locator(".filter-count").inner_text()) == [counted, counted]
    follow(page, page.get_by_role("link", name="Show all cases"))
    assert page.locator(SHOWN).count() == everything
    assert page.locator(".listed").is_hidden()
    page.close()


def test_by_keyboard_from_a_figure_to_a_row_of_a_workbook(site: Path, chromium: Any) -> None:
    page = opened(chromium, site / "office-MIN" / "index.html")
    tile(page, "Open cases").focus()
    page.keyboard.press("Enter")
    page.locator(".listed--asked").wait_for()
    case = page.locator(f"{SHOWN} th a").first
    name = case.inner_text()
    case.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases-*.html#{name}")
    fold = page.locator("details.case[open]")
    assert fold.locator("summary").inner_text() == name
    assert re.search(r"Leavers, row \d+", fold.inner_text())
    assert re.search(r"Workbook of Minett, 20\d\d/\d\d, received on \d+ \w+ 20\d\d \([0-9a-f]{8}\)", fold.inner_text())
    page.close()


def test_a_figure_of_all_offices_leads_to_the_cases_in_two_clicks(site: Path, chromium: Any) -> None:
    page = opened(chromium, site / "coordination" / "index.html")
    figure = tile(page, "Open cases")
    counted = int(figure.inner_text())
    follow(page, figure)
    assert page.locator(".listed").inner_text().startswith(f"{counted} cases: ")
    links = page.locator("#offices tbody td a")
    each = [int(words) for words in links.all_inner_texts()]
    assert sum(each) == counted
    follow(page, links.first)
    assert page.locator(SHOWN).count() == each[0]
    page.close()


def test_a_case_of_a_table_lists_its_figure_after_filtering_too(site: Path, chromium: Any) -> None:
    page = opened(chromium, site / "office-MIN" / "index.html")
    follow(page, tile(page, "Open cases"))
    first = page.locator(f"{SHOWN} th a").first.inner_text()
    page.locator("input[type=search]").last.fill(first)
    assert page.locator(SHOWN).count() == 1
    page.close()


@pytest.mark.parametrize("path", ["cases.html", "cases-2627.html"])
def test_the_pages_of_cases_fit_every_window(site: Path, chromium: Any, path: str) -> None:
    for scheme in ("light", "dark"):
        page = opened(chromium, site / "office-MIN" / path, color_scheme=scheme)
        if path != "cases.html":
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in (1440, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


def test_without_script_every_row_is_shown_and_a_case_unfolds(site: Path, chromium: Any) -> None:
    scriptless = chromium.new_context(java_script_enabled=False)
    page = scriptless.new_page()
    page.goto((site / "office-MIN" / "index.html").as_uri())
    follow(page, tile(page, "Open cases"))
    assert page.locator(SHOWN).count() > 0
    case = page.locator(f"{SHOWN} th a").first
    name = case.inner_text()
    case.click()
    page.wait_for_url(f"**#{name}")
    page.locator(f"[id='{name}']").wait_for(state="visible")
    scriptless.close()
