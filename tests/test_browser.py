"""The demo in a real browser: no error, no other host, nothing wider than the window, charts that can be read."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.conftest import CHROMIUM

pytestmark = pytest.mark.browser

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = (1440, 1000, 768, 390)
LEAST_LETTERS = 10.9
"""The smallest letters of a chart on a phone, in px."""
COORDINATION = (
    "index", "month", "year", "compare", "workshops/index", "workshops/yw-*", "outcomes", "guarantee", "prevention",
    "data-quality", "definitions", "dictionary", "problems", "offices/min/index", "offices/min/caseload",
    "offices/min/contacts", "offices/min/workshop", "offices/min/outcomes",
)  # fmt: skip
OFFICE = (
    "index", "caseload", "contacts", "workshop", "workshops/yw-*", "outcomes", "guarantee", "prevention",
    "data-quality", "how-to-fill",
)  # fmt: skip
PAGES = [f"coordination/{page}" for page in COORDINATION] + [f"office-MIN/{page}" for page in OFFICE]

LETTERS = """() => [...document.querySelectorAll("figure.chart svg text")]
  .filter(text => text.getClientRects().length)
  .map(text => {
    const svg = text.ownerSVGElement;
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return parseFloat(getComputedStyle(text).fontSize) * scale;
  })"""
UNNAMED = """() => [...document.querySelectorAll("figure.chart")].filter(figure => {
    const shown = [...figure.querySelectorAll("svg[role=img]")].filter(svg => svg.getClientRects().length);
    return shown.length !== 1 || !shown[0].getAttribute("aria-label") || !figure.querySelector("details table th");
  }).map(figure => figure.id)"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        pass


@dataclass(frozen=True)
class Sites:
    """The demo's sites, served, and a browser to look at them with."""

    folder: Path
    address: str
    chromium: Any

    def url(self, page: str) -> str:
        """The address of a page; with a star, of the first that fits."""
        found = min(self.folder.glob(f"{page}.html"))
        return f"{self.address}/{found.relative_to(self.folder).as_posix()}"


@pytest.fixture(scope="module")
def sites(demo: Path) -> Iterator[Sites]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    folder = demo / "output" / "site"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield Sites(folder, f"http://127.0.0.1:{server.server_port}", chromium)
        chromium.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_at_every_width(sites: Sites, name: str) -> None:
    page = sites.chromium.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(sites.url(name))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(UNNAMED) == []
    assert min(page.evaluate(LETTERS), default=LEAST_LETTERS) >= LEAST_LETTERS
    assert said == []
    assert [url for url in asked if not url.startswith((sites.address, "data:"))] == []
    assert len(page.query_selector_all(".alj-nav [aria-current]")) == 1
    page.close()


def test_a_line_of_what_needs_attention_leads_to_its_cases(sites: Sites) -> None:
    page = sites.chromium.new_page()
    page.goto(sites.url("coordination/index"))
    links = [(link.get_attribute("href"), link.inner_text()) for link in page.query_selector_all("#attention a")]
    chosen = [(href, words) for href, words in links if "caseload.html?" in href]
    assert chosen
    for href, words in chosen:
        page.goto(f"{sites.address}/coordination/{href}")
        for key, values in parse_qs(urlsplit(href).query).items():
            assert page.locator(f"select[data-key={key}]").input_value() == values[0]
        assert page.locator("#cases tbody tr:not([hidden])").count() == int(re.findall(r"\d+", words)[0])
    page.close()


def test_an_address_that_chooses_nothing_known_shows_all_cases(sites: Sites) -> None:
    page = sites.chromium.new_page()
    page.goto(sites.url("office-MIN/caseload") + "?state=nonsense")
    assert page.locator("select[data-key=state]").input_value() == ""
    assert page.locator("#cases tbody tr[hidden]").count() == 0
    page.close()


def test_the_search_finds_offices_and_definitions(sites: Sites) -> None:
    page = sites.chromium.new_page(viewport={"width": 1440, "height": 900})
    page.goto(sites.url("coordination/index"))
    for words, title in (("Minett", "Office Minett"), ("timely", "Timely exits")):
        page.click(".md-search__input")
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        page.locator(".md-search-result__item", has_text=title).first.wait_for()
    page.close()


def test_paper_is_light_and_bears_no_frame(sites: Sites) -> None:
    page = sites.chromium.new_page(color_scheme="dark")
    page.goto(sites.url("coordination/index"))
    colour = "getComputedStyle(document.body).getPropertyValue('--alj-page').trim()"
    assert page.evaluate(colour) == "#11181f"
    page.emulate_media(media="print")
    assert page.evaluate(colour) == "#ffffff"
    assert page.locator(".md-header").is_hidden()
    assert page.locator(".md-sidebar--primary").is_hidden()
    page.close()
