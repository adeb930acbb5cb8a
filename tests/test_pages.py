"""Pages: each reader's share of the facts, and what the pages say of it."""

import dataclasses
import json
import re
from datetime import UTC, date, datetime

import polars as pl
import pytest

from generator.audience import COORDINATION, Audience, filter_for
from generator.charts.survival import Survival
from generator.facts import Facts, Figure
from generator.indicators import INDICATORS
from generator.pages.attention import AT_MOST, attention_table
from generator.pages.case_cells import clock_cell, contact_cell, situation_cell, state_cell
from generator.pages.nav import navigation
from generator.pages.problem_table import problem_table
from generator.pages.problems import problems_page
from generator.pages.solution_chart import solution_chart
from generator.pages.view import View
from intake import messages
from intake.codes import CODE_LISTS
from intake.messages import CATALOGUE, ROWS
from intake.register import Problems
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields, fields_of_class
from tests.registers import register_of
from tests.service_facts import (
    ENGLISH,
    MINETT,
    PROBLEMS,
    SUBMISSIONS,
    TODAY,
    everything,
    facts_of,
    pages_by_path,
    small_facts,
    small_register,
)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return small_facts()


@pytest.fixture(scope="module")
def view(facts: Facts) -> View:
    return View(filter_for(COORDINATION, facts), COORDINATION, ENGLISH)


# ---- Each reader's share -------------------------------------------------------------------------------------------


def test_no_case_of_another_office_stands_on_an_office_site(facts: Facts) -> None:
    for office, other in (("MIN", "NOR"), ("NOR", "MIN")):
        said = " ".join(map(everything, pages_by_path(facts, Audience("office", office)).values()))
        assert f"{office}-2627-0001" in said
        # The example that messages give of a case number is nobody's.
        assert set(re.findall(rf"{other}-\d{{4}}-\d{{4}}", said)) <= {"NOR-2627-0041"}


def test_an_office_gets_its_own_figures_and_those_of_all_offices_only(facts: Facts) -> None:
    own = filter_for(MINETT, facts)
    assert set(own.figures["office"]) == {"MIN", ""}
    assert set(own.annual["office"]) <= {"MIN", ""}
    assert set(own.reasons["office"]) <= {"MIN", ""}
    assert set(own.cases["office"]) == set(own.progress["office"]) == {"MIN"}
    assert set(own.register.submissions["office"]) == set(own.register.problems["office"]) == {"MIN"}
    assert own.offices["NOR"].posts is None
    assert own.offices["MIN"].posts == 1.75


def test_an_office_sees_of_a_group_its_own_participants_alone(facts: Facts) -> None:
    group = filter_for(MINETT, facts).groups.row(0, named=True)
    assert (group["participants"], group["left_early"], group["offices"]) == (1, 0, ["MIN"])
    assert facts.groups.row(0, named=True)["participants"] == 2


def test_the_coordination_gets_no_column_and_no_code_of_class_s(facts: Facts) -> None:
    register = filter_for(COORDINATION, facts).register
    for part in (register.tables, register.held):
        for key, table in part.items():
            sheet = OFFICE_WORKBOOK.sheet(key)
            assert not set(fields_of_class(sheet, "S")) & set(table.columns)
            assert "birth_month" not in table.columns
            for name, declared in fields(sheet).items():
                sensitive = declared.codes.sensitive_codes if declared.codes else ()
                if name in table.columns:
                    assert not set(sensitive) & set(table[name].cast(pl.String).drop_nulls())
    assert register.tables["accompaniment"]["step"].to_list() == ["plan-a"]


def test_a_sensitive_reason_is_on_the_office_site_alone(facts: Facts) -> None:
    path = "workshops/yw-2627-01.md"
    assert "left: health" in everything(pages_by_path(facts, Audience("office", "NOR"))[path])
    assert "health" not in everything(pages_by_path(facts, COORDINATION)[path])


def test_reasons_are_counts_for_the_coordination(facts: Facts) -> None:
    reasons = filter_for(COORDINATION, facts).reasons.filter(pl.col("office") == "")
    assert reasons.select("reason", "cases").rows() == [("family", 1)]


# ---- What the pages say --------------------------------------------------------------------------------------------


def test_the_state_line_says_how_complete_the_data_are(view: View) -> None:
    line = str(view.state_line())
    assert "State of the data: 31 October 2026" in line
    assert "1 of 2 offices up to date" in line
    assert "2 rows held back: 1 case not counted" in line
    assert "school year 2026/27 so far · made-up data" in line


