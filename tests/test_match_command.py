"""`alj match` on a workspace on disk: two offices' workbooks, one person spelt in two ways, an answer."""

import datetime
import json
import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from alj.cli import COULD_NOT_GO_ON, GOOD, WRONG_USAGE, main
from alj.stages import Stages
from alj.taking_in import TakenIn, take_in
from intake.answers import ANSWERS_FILE, Answers, read_answers
from intake.settings import SERVICE_TIME, read_settings
from intake.tables import REFERENCE_WORKBOOK
from intake.tables.office import Leavers
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import leaver
from tests.workbooks import COVER, ENGLISH, write_workbook

Captured = pytest.CaptureFixture[str]
NOR, MIN, UNKNOWN = "NOR-2627-0001", "MIN-2627-0001", "EAS-2627-0009"


@pytest.fixture(scope="module")
def taken_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of two offices, one of which writes the same name in another way, taken in once."""
    workspace = make_workspace(tmp_path_factory.mktemp("once") / "service")
    offices: list[list[object]] = [["code", "name", "posts"], ["NOR", "North", 1], ["MIN", "Minett", 1]]
    cover = {"data_on": COVER["data_on"]}
    write_workbook(workspace.reference, {"offices": offices}, cover, REFERENCE_WORKBOOK)
    for case, name in ((NOR, "Zzsample"), (MIN, "Zzsampel")):
        office = case[:3]
        workspace.inbox_of(office).mkdir()
        rows = leaver(case=case, last_name=name)
        write_workbook(workspace.inbox_of(office) / "a.xlsx", rows, {**COVER, "office": office})
    taken_in(workspace)
    return workspace.root


@pytest.fixture
def service(taken_once: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to be changed at will."""
    shutil.copytree(taken_once, tmp_path / "service")
    return Workspace(tmp_path / "service")


def taken_in(workspace: Workspace) -> TakenIn:
    return take_in(workspace, None, read_settings(workspace.settings_file), Stages(ENGLISH))


def persons(workspace: Workspace) -> dict[str, str]:
    leavers = taken_in(workspace).register.table(Leavers)
    return dict(leavers.select("case", "person").iter_rows())


def match(workspace: Workspace, *options: str) -> int:
    return main(["match", *options, "--workspace", str(workspace.root), "--language", "en"])


def test_lists_pairs_by_case_number_and_what_agrees_and_names_nobody(service: Workspace, capsys: Captured) -> None:
    assert taken_in(service).offers == 1
    capsys.readouterr()
    assert match(service) == GOOD
    assert capsys.readouterr().out == f"{MIN}  {NOR}  birth date equal, names 91 of 100 alike\n"
    assert match(service, "--format", "json") == GOOD
    (offer,) = json.loads(capsys.readouterr().out)["offers"]
    assert offer == {"case": MIN, "other_case": NOR, "birth_date": "equal", "names": 91, "former_case": False}


def test_an_answer_is_kept_and_counts_from_the_next_build_until_it_is_taken_back(
    service: Workspace, capsys: Captured
) -> None:
    before = persons(service)
    assert len(set(before.values())) == 2
    assert match(service, NOR, MIN, "--same") == GOOD
    assert set(persons(service).values()) == {before[MIN]}
    capsys.readouterr()
    assert match(service) == GOOD
    assert capsys.readouterr().out == "No two cases wait to be told apart.\n"
    assert match(service, MIN, NOR, "--different") == GOOD
    assert persons(service) == before


def test_two_cases_found_to_be_one_person_are_told_to_both_offices(service: Workspace) -> None:
    assert taken_in(service).register.problems.height == 0
    assert match(service, NOR, MIN, "--same") == GOOD
    told = taken_in(service).register.problems.select("office", "code", "case").rows()
    assert told == [("MIN", "open-elsewhere", MIN), ("NOR", "open-elsewhere", NOR)]


@pytest.mark.parametrize(
    "options",
    [(NOR,), (NOR, MIN), (NOR, MIN, UNKNOWN, "--same"), ("--same",), (NOR, UNKNOWN, "--same"), (NOR, NOR, "--same")],
)
def test_what_is_no_answer_is_wrong_usage_and_changes_nothing(service: Workspace, options: tuple[str, ...]) -> None:
    assert match(service, *options) == WRONG_USAGE
    assert not (service.identity / ANSWERS_FILE).exists()


def test_waits_for_no_other_command(service: Workspace) -> None:
    with FileLock(service.lock_file):
        assert match(service, NOR, MIN, "--same") == COULD_NOT_GO_ON


def test_before_the_first_build_there_is_nothing_to_list(tmp_path: Path, capsys: Captured) -> None:
    workspace = make_workspace(tmp_path / "service")
    assert match(workspace) == GOOD
    assert capsys.readouterr().out == "No two cases wait to be told apart.\n"


def same_number(case: str, **changed: object) -> dict[str, list[list[object]]]:
    """Return the sheet Leavers of a case whose national number another case has, too."""
    return leaver(case=case, national_number="2009031400161", **changed)


@pytest.fixture
def of_one_number(service: Workspace) -> Workspace:
    """The same workspace, in which two youngsters bear one national number, and so are taken for one person."""
    for case, opened in ((NOR, "01.10.2026"), (MIN, "02.10.2026")):
        office = case[:3]
        rows = same_number(case, opened_on=opened, first_name="Una" if office == "NOR" else "Una Dua")
        write_workbook(service.inbox_of(office) / "b.xlsx", rows, {**COVER, "office": office})
    assert len(set(persons(service).values())) == 1
    return service


def test_two_people_of_one_number_can_be_told_apart_and_together_again(of_one_number: Workspace) -> None:
    before = persons(of_one_number)
    assert match(of_one_number, MIN, NOR, "--different") == GOOD
    assert match(of_one_number, MIN, NOR, "--same") == GOOD  # at once, before any build
    assert persons(of_one_number) == before
    assert match(of_one_number, NOR, MIN, "--different") == GOOD
    apart = persons(of_one_number)
    assert (apart[NOR], apart[MIN] == before[MIN]) == (before[NOR], False)
    assert persons(of_one_number) == apart
    assert taken_in(of_one_number).offers == 0
    assert taken_in(of_one_number).register.problems.filter(code="open-elsewhere").height == 0
    assert match(of_one_number, NOR, MIN, "--same") == GOOD
    assert persons(of_one_number) == before


def test_an_edition_of_an_earlier_day_does_not_know_that_they_were_told_apart(of_one_number: Workspace) -> None:
    assert match(of_one_number, NOR, MIN, "--different") == GOOD
    yesterday = datetime.datetime.now(SERVICE_TIME).date() - datetime.timedelta(days=1)
    assert len(Answers(read_answers(of_one_number.identity)).person_of(MIN, persons(of_one_number)[NOR])) == 16
    assert read_answers(of_one_number.identity, yesterday) == []


@pytest.mark.parametrize("options", [(NOR, MIN, "--same"), (NOR, NOR, "--different")])
def test_what_is_one_person_already_is_no_answer(of_one_number: Workspace, options: tuple[str, ...]) -> None:
    assert match(of_one_number, *options) == WRONG_USAGE
    assert not (of_one_number.identity / ANSWERS_FILE).exists()
