"""Charts: what is drawn is what was given, nothing leaks into the page, and each kind stands hostile and empty data."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from matplotlib.cbook import pts_to_poststep
from matplotlib.path import Path

from generator.charts.bars import Bar, Column, Columns, Funnel, HorizontalBars
from generator.charts.dots import Dot, Dots
from generator.charts.draw import draw_charts
from generator.charts.figure import Chart, TableOfFigures, render_figure
from generator.charts.flow import Flow, FlowGroup
from generator.charts.funnel_plot import FunnelPlot, FunnelPoint
from generator.charts.kinds import Spec, draw
from generator.charts.labels import least_covered
from generator.charts.lines import Line, Lines
from generator.charts.multiples import Multiples, SmallLine, draw_multiples
from generator.charts.stacked import StackedBars, StackRow
from generator.charts.style import (
    TOKENS,
    WIDTHS,
    Tick,
    Variant,
    one_line,
    round_ticks,
    shorten,
    spread,
    text_width,
    wrapped,
)
from generator.charts.survival import Curve, Survival, draw_survival
from generator.charts.workshop import Participant, PlannedStep, StepDone, WorkshopSteps

SVG = "{http://www.w3.org/2000/svg}"
GROUPS = ("Re-enrolled", "In training", "Employed", "Measure", "Settled", "No occupation", "Not known")
TICKS = (Tick(0, "0"), Tick(50, "50"), Tick(100, "100"))
SHARES = (Tick(0, "0 %"), Tick(0.5, "50 %"), Tick(1, "100 %"))
VARIANTS: tuple[Variant, ...] = ("full", "half", "narrow")


def bars(*names: str) -> HorizontalBars:
    return HorizontalBars(tuple(Bar(name, 10 - n, f"{10 - n} of 40", n == 0) for n, name in enumerate(names)), "none")


def row(name: str, *shares: int) -> StackRow:
    return StackRow(name, shares, tuple(f"{share} %" for share in shares))


def workshop(name: str = "MIN-2627-0012") -> WorkshopSteps:
    plan = (
        PlannedStep("Step 1", "sense of work", "1", date(2026, 11, 2), date(2026, 11, 26)),
        PlannedStep("Step 2", "my role", "2", date(2026, 11, 26), date(2026, 12, 20)),
    )
    people = (
        Participant(name, (StepDone("1", date(2026, 11, 9)),), "step 2 was due 20 Dec", late=True),
        Participant("MIN-2627-0058", (), "left: found a job", left_on=date(2026, 12, 1), left_label="left early"),
    )
    ticks = (Tick(date(2026, 11, 2).toordinal(), "2 Nov"), Tick(date(2026, 12, 2).toordinal(), "2 Dec"))
    return WorkshopSteps(plan, people, date(2026, 12, 15), "today", ticks, "none")


def kinds(name: str = "Minett") -> dict[str, Spec]:
    """One of each kind, `name` standing in a place of its labels."""
    groups = tuple(FlowGroup(group, group[:8], "3") for group in (name, *GROUPS[1:]))
    moves = tuple(tuple(float(source == target) + 1 for target in range(7)) for source in range(7))
    bands = ((0.2, 0.8), (0.4, 0.6))
    return {
        "bars": bars(name, "South"),
        "columns": Columns((Column(name, 39, "39", hot=True), Column("1–7", 14, "14", "Feb")), "none"),
        "funnel": Funnel((Bar(name, 153, "153"), Bar("Reached", 86, "86 · 56 %")), "none"),
        "lines": Lines(("Dec", "Jan"), (Line((5, 9), "90", name), Line((4, 6), "6", "old", "context")), TICKS, "none"),
        "dots": Dots((Dot(name, 84, "84", "168 on 2", hot=True), Dot("East", 58, "58")), 61, "all 61", TICKS, "none"),
        "stacked": StackedBars((name, *GROUPS[1:]), (row("All", 20, 10, 8, 9, 3, 15, 35),), "none"),
        "funnel plot": FunnelPlot(
            (FunnelPoint(60, 0.7, name, hot=True), FunnelPoint(90, 0.5, "East")), 0.5, "all 50 %", (10.0, 100.0), bands,
            bands, TICKS[1:], SHARES, "leavers listed", "bands of chance", "none",
        ),
        "workshop": workshop(name),
        "flow": Flow("1 November", "1 February", groups, groups, moves, "none"),
        "survival": Survival(
            (Curve(name, (0, 2, 4), (1, 0.8, 0.55), ("9", "7", "5"), 0.55, "55 %"),), TICKS_OF_MONTHS, SHARES, 4,
            "an offer is due", "months", "still waiting", "none",
        ),
        "multiples": Multiples(
            ("Nov", "Oct"), (SmallLine(name, (5, 9), (3, None), "9", hot=True), SmallLine("East", (None, 4), (), "4")),
            "none",
        ),
    }  # fmt: skip


TICKS_OF_MONTHS = (Tick(0, "0"), Tick(2, "2"), Tick(4, "4"))
EMPTY: dict[str, Spec] = {
    "bars": HorizontalBars((), "No case is overdue."),
    "columns": Columns((), "No case is overdue."),
    "funnel": Funnel((), "No case is overdue."),
    "lines": Lines(("Jan",), (Line((None,), "", "this year"),), TICKS, "No case is overdue."),
    "dots": Dots((), None, "", TICKS, "No case is overdue."),
    "stacked": StackedBars(GROUPS, (row("All", 0, 0, 0, 0, 0, 0, 0),), "No case is overdue."),
    "workshop": WorkshopSteps((), (), None, "", (), "No case is overdue."),
    "flow": Flow("", "", (), (), (), "No case is overdue."),
    "survival": Survival((), (), SHARES, 4, "", "", "", "No case is overdue."),
    "multiples": Multiples(("Nov",), (SmallLine("East", (None,), (None,), "–"),), "No case is overdue."),
    "funnel plot": FunnelPlot((), 0.5, "", (), (), (), (), (), "", "", "No case is overdue."),
}


def chart(key: str, spec: Spec) -> Chart:
    table = TableOfFigures(("Office", "Overdue"), (("Minett & <b>", "39"), ("South", "28")))
    return Chart(key, "Overdue <now>", "open cases", spec, table, 'Minett "leads" <39>', "half", "The same figures")


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


class Page(HTMLParser):
    """The tags, ids and table cells of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [str(attributes["id"]) for _, attributes in self.tags if "id" in attributes]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", kinds())
