"""Sites: text stays text, fragments find their places, links lead somewhere, no other host is asked."""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from generator.links import dead_links
from generator.markdown import escape_markdown, fragment, markdown_environment
from generator.parts import Cell, Chip, Column, Filter, Link, Row, Select, Table, Tile, render_table, render_tiles
from generator.site import build_site, build_sites, staged_sites
from generator.site_parts import NavGroup, NavLink, Page, Site, SiteError
from intake.kept import Kept
from tests.hostile_texts import HARMLESS, HOSTILE, Shape, said, visible


def site(*pages: Page, **changes: Any) -> Site:
    pages = pages or (Page("index.md", "Home", "# Home\n"),)
    nav = (NavGroup(None, tuple(NavLink(page.title, page.path) for page in pages)),)
    given = {"key": "coordination", "name": "ALJ", "language": "en", "nav": nav, "generated_note": "made-up data"}
    return Site(pages=pages, **(given | changes))


def contents(folder: Path) -> dict[str, bytes]:
    return {one.relative_to(folder).as_posix(): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def table(**changes: Any) -> Table:
    rows = tuple(
        Row((Cell(f"NOR-2627-{number:04}", href="index.html"), Cell(chip=Chip("late", "late"))), {"state": state})
        for number, state in enumerate(("late", "due", "on-time"), 1)
    )
    bar = Filter(
        "Find", "NOR-2627-0041", "{shown} of {all} open cases", "Nothing fits.",
        (Select("state", "State", (("", "All"), ("late due", "Overdue and due")), "late due"),),
    )  # fmt: skip
    given: dict[str, Any] = {"rows": rows, "filter": bar, "cards": True, "empty": "No case is open."}
    columns = (Column("Case", card="title"), Column("State", card="corner"))
    return Table("cases", "Caseload", columns, **(given | changes))


HOSTILE_PAGE = "# X\n\nSomewhere: X\n\nX\n\n- **X** X\n\n| X | X |\n| - | - |\n| X | X |\n"


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("hostile") / "site"
    pages = tuple(
        Page(f"p{number}.md", text, HOSTILE_PAGE.replace("X", escape_markdown(text)))
        for number, text in enumerate((HARMLESS, *HOSTILE))
    )
    start = Page("index.md", "Start", "# Start\n")
    build_site(
        site(start, *pages, name="<b>ALJ</b>", generated_note="</footer><script>window.hacked=1</script>"), target
    )
    return target


@pytest.mark.parametrize("number", range(1, len(HOSTILE) + 1))
def test_hostile_text_gives_the_same_page_as_harmless_text(hostile_site: Path, number: int) -> None:
    harmless = Shape((hostile_site / "p0.html").read_text())
    page = Shape((hostile_site / f"p{number}.html").read_text())
    text = visible(HOSTILE[number - 1])
    assert page.tags == harmless.tags
    assert [said(title) for title in page.texts["title"]] == [f"{text} · <b>ALJ</b>"]
    assert [said(title) for title in page.texts["h1"]] == [text]
    assert text in [said(title) for title in page.texts["navigation"]]


def test_escaped_text_has_no_special_character_and_keeps_no_break_spaces() -> None:
    assert escape_markdown("a\n\n    b\t# c") == "a b &#35; c"
    assert escape_markdown("68\u00a0%") == "68&#160;&#37;"
    assert not re.search("[<>\"'`*_{}\\[\\]()|\\\\]", escape_markdown("".join(HOSTILE)))


def test_markdown_templates_escape_values_but_not_placeholders(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("# {{ title }}\n{{ part }}\n{{ 12 }}\n")
    text = markdown_environment(tmp_path).get_template("page.md").render(title="<b>*", part=fragment("tiles"))
    assert text == '# &#60;b&#62;&#42;\n<div data-fragment="tiles"></div>\n12\n'


def test_a_fragment_stands_in_the_place_of_its_placeholder_and_is_not_searched(tmp_path: Path) -> None:
    held = '<p>Sentinel <div data-fragment="other"></div></p>'
    build_site(
        site(Page("index.md", "Home", f"# Home\n\n{fragment('part')}\n\nAfter.\n", {"part": held})), tmp_path / "s"
    )
    text = (tmp_path / "s/index.html").read_text()
    assert held in text
    assert 'data-fragment="part"' not in text
    assert "Sentinel" not in (tmp_path / "s/assets/search-index.js").read_text()


@pytest.mark.parametrize(
    ("markdown", "fragments"),
    [(fragment("a"), {}), ("text", {"a": "<p></p>"}), (f"{fragment('a')}\n\n{fragment('a')}", {"a": "<p></p>"})],
    ids=["without a fragment", "unused", "twice"],
)
def test_placeholders_and_fragments_must_agree(tmp_path: Path, markdown: str, fragments: dict[str, str]) -> None:
    with pytest.raises(SiteError, match=r"coordination, index\.md"):
        build_site(site(Page("index.md", "Home", f"# Home\n\n{markdown}\n", fragments)), tmp_path / "s")


@pytest.mark.parametrize("key", ["", 'a"b', "a b", "<a>", "a\n"])
def test_a_placeholder_takes_plain_keys_only(key: str) -> None:
    with pytest.raises(ValueError, match="fragment"):
        fragment(key)


@pytest.mark.parametrize(
    "href", ["missing.html", "index.html#nowhere", "../out.html", "/index.html", "https://example.org/", "javascript:x"]
)
def test_a_dead_link_fails_and_leaves_the_old_site(tmp_path: Path, href: str) -> None:
    target = tmp_path / "s"
    build_site(site(), target)
    before = (target / "index.html").read_bytes()
    page = Page("index.md", "Changed", f"# Changed\n\n{fragment('a')}\n", {"a": f'<a href="{href}">x</a>'})
    with pytest.raises(SiteError, match="lead nowhere"):
        build_site(site(page), target)
    assert (target / "index.html").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


@pytest.mark.parametrize(
    "written",
    [
        "<a href='../out.html'>x</a>", "<a href=https://example.org/>x</a>", '<img srcset="a.png 1x, gone.png 2x">',
        '<form action="//example.org"></form>', '<button formaction="gone.html">x</button>',
        '<svg><use xlink:href="gone.svg#a"/></svg>', '<p style="background:url(gone.png)">x</p>',
        '<p style="background:url(&quot;//example.org/x.png&quot;)">x</p>', "<style>@import 'gone.css'</style>",
        '<p style="background:URL(gone.png)">x</p>', "<style>@IMPORT 'gone.css'</style>",
        '<object data="gone.svg"></object>', '<a href="index.html#gone">x</a>', '<a id="a"href="gone.html">x</a>',
    ],
)  # fmt: skip
def test_every_way_to_link_is_followed(tmp_path: Path, written: str) -> None:
    page = Page("index.md", "Home", f"# Home\n\n{fragment('a')}\n", {"a": written})
    with pytest.raises(SiteError, match="lead nowhere"):
        build_site(site(page), tmp_path / "s")


def test_a_link_that_was_looked_at_before_is_dead_when_what_it_led_to_is_gone(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept", "1")
    (tmp_path / "a.html").write_text('<a href="b.html#here">x</a><a href="b.html">y</a>')
    (tmp_path / "b.html").write_text('<p id="here"></p><a href="a.html">x</a><a href="mailto:a@b">y</a>')
    assert dead_links(tmp_path, kept) == dead_links(tmp_path, kept) == set()
    (tmp_path / "b.html").write_text('<a href="https://example.org/">x</a>')
    expected = {"a.html: b.html#here", "b.html: https://example.org/"}
    assert dead_links(tmp_path, kept) == dead_links(tmp_path, kept) == dead_links(tmp_path) == expected
    (tmp_path / "b.html").unlink()
    assert dead_links(tmp_path, kept) == {"a.html: b.html#here", "a.html: b.html"}


def test_pages_outside_the_navigation_link_to_each_other_and_to_downloads(tmp_path: Path) -> None:
    nav = (NavGroup(None, (NavLink("Home", "index.md"),)), NavGroup("Offices", (NavLink("North", "o/nor/index.md"),)))
    home = Page("index.md", "Home", "# Home\n\n[by its page](o/nor/cases.html#one), [by its source](o/nor/cases.md)\n")
    office = Page("o/nor/index.md", "North", "# North\n")
    cases = Page("o/nor/cases.md", "Cases", "# Cases\n\n## One\n\n[file](cases.csv)\n", within="o/nor/index.md")
    build_site(site(home, office, cases, nav=nav, downloads={"o/nor/cases.csv": b"a;b"}), tmp_path / "s")
    text = (tmp_path / "s/o/nor/cases.html").read_text()
    # The office's link is marked on each of its pages; that the page is another one is said too.
    assert re.search(r'md-nav__link--active" href="index\.html" aria-current="true">North<', text)
    assert (tmp_path / "s/o/nor/cases.csv").read_bytes() == b"a;b"
    # A site is replaced as a whole: what is gone from it is gone.
    build_site(site(), tmp_path / "s")
    assert not (tmp_path / "s/o").exists()


def test_what_mkdocs_warns_of_stops_the_site_and_is_said(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"missing\.md"):
        build_site(site(nav=(NavGroup(None, (NavLink("Gone", "missing.md"),)),)), tmp_path / "s")


def test_no_file_of_a_site_names_another_host_to_be_asked(tmp_path: Path) -> None:
    tiles = render_tiles([Tile("Open cases", "901", href="index.html")])
    build_site(site(Page("index.md", "Home", f"# Home\n\n{fragment('t')}\n", {"t": tiles})), tmp_path / "s")
    asking = re.compile(
        r"""(?:src|href|action)\s*[=:]\s*["'`]?\s*(?:https?:)?//[\w.-]+|url\(\s*["']?(?:https?:)?//[^)]*"""
        r"""|@import[^;]*//[^;]*|(?:fetch|importScripts|open)\(\s*["'`](?:https?:)?//[^)]*"""
        r"""|["'`]https?://(?!www\.w3\.org|schemas\.openxmlformats\.org)[^"'`\s]+["'`/]"""
    )
    found = {
        (path.name, match[0])
        for path in (tmp_path / "s").rglob("*")
        if path.suffix in (".html", ".css", ".js", ".json", ".svg", ".xml", ".map")
        for match in asking.finditer(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_sites_are_built_side_by_side_in_their_language_with_the_audience_told_apart(tmp_path: Path) -> None:
    finished: list[str] = []
    sites = [site(), site(key="ministry", language="fr"), site(key="office-NOR", language="de")]
    build_sites(sites, tmp_path / "two", processes=2, progress=finished.append)
    build_sites(sites, tmp_path / "one", processes=1)
    assert sorted(finished) == ["coordination", "ministry", "office-NOR"]
    for key, language, audience in (("ministry", "fr", "ministry"), ("office-NOR", "de", "office")):
        text = (tmp_path / "two" / key / "index.html").read_text()
        assert f'<html lang="{language}"' in text
        assert f'data-md-color-primary="{audience}"' in text
        assert text == (tmp_path / "one" / key / "index.html").read_text()


@pytest.mark.parametrize("processes", [1, 2])
def test_what_has_time_beside_the_sites_is_begun_once_before_any_is_done(tmp_path: Path, processes: int) -> None:
    order: list[str] = []
    sites = [site(), site(key="ministry")]
    with staged_sites(sites, tmp_path, processes, order.append, beside=lambda: order.append("beside")):
        pass
    assert order[0] == "beside"
    assert sorted(order[1:]) == ["coordination", "ministry"]


def test_frames_are_kept_as_long_as_the_markdown_says_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def page(words: str, title: str = "Home") -> Site:
        return site(Page("index.md", title, f"# {title}\n\n{fragment('words')}\n", {"words": f"<p>{words}</p>"}))

    def built(one: Site, called: str) -> dict[str, bytes]:
        with staged_sites([one], tmp_path / called, 1, kept=lambda _key: kept) as folders:
            return contents(folders[one.key])

    kept = Kept(tmp_path / "kept", "1")
    first = built(page("two cases"), "first")
    build_site(page("three cases"), tmp_path / "anew")
    monkeypatch.setattr("generator.builder.run_mkdocs", None)
    again = built(page("three cases"), "again")
    assert again == contents(tmp_path / "anew")
    assert b"three cases" in again["index.html"]
    assert b"two cases" in first["index.html"]
    with pytest.raises(TypeError):
        built(page("three cases", title="Start"), "other")


def test_a_fault_in_one_of_several_sites_is_raised(tmp_path: Path) -> None:
    bad = site(Page("index.md", "Home", "# Home\n", {"unused": ""}), key="ministry")
    with pytest.raises(SiteError, match="ministry"):
        build_sites([site(), bad], tmp_path, processes=2)


def test_a_table_is_plain_without_the_script_and_has_its_roles_for_cards() -> None:
    text = render_table(table())
    assert "3 of 3 open cases" in text
    assert text.count('role="cell"') == 3
    assert text.count('role="rowheader"') == 3
    assert 'data-state="late"' in text
    assert "hidden" not in text
    assert "\n\n" not in text
    assert isinstance(text, Markup)


def test_a_table_escapes_what_it_holds() -> None:
    rows = tuple(
        Row((Cell(text, sub=text, aside=text), Cell(chip=Chip(text, "late"), links=(Link(text, "a"),))))
        for text in HOSTILE
    )
    harmless = tuple(
        Row(
            (
                Cell(HARMLESS, sub=HARMLESS, aside=HARMLESS),
                Cell(chip=Chip(HARMLESS, "late"), links=(Link(HARMLESS, "a"),)),
            )
        )
        for _ in HOSTILE
    )
    assert Shape(render_table(table(rows=rows))).tags == Shape(render_table(table(rows=harmless))).tags


def test_an_empty_table_says_so_in_words() -> None:
    text = render_table(table(rows=()))
    assert "No case is open." in text
    assert "<table" not in text
    assert "Caseload" in text


def test_a_row_with_another_number_of_cells_or_a_bad_key_is_our_bug() -> None:
    with pytest.raises(ValueError, match="1 cells"):
        render_table(table(rows=(Row((Cell("a"),)),)))
    with pytest.raises(ValueError, match="not a key"):
        render_table(table(rows=(Row((Cell("a"), Cell("b")), {'x" onclick="': "y"}),)))


@pytest.mark.parametrize(("count", "columns"), [(6, 6), (4, 4), (3, 6)])
def test_tiles_stand_in_columns_without_orphans(count: int, columns: int) -> None:
    text = render_tiles([Tile("Open cases", "901", late=True)] * count)
    assert f"tiles--{columns}" in text
    assert text.count("tile--late") == count


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of the folder `tmp_path`, over HTTP."""
    handler = functools.partial(Silent, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.browser
def test_the_filter_bar_filters_and_counts_from_a_folder(chromium: Any, tmp_path: Path) -> None:
    part = render_table(table())
    build_site(site(Page("index.md", "Home", f"# Home\n\n{fragment('t')}\n", {"t": part})), tmp_path / "s")
    page = chromium.new_page()
    faults: list[object] = []
    page.on("pageerror", lambda fault: faults.append(fault))  # noqa: PLW0108 (Playwright binds no built-in)
    page.goto((tmp_path / "s/index.html").as_uri())
    shown = "[...document.querySelectorAll('#cases tbody tr')].filter(row => row.offsetHeight).length"
    assert (page.inner_text("output"), page.evaluate(shown)) == ("2 of 3 open cases", 2)
    page.select_option("select", "")
    assert (page.inner_text("output"), page.evaluate(shown)) == ("3 of 3 open cases", 3)
    page.fill("form input[type=search]", "nor-2627-0003")
    assert (page.inner_text("output"), page.evaluate(shown)) == ("1 of 3 open cases", 1)
    page.fill("form input[type=search]", "nobody")
    assert page.inner_text("output") == "0 of 3 open cases. Nothing fits."
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [1440, 768, 390])
def test_a_page_is_never_wider_than_its_window(chromium: Any, tmp_path: Path, width: int) -> None:
    months = tuple(Column(f"Month {number}") for number in range(14))
    wide = Table("grid", "Grid", months, (Row(tuple(Cell("accepted") for _ in months)),), "none", matrix=True)
    parts = {"a": render_table(table()), "b": render_table(wide), "c": render_tiles([Tile("Open cases", "901")] * 6)}
    text = "\n\n".join(["# Home", *map(fragment, parts)])
    build_site(site(Page("index.md", "Home", text, parts)), tmp_path / "s")
    page = chromium.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "s/index.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.browser
def test_the_navigation_opens_by_keyboard_on_a_phone(chromium: Any, tmp_path: Path) -> None:
    build_site(site(), tmp_path / "s")
    page = chromium.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / "s/index.html").as_uri())
    page.get_by_role("button", name="Navigation").focus()
    page.keyboard.press("Enter")
    assert page.is_checked("#__drawer")
    page.keyboard.press("Space")
    assert not page.is_checked("#__drawer")


@pytest.mark.browser
def test_neither_a_page_nor_a_search_asks_another_host_or_runs_a_text(
    chromium: Any, hostile_site: Path, tmp_path: Path, served: str
) -> None:
    (tmp_path / "site").symlink_to(hostile_site)
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/site/index.html")
    page.click(".alj-search__input")
    for words in ("img", "script", "bold", "x"):
        page.fill(".alj-search__input", words)
        page.wait_for_selector(".alj-search__hit")
        assert page.locator(".alj-search__panel").locator("img, script, b").count() == 0
    assert page.evaluate("window.hacked") is None
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []
