"""The navigation of a site: this week, the subjects, the offices; and the row of links to an office's own pages."""

from markupsafe import Markup

from generator.audience import MINISTRY
from generator.pages.view import DEFINITIONS, DICTIONARY, HOW_TO_FILL, MONTH, PROBLEMS, QUALITY, REVISIONS, YEAR, View
from generator.parts import OfficeLink, render_office_links
from generator.site_parts import NavGroup, NavLink
from intake.language import N_, NP_

TIMES = ((N_("This week"), "index.md"), (N_("The month"), MONTH), (N_("The school year"), YEAR))
"""The coordination's first page, and the two to print."""

SUBJECTS = (
    (N_("Offices compared"), "compare.md"),
    (N_("Assistance"), "assistance.md"),
    (N_("Accompaniment"), "accompaniment.md"),
    (N_("Workshop groups"), "workshops/index.md"),
    (N_("Outcomes"), "outcomes.md"),
    (N_("Youth Guarantee"), "guarantee.md"),
    (N_("Prevention"), "prevention.md"),
)
"""The subjects of the coordination's site, in their order."""

ABOUT = ((N_("Data quality"), QUALITY), (N_("Revisions"), REVISIONS), (N_("Definitions"), DEFINITIONS))
"""What the figures rest on."""

OFFICE_PAGES = (
    (N_("Overview"), "index"),
    (N_("Caseload"), "caseload"),
    (N_("Case by case"), "cases"),
    (N_("Contacts"), "contacts"),
    (N_("Accompaniment"), "accompaniment"),
    (N_("Workshop"), "workshop"),
    (N_("Outcomes"), "outcomes"),
)
"""An office's own pages, on the coordination's site and on its own."""

OFFICE_SUBJECTS = (
    (N_("Youth Guarantee"), "guarantee.md"),
    (N_("Prevention"), "prevention.md"),
    (N_("How to fill the workbook"), HOW_TO_FILL),
    *ABOUT,
)
MINISTRY_PAGES = (
    (N_("Early school leavers"), "index.md"),
    (N_("Tables of the year"), "tables.md"),
    (N_("Youth Guarantee"), "guarantee.md"),
    (N_("Definitions"), DEFINITIONS),
)
"""The pages of the ministry's site."""


def navigation(view: View) -> tuple[NavGroup, ...]:
    """Return the groups of the navigation for the reader of the site."""
    text = view.text
    if view.audience == MINISTRY:
        return (NavGroup(None, tuple(NavLink(text(label), page) for label, page in MINISTRY_PAGES)),)
    if not view.is_coordination:
        own = tuple(NavLink(text(label), f"{page}.md") for label, page in OFFICE_PAGES)
        shared = tuple(NavLink(text(label), page) for label, page in OFFICE_SUBJECTS)
        return (NavGroup(None, own), NavGroup(text(N_("Subjects")), shared))
    home = NavGroup(None, tuple(NavLink(text(label), page) for label, page in TIMES))
    subjects = NavGroup(text(N_("Subjects")), tuple(NavLink(text(label), page) for label, page in SUBJECTS))
    about = NavGroup(text(N_("About the figures")), tuple(NavLink(text(label), page) for label, page in ABOUT))
    if not view.facts.offices:
        return (home, subjects, about)
    offices = tuple(NavLink(one.name, view.office_page(one.code)) for one in view.facts.offices.values())
    return (home, subjects, NavGroup(text(N_("Offices")), offices), about)


def office_links(view: View, office: str, current: str) -> Markup:
    """Return the row of links to the pages of an office; the page being read is marked."""
    count = view.facts.figure("open-cases", office).numerator
    links = [
        OfficeLink(
            view.text(label),
            view.link(view.office_page(office, page)),
            view.count(count) if page == "caseload" else "",
            page == current,
        )
        for label, page in OFFICE_PAGES
    ]
    name = view.text(NP_("navigation", "Pages of office {office}"), office=view.office(office))
    return render_office_links(name, links)


def definition_links(view: View) -> Markup:
    """Return the row of links between the definitions, the data dictionary and the catalogue of problems."""
    pages = (
        (N_("Definitions"), DEFINITIONS), (N_("Data dictionary"), DICTIONARY), (N_("Problems and cures"), PROBLEMS),
    )  # fmt: skip
    links = [OfficeLink(view.text(label), view.link(page), "", page == view.path) for label, page in pages]
    return render_office_links(view.text(NP_("navigation", "Pages of definitions")), links)
