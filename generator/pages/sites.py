"""All sites: each audience's pages from its share of the facts, every chart of all of them drawn in one go."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.audience import MINISTRY, Audience, audiences, filter_for
from generator.charts.draw import draw_charts
from generator.facts import Facts
from generator.kept_pages import KeptPage, keep_page
from generator.laid_aside import lay_aside, packed
from generator.pages.accompaniment import accompaniment_page, office_accompaniment_page
from generator.pages.assistance import assistance_page
from generator.pages.caseload import caseload_page
from generator.pages.cases import case_facts_page, cases_by_office_page, cases_page, linked_at, years_of_cases
from generator.pages.compare import compare_page
from generator.pages.contacts import contacts_page
from generator.pages.definitions import definitions_page
from generator.pages.dictionary import dictionary_page
from generator.pages.draft import DraftPage
from generator.pages.guarantee import guarantee_page
from generator.pages.home import home_page
from generator.pages.how_to_fill import how_to_fill_page
from generator.pages.ministry import ministry_page
from generator.pages.ministry_definitions import ministry_definitions_page
from generator.pages.ministry_guarantee import ministry_guarantee_page
from generator.pages.ministry_tables import ministry_tables_page
from generator.pages.month import month_page
from generator.pages.nav import navigation
from generator.pages.office import office_page
from generator.pages.outcomes import office_outcomes_page, outcomes_page
from generator.pages.overdue_list import overdue_lists
from generator.pages.placed_charts import (
    DrawingsOfAudiences,
    beside_each_other,
    with_drawn_before,
    with_unique_keys,
)
from generator.pages.prevention import prevention_page
from generator.pages.problems import problems_page
from generator.pages.quality import quality_page
from generator.pages.revisions import revisions_page
from generator.pages.view import View
from generator.pages.workshops import group_page, office_workshop_page, workshops_page
from generator.pages.written_before import Writer
from generator.pages.year import year_page
from generator.site_parts import NavGroup, Page, Site
from intake.kept import Kept
from intake.language import N_, Language
from intake.workers import done_beside


@dataclass(frozen=True)
class DraftSite:
    """One audience's site before its charts are drawn."""

    audience: Audience
    name: str
    language: str
    nav: tuple[NavGroup, ...]
    pages: tuple[DraftPage, ...]
    generated_note: str
    downloads: Mapping[str, bytes]
    translations: tuple["DraftSite", ...] = ()
    """The same in other languages."""

    @property
    def key(self) -> str:
        """The name of the site's folder."""
        return self.audience.key


def render_pages(
    facts: Facts, audience: Audience, language: Language, kept: Kept | None = None
) -> tuple[DraftPage, ...]:
    """Return every page of an audience's site. `facts` are those that the audience may see (`filter_for`).

    `kept` is what an earlier build kept for this audience.
    """
    return tuple(_pages(View(facts, audience, language, kept=kept)))


def _pages(view: View) -> Iterator[DraftPage]:
    """Yield every page of a site, each when it is written."""
    write, facts, office = Writer(view), view.facts, view.audience.office
    if view.audience == MINISTRY:
        yield from (page(view) for page in (
            ministry_page, ministry_tables_page, ministry_guarantee_page, ministry_definitions_page,
        ))  # fmt: skip
        return
    yield from _of_office(write, facts, office) if office else _of_service(write, facts)
    # Last, since they list the cases in those figures alone that the other pages lead from.
    linked = sorted(view.linked)
    if not office:
        yield write(cases_by_office_page, *linked)
    for one in [office] if office else facts.offices:
        yield write(cases_page, one, *linked_at(view, one, linked))
        yield from (write(case_facts_page, one, year) for year in years_of_cases(view, one))


def _of_service(write: Writer, facts: Facts) -> Iterator[DraftPage]:
    yield from map(write, (
        home_page, month_page, year_page, compare_page, assistance_page, accompaniment_page, workshops_page,
        outcomes_page,
    ))  # fmt: skip
    yield from _of_groups_and_subjects(write, facts)
    for office in facts.offices:
        yield from _office_pages(write, office)


def _of_office(write: Writer, facts: Facts, office: str) -> Iterator[DraftPage]:
    yield from _office_pages(write, office)
    yield from _of_groups_and_subjects(write, facts)
    yield write(how_to_fill_page)


def _of_groups_and_subjects(write: Writer, facts: Facts) -> Iterator[DraftPage]:
    yield from (write(group_page, group) for group in facts.groups["workshop"])
    yield from map(write, (
        guarantee_page, prevention_page, quality_page, revisions_page, definitions_page, dictionary_page, problems_page,
    ))  # fmt: skip


def _office_pages(write: Writer, office: str) -> Iterator[DraftPage]:
    own = (
        office_page, caseload_page, contacts_page, office_accompaniment_page, office_workshop_page,
        office_outcomes_page,
    )  # fmt: skip
    return (write(page, office) for page in own)


