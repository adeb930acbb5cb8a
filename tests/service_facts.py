"""A small service for the tests of pages: two offices, a late workbook, rows held back, a move, a workshop group."""

from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from generator.annual_table import annual_tables
from generator.audience import Audience, filter_for
from generator.caseload import caseload, caseload_history
from generator.facts import Facts, gather_facts
from generator.held_back import counted_with_held_rows, rows_held_back
from generator.indicators import compute_comparisons
from generator.members import Counted, figures_with_members, prove_members
from generator.pages.draft import DraftPage
from generator.pages.sites import render_pages
from generator.survival import solution_curves
from generator.workshop_progress import workshop_groups, workshop_progress
from intake.language import Language
from intake.register import Register
from intake.settings import Settings
from tests.registers import register_of

TODAY = date(2026, 10, 31)
ENGLISH = Language("en")
HOSTILE = '<script>window.hacked=1</script> **b** [x](javascript:1) "'
MINETT = Audience("office", "MIN")

LEAVERS = """
    case          | former_case   | listed_on  | left_school_on | origin
    NOR-2627-0001 |               | 2026-10-01 | 2026-09-15     | monthly-list
    NOR-2627-0002 |               | 2026-10-01 | 2026-09-15     | monthly-list
    NOR-2526-0003 |               | 2026-05-04 | 2026-04-10     | monthly-list
    MIN-2627-0001 |               | 2026-10-01 | 2026-09-20     | monthly-list
    MIN-2627-0002 | NOR-2526-0009 | 2026-10-01 | 2026-09-20     | other-office
"""
CONTACTS = """
    case          | kind   | with_whom | contact_on | result
    NOR-2627-0001 | letter | parents   | 2026-10-05 | responded
    MIN-2627-0001 | letter | parents   | 2026-10-06 | no-response
"""
OUTCOMES = """
    case          | situation    | from_date  | to_office
    NOR-2526-0003 | moved-office | 2026-10-20 | MIN
    NOR-2627-0001 | seeking-work | 2026-10-06 |
"""
WORKSHOPS = """
    workshop   | starts_on  | ends_on
    YW-2627-01 | 2026-09-14 | 2027-01-14
"""
PARTICIPANTS = """
    workshop   | case          | joined_on  | step_1_on  | left_early_on | leaving_reason
    YW-2627-01 | NOR-2627-0001 | 2026-09-14 | 2026-10-01 | 2026-10-12    | health
    YW-2627-01 | MIN-2627-0001 | 2026-09-14 |            |               |
"""
INTERVIEWS = """
    case          | interviewed_on | main_reason | vocational_interest
    NOR-2627-0001 | 2026-10-20     | family      | yes
"""
STEPS = """
    case          | step                   | started_on
    NOR-2627-0001 | referral-psychological | 2026-10-21
    NOR-2627-0001 | plan-a                 | 2026-10-22
"""
REFERENCE = {
    "offices": """
        code | name   | posts
        NOR  | North  | 1.5
        MIN  | Minett | 1.75
    """,
    "calendar": """
        school_year | month | workbooks_due_on
        2026/27     | 9     | 2026-09-30
        2026/27     | 10    | 2026-10-30
        2026/27     | 11    | 2026-11-30
    """,
}
SUBMISSIONS = (
    {"office": "NOR", "received_at": datetime(2026, 9, 28, 9, tzinfo=UTC), "data_on": date(2026, 9, 27)},
    {"office": "MIN", "received_at": datetime(2026, 10, 29, 9, tzinfo=UTC), "data_on": date(2026, 10, 28),
     "state": "partly-accepted", "rows_read": 9, "rows_accepted": 7, "rows_held_back": 2},
)  # fmt: skip
PROBLEMS = (
    {"office": "MIN", "code": "missing", "severity": "error", "sheet": "leavers", "cell": "I7",
     "case": "MIN-2627-0009", "details": '{"column": "birth_date"}', "submission": "MIN-26"},
    {"office": "MIN", "code": "missing", "severity": "error", "sheet": "leavers", "cell": "I9",
     "case": "MIN-2627-0010", "details": '{"column": "birth_date"}', "submission": "MIN-26"},
    {"office": "MIN", "code": "case-of-another-office", "severity": "error", "sheet": "leavers", "cell": "A9",
     "case": "NOR-2627-0002", "details": '{"column": "case"}', "submission": "MIN-26"},
)  # fmt: skip


def small_register(**changes: Any) -> Register:
    given: dict[str, Any] = {
        "leavers": LEAVERS, "contacts": CONTACTS, "outcomes": OUTCOMES, "workshops": WORKSHOPS,
        "participants": PARTICIPANTS, "interviews": INTERVIEWS, "accompaniment": STEPS,
        "youth_guarantee": [{"case": "NOR-2627-0001", "path": "school", "informed_on": date(2026, 10, 7)}],
        "interventions": [{"held_on": date(2026, 10, 8), "office": "NOR", "offered": 4, "taken_up": 1}],
        "held": {"leavers": [{"case": "MIN-2627-0009", "opened_on": date(2026, 10, 2)}]},
        "reference": REFERENCE, "submissions": SUBMISSIONS, "problems": PROBLEMS,
    }  # fmt: skip
    return register_of(**{**given, **changes})


def facts_of(register: Register, settings: Settings | None = None) -> Facts:
    settings = settings or Settings(language="en", note="made-up data")
    cases = caseload(register, TODAY, settings)
    history = caseload_history(register, [date(2026, 8, 31), date(2026, 9, 30), TODAY], settings)
    figures, members = figures_with_members(register, cases, TODAY, settings, history)
    annual = annual_tables(register, TODAY, settings)
    facts = gather_facts(
        register,
        cases,
        figures=figures,
        members=members,
        held_back=rows_held_back(counted_with_held_rows(register, TODAY, settings), figures, members),
        comparison=compute_comparisons(register, TODAY, settings),
        progress=workshop_progress(register, cases, TODAY, settings),
        groups=workshop_groups(register, cases, TODAY, settings),
        annual=annual,
        curves=solution_curves(register, cases, TODAY, settings),
        settings=settings,
        today=TODAY,
        edition=TODAY,
    )
    prove_members(counted_in(facts), members)
    return facts


@cache
def small_facts() -> Facts:
    """What is worked out of the small register as it stands: once for all tests, since nobody can change it."""
    return facts_of(small_register())


def counted_in(facts: Facts) -> Counted:
    return Counted(facts.figures, facts.annual, facts.moves, facts.reasons, facts.groups)


def everything(page: DraftPage) -> str:
    return repr(page)


def pages_by_path(facts: Facts, audience: Audience) -> dict[str, DraftPage]:
    return {page.path: page for page in render_pages(filter_for(audience, facts), audience, ENGLISH)}