def test_a_drawing_is_one_clean_line_of_svg(kind: str, variant: Variant) -> None:
    svg = draw(kinds()[kind], variant)
    root = ET.fromstring(svg)
    assert root.get("viewBox", "").split()[2] == str(WIDTHS[variant])
    assert root.get("width") is None
    assert "\n" not in svg
    for leak in ("<style", "<metadata", "<!DOCTYPE", "<?xml", "font-family", "rdf:", "xlink:", "clip-path"):
        assert leak not in svg


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", kinds())
def test_every_colour_is_one_of_the_pages(kind: str, variant: Variant) -> None:
    svg = draw(kinds()[kind], variant)
    assert re.findall(r"#[0-9a-f]{6}\b", svg) == []
    used = set(re.findall(r"var\(--alj-([^)]+)\)", svg))
    assert used
    assert used <= set(TOKENS)
    assert not re.findall(r' fill="', svg)


@pytest.mark.parametrize("label", ["$x$", "<b>bold</b>", "R & D", "Müller-Østergård", "مكتب", "漢字", "a\nb\x00c"])
@pytest.mark.parametrize("kind", kinds())
def test_hostile_labels_are_drawn_as_they_are(kind: str, label: str) -> None:
    drawn = texts(draw(kinds(label)[kind], "full"))
    assert any(one_line(label) in text for text in drawn), drawn


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("kind", EMPTY)
def test_without_data_a_drawing_says_so(kind: str, variant: Variant) -> None:
    assert texts(draw(EMPTY[kind], variant)) == ["No case is overdue."]


@pytest.mark.parametrize("kind", kinds())
def test_a_long_name_stays_inside_a_narrow_drawing(kind: str) -> None:
    name = "Esch-sur-Alzette et environs, antenne de la rue de l'Alzette"
    for element in ET.fromstring(draw(kinds(name)[kind], "narrow")).iter(f"{SVG}text"):
        style, text = element.get("style", ""), element.text or ""
        wide = text_width(text, float(re.findall(r"font-size:([\d.]+)px", style)[0]), bold="700" in style)
        before = {"end": 1.0, "middle": 0.5}.get(re.findall(r"text-anchor:(\w+)", style)[0], 0.0)
        left = float(element.get("x", "0")) - wide * before
        assert left >= -2, text
        assert left + wide <= WIDTHS["narrow"] + 2, text


def test_bars_begin_at_zero_and_keep_their_proportions() -> None:
    spec = HorizontalBars((Bar("A", 30, "30"), Bar("B", 10, "10"), Bar("C", 0, "0 of 40")), "none")
    spans = []
    for path in ET.fromstring(draw(spec, "half")).iter(f"{SVG}path"):
        across = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path.get("d", ""))]
        spans.append((min(across), max(across) - min(across)))
    assert len({start for start, _ in spans}) == 1
    assert spans[0][1] == pytest.approx(3 * spans[1][1], rel=0.01)
    assert spans[2][1] == 0


