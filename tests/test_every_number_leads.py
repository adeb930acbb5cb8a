"""From every number of cases to the cases: what is counted beside the figures, and a walk over every page."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import polars as pl
import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.beside import GROUPS, MOVES, REASONS
from generator.facts import Facts, FigureKey
from generator.members import prove_members
from generator.pages.draft import DraftPage
from generator.pages.view import View
from generator.parts import Link
from generator.sums import SumsDoNotCloseError
from generator.tables import Figures, Members
from generator.visits import prove_visits, visits
from tests.service_facts import ENGLISH, counted_in, everything, facts_of, pages_by_path, small_register

NORTH = Audience("office", "NOR")
DAY = "2026-10-31"
EARLIER: dict[str, Any] = {
    "leavers": """
        case          | former_case   | listed_on  | left_school_on
        NOR-2526-0001 |               | 2026-03-02 | 2026-02-10
        NOR-2526-0002 |               | 2026-03-02 | 2026-02-10
        MIN-2526-0001 |               | 2026-03-02 | 2026-02-10
        MIN-2627-0001 | NOR-2526-0002 | 2026-03-02 | 2026-02-10
    """,
    "outcomes": """
        case          | situation    | from_date  | to_office
        NOR-2526-0001 | school-lu    | 2026-03-20 |
        MIN-2526-0001 | employed     | 2026-02-20 |
        NOR-2526-0002 | moved-office | 2026-10-01 | MIN
    """,
    "interviews": """
        case          | interviewed_on | main_reason
        NOR-2526-0001 | 2026-04-01     | health
        NOR-2526-0001 | 2026-05-01     | family
        NOR-2526-0002 | 2026-05-01     | family
    """,
    "contacts": (), "accompaniment": (), "workshops": (), "participants": (), "youth_guarantee": (), "held": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def facts() -> Facts:
    interventions = [
        {"held_on": date(2026, 10, 8), "office": "NOR", "school": "LTA", "pupils": 20, "offered": 4, "taken_up": 1},
        {"held_on": date(2026, 9, 20), "office": "NOR", "school": "LTB", "pupils": 10, "offered": 0},
        {"held_on": date(2026, 9, 21), "office": "MIN", "school": "LTA", "pupils": 12, "taken_up": 2},
        # Of the school year before.
        {"held_on": date(2026, 8, 21), "office": "MIN", "school": "LTA", "pupils": 12},
    ]
    return facts_of(small_register(interventions=interventions))


@pytest.fixture(scope="module")
def earlier() -> Facts:
    return facts_of(small_register(**EARLIER))


def members(facts: Facts, name: str, office: str, breakdown: str, category: str, period: str = DAY) -> list[str]:
    return sorted(facts.members_of(FigureKey(name, period, office, breakdown, category)))


# ---- What is counted beside the figures ----------------------------------------------------------------------------


def test_the_cases_of_a_move_are_those_that_it_counts(earlier: Facts) -> None:
    # Listed on 2 March, so asked for on 2 September: one re-enrolled by then; one known from before, and still so.
    assert members(earlier, MOVES, "NOR", "move", "not-known/re-enrolled") == ["NOR-2526-0001"]
    assert members(earlier, MOVES, "MIN", "move", "employed/employed") == ["MIN-2526-0001"]
    # A case taken up elsewhere counts there.
    assert members(earlier, MOVES, "MIN", "move", "not-known/not-known") == ["MIN-2627-0001"]
    assert members(earlier, MOVES, "NOR", "move", "not-known/not-known") == []


def test_the_latest_reason_counts_once_at_the_present_owner_and_only_an_office_knows_of_whom(earlier: Facts) -> None:
    assert members(earlier, REASONS, "NOR", "reason", "family") == ["NOR-2526-0001"]
    assert members(earlier, REASONS, "NOR", "reason", "health") == []
    assert members(earlier, REASONS, "MIN", "reason", "family") == ["MIN-2627-0001"]
    assert members(filter_for(NORTH, earlier), REASONS, "NOR", "reason", "family") == ["NOR-2526-0001"]
    seen = filter_for(COORDINATION, earlier)
    assert seen.members.filter(indicator=REASONS).is_empty()
    assert seen.members.filter(indicator=MOVES).height == 3
    assert f"?in={REASONS}" in everything(pages_by_path(earlier, NORTH)["outcomes.md"])


def test_a_year_that_is_over_leads_to_its_cases_as_they_stood(earlier: Facts) -> None:
    # On 31 August 2026 the one that moved in October was still at NOR, never reached.
    year = "2025/26"
    assert members(earlier, "persons", "NOR", "line", "temporary-luxembourg", year) == ["NOR-2526-0001"]
    assert members(earlier, "persons", "MIN", "line", "employed", year) == ["MIN-2526-0001"]
    never = [members(earlier, "persons", office, "line", "never-reached", year) for office in ("NOR", "MIN")]
    assert sum(map(len, never)) == 1
    page = pages_by_path(earlier, COORDINATION)["outcomes.md"].fragments["annual"]
    assert 'href="cases-by-office.html?in=persons~2025%2F26~~line~employed"' in page


def test_the_counts_of_a_group_lead_to_its_participants(facts: Facts) -> None:
    # One of NOR left early; the one of MIN has done no step, and the first was due on 8 October.
    assert members(facts, GROUPS, "NOR", "workshop", "YW-2627-01/left_early") == ["NOR-2627-0001"]
    assert members(facts, GROUPS, "MIN", "workshop", "YW-2627-01/behind") == ["MIN-2627-0001"]
    assert members(facts, GROUPS, "", "workshop", "YW-2627-01/participants") == ["MIN-2627-0001", "NOR-2627-0001"]
    own = pages_by_path(facts, NORTH)
    assert "in=workshop-group~2026-10-31~~workshop~YW-2627-01%2Fparticipants" in everything(
        own["workshops/yw-2627-01.md"]
    )
    assert "1 case: Workshop groups, 31 October 2026. YW-2627-01: Participants." in everything(own["cases.md"])


@pytest.mark.parametrize(
    ("name", "category", "said"),
    [
        (MOVES, "employed/employed", "moves MIN move employed/employed: 0 cases named, 1 counted"),
        (REASONS, "family", "reasons MIN reason family: 0 cases named, 1 counted"),
        ("persons", "employed", "persons 2025/26 MIN line employed: 0 cases named, 1 counted"),
    ],
)
def test_the_proof_names_the_count_whose_members_are_not_those_counted(
    earlier: Facts, name: str, category: str, said: str
) -> None:
    one = (pl.col("indicator") == name) & (pl.col("office") == "MIN") & (pl.col("category") == category)
    with pytest.raises(SumsDoNotCloseError, match=re.escape(said)):
        prove_members(counted_in(earlier), Members.validate(earlier.members.filter(~one)))


def test_the_proof_names_the_group_whose_members_are_not_those_counted(facts: Facts) -> None:
    one = (pl.col("indicator") == GROUPS) & (pl.col("category") == "YW-2627-01/behind")
    said = "workshop-group workshop YW-2627-01/behind: 0 cases named, 1 counted"
    with pytest.raises(SumsDoNotCloseError, match=re.escape(said)):
        prove_members(counted_in(facts), Members.validate(facts.members.filter(~one)))


# ---- Class interventions -------------------------------------------------------------------------------------------


def test_a_figure_of_prevention_leads_to_its_classes(facts: Facts) -> None:
    seen = filter_for(COORDINATION, facts)
    view = View(seen, COORDINATION, ENGLISH, "year.md")
    href = view.cases_in(seen.figure("intervention-pupils", "NOR", None, "school", "LTA"))
    assert href
    chosen = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    assert (urlsplit(href).path, urlsplit(href).fragment) == ("prevention.html", "visits")
    table = pages_by_path(facts, COORDINATION)["prevention.md"].fragments["visits"]
    rows = re.findall(r"<tr id=|<tr ([^>]*data-[^>]*)>(.*?)</tr>", table, re.DOTALL)
    fit = [cells for said, cells in rows if all(f'data-{name}="{value}"' in said for name, value in chosen.items())]
    assert len(rows) == 3
    assert len(fit) == 1
    assert "8 Oct" in fit[0]
    assert "Class interventions, row 2" in fit[0]


def test_an_office_sees_its_own_classes_alone(facts: Facts) -> None:
    table = pages_by_path(facts, NORTH)["prevention.md"].fragments["visits"]
    assert table.count("Class interventions, row") == 2
    assert "Minett" not in table


def test_the_proof_names_the_figure_whose_classes_are_not_those_counted(facts: Facts) -> None:
    listed = visits(facts.register, facts.today, facts.settings)
    prove_visits(facts.figures, listed)
    assert listed.height == 3
    # Offered to nobody knows how many: nobody is told to have taken it up.
    assert facts.figure("intervention-taken-up").numerator == 1
    said = "intervention-pupils 2026/27 NOR school LTA: 0 in the classes listed, 20 counted"
    with pytest.raises(SumsDoNotCloseError) as raised:
        prove_visits(facts.figures, listed.filter(~((pl.col("office") == "NOR") & (pl.col("school") == "LTA"))))
    assert said in raised.value.faults
    with pytest.raises(SumsDoNotCloseError) as raised:
        prove_visits(Figures.validate(facts.figures.filter(pl.col("indicator") != "interventions")), listed)
    assert "interventions 2026/27 NOR: 2 in the classes listed, 0 counted" in raised.value.faults


# ---- Every number of every page ------------------------------------------------------------------------------------

BESIDE_A_COUNT = "a share, interval, base or comparison of the count in the same row, which leads to the cases"
CLASS_S = "whose case it is would tell what is of class S (decision 18)"
NO_CASES = "it counts no cases: offices, groups, days, schools, posts or rows of a workbook"
AS_IT_STOOD = "a number of an earlier day, whose cases stand in an edition of that day"
OTHER_OFFICES = "the cases of other offices are not the reader's"
ROWS_THEMSELVES = "the row is what other numbers lead to"
EVERYWHERE: Mapping[tuple[str, str], str] = {
    # Of a table, or of a chart's ("chart KEY"), or of the tiles: column or label ("" for each) -> why it leads nowhere.
    **{(f"chart {key}", column): BESIDE_A_COUNT
       for key in ("funnel", "overdue", "reached", "situation-known", "timely-exits", "steps-successful", "reasons")
       for column in ("Share", "Base", "Open cases", "95 % interval", "Beside all offices")},
    ("chart posts", ""): NO_CASES,
    ("offices", "Cases a post"): NO_CASES,
    ("offices", "Posts"): NO_CASES,
    ("changes", "A month ago"): AS_IT_STOOD,
    ("changes", "A year ago"): AS_IT_STOOD,
    ("changes", "Change"): BESIDE_A_COUNT,
    ("chart open", ""): AS_IT_STOOD,
    ("chart offices", ""): AS_IT_STOOD,
    ("months", "October 2026"): AS_IT_STOOD,
    ("months", "September 2026"): AS_IT_STOOD,
    ("offices", "Open at month's end"): AS_IT_STOOD,
    ("offices", "Overdue at month's end"): AS_IT_STOOD,
    ("problems", ""): NO_CASES,
    ("submissions", ""): NO_CASES,
    ("rates", "Pupils over compulsory school age"): NO_CASES,
    ("rates", "Rate of school leaving"): BESIDE_A_COUNT,
    ("rates", "Effective rate"): BESIDE_A_COUNT,
    ("not-visited", ""): NO_CASES,
    ("schools", "Teachers"): NO_CASES,
    ("groups", "Days held"): NO_CASES,
    ("candidates", "Age"): ROWS_THEMSELVES,
    ("visits", ""): ROWS_THEMSELVES,
    **{("chart steps", f"Step {n}"): ROWS_THEMSELVES for n in range(1, 6)},
    **{("tile", label): NO_CASES for label in (
        "Cases not counted", "Offices up to date", "Rows held back", "Held back", "To mend", "Your workbook",
        "Groups now", "Free places", "Places taken", "Attendance", "Held",
    )},
}  # fmt: skip
OF_COORDINATION: Mapping[tuple[str, str], str] = {
    ("by-step", ""): CLASS_S,
    ("referrals", ""): CLASS_S,
    ("chart steps", "Steps under way"): CLASS_S,
    ("offices", "Accompanied"): CLASS_S,
    ("tile", "Accompanied"): CLASS_S,
    ("tile", "Steps under way"): CLASS_S,
    ("profile", ""): CLASS_S,
    ("people", ""): CLASS_S,
    ("leaving", ""): CLASS_S,
    ("chart reasons", "Cases"): CLASS_S,
}
OF_AN_OFFICE: Mapping[tuple[str, str], str] = {("chart situations", ""): OTHER_OFFICES}


class Numbers(HTMLParser):
    """The numbers of tables and tiles that are no link: `found` are table, column and text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self._table, self._heads, self._place = "", [""], 0
        self._cell: tuple[str, list[str]] | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        classes = (told.get("class") or "").split()
        if tag == "table":
            self._table, self._heads = str(told.get("id")), []
        elif tag == "tr":
            self._place = -1
        elif tag in ("td", "th", "dt", "dd"):
            self._place += 1
            kind = "head" if told.get("scope") == "col" else tag
            number = kind in ("head", "dt") or "number" in classes or "tile-value" in classes
            self._cell = (kind, []) if number else None
        elif self._cell and tag == "a" and self._cell[0] in ("td", "dd"):
            self._cell = None
        elif self._cell and {"sub", "quiet"} & set(classes) and self._cell[1]:
            self._cell[1].append("|")

    def handle_data(self, data: str) -> None:
        if self._cell:
            self._cell[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("td", "th", "dt", "dd") or not self._cell:
            return
        kind, words = self._cell
        text, self._cell = "".join(words).split("|")[0].strip(), None
        if kind == "head":
            self._heads.append(text)
        elif kind == "dt":
            self._label = text
        elif kind == "dd":
            self.found.append(("tile", self._label, text))
        else:
            self.found.append((self._table, self._heads[self._place], text))


def without_link(page: DraftPage) -> Iterator[tuple[str, str, str]]:
    """The numbers of a page that lead nowhere: table, column and text; 0 has no cases to lead to."""
    found = []
    for fragment in page.fragments.values():
        walked = Numbers()
        walked.feed(str(fragment))
        found += walked.found
    for charts in page.charts.values():
        for chart in charts:
            for row in chart.table.rows:
                cells = list(zip(chart.table.headers, row, strict=True))[1:]
                found += [(f"chart {chart.key}", head, str(cell)) for head, cell in cells if not isinstance(cell, Link)]
    for table, column, text in found:
        number = re.match(r"[\d,.]+", text)
        if number and float(number[0].replace(",", "")):
            yield table, column, text


@pytest.mark.parametrize(("audience", "more"), [(COORDINATION, OF_COORDINATION), (NORTH, OF_AN_OFFICE)])
def test_every_number_of_cases_leads_to_them(
    facts: Facts, audience: Audience, more: Mapping[tuple[str, str], str]
) -> None:
    reasons = {**EVERYWHERE, **more}
    pages = pages_by_path(facts, audience)
    leading = sum(everything(page).count('class="in-figure"') for page in pages.values())
    nowhere = {
        f"{path}: {table}, {column}: {text}"
        for path, page in pages.items()
        for table, column, text in without_link(page)
        if (table, column) not in reasons and (table, "") not in reasons
    }
    assert nowhere == set()
    assert leading > 80


def test_the_walk_sees_a_number_that_leads_nowhere(facts: Facts) -> None:
    page = pages_by_path(facts, NORTH)["index.md"]
    before = list(without_link(page))
    assert not any(column == "Open cases" for _, column, _ in before)
    bare = {name: re.sub(r'<a class="in-figure"[^>]*>', "", str(one)) for name, one in page.fragments.items()}
    stripped = DraftPage(page.path, page.title, page.markdown, bare, {})
    assert ("tile", "Open cases", "3") in list(without_link(stripped))
