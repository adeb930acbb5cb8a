"""Who gets which letter, as a table that a social pedagogue could check: on 1 November 2026, with October's list."""

import datetime
from pathlib import Path
from typing import Any

import pytest

from alj.month_letters import groups_of_offices
from intake.journal import ArchiveProblem
from intake.letter_cases import CaseState
from intake.letter_journal import LETTERS, Written, letters_written, note_letters
from intake.letters_due import LettersDue, letters_due
from intake.settings import Letters, Settings
from intake.workspace import make_workspace
from tests.checked import checked_workbook, received
from tests.letters import GROUP, LIST_DAY, MINOR, OF_AGE, OFFICES, WRITTEN_ON, case
from tests.registers import register_of

D = datetime.date
LISTED = CaseState(is_new=True)
ALREADY_OUT = CaseState(next_action="first-letter", due_on=D(2026, 9, 11))
PAUSED = CaseState(next_action="another-try", due_on=D(2026, 11, 15), last_attempt_on=D(2026, 8, 15))
AGAIN = CaseState(next_action="further-attempt", due_on=D(2026, 11, 2), last_attempt_on=D(2026, 10, 5))
WAITS = CaseState(next_action="interview", due_on=D(2026, 11, 2))
TAKES_PART = CaseState(next_action="interview", due_on=D(2026, 11, 9), may_begin_by=D(2026, 12, 1))
NO_PHONE = {"phone": None, "email": None}


def contact(on: D | None, result: str = "no-response", kind: str = "letter", to: str = "parents") -> dict[str, Any]:
    """A row of the sheet Contacts."""
    return {"kind": kind, "with_whom": to, "result": result, "contact_on": on}


def due(state: CaseState, contacts: Any = (), written: Any = (), **leaver: Any) -> LettersDue:
    """Who gets a letter, of one case."""
    one = case(state=state, contacts=contacts, **leaver)
    return letters_due([one], [GROUP], OFFICES, written, WRITTEN_ON, Settings())


ROWS: tuple[tuple[str, CaseState, dict[str, Any], str], ...] = (
    ("a minor, new on the list", LISTED, {}, "first-letter to parents in fr, 2026-10"),
    ("of age, new on the list", LISTED, {"birth_date": OF_AGE}, "first-letter to youngster in fr, 2026-10"),
    ("18 today", LISTED, {"birth_date": D(2008, 11, 1)}, "first-letter to youngster in fr, 2026-10"),
    ("18 tomorrow", LISTED, {"birth_date": D(2008, 11, 2)}, "first-letter to parents in fr, 2026-10"),
    ("18 on a day that is none", LISTED, {"birth_date": D(2008, 2, 29)}, "first-letter to youngster in fr, 2026-10"),
    ("birth date not known", LISTED, {"birth_date": None}, "first-letter to parents in fr, 2026-10"),
    ("German", LISTED, {"language": "de"}, "first-letter to parents in de, 2026-10"),
    ("no language known: that of the settings", LISTED, {"language": None}, "first-letter to parents in fr, 2026-10"),
    ("a phone is no reason for none", LISTED, {"phone": "1"}, "first-letter to parents in fr, 2026-10"),
    ("still without one", ALREADY_OUT, {"listed_on": D(2026, 9, 1)}, "first-letter to parents in fr, 2026-09"),
    ("three attempts went unanswered", PAUSED, {}, "second-letter to parents in fr, 2026-08-15"),
    ("of age by now", PAUSED, {"birth_date": OF_AGE}, "second-letter to youngster in fr, 2026-08-15"),
    ("nobody to call", AGAIN, NO_PHONE, "second-letter to parents in fr, 2026-10-05"),
    ("blanks are no phone", AGAIN, {"phone": "  ", "email": None}, "second-letter to parents in fr, 2026-10-05"),
    ("can be called", AGAIN, {}, ""),
    ("can be mailed", AGAIN, {"phone": None, "email": "a@b.example"}, ""),
    ("another step is due", WAITS, {}, ""),
    ("the workshop begins on the last day it may", TAKES_PART, {}, "invitation to parents in fr, YW-2627-01"),
    ("do not contact", LISTED, {"do_not_contact": True}, "no first-letter: do-not-contact"),
    ("no street", LISTED, {"address": " \n "}, "no first-letter: no-address"),
    ("no town", LISTED, {"post_code": None, "locality": None}, "no first-letter: no-address"),
    ("a town will do", LISTED, {"post_code": None}, "first-letter to parents in fr, 2026-10"),
    ("no name", LISTED, {"first_name": None, "last_name": " "}, "no first-letter: no-name"),
    ("does not fit", LISTED, {"parents_name": "Weber-Muller " * 20}, "no first-letter: address-too-long"),
    ("an address of five lines fits", LISTED, {"address": "a\nb\nc\nd\ne"}, "first-letter to parents in fr, 2026-10"),
    ("one of six is put together", LISTED, {"address": "a\nb\nc\nd\ne\nf"}, "first-letter to parents in fr, 2026-10"),
    ("a closed case", CaseState(is_new=True, is_open=False), {}, "no first-letter: closed"),
    ("a refusal", CaseState(is_new=True, refuses=True), {}, "no first-letter: refused"),
)