def test_what_is_hot_is_bold_as_well_as_coloured() -> None:
    svg = draw(bars("Minett", "South"), "half")
    bold = [element.text for element in ET.fromstring(svg).iter(f"{SVG}text") if "700" in element.get("style", "")]
    assert bold == ["Minett", "10 of 40"]
    assert "var(--alj-hot)" in svg


def test_not_known_is_hatched_and_named_even_when_the_first_bar_has_none() -> None:
    spec = StackedBars(GROUPS, (row("A", 50, 50, 0, 0, 0, 0, 0), row("B", 20, 20, 0, 0, 0, 0, 60)), "none")
    svg = draw(spec, "full")
    assert "<pattern" in svg
    assert "Not known" in texts(svg)
    assert "Settled" not in texts(svg)


def test_names_over_a_stack_never_overlap() -> None:
    svg = draw(StackedBars(GROUPS, (row("A", 1, 1, 1, 1, 1, 1, 94),), "none"), "full")
    names = [element for element in ET.fromstring(svg).iter(f"{SVG}text") if element.text in GROUPS]
    boxes = [(float(name.get("x", 0)), float(name.get("y", 0)), text_width(str(name.text), 12)) for name in names]
    assert len(boxes) == 7
    for place, (left, height, wide) in enumerate(boxes):
        for other_left, other_height, _ in boxes[place + 1 :]:
            assert height != pytest.approx(other_height, abs=5) or left + wide <= other_left


def test_a_group_that_the_first_bar_lacks_is_named_under_the_last() -> None:
    spec = StackedBars(GROUPS, (row("A", 50, 0, 0, 0, 0, 0, 50), row("B", 20, 20, 0, 0, 0, 0, 60)), "none")
    height = {
        element.text: float(element.get("y", 0)) for element in ET.fromstring(draw(spec, "full")).iter(f"{SVG}text")
    }
    assert height["Re-enrolled"] < height["A"] < height["B"] < height["In training"]


def test_a_long_name_is_whole_where_there_is_room_and_in_two_lines_where_there_is_little() -> None:
    spec = bars("No training place or contract ended", "South")
    assert "No training place or contract ended" in texts(draw(spec, "full"))
    assert {"No training place", "or contract ended"} <= set(texts(draw(spec, "narrow")))


def test_the_name_of_a_curve_keeps_clear_of_every_curve() -> None:
    # The second curve ends early, right under the first and beside the words at the due month.
    curves = (
        Curve("last 12 months", (0, 1, 5, 11), (1, 0.9, 0.8, 0.2), ("9", "9", "9"), 0.9, "90 %"),
        Curve("the 12 before", (0, 1, 4.3), (1, 0.95, 0.88), ("9", "9", "9"), 0.95, "95 %", "context"),
    )
    ticks = (Tick(0, "0"), Tick(6, "6"), Tick(12, "12"))
    figure = draw_survival(Survival(curves, ticks, SHARES, 4, "due", "months", "waiting", "none"), "narrow")
    (axes,) = figure.axes
    figure.draw_without_rendering()
    written = {text.get_text(): text.get_window_extent() for text in axes.texts}
    for name in ("last 12 months", "the 12 before"):
        assert not any(written[name].overlaps(written[label]) for label in ("90 %", "95 %"))
        for curve in curves:
            steps = Path(list(zip(*pts_to_poststep(curve.months, curve.shares), strict=True)))
            assert not axes.transData.transform_path(steps).intersects_bbox(written[name], filled=False)


def test_a_label_takes_the_first_place_that_is_free() -> None:
    inside = (0.0, 0.0, 100.0, 100.0)
    places = [(90.0, 0.0, 110.0, 10.0), (0.0, 0.0, 20.0, 10.0), (40.0, 0.0, 60.0, 10.0), (0.0, 50.0, 20.0, 60.0)]
    assert least_covered(places, [(0.0, 0.0, 30.0, 30.0)], inside) == places[2]


def test_those_who_left_early_have_digits_in_ink_on_the_page() -> None:
    spec = workshop()
    gone = replace(spec.participants[0], left_on=date(2026, 12, 1), late=False)
    svg = draw(replace(spec, participants=(gone,)), "full")
    digits = [element.get("style", "") for element in ET.fromstring(svg).iter(f"{SVG}text") if element.text == "1"]
    assert [re.findall(r";fill:([^;]+)", style) for style in digits] == [["var(--alj-ink)"]]
    assert "var(--alj-context)" in svg


