"""What the function of a page has at hand: facts, reader, language, and links from where the page lies."""

import datetime
import posixpath
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from urllib.parse import urlencode

import polars as pl
from markupsafe import Markup

from generator.audience import Audience
from generator.charts.figure import Chart, Size, TableOfFigures
from generator.charts.kinds import Spec
from generator.disclosure_proof import LEAST_BASE
from generator.facts import Facts, Figure, FigureKey, Status
from generator.indicators.cases import week_of_work
from generator.indicators.declared import INDICATORS
from generator.indicators.programmes import COUNTED_IN
from generator.parts import Link, render_state_line
from generator.visits import visits
from intake.kept import Kept
from intake.language import N_, Language, Said

SMALL_BASE = LEAST_BASE
DEFINITIONS, DICTIONARY, PROBLEMS, QUALITY = "definitions.md", "dictionary.md", "problems.md", "data-quality.md"
HOW_TO_FILL, MONTH, YEAR, REVISIONS = "how-to-fill.md", "month.md", "year.md", "revisions.md"
PREVENTION, CLASSES = "prevention.md", "visits"
"""The page of the class interventions, and the table on it that has each of them."""
GUARANTEE, PASSING_SOON = "guarantee.md", "soon"
"""The page of the Youth Guarantee, and the table on it of who passes the four months soon."""
BY_OFFICE = "cases-by-office.md"
"""The coordination's page that says at which offices the cases in a figure are."""
OF_FIGURE = "in"
"""What an address asks a page of cases for: the cases in one figure, by the name of `figure_name`."""


def facts_of_year(case: str) -> str:
    """Return the name of the page that has the facts of a case: one for all that were opened in one school year."""
    return f"cases-{case[4:8]}"


def month_word(month: str) -> str:
    """Return how the bar above a table names a month ("2026-10")."""
    return f"m-{month}"


def office_word(office: str) -> str:
    """Return how the bar above a table names an office."""
    return f"o-{office.lower()}"


def figure_name(key: FigureKey) -> str:
    """Return how addresses name a figure, its office left out: that is the page's."""
    return "~".join(key._replace(office="")).rstrip("~")


