"""A service whose every name and text is hostile has pages of the same shape as one with harmless texts."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from html import unescape
from itertools import cycle
from pathlib import Path

import openpyxl
import pytest

from alj.cli import COULD_NOT_GO_ON, main
from generator.audience import COORDINATION, Audience
from generator.charts.bars import Bar, HorizontalBars
from generator.charts.draw import draw_charts
from generator.charts.figure import Chart, TableOfFigures
from generator.pages.draft import DraftPage
from generator.pages.sites import DraftSite, draft_sites
from generator.parts import (
    Cell,
    Chip,
    Clock,
    Column,
    Filter,
    Link,
    OfficeLink,
    Row,
    Select,
    Table,
    Tile,
    render_note,
    render_office_links,
    render_state_line,
    render_table,
    render_tiles,
)
from generator.site import build_site
from generator.site_parts import Page, Site
from intake.settings import Matching, Settings
from intake.submissions import take_inbox
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import fields
from intake.workspace import Workspace, make_workspace
from tests.hostile_texts import HARMLESS, HOSTILE, Shape, said, visible
from tests.problem_examples import table
from tests.service_facts import ENGLISH, REFERENCE, facts_of, small_register
from tests.workbooks import COVER, write_workbook

Texts = Iterator[str]


def harmless() -> Texts:
    return (f"{HARMLESS} {number}" for number in range(10_000))


def hostile() -> Texts:
    """Each text in turn; the second time round another one, since keys are unique."""
    return (f"{text}{'' if number < len(HOSTILE) else number}" for number, text in enumerate(cycle(HOSTILE)))


def draft_of(texts: Texts, audience: Audience) -> DraftSite:
    """The draft of a site whose offices, schools, communes, groups and classes are called so."""
    offices = [{"code": code, "name": next(texts), "posts": 1.5} for code in ("NOR", "MIN", "EAS")]
    schools = [
        {"code": f"S{number:03}", "name": next(texts), "office": "NOR", "preparatory": "yes"} for number in range(120)
    ]
    communes = [{"commune": next(texts), "canton": next(texts), "office": "NOR"} for _ in range(30)]
    workshops = [
        {"workshop": next(texts), "place": next(texts), "starts_on": date(2026, 9, 14), "ends_on": date(2027, 1, 14)}
        for _ in range(8)
    ]
    register = small_register(
        reference={**REFERENCE, "offices": offices, "schools": schools, "communes": communes},
        workshops=workshops,
        participants=[
            {"workshop": one["workshop"], "case": "NOR-2627-0001", "joined_on": date(2026, 9, 14)} for one in workshops
        ],
        interventions=[
            {"held_on": date(2026, 10, 8), "office": "NOR", "school": one["code"], "class_name": next(texts),
             "pupils": 20, "offered": 4, "taken_up": 1}
            for one in schools
        ],
    )  # fmt: skip
    facts = facts_of(register, Settings(language="en", note=next(texts), service=next(texts)))
    (draft,) = draft_sites(facts, ENGLISH, [audience])
    return draft


def built(draft: DraftSite, folder: Path) -> list[Shape]:
    """The shapes of a site's pages, built without its charts, in the order of the draft."""
    pages = tuple(
        Page(page.path, page.title, page.markdown, without_charts(page), page.within)
        for page in draft.pages
    )  # fmt: skip
    build_site(
        Site(draft.key, draft.name, draft.language, draft.nav, pages, draft.generated_note, draft.downloads), folder
    )
    return [Shape((folder / page.path).with_suffix(".html").read_text(encoding="utf-8")) for page in pages]


def without_charts(page: DraftPage) -> dict[str, str]:
    return {**page.fragments, **dict.fromkeys(page.charts, "<p></p>")}


@pytest.mark.parametrize("audience", [COORDINATION, Audience("office", "NOR")], ids=["coordination", "office"])
def test_every_page_of_a_hostile_service_has_the_shape_of_a_harmless_one(audience: Audience, tmp_path: Path) -> None:
    expected = built(draft_of(harmless(), audience), tmp_path / "harmless")
    pages = built(draft_of(hostile(), audience), tmp_path / "hostile")
    assert [page.tags for page in pages] == [page.tags for page in expected]
    shown = said(unescape("".join(path.read_text(encoding="utf-8") for path in (tmp_path / "hostile").rglob("*.html"))))
    assert sum(visible(text) in shown for text in HOSTILE) > 100


def test_every_part_of_a_page_shows_a_text_as_it_is() -> None:
    def parts(text: str) -> str:
        cells = (
            Cell(text, text, text, links=(Link(text, "index.html"),)),
            Cell(text, href="index.html", sub=text, sub_href="index.html"),
            Cell(text, quiet=True), Cell(text, strong=True),
            Cell(chip=Chip(text, "late"), clock=Clock(0.5, "soon", text)),
        )  # fmt: skip
        bar = Filter(
            text,
            text,
            "{shown} of {all}",
            text,
            (Select("state", text, ((text, text),), text),),
            (Link(text, "a.csv"),),
        )
        columns = tuple(Column(text, href="index.html" if place else None) for place in range(len(cells)))
        row = Row(cells, {"state": text})
        whole = Table("cases", text, columns, (row,), text, subtitle=text, foot=row, cards=True, filter=bar)
        empty = Table("none", text, columns, (), text)
        tile = Tile(text, text, text, text, text, "index.html", "index.html", late=True)
        return "\n".join([
            render_table(whole), render_table(empty), render_tiles([tile]), render_note(text, text),
            render_state_line(text, [text], [text]), render_office_links(text, [OfficeLink(text, "index.html", text)]),
        ])  # fmt: skip

    expected = Shape(parts(HARMLESS)).tags
    assert sum(expected.values()) > 60
    for text in HOSTILE:
        written = parts(text)
        assert Shape(written).tags == expected, text
        # Each place shows the text: none is cut, none is read as a mark-up.
        assert said(unescape(written)).count(visible(text)) >= parts(HARMLESS).count(HARMLESS), text