def draft_sites(
    facts: Facts,
    language: Language,
    wanted: Iterable[Audience] | None = None,
    others: Sequence[Language] = (),
    kept: Callable[[str], Kept] | None = None,
    *,
    processes: int = 1,
    progress: Callable[[str], object] = lambda _site: None,
    aside: Path | None = None,
) -> tuple[DraftSite, ...]:
    """Return the drafts of the sites of the audiences wanted (default: all), each from its own share of the facts.

    `others` are the languages that a switch leads to; `kept` gives what is kept for an audience, by its key: what was
    drawn before stands in the pages already. So many `processes` write sites beside each other, none of which has more
    than the share of the site's audience; `progress` is called with the key of each that is done. What is put into the
    pages is laid `aside` in a folder, where one is given: it has to be there until the sites are built.
    """
    asked = list(audiences(facts) if wanted is None else wanted)
    draft = partial(_draft_in_languages, (language, *others), aside)
    given = ((filter_for(one, facts), one, kept(one.key) if kept else None) for one in asked)
    drafts = {}
    for number, done in done_beside(draft, given, min(processes, len(asked)), aside):
        drafts[number] = done
        progress(done.key)
    return tuple(drafts[number] for number in sorted(drafts))


def _draft_in_languages(
    languages: Sequence[Language], aside: Path | None, share: Facts, audience: Audience, kept: Kept | None
) -> DraftSite:  # fmt: skip
    first, *translations = [_draft_site(share, audience, one, kept, aside) for one in languages]
    return replace(first, translations=tuple(translations))


def _draft_site(
    facts: Facts, audience: Audience, language: Language, kept: Kept | None, aside: Path | None
) -> DraftSite:  # fmt: skip
    view = View(facts, audience, language, kept=kept)
    service, key = facts.settings.service, f"{language.code}-{audience.key}"
    whose = view.text(N_("Ministry report") if audience == MINISTRY else N_("Coordination"))
    if audience.office:
        whose = view.text(N_("Office {office}"), office=view.office(audience.office))
    note = [service, facts.settings.note, view.text(N_("state of the data: {day}"), day=view.on_today)]
    placed = (_placed(page, key, kept) for page in _pages(view))
    pages = tuple(_laid_aside(placed, aside / key) if aside else placed)
    return DraftSite(
        audience=audience,
        name=f"{service} · {whose}",
        language=language.code,
        nav=navigation(view),
        pages=pages,
        generated_note=" · ".join(part for part in note if part),
        downloads=overdue_lists(view),
    )


def _laid_aside(pages: Iterable[DraftPage], folder: Path) -> Iterator[DraftPage]:
    """Yield pages with what is put into them in files of a new folder: each at once, for all would fill the memory."""
    folder.mkdir()
    for number, page in enumerate(pages):
        yield replace(page, fragments=lay_aside(page.fragments, folder / str(number)))


def _placed(page: DraftPage, site: str, kept: Kept | None) -> DraftPage:
    placed = with_unique_keys(page, site)
    if kept is None:
        return placed
    placed = with_drawn_before(placed, kept)
    if (new := placed.written_from) and not placed.charts:
        parts = packed(placed.fragments)
        keep_page(kept, new, KeptPage(page.path, page.title, page.markdown, parts, page.within, page.finds))
        placed = replace(placed, fragments=parts, written_from=None)
    return placed


def assemble_sites(
    drafts: Sequence[DraftSite],
    workers: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    kept: Callable[[str], Kept] | None = None,
) -> tuple[Site, ...]:
    """Return the sites with their charts, those still to draw all drawn in one go by so many `workers`.

    `kept` gives what is kept for an audience, by the key of its site: no audience has what was drawn for another.
    """
    every = [one for draft in drafts for one in (draft, *draft.translations)]
    charts = [
        (site.key, chart) for site in every for page in site.pages for each in page.charts.values() for chart in each
    ]
    keep = DrawingsOfAudiences(charts, kept).keep if kept else None
    drawn = draw_charts([chart for _, chart in charts], workers, progress, keep)
    return tuple(_assembled(draft, drawn) for draft in drafts)


def _assembled(site: DraftSite, drawn: Mapping[str, str]) -> Site:
    pages = tuple(
        Page(
            page.path,
            page.title,
            page.markdown,
            page.fragments,
            page.within,
            page.finds,
            {place: beside_each_other([drawn[one.key] for one in charts]) for place, charts in page.charts.items()},
            page.written_from,
        )
        for page in site.pages
    )
    return Site(
        site.audience.key, site.name, site.language, site.nav, pages, site.generated_note, site.downloads,
        tuple(_assembled(one, drawn) for one in site.translations),
    )  # fmt: skip
