"""The definitions of what the ministry is told, and no others: each figure, the signs, and when a period is counted."""

from generator.indicators.declared import INDICATORS
from generator.indicators.guarantee import FOLLOWED_MONTHS
from generator.pages.definitions import Definition, anchor, definition
from generator.pages.draft import DraftPage, draft
from generator.pages.leaving_rate import RATES
from generator.pages.ministry_cells import legend, state
from generator.pages.ministry_guarantee import NAMED
from generator.pages.ministry_tables import FOLLOWED_AS, PREVENTION_AS
from generator.pages.view import DEFINITIONS, View
from intake.language import N_, NP_, Message

GROUPS: tuple[tuple[Message, tuple[str, ...]], ...] = (
    (N_("Leavers of the school year"), ("persons", *RATES, *FOLLOWED_AS.values())),
    (N_("Outcomes"), tuple(f"lasting-{months}" for months in FOLLOWED_MONTHS)),
    (N_("Youth Guarantee"), tuple(NAMED.values())),
    (N_("Prevention"), tuple(PREVENTION_AS.values())),
)
WORDS: tuple[tuple[str, Message, Message], ...] = (
    (
        "annual",
        N_("Annual table"),
        N_("Each person who left school in the school year stands on one line on its last day, the first that applies: "
           "not reached, by the situation known then; re-enrolled or in an apprenticeship (temporary); re-enrolled "
           "since, or an earlier start in the year; employed; in a measure, internship or activation; everything else. "
           "Left school = temporary + permanent + not reached."),
    ),
    (
        "closed",
        NP_("word", "Closed quarter or year"),
        N_("A quarter is three months of the school year: September to November, and so on. It is closed {days} days "
           "after its end, when every office has sent a workbook with its data after that end. A year's flows are the "
           "sums of its quarters. What is entered later changes no figure published before."),
    ),
    (
        "withheld",
        NP_("word", "Withheld"),
        N_("A count of 1 to {most} is not shown, nor is any other that would let it be worked out from a total, a "
           "neighbouring table or an earlier edition. Both have the same sign. The same goes for a small group that is "
           "all in one category."),
    ),
)  # fmt: skip


def ministry_definitions_page(view: View) -> DraftPage:
    """Return the page of definitions; each has its key as its anchor."""
    page = view.at(DEFINITIONS)
    limits = page.facts.settings.ministry
    values = {"days": page.count(limits.settles_days), "most": page.count(limits.withheld_up_to)}
    groups = [(page.text(title), [definition(page, INDICATORS[key]) for key in keys]) for title, keys in GROUPS]
    words = [Definition(anchor(key), page.text(name), page.text(said, **values), ()) for key, name, said in WORDS]
    fragments = {"state": state(page), "links": legend(page)}
    title = page.text(N_("Definitions"))
    return draft(page, "definitions", title, fragments, state=False, groups=groups, words=words)