def test_a_figure_is_escaped_named_and_has_its_table() -> None:
    html = render_figure(chart("home/overdue", bars("Minett")))
    page = Page(html)
    images = [attributes for tag, attributes in page.tags if tag == "svg" and attributes.get("role") == "img"]
    assert [image["aria-label"] for image in images] == ['Minett "leads" <39>'] * 2
    assert [tag for tag, _ in page.tags if tag in {"b", "now"}] == []
    scopes = Counter(attributes["scope"] for tag, attributes in page.tags if tag == "th")
    assert scopes == {"col": 2, "row": 2}
    assert "Minett &amp; &lt;b&gt;" in html
    assert not re.search(r"\n\s*\n", html)


def test_no_id_stands_twice_on_a_page_and_every_reference_is_met() -> None:
    stack = kinds()["stacked"]
    html = "\n".join(
        draw_charts([chart("one", stack), chart("two", stack), chart("three", kinds()["lines"])], 1).values()
    )
    ids = Page(html).ids()
    assert len(ids) == len(set(ids))
    references = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', html))
    assert references
    assert {one or other for one, other in references} <= set(ids)


def test_only_the_narrow_stack_has_a_key_in_stack_order() -> None:
    html = render_figure(chart("stack", kinds()["stacked"]))
    key = re.findall(r'<ul class="chart-key">.*?</ul>', html)
    assert len(key) == 1
    assert re.findall(r"</svg> ([^<]+)</li>", key[0]) == ["Minett", *GROUPS[1:]]
    assert "chart-key" not in render_figure(chart("bars", bars("Minett")))


def test_the_same_charts_give_the_same_bytes_on_one_core_and_on_two() -> None:
    charts = [chart(f"chart {n}", bars(f"office {n}", "South")) for n in range(14)]
    assert draw_charts(charts, 1) == draw_charts(charts, 2)


def test_what_is_the_same_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def count(spec: Spec, variant: Variant) -> str:
        drawn.append(variant)
        return draw(spec, variant)

    monkeypatch.setattr("generator.charts.draw.draw", count)
    told: list[tuple[int, int]] = []
    same = [chart("one", bars("Minett")), chart("two", bars("Minett")), chart("one", bars("Minett"))]
    pages = draw_charts(same, 1, lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]  # wide and narrow, once each
    assert sorted(drawn) == ["half", "narrow"]
    assert set(pages) == {"one", "two"}


def test_two_charts_under_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="two different charts bear the key one"):
        draw_charts([chart("one", bars("Minett")), chart("one", bars("South"))], 1)


@pytest.mark.parametrize(("highest", "last"), [(0, 1), (3, 3), (9, 10), (84, 100), (901, 1000)])
def test_round_ticks_start_at_zero_and_cover_the_highest_value(highest: float, last: float) -> None:
    ticks = round_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= max(highest, last)
    assert 2 <= len(ticks) <= 6


def test_text_is_shortened_wrapped_and_spread() -> None:
    assert shorten("Minett", 200) == "Minett"
    assert shorten("Esch-sur-Alzette", 60).endswith("…")
    assert text_width(shorten("Esch-sur-Alzette", 60)) <= 60
    assert wrapped("less those re-enrolled", 70) == ["less those", "re-enrolled"]
    assert spread([10, 11, 50], 16) == pytest.approx([2.5, 18.5, 50])


def test_small_multiples_stand_on_one_scale() -> None:
    lines = tuple(SmallLine(f"Office {n}", (0, n), (), str(n)) for n in (10, 20, 40))
    figure = draw_multiples(Multiples(("Nov", "Oct"), lines, "none"), "full")
    tops = [axes.get_ylim() for axes in figure.axes]
    assert tops == [(0, 40)] * 3


@pytest.mark.parametrize(("variant", "across"), [("full", 5), ("half", 3), ("narrow", 2)])
def test_small_multiples_stand_in_a_grid(variant: Variant, across: int) -> None:
    lines = tuple(SmallLine(f"Office {n}", (0, n), (), str(n)) for n in range(1, 11))
    figure = draw_multiples(Multiples(("Nov", "Oct"), lines, "none"), variant)
    feet = [round(axes.get_position().y0, 6) for axes in figure.axes]
    assert [feet.count(foot) for foot in sorted(set(feet), reverse=True)][:2] == [across, across]
    lefts = [axes.get_position().x0 for axes in figure.axes[:across]]
    assert lefts == sorted(lefts)