def test_charts_draw_every_text_and_keep_the_shape_of_the_page() -> None:
    def chart(key: str, texts: tuple[str, ...]) -> Chart:
        bars = HorizontalBars(tuple(Bar(text, number, text) for number, text in enumerate(texts)), texts[0])
        rows = TableOfFigures((texts[0], texts[0]), tuple((text, text) for text in texts))
        return Chart(key, texts[0], texts[0], bars, rows, texts[0], "half", "table")

    groups = [HOSTILE[start : start + 10] for start in range(0, len(HOSTILE) - 9, 10)]
    charts = [chart(f"c{number}", group) for number, group in enumerate(groups)]
    drawn = draw_charts([*charts, chart("harmless", (HARMLESS,) * 10)], 1)
    expected = outside_of_drawings(drawn["harmless"])
    for number, group in enumerate(groups):
        figure = drawn[f"c{number}"]
        assert outside_of_drawings(figure) == expected, group
        assert {tag for tag, _ in Shape(figure).tags} == {tag for tag, _ in Shape(drawn["harmless"]).tags}


def outside_of_drawings(figure: str) -> object:
    """The shape of a figure but for its drawings, in which a long text stands in two lines."""
    pieces = [piece.partition("</svg>")[2] if place else piece for place, piece in enumerate(figure.split("<svg"))]
    return Shape("".join(pieces)).tags


def filled(workspace: Workspace, texts: Callable[[], Texts]) -> None:
    """Put a workbook into the inbox with such texts in every column of text, as headers, sheets and the file's name."""
    given, more = texts(), texts()
    written = {
        "leavers": [{"case": f"NOR-2627-50{number:02}", "origin": "Youngster", "opened_on": "05.10.2026",
                     "birth_date": "20.06.2007", "sex": "Female"} for number in range(1, 41)],
        "workshops": [{"starts_on": "14.09.2026", "ends_on": "14.01.2027", "places": "9"}] * 12,
        "accompaniment": [{"case": f"NOR-2627-50{number:02}", "step": "Internship", "started_on": "06.10.2026"}
                          for number in range(1, 41)],
    }  # fmt: skip
    tables: dict[str, list[list[object]]] = {}
    for key, rows in written.items():
        declared = fields(OFFICE_WORKBOOK.sheet(key))
        columns = [name for name, one in declared.items() if one.kind == "text" or name in rows[0]]
        # What is not to be published bears a word of its own: else it would be found where it is published elsewhere.
        lines: list[list[object]] = [list(columns)]
        for at, row in enumerate(rows):
            own = {name: f" qqq{at}" if declared[name].privacy else "" for name in columns}
            lines.append([row.get(name) or next(given) + own[name] for name in columns])
        tables[key] = lines
    name = "".join(sign for sign in next(more) if sign not in "/\0")[:60] + ".xlsx"
    path = write_workbook(workspace.inbox_of("NOR") / name, tables, {**COVER, "remarks": next(given) + " qqq"})
    book = openpyxl.load_workbook(path)
    for _ in range(40):
        sheet = book["Leavers"]
        sheet.cell(1, sheet.max_column + 1, next(more))
        book.create_sheet("".join(sign for sign in next(more) if sign not in "[]:*?/\\\0")[:25] or "x").append(
            ["x", next(more)]
        )
    book.save(path)


def writable() -> Texts:
    """The hostile texts that a workbook can hold as text: no controls, nothing that is a formula there."""
    good = [text for text in HOSTILE if text.isprintable() and text[0] not in "=" and text.strip()]
    assert len(good) > 100
    return (f"{text}{'' if number < len(good) else number}" for number, text in enumerate(cycle(good)))


ALIKE_ONLY = Matching(names=100, names_with_another_date=100, names_with_two_numbers=100)
"""Nobody is offered as somebody else: harmless texts are more alike than hostile ones."""


def test_a_hostile_workbook_gives_the_pages_of_a_harmless_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    shapes = {}
    for kind, texts in {"harmless": harmless, "hostile": writable}.items():
        workspace = make_workspace(tmp_path / kind, Settings(today=date(2026, 10, 31), matching=ALIKE_ONLY))
        offices = table("offices", "code | name | posts", "NOR | North | 1")
        write_workbook(workspace.reference, offices, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
        workspace.inbox_of("NOR").mkdir()
        filled(workspace, texts)
        code = main(["build", "--workspace", str(workspace.root), "--language", "en", "--audience", "office-NOR"])
        assert code != COULD_NOT_GO_ON
        report = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
        assert report["offices"][0]["open_cases"] == 40
        site = workspace.output / "site" / "office-NOR"
        shapes[kind] = [Shape(path.read_text(encoding="utf-8")).tags for path in sorted(site.rglob("*.html"))]
    assert shapes["hostile"] == shapes["harmless"]