def test_an_office_that_sent_nothing_since_the_day_before_is_late(facts: Facts) -> None:
    assert facts.statuses["NOR"].days_late == 1
    assert facts.statuses["MIN"].days_late == 0
    grid = pages_by_path(facts, COORDINATION)["data-quality.md"].fragments["grid"]
    for words in ("1 day late", "missing", "was due 30 Oct", "received 29 Oct", "due 30 Nov"):
        assert words in grid


def test_attention_is_in_the_order_in_which_to_act(view: View) -> None:
    table = attention_table(view)
    whats = [row.cells[0].text for row in table.rows]
    assert len(whats) <= AT_MOST
    assert whats[0] == "First letter not sent"
    assert whats.index("Workbook not received") < whats.index("Rows held back") < whats.index("Moved and not taken up")
    held = table.rows[whats.index("Rows held back")]
    assert held.cells[2].links[0].label == "Minett: 2 rows"
    assert held.cells[4].text == "1 case is missing from every total"


def test_nothing_overdue_is_said_in_words() -> None:
    # A letter is due ten days after the listing: here on Tuesday, 3 November.
    leavers = [{"case": "NOR-2627-0001", "listed_on": date(2026, 10, 24), "left_school_on": date(2026, 10, 20)}]
    quiet = facts_of(register_of(leavers=leavers))
    table = attention_table(View(filter_for(COORDINATION, quiet), COORDINATION, ENGLISH))
    assert table.rows == ()
    assert table.empty == "No case is overdue. Next due: 3 Nov, 1 case."


@pytest.mark.parametrize(
    ("late", "words", "kind"),
    [(83, "83 days late", "late"), (1, "1 day late", "late"), (0, "due today", "soon"), (-4, "in 4 days", "soon"),
     (-8, "on time", None), (None, "nothing due", None)],
)  # fmt: skip
def test_how_late_a_case_is_said(view: View, late: int | None, words: str, kind: str | None) -> None:
    cell = state_cell(view, {"held": False, "days_late": late})
    assert (cell.chip.text if cell.chip else cell.text, cell.chip.kind if cell.chip else None) == (words, kind)


@pytest.mark.parametrize(
    ("state", "days", "words", "kind", "share"),
    [("running", 61, "61 days left", "running", 0.5), ("running", 10, "10 days left", "soon", 0.918),
     ("past", 31, "31 days past", "late", 1), ("offer", 73, "offer after 73 days", "met", 1)],
)  # fmt: skip
def test_the_clock_says_what_is_left_or_past(
    view: View, state: str, days: int, words: str, kind: str, share: float
) -> None:
    case = {"clock": state, "clock_days": days, "clock_from": date(2026, 8, 1), "clock_until": date(2026, 12, 1)}
    clock = clock_cell(view, case).clock
    assert clock is not None
    assert (clock.text, clock.kind) == (words, kind)
    assert clock.share == pytest.approx(share, abs=0.001)


def test_without_clock_situation_or_contact_there_are_words_or_a_dash(view: View) -> None:
    assert clock_cell(view, {"clock": None, "clock_days": None}).text == "–"
    assert contact_cell(view, {"last_contact_on": None}).text == "none yet"
    case = {"situation": "not-known", "since": date(2026, 9, 28), "waits_for": None, "expired": False}
    cell = situation_cell(view, case)
    assert cell.chip is not None
    assert (cell.chip.text, cell.chip.kind, cell.sub) == ("Not known", "neutral", "since 28 Sept")


def test_below_a_base_of_ten_the_count_alone_is_given(view: View) -> None:
    assert view.share(Figure(3, 9, 1 / 3)) == "3 of 9"
    assert view.share(Figure(5, 10, 0.5)) == "50\N{NO-BREAK SPACE}%"
    assert view.share(Figure(0, 0, None)) == "–"


def test_a_caseload_has_its_open_cases_and_the_held_one_marked(facts: Facts) -> None:
    cases = pages_by_path(facts, MINETT)["caseload.md"].fragments["cases"]
    assert "MIN-2627-0009" in cases
    assert "row held back" in cases
    assert "3 of 3 open or held-back cases" in cases