def said(found: LettersDue) -> str:
    """What comes of a case in one line."""
    lines = [f"{one.kind} to {one.addressee} in {one.language}, {one.step}" for one in found.letters]
    return "; ".join([*lines, *(f"no {one.kind}: {one.why}" for one in found.withheld)])


@pytest.mark.parametrize(("state", "leaver", "letter"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_who_gets_which_letter(state: CaseState, leaver: dict[str, Any], letter: str) -> None:
    assert said(due(state, **leaver)) == letter


@pytest.mark.parametrize(
    ("state", "contacts", "standing"),
    [
        (LISTED, [contact(None, "to-do")], 1),
        (LISTED, [contact(LIST_DAY)], 1),
        (LISTED, [contact(LIST_DAY, to="youngster")], 1),
        (LISTED, [contact(D(2026, 9, 30))], 0),
        (LISTED, [contact(LIST_DAY, to="school"), contact(LIST_DAY, kind="phone")], 0),
        (PAUSED, [contact(None, "to-do")], 1),
        (PAUSED, [contact(None, "to-do", to="school"), contact(None, "to-do", kind="phone")], 0),
        (PAUSED, [contact(D(2026, 8, 15))], 0),
        (TAKES_PART, [contact(None, "to-do")], 1),
    ],
)
def test_a_letter_that_stands_stops_the_next(state: CaseState, contacts: Any, standing: int) -> None:
    """To do, or for the first letter done since the case was listed; a letter of before is of another step."""
    found = due(state, contacts)
    assert (len(found.letters), found.standing) == (1 - standing, standing)


def test_no_step_gets_two_letters(tmp_path: Path) -> None:
    """The journal stops a second one, also where the office took the contact away or the list was corrected."""
    workspace = make_workspace(tmp_path / "service")
    for state in (LISTED, PAUSED, TAKES_PART):
        note_letters(workspace, due(state).letters, LIST_DAY)
    written = letters_written(workspace)
    assert written == [
        Written("NOR-2627-0001", "first-letter", "2026-10", LIST_DAY),
        Written("NOR-2627-0001", "second-letter", "2026-08-15", LIST_DAY),
        Written("NOR-2627-0001", "invitation", "YW-2627-01", LIST_DAY),
    ]
    for state in (LISTED, PAUSED, TAKES_PART):
        assert due(state, written=written) == LettersDue((), (), standing=1)
    assert due(LISTED, written=written, listed_on=D(2026, 10, 12)).letters == ()
    assert said(due(LISTED, written=written, listed_on=D(2027, 2, 1))) == "first-letter to parents in fr, 2027-02"
    later = CaseState(next_action="another-try", due_on=D(2026, 11, 2), last_attempt_on=D(2026, 8, 20))
    assert said(due(later, written=written)) == "second-letter to parents in fr, 2026-08-20"


def test_the_journal_names_nobody(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "service")
    note_letters(workspace, due(LISTED, birth_date=MINOR).letters, LIST_DAY)
    log = workspace.archive / LETTERS
    assert log.read_text() == (
        '{"case": "NOR-2627-0001", "kind": "first-letter", "step": "2026-10", "list_on": "2026-10-01"}\n'
    )
    log.write_text('{"case": "NOR-2627-0001", "kind": "first-letter", "step": "2026-10", "list_on": "October"}\n')
    with pytest.raises(ArchiveProblem):
        letters_written(workspace)


def test_one_letter_at_a_time() -> None:
    """Two letters to do to the same person would be one and the same row of the sheet Contacts."""
    found = due(CaseState(is_new=True, may_begin_by=D(2027, 1, 1)))
    assert (said(found), found.standing) == ("first-letter to parents in fr, 2026-10", 1)


@pytest.mark.parametrize(
    ("last_day", "starts_on", "office", "invited"),
    [
        (D(2026, 12, 1), D(2026, 12, 1), "NOR", True),
        (D(2026, 11, 30), D(2026, 12, 1), "NOR", False),  # left school too long before it begins
        (None, D(2026, 12, 1), "NOR", False),
        (D(2027, 6, 1), D(2026, 12, 31), "NOR", True),  # the sixtieth day
        (D(2027, 6, 1), D(2027, 1, 1), "NOR", False),
        (D(2027, 6, 1), WRITTEN_ON, "NOR", False),  # begins today: a letter comes too late
        (D(2027, 6, 1), D(2026, 12, 1), "SUD", False),
    ],
)
def test_an_invitation_goes_out_before_the_group_begins(
    last_day: D | None, starts_on: D, office: str, invited: bool
) -> None:
    group = {**GROUP, "starts_on": starts_on, "office": office}
    one = case(state=CaseState(may_begin_by=last_day))
    assert bool(letters_due([one], [group], OFFICES, [], WRITTEN_ON, Settings()).letters) is invited


@pytest.mark.parametrize(("due_on", "ahead", "letters"), [
    (D(2026, 11, 15), 14, 1), (D(2026, 11, 16), 14, 0), (D(2026, 11, 16), 15, 1), (D(2026, 10, 1), 0, 1),
])  # fmt: skip
def test_a_second_letter_waits_until_its_step_is_near(due_on: D, ahead: int, letters: int) -> None:
    one = case(state=CaseState(next_action="another-try", due_on=due_on, last_attempt_on=D(2026, 8, 15)))
    settings = Settings(letters=Letters(ahead_days=ahead))
    assert len(letters_due([one], [], OFFICES, [], WRITTEN_ON, settings).letters) == letters


def test_an_office_that_nobody_could_answer_writes_no_letters() -> None:
    one = case()
    found = letters_due([one], [], {"NOR": {"name": "Nord", "address": "1, rue"}}, [], WRITTEN_ON, Settings())
    assert said(found) == "no first-letter: office-unreachable"


def test_each_letter_is_a_contact_to_do() -> None:
    (one,) = due(LISTED).letters
    assert one.contact_row == {"case": "NOR-2627-0001", "kind": "letter", "with_whom": "parents", "result": "to-do"}


def test_a_group_that_offices_share_is_one_of_each_of_them() -> None:
    group = {"workshop": "YW-2627-01", "place": "Wiltz", "starts_on": D(2026, 11, 2), "ends_on": D(2027, 3, 2)}
    later = {**group, "place": "Clervaux"}
    first = received(1, checked_workbook("NOR", workshops=[{**group, "places": 12}]))
    second = received(2, checked_workbook("SUE", workshops=[{**later, "places": 12}]))
    # The register keeps the row that came last.
    register = register_of(workshops=[{**later, "office": "SUE"}])
    groups = groups_of_offices([first, second], register)
    assert [(one["office"], one["workshop"], one["place"]) for one in groups] == [
        ("NOR", "YW-2627-01", "Clervaux"), ("SUE", "YW-2627-01", "Clervaux"),
    ]  # fmt: skip
