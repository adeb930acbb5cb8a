"""The demo in a real browser: no error, no other host, nothing wider than the window, charts that can be read."""

import functools
import http.server
import itertools
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytestmark = pytest.mark.browser

WIDTHS = (1440, 1000, 768, 390)
LEAST_LETTERS = 10.9
"""The smallest letters of a chart on a phone, in px."""
COORDINATION = (
    "index", "month", "year", "compare", "assistance", "accompaniment", "workshops/index", "workshops/yw-*", "outcomes",
    "guarantee", "prevention", "data-quality", "revisions", "definitions", "dictionary", "problems", "cases-by-office",
    "offices/min/index", "offices/min/caseload", "offices/min/cases", "offices/min/cases-2627", "offices/min/contacts",
    "offices/min/accompaniment", "offices/min/workshop", "offices/min/outcomes",
)  # fmt: skip
OFFICE = (
    "index", "caseload", "cases", "cases-2627", "contacts", "accompaniment", "workshop", "workshops/yw-*", "outcomes",
    "guarantee", "prevention", "data-quality", "revisions", "how-to-fill",
)  # fmt: skip
MINISTRY = ("index", "tables", "guarantee", "definitions")
AUDIENCES = {"coordination": COORDINATION, "office-MIN": OFFICE, "ministry": MINISTRY}
PAGES = [f"{site}/{page}" for site, pages in AUDIENCES.items() for page in pages]

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
def sites(demo: Path, chromium: Any) -> Iterator[Sites]:
    folder = demo / "output" / "site"
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Sites(folder, f"http://127.0.0.1:{server.server_port}", chromium)
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(sites: Sites) -> Iterator[Any]:
    """One page of the browser for all that are looked at in turn: a new one loads the theme anew."""
    opened = sites.chromium.new_page()
    yield opened
    opened.close()


@contextmanager
def faultless(page: Any, address: str) -> Iterator[None]:
    """Whatever is done to a page in the context, it says nothing in the console and asks no other host."""
    said: list[str] = []
    asked: list[str] = []

    def hear(message: Any) -> None:
        said.append(str(getattr(message, "text", message)))

    def see(request: Any) -> None:
        asked.append(request.url)

    heard = {"console": hear, "pageerror": hear, "request": see}
    for event, listener in heard.items():
        page.on(event, listener)
    try:
        yield
    finally:
        for event, listener in heard.items():
            page.remove_listener(event, listener)
    assert (said, [url for url in asked if not url.startswith((address, "data:"))]) == ([], [])
    assert asked


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_at_every_width(sites: Sites, page: Any, name: str) -> None:
    with faultless(page, sites.address):
        page.goto(sites.url(name))
        for scheme, width in itertools.product(("light", "dark"), WIDTHS):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(UNNAMED) == []
    assert min(page.evaluate(LETTERS), default=LEAST_LETTERS) >= LEAST_LETTERS
    assert len(page.query_selector_all(".alj-nav [aria-current]")) == 1


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


@pytest.mark.parametrize("served", [True, False], ids=["from a server", "from a folder"])
def test_a_case_is_found_at_its_row_by_keyboard_alone(sites: Sites, *, served: bool) -> None:
    page = sites.chromium.new_page(viewport={"width": 1440, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    start = sites.folder / "coordination" / "index.html"
    page.goto(sites.url("coordination/offices/min/caseload"))
    case = page.locator("#cases tbody tr").last.get_attribute("id")
    page.goto(sites.url("coordination/index") if served else start.as_uri())
    page.keyboard.press("/")
    page.keyboard.type(case.replace("-", " ").lower())
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{case}.t-found")
    assert page.url.endswith(f"offices/min/caseload.html#{case}")
    assert page.evaluate("document.activeElement.id") == case
    box = page.locator(f"#{case}").bounding_box()
    assert 48 < box["y"] < 900
    assert [url for url in asked if not url.startswith((sites.address, "file:", "data:"))] == []
    page.close()


@pytest.mark.parametrize(("words", "title"), [("minet", "Minett"), ("timely", "Timely exits")])
@pytest.mark.parametrize("width", [1440, 768, 390])
def test_the_search_finds_offices_and_definitions_at_every_width(
    sites: Sites, width: int, words: str, title: str
) -> None:
    page = sites.chromium.new_page(viewport={"width": width, "height": 900})
    page.goto(sites.url("coordination/index"))
    if width < 720:
        page.locator(".alj-search__open").focus()
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("/")
    page.keyboard.type(words)
    assert page.locator(".alj-search__hit").first.locator(".alj-search__title").inner_text() == title
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_the_colours_are_switched_by_keyboard(sites: Sites) -> None:
    page = sites.chromium.new_page(color_scheme="light")
    page.goto(sites.url("coordination/index"))
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "__palette":
            break
    page.keyboard.press("Enter")
    assert page.evaluate(scheme) == "slate"
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