def test_an_office_is_told_how_many_cases_await_it_and_from_where(facts: Facts) -> None:
    assert "1 case awaits you from North" in pages_by_path(facts, MINETT)["index.md"].markdown.replace("&#58;", ":")
    assert "1 case from North waits" in pages_by_path(facts, COORDINATION)["offices/min/index.md"].markdown


def test_problems_of_one_kind_stand_in_one_line(view: View) -> None:
    first, second = problem_table(view).rows
    assert (
        first.cells[0].text == "Leavers: “Birth date” is needed and empty. Fill it in; until then the row is held back."
    )
    assert (first.cells[0].sub, first.cells[3].text, first.cells[4].text) == (
        "missing", "2", "Minett: Leavers!I7, I9",
    )  # fmt: skip
    assert first.cells[0].sub_href == "problems.html#missing"
    assert second.cells[0].sub == "case-of-another-office"


def test_each_code_of_the_catalogue_says_how_it_weighs_and_since_when(
    view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    def weights(day: date) -> str:
        kind = dataclasses.replace(CATALOGUE["no-such-case"], error_from=day)
        with monkeypatch.context() as changed:
            changed.setattr(messages, "CATALOGUE", {**CATALOGUE, "no-such-case": kind})
            changed.setitem(ROWS, "no-such-case", kind)
            page = problems_page(view).fragments["rows"]
        row = page[page.index('id="no-such-case"') :]
        return re.sub(r"<[^>]+>", " ", row[: row.index("</tr>")])

    assert re.search(r"to look at\s+an error from 1 September 2027", weights(date(2027, 9, 1)))
    assert re.search(r"held back\s+an error since 1 September 2026", weights(date(2026, 9, 1)))
    page = problems_page(view).fragments
    assert (">refused<" in page["refusals"], ">to look at<" in page["warnings"]) == (True, True)


def test_a_refused_workbook_leads_to_what_its_codes_mean() -> None:
    sent = {"office": "NOR", "received_at": datetime(2026, 10, 20, 9, tzinfo=UTC), "submission": "NOR-broken",
            "state": "refused", "stands": False}  # fmt: skip
    why = {"office": "NOR", "code": "incomplete-file", "severity": "error", "submission": "NOR-broken"}
    register = small_register(submissions=[*SUBMISSIONS, sent], problems=[*PROBLEMS, why])
    page = pages_by_path(facts_of(register), COORDINATION)["data-quality.md"]
    assert '<a href="problems.html#incomplete-file">incomplete-file</a>' in page.fragments["submissions"]


def test_what_follows_from_other_faults_is_one_line_an_office_and_comes_last(facts: Facts) -> None:
    problems = facts.register.problems
    follows = [
        {**problems.row(0, named=True), "code": "held-with-case", "severity": "warning", "sheet": sheet, "cell": cell,
         "details": json.dumps({"rows": rows})}
        for sheet, cell, rows in (("contacts", "A7", 3), ("contacts", "A9", 1), ("outcomes", "A4", 2))
    ]  # fmt: skip
    more = Problems.validate(pl.concat([problems, pl.DataFrame(follows, schema=problems.schema)]))
    told = dataclasses.replace(facts, register=dataclasses.replace(facts.register, problems=more))
    *_, last = problem_table(View(filter_for(COORDINATION, told), COORDINATION, ENGLISH)).rows
    assert last.cells[0].text.startswith("Rows held back here with the case's row on the sheet Leavers: 6.")
    assert last.cells[4].text == "Minett: Contacts!A7, A9; Outcomes!A4"


def test_a_file_that_can_not_be_read_is_named_by_the_day_it_came(facts: Facts) -> None:
    refused = {**facts.register.problems.row(0, named=True), "code": "incomplete-file", "sheet": None, "cell": None,
               "case": None, "details": "{}"}  # fmt: skip
    only = Problems.validate(pl.DataFrame([refused], schema=facts.register.problems.schema))
    told = dataclasses.replace(facts, register=dataclasses.replace(facts.register, problems=only))
    (row,) = problem_table(View(filter_for(COORDINATION, told), COORDINATION, ENGLISH)).rows
    assert row.cells[4].text == "Minett: the file received 29 Oct"


def test_attention_leads_to_the_cases_that_it_counts(view: View) -> None:
    (first, *_) = attention_table(view).rows
    assert first.cells[2].links[0].href.endswith("caseload.html?action=first-letter&state=late")


def test_the_identity_is_said_in_numbers(facts: Facts) -> None:
    note = pages_by_path(facts, COORDINATION)["outcomes.md"].fragments["identity"]
    assert "Left school 4 = temporary 0 + permanent 1 + not reached 3." in note
    assert "1 case held back is not counted." in note


def test_definitions_dictionary_and_catalogue_are_complete(facts: Facts) -> None:
    pages = pages_by_path(facts, COORDINATION)
    for key in INDICATORS:
        assert f'<h3 id="{key}">' in pages["definitions.md"].markdown
    catalogue = "".join(pages["problems.md"].fragments.values())
    for code in CATALOGUE:
        assert f'id="{code}"' in catalogue
    dictionary = "".join(pages["dictionary.md"].fragments.values())
    for sheet in OFFICE_WORKBOOK.all_sheets:
        for name in fields(sheet):
            assert f'<span class="sub">{name}</span>' in dictionary
    for codes in CODE_LISTS:
        assert f'id="list-{codes.key}"' in dictionary


def test_the_navigation_has_seven_subjects_every_office_and_what_the_figures_rest_on(view: View, facts: Facts) -> None:
    home, subjects, offices, about = navigation(view)
    assert [link.title for link in home.pages] == ["This week", "The month", "The school year"]
    assert len(subjects.pages) == 7
    assert [link.path for link in about.pages] == ["data-quality.md", "revisions.md", "definitions.md"]
    assert [link.path for link in offices.pages] == ["offices/nor/index.md", "offices/min/index.md"]
    paths = set(pages_by_path(facts, COORDINATION))
    assert {link.path for group in (home, subjects, offices, about) for link in group.pages} <= paths


def test_facts_can_not_be_changed(facts: Facts) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        facts.today = TODAY  # type: ignore[misc]


def test_how_situations_changed_adds_up_and_holds_its_own_office_only(facts: Facts) -> None:
    assert facts.moves.is_empty(), "nobody was listed six months ago or earlier"
    # Two were listed when they were to be for the last time, and for the first; a third a day too late.
    listed = {"NOR-2526-0001": "2026-04-30", "NOR-2526-0002": "2025-05-01", "MIN-2526-0001": "2026-05-01"}
    leavers = [{"case": case, "listed_on": day, "left_school_on": "2025-04-20"} for case, day in listed.items()]
    outcomes = [
        {"case": "NOR-2526-0001", "situation": "employed", "from_date": "2026-10-30"},
        {"case": "NOR-2526-0002", "situation": "seeking-work", "from_date": "2025-04-25"},
        {"case": "NOR-2526-0002", "situation": "employed", "from_date": "2025-11-02"},
    ]
    moves = facts_of(small_register(leavers=leavers, outcomes=outcomes, contacts=(), interviews=(), accompaniment=(),
                                    participants=(), youth_guarantee=())).moves  # fmt: skip
    together = moves.filter(pl.col("office") == "").select("before", "after", "cases").rows()
    assert together == [("no-occupation", "not-known", 1), ("not-known", "employed", 1)]
    assert set(moves["office"]) == {"", "NOR"}


def test_the_time_to_a_solution_counts_who_is_still_watched() -> None:
    # Fourteen left in May; seven were at school again after two months and the rest still wait.
    leavers = [
        {"case": f"NOR-2526-{n:04}", "listed_on": date(2026, 5, 4), "left_school_on": date(2026, 5, 1)}
        for n in range(1, 15)
    ]
    outcomes = [
        {"case": f"NOR-2526-{n:04}", "situation": "school-lu", "from_date": date(2026, 7, 1)} for n in range(1, 8)
    ]
    few = filter_for(COORDINATION, facts_of(register_of(leavers=leavers[:9], outcomes=outcomes)))
    assert solution_chart(View(few, COORDINATION, ENGLISH), "").spec.curves == ()  # type: ignore[union-attr]
    waiting = filter_for(COORDINATION, facts_of(register_of(leavers=leavers, outcomes=outcomes)))
    chart = solution_chart(View(waiting, COORDINATION, ENGLISH), "")
    assert isinstance(chart.spec, Survival)
    (curve,) = chart.spec.curves
    assert (curve.name, curve.shares) == ("in 2025/26", (1.0, 0.5))
    assert curve.months[1] == pytest.approx(61 / 30.4375)
    assert curve.at_risk == ("14", "–", "–", "–", "–", "–", "–"), "seven are no curve to show"
    assert chart.table.rows[0][:3] == ("in 2025/26", "14", "2.0 months (from 2.0)")
