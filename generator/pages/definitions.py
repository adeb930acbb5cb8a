"""The definitions: every indicator by what it counts, of what and from where, and the words that pages use."""

from dataclasses import dataclass

from markupsafe import Markup

from generator.indicators.declared import INDICATORS
from generator.indicators.indicator import Indicator
from generator.indicators.of_accompaniment import ACCOMPANIMENT
from generator.indicators.of_caseload import CASELOAD
from generator.indicators.of_guarantee import YOUTH_GUARANTEE
from generator.indicators.of_leavers import LEAVERS
from generator.indicators.of_outcomes import RESULTS
from generator.indicators.of_programmes import PREVENTION
from generator.indicators.of_workshop import WORKSHOP
from generator.pages.draft import DraftPage, draft
from generator.pages.nav import definition_links
from generator.pages.view import DEFINITIONS, View
from generator.search import Find
from intake.language import N_, NP_, Message

GROUPS: tuple[tuple[Message, tuple[Indicator, ...]], ...] = (
    (N_("Cases followed"), CASELOAD),
    (N_("Leavers of the school year"), LEAVERS),
    (N_("Accompaniment"), ACCOMPANIMENT),
    (N_("Outcomes"), RESULTS),
    (N_("Youth Guarantee"), YOUTH_GUARANTEE),
    (N_("Prevention"), PREVENTION),
    (N_("Workshop"), WORKSHOP),
)

WORDS: tuple[tuple[str, Message, Message], ...] = (
    (
        "case",
        NP_("word", "Case"),
        N_("A youngster followed by one office. The number stays for life: office, school year, running number."),
    ),
    (
        "open",
        NP_("word", "Open"),
        N_("A case is open until the office closes it, a situation closes it, or a definite solution is found."),
    ),
    (
        "clock",
        NP_("word", "Four-month clock"),
        N_("At 16 to 24 a good offer is due within four months of leaving school or becoming unemployed."),
    ),
    (
        "not-known",
        NP_("word", "Not known"),
        N_(
            "Nobody has said where the youngster is, or what was said has expired. It stays in the base of every share."
        ),
    ),
    (
        "held-back",
        NP_("word", "Held back"),
        N_(
            "A row with a fault in a needed cell, and what hangs on it, counts in no figure until it is mended. Beside "
            "a total stands how many rows held back would be in it, as far as their other cells tell."
        ),
    ),
    (
        "up-to-date",
        NP_("word", "Up to date"),
        N_("The office sent a workbook for the last day on which workbooks were due, and it could be read."),
    ),
)
"""Words that are no indicators: the anchor that links lead to, the name and the meaning."""


@dataclass(frozen=True)
class Definition:
    """One indicator as the page tells it: anchor, name, meaning, then pairs of a word with its colon and what it is."""

    key: Markup
    name: str
    meaning: str
    parts: tuple[tuple[str, str], ...]


def definitions_page(view: View) -> DraftPage:
    """Return the page of definitions; each has its key as its anchor."""
    page = view.at(DEFINITIONS)
    groups = [(page.text(title), [definition(page, one) for one in indicators]) for title, indicators in GROUPS]
    told = sum(len(indicators) for _, indicators in GROUPS)
    assert told == len(INDICATORS)  # noqa: S101 (a group that is missing here would leave links dead)
    words = [Definition(anchor(key), page.text(name), page.text(meaning), ()) for key, name, meaning in WORDS]
    fragments = {"links": definition_links(page)}
    told_all = [one for _, definitions in groups for one in definitions] + words
    finds = [Find("definition", one.name, one.meaning, str(one.key)) for one in told_all]
    return draft(page, "definitions", page.text(N_("Definitions")), fragments, groups=groups, words=words, finds=finds)


def definition(view: View, indicator: Indicator) -> Definition:
    """Return an indicator as the page tells it."""
    said = (
        (N_("Counted"), indicator.numerator),
        (N_("Of"), indicator.base),
        (N_("Left out"), indicator.out_of_base),
        (N_("Source"), indicator.source),
    )
    parts = tuple((view.text(N_("{label}:"), label=view.text(label)), view.text(what)) for label, what in said if what)
    return Definition(anchor(indicator.key), view.text(indicator.name), view.text(indicator.meaning), parts)


def anchor(key: str) -> Markup:
    """Return one of our own keys as an anchor."""
    # Our own keys, of letters and hyphens: an escaped hyphen would be no anchor.
    return Markup(key)  # noqa: S704