@dataclass(frozen=True)
class View:
    """Facts, reader and language, and the `path` of the page being written ("offices/min/caseload.md").

    `linked` gathers the figures whose cases some page leads to, for the pages of cases, which are written last; all
    views of one site share it, as they do what is `kept` for their audience.
    """

    facts: Facts
    audience: Audience
    language: Language
    path: str = "index.md"
    linked: set[FigureKey] = field(default_factory=set, compare=False, repr=False)
    kept: Kept | None = field(default=None, compare=False, repr=False)

    def at(self, path: str) -> "View":
        """Return the same for another page."""
        return replace(self, path=path)

    @property
    def is_coordination(self) -> bool:
        """Whether the reader sees all offices."""
        return self.audience.kind == "coordination"

    @property
    def today(self) -> datetime.date:
        """The day that the pages describe."""
        return self.facts.today

    def text(self, message: str, **values: object) -> str:
        """Return a message in the reader's language."""
        return self.language.text(message, **values)

    def plural(self, one: str, many: str, n: float, **values: object) -> str:
        """Return the form of a message for a number."""
        return self.language.plural(one, many, round(n), **values)

    def inside(self, message: str) -> str:
        """Return a label as it stands within a sentence; German keeps its capitals."""
        words = self.text(message)
        return words if self.language.code == "de" else words[:1].lower() + words[1:]

    def count(self, number: float) -> str:
        """Return a whole number as in "1,120"."""
        return self.language.number(round(number))

    def count_or_none(self, number: float | None) -> str:
        """Return a whole number, "–" where there is none."""
        return "–" if number is None else self.count(number)

    def posts(self, number: float) -> str:
        """Return a number of posts as in "1.75"."""
        return self.language.number(number, 2)

    def share(self, figure: Figure) -> str:
        """Return a share as in "68 %"; below a base of 10 the count alone; "–" where there is no base."""
        if not figure.base:
            return "–"
        share = figure.numerator / figure.base
        return self.language.percent(share) if figure.base >= SMALL_BASE else Said(self.of(figure), share, "order")

    def interval(self, figure: Figure) -> str:
        """Return the 95 % interval of a share as in "65 to 71 %"; nothing where the share itself is not given."""
        if (figure.base or 0) < SMALL_BASE or figure.low is None or figure.high is None:
            return ""
        ends = {"low": self.count(100 * figure.low), "high": self.language.percent(figure.high)}
        return self.text(N_("{low} to {high}"), **ends)

    def of_whole(self, part: float, whole: float) -> str:
        """Return a part as a percentage of its whole; "–" where the whole is too small for one."""
        return self.language.percent(part / whole) if whole >= SMALL_BASE else "–"

    def of(self, figure: Figure) -> str:
        """Return a count and what it is of, as in "756 of 1,120"."""
        return self.text(N_("{part} of {whole}"), part=self.count(figure.numerator), whole=self.count(figure.base or 0))

    def short(self, day: datetime.date) -> str:
        """Return a day as in "5 Feb"."""
        return self.language.short_date(day, self.today)

    def date(self, day: datetime.date) -> str:
        """Return a day as in "5 February 2027"."""
        return self.language.date(day)

    @property
    def on_today(self) -> str:
        """Today as subtitles name it."""
        return self.date(self.today)

    @property
    def since(self) -> str:
        """The month in which the school year began, as in "September 2026"."""
        return self.language.month(self.facts.year_began)

    @property
    def week_ends(self) -> datetime.date:
        """The Sunday of the week that is meant by "this week"."""
        return week_of_work(self.today) + timedelta(days=6)

    def office(self, code: str) -> str:
        """Return the name of an office; its code where the reference does not know it."""
        known = self.facts.offices.get(code)
        return known.name if known else code

    def link(self, page: str, anchor: str = "") -> str:
        """Return the link from this page to another ("offices/min/index.md"), or to a place in it."""
        goal = posixpath.relpath(page.removesuffix(".md") + ".html", posixpath.dirname(self.path) or ".")
        return f"{goal}#{anchor}" if anchor else goal

    def file(self, path: str) -> str:
        """Return the link from this page to a download ("downloads/overdue-NOR.xlsx")."""
        return posixpath.relpath(path, posixpath.dirname(self.path) or ".")

    def caseload(self, office: str, **chosen: str) -> str:
        """Return the link to an office's caseload, with what is `chosen` in the bar above it (`parts.Select`)."""
        goal = self.link(self.office_page(office, "caseload"))
        return f"{goal}?{urlencode(chosen)}" if chosen else goal

    def cases_in(self, figure: Figure) -> str | None:
        """Return the link to the cases in a figure; None where it has none that this reader may know.

        Of all offices it leads to a list of the offices, each of which leads to its cases. A figure of class
        interventions leads to these.
        """
        key = figure.key
        if key and figure.numerator and key.indicator in COUNTED_IN:
            return self._classes_in(key)
        if key is None or not figure.numerator or not self.facts.members_of(key):
            return None
        if not key.office and not self.is_coordination:
            return None
        self.linked.add(key)
        goal = self.office_page(key.office, "cases") if key.office else BY_OFFICE
        return f"{self.link(goal)}?{urlencode({OF_FIGURE: figure_name(key)})}"

    def _classes_in(self, key: FigureKey) -> str:
        """The link to the class interventions of this school year in a figure, chosen in the bar above their table."""
        chosen = {
            "office": office_word(key.office) if key.office and self.is_coordination else "",
            "month": month_word(key.period) if "/" not in key.period else "",
            "school": self.school_keys.get(key.category, "") if key.breakdown == "school" else "",
        }
        asked = urlencode({name: value for name, value in chosen.items() if value})
        return f"{self.link(PREVENTION)}{'?' if asked else ''}{asked}#{CLASSES}"

    @cached_property
    def school_keys(self) -> dict[str, str]:
        """A word of letters and digits for each school visited in the school year; its own code may hold anything."""
        seen = visits(self.facts.register, self.today, self.facts.settings)["school"].unique().sort()
        return {school: f"s-{number}" for number, school in enumerate(seen)}

    def linked_count(self, figure: Figure) -> str | Link:
        """Return a figure's numerator for the table beneath a chart, a link where its cases can be shown."""
        href, words = self.cases_in(figure), self.count(figure.numerator)
        return Link(words, href) if href else words

    def case_link(self, case: str, office: str) -> str:
        """Return the link to what the workbooks say of a case."""
        return self.link(self.office_page(office, facts_of_year(case)), case)

    def held_beside(self, figure: Figure) -> str:
        """Return in words how many more a figure would count, were the rows held back in it: of a share, its base."""
        indicator = INDICATORS.get(figure.key.indicator) if figure.key else None
        is_share = indicator is not None and indicator.unit == "share"
        held = figure.held_base if is_share else figure.held
        return self.plural(N_("+ {n} held back"), N_("+ {n} held back"), held) if held else ""

    def definition(self, key: str) -> str:
        """Return the link to the definition of an indicator or a word."""
        return self.link(DEFINITIONS, key)

    def office_page(self, office: str, page: str = "index") -> str:
        """Return the path of one of an office's pages; on its own site they stand at the top."""
        return f"offices/{office.lower()}/{page}.md" if self.is_coordination else f"{page}.md"

    def group_page(self, group: str) -> str:
        """Return the path of a workshop group's page."""
        return f"workshops/{self._group_names[group]}.md"

    @cached_property
    def _group_names(self) -> dict[str, str]:
        """A name of letters, digits and hyphens for each group; a group's own number may hold anything."""
        names: dict[str, str] = {}
        for group in self.facts.groups["workshop"].sort():
            plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in group.lower()).strip("-")
            name = plain or "group"
            while name in ("index", *names.values()):
                name = f"{name}-2"
            names[group] = name
        return names

    def cases_of(self, office: str = "") -> pl.DataFrame:
        """Return the caseload of an office, or of all; those held back are in it, marked."""
        return self.facts.rows("cases", office=office) if office else self.facts.cases

    def chart(
        self, key: str, spec: Spec, title: str, subtitle: str, headers: tuple[str, ...],
        rows: tuple[tuple[str | Link, ...], ...], size: Size = "half",
    ) -> Chart:  # fmt: skip
        """Return a chart with the same figures as its table; its title and subtitle say what it shows."""
        table = TableOfFigures(headers, rows)
        label = self.text(N_("The same figures as a table"))
        return Chart(key, title, subtitle, spec, table, f"{title}. {subtitle}", size, label)

    def state_line(self, office: str = "") -> Markup:
        """Return the line under each page's title: of when the data are, and how complete."""
        parts = [
            self.text(N_("edition {month}"), month=self.language.month(self.facts.edition)),
            self._office_state(office) if office else self._offices_state(),
            self.text(N_("school year {year} so far"), year=self.facts.school_year),
        ]
        state = self.text(N_("State of the data: {day}"), day=self.date(self.today))
        return render_state_line(state, [part for part in (*parts, self.facts.settings.note) if part])

    def _offices_state(self) -> str:
        if self.audience.office:
            return self._office_state(self.audience.office)
        statuses = self.facts.statuses.values()
        values = {"current": self.count(sum(one.up_to_date for one in statuses)), "all": self.count(len(statuses))}
        one, many = N_("{current} of {all} office up to date"), N_("{current} of {all} offices up to date")
        current = self.plural(one, many, len(statuses), **values)
        return " · ".join([current, *self._held(list(statuses))])

    def _office_state(self, office: str) -> str:
        status = self.facts.status_of(office)
        if status is None or status.received_on is None:
            return self.text(N_("no workbook yet"))
        received = self.text(N_("workbook of {day}"), day=self.short(status.received_on))
        return ", ".join([received, *self._held([status])])

    def _held(self, statuses: list[Status]) -> list[str]:
        """What is missing from every total: said on each page, next to the state of the data."""
        rows, cases = sum(one.rows_held for one in statuses), sum(one.cases_held for one in statuses)
        if not rows:
            return []
        held = self.plural(N_("{n} row held back"), N_("{n} rows held back"), rows)
        if not cases:
            return [held]
        missing = self.plural(N_("{n} case not counted"), N_("{n} cases not counted"), cases)
        return [self.text(N_("{held}: {missing}"), held=held, missing=missing)]
