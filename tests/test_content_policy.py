"""Every kind of page in Chromium, served by nginx: it works under a policy that lets no script stand in a page."""

import functools
import http.server
import itertools
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_browser import AUDIENCES, Quiet
from tests.web_server import NGINX, PASSWORD, WebServer, web_server

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(NGINX).exists(), reason="nginx is not installed"),
]
HOSTILE = """<!doctype html><title>quiet</title>
<script>document.title = "a script in the page"</script>
<img src="nowhere.png" onerror="document.title = 'a script in an attribute'">
<svg><style>title { color: red }</style></svg>
<link rel="stylesheet" href="http://127.0.0.1:9/elsewhere.css"><form action="/"><button>send</button></form>"""
VIOLATIONS = """() => { window.refused = []; document.addEventListener("securitypolicyviolation",
  event => window.refused.push(event.effectiveDirective)) }"""

LOADS = """address => new Promise(done => {
  const script = document.createElement("script");
  script.onload = () => done("loaded");
  script.onerror = () => done("refused");
  script.src = address;
  document.head.append(script);
})"""
FRAMES = """address => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.onload = done;
  frame.src = address;
  document.body.append(frame);
})"""


@pytest.fixture(scope="module")
def server(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebServer]:
    with web_server(demo, tmp_path_factory.mktemp("nginx")) as running:
        yield running


@pytest.fixture
def page_of(server: WebServer, chromium: Any) -> Iterator[Any]:
    """Opens a page as the reader of a site, and holds the browser to saying nothing."""
    contexts = []
    said: list[str] = []

    def opened(site: str, name: str) -> Any:
        credentials = {"username": site.lower(), "password": PASSWORD}
        context = chromium.new_context(http_credentials=credentials, color_scheme="light")
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address(server, site, name))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def address(server: WebServer, site: str, name: str) -> str:
    found = min((server.served / site).resolve().glob(f"{name}.html"))
    return f"http://127.0.0.1:{server.port}/{site}/{found.relative_to((server.served / site).resolve()).as_posix()}"


@pytest.mark.parametrize("site", AUDIENCES)
def test_every_page_is_whole_under_the_policy(server: WebServer, page_of: Any, site: str) -> None:
    names = AUDIENCES[site]
    page = page_of(site, names[0])
    failed: list[str] = []
    # What is broken off by going on to the next page has not failed.
    page.on("requestfailed", lambda one: None if one.failure == "net::ERR_ABORTED" else failed.append(one.url))
    for name in names:
        page.goto(address(server, site, name))
        # Our scripts ran, the theme's ran, and the charts have the colours that only a style of an element gives them.
        assert page.evaluate("document.querySelectorAll('.alj-search').length") > 0, name
        assert "no-js" not in page.evaluate("document.documentElement.className"), name
        bars = page.evaluate(
            "[...document.querySelectorAll('figure svg [style*=fill]')].map(e => getComputedStyle(e).fill)"
        )
        assert not bars or set(bars) != {"rgb(0, 0, 0)"}, name
    assert failed == []


def test_sorting_finding_choosing_and_downloads_work(page_of: Any) -> None:
    page = page_of("office-MIN", "caseload")
    shown = page.locator("#cases tbody tr:not([hidden])")
    before = shown.count()
    orders = []
    for _ in range(2):
        page.locator("#cases thead button").first.click()
        orders.append(page.eval_on_selector_all("#cases tbody tr", "rows => rows.map(row => row.id)"))
    assert orders[0] == orders[1][::-1] == sorted(orders[0])
    assert len(set(orders[0])) == before > 1
    page.fill("[data-of=cases] input[type=search]", "nothing is called so")
    assert shown.count() == 0
    page.fill("[data-of=cases] input[type=search]", "")
    assert shown.count() == before
    for kind, start in (("xlsx", b"PK"), ("csv", "\ufeff".encode())):
        with page.expect_download() as started:
            page.locator("[data-of=cases]").get_by_role("button", name=kind).click()
        assert Path(started.value.path()).read_bytes().startswith(start)


def test_the_search_and_the_switch_of_colours_work(page_of: Any) -> None:
    page = page_of("coordination", "index")
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    page.evaluate("[...document.querySelectorAll('input[name=__palette]')].at(-1).click()")
    assert page.evaluate(scheme) == "slate"
    page.reload()
    assert page.evaluate(scheme) == "slate"
    page.keyboard.press("/")
    page.keyboard.type("minet")
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/offices/min/**")


def test_a_script_in_a_page_does_not_run(server: WebServer, chromium: Any) -> None:
    (server.served / "office-MIN" / "hostile.html").write_text(HOSTILE)
    context = chromium.new_context(http_credentials={"username": "office-min", "password": PASSWORD})
    context.add_init_script(f"({VIOLATIONS})()")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{server.port}/office-MIN/hostile.html")
    assert page.title() == "quiet"
    page.evaluate("document.forms[0].requestSubmit()")
    # What the browser refused is told a moment later.
    page.wait_for_function("new Set(window.refused).size >= 4")
    refused = set(page.evaluate("window.refused"))
    assert refused == {"script-src-elem", "script-src-attr", "style-src-elem", "form-action"}
    context.close()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """A page of another port: another origin, to which the browser lends the password that it has for this host."""
    (tmp_path / "index.html").write_text("<!doctype html><title>elsewhere</title><body>")
    other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=other.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{other.server_port}/index.html"
    other.shutdown()
    other.server_close()


def test_no_page_elsewhere_can_load_or_frame_a_site(server: WebServer, chromium: Any, elsewhere: str) -> None:
    context = chromium.new_context(http_credentials={"username": "office-min", "password": PASSWORD})
    page = context.new_page()
    site = f"http://127.0.0.1:{server.port}/office-MIN"
    page.goto(f"{site}/index.html")
    title = page.title()
    assert page.evaluate(LOADS, f"{site}/assets/search-index.js") == "loaded"
    page.goto(elsewhere)
    assert page.evaluate(LOADS, f"{site}/assets/search-index.js") == "refused"
    page.evaluate(FRAMES, f"{site}/index.html")
    assert [frame.title() == title for frame in page.frames[1:]] == [False]
    context.close()


@pytest.mark.parametrize("site", AUDIENCES)
def test_no_script_stands_in_a_page_and_the_policy_of_the_page_says_so(demo: Path, site: str) -> None:
    for path in itertools.islice((demo / "output" / "site" / site).rglob("*.html"), 40):
        text = path.read_text(encoding="utf-8")
        assert "<script>" not in text
        assert "script-src 'self' file:;" in text
        assert "<style" not in text
        assert ' onclick="' not in text
