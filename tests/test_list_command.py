"""`alj list` on a workspace on disk: lists in any order, what is told of them, what the offices then get."""

import json
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from alj.cli import COULD_NOT_GO_ON, GOOD, TO_MEND, WRONG_USAGE, main
from alj.list_command import reconcile_lists
from alj.stages import Stages
from alj.taking_in import take_in
from intake.case_numbers import JOURNAL, read_given
from intake.journal import ArchiveProblem
from intake.month_additions import MonthAdditions
from intake.settings import MonthlyLists, read_settings
from intake.submissions import take_inbox
from intake.workspace import Workspace
from tests.list_sentences import SENTENCES
from tests.monthly_lists import (
    OCTOBER,
    SEPTEMBER,
    alj_list,
    back,
    make_service,
    out,
    person,
    result_of,
    send,
    write_list,
    write_reference,
)
from tests.problem_examples import leavers
from tests.workbooks import ENGLISH

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _without_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads are taken without waiting; what is written for the offices is looked at in test_list_for_offices."""
    monkeypatch.setattr("alj.taking_in.take_inbox", partial(take_inbox, settled_after=0))
    monkeypatch.setattr("alj.list_command.write_month_workbooks", lambda *_: [])


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    """A workspace of two offices that has received nothing."""
    return make_service(tmp_path / "service")


@pytest.fixture
def september(tmp_path: Path) -> Path:
    """A list of one minor of the north, and two who are of age: one abroad, whose school is in the south."""
    return write_list(tmp_path / "september.xlsx", SEPTEMBER, out("Una"), out("Tria"), out("Quattra", commune=None))


@pytest.fixture
def october(tmp_path: Path) -> Path:
    """A month later: one is back at school, one is gone, one is new."""
    rows = (out("Tria"), out("Dua", date(2026, 9, 20)))
    return write_list(tmp_path / "october.xlsx", OCTOBER, *rows, returned=(back("Una"),))


def additions(workspace: Workspace, *files: Path) -> dict[str, MonthAdditions]:
    """Return what each office gets."""
    done = reconcile_lists(workspace, read_settings(workspace.settings_file), Stages(ENGLISH), files)
    return {one.office: one for one in done.additions}


def told(result: dict[str, Any]) -> list[str]:
    """Return what is told, by code, cell and case."""
    return [" ".join(filter(None, (one["code"], one["cell"], one["case"]))) for one in result["told"]]


# ---- What it says --------------------------------------------------------------------------------------------------


def test_says_by_office_who_is_new_back_and_gone_and_what_came(
    service: Workspace, september: Path, october: Path, capsys: Captured
) -> None:
    assert alj_list(service, september) == GOOD
    capsys.readouterr()
    assert alj_list(service, october) == GOOD
    said = capsys.readouterr()
    assert said.out.splitlines() == [
        f"{october}: the list of 5 October 2026.",
        "",
        "List of 5 October 2026",
        "Office  before  new  returned  re-enrolled  after  still out  gone  settled since",
        "MIN          1    0         0            0      1          0     1              0",
        "NOR          2    1         0            1      2          1     0              0",
        "all          3    1         0            1      3          1     1              0",
        "1 case number given.",
    ]
    assert "Reconciling lists" in said.err


def test_without_a_file_the_lists_of_the_folder_are_taken(
    service: Workspace, september: Path, october: Path, capsys: Captured
) -> None:
    for path in (september, october):
        path.rename(service.lists / path.name)
    (service.lists / "~$october.xlsx").write_bytes(b"lock")
    code, result = result_of(service, capsys)
    assert code == GOOD
    assert [(one["state"], one["drawn_on"], one["file"]) for one in result["received"]] == [
        ("new", "2026-09-07", None), ("new", "2026-10-05", None),
    ]  # fmt: skip
    assert [one["all"]["after"] for one in result["lists"]] == [3, 3]
    assert result["numbers_given"] == 4
    code, again = result_of(service, capsys)
    assert (code, again["received"], again["numbers_given"]) == (GOOD, [], 0)
    log = (service.archive / "received.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["kind"] for line in log] == ["reference", "list", "list"]


def test_names_nobody_anywhere_but_in_the_rows_for_the_offices(
    service: Workspace, september: Path, october: Path, capsys: Captured
) -> None:
    unknown = write_list(september.with_name("n.xlsx"), date(2026, 11, 5), out("Una", commune="Zzville", school=None))
    files = [september, october, unknown]
    assert alj_list(service, *files) == TO_MEND
    assert alj_list(service, *files, options=("--format", "json")) == TO_MEND
    said = capsys.readouterr()
    journal = (service.identity / JOURNAL).read_text(encoding="utf-8")
    for text in (said.out, said.err, journal):
        assert "Zz" not in text
        assert "Una" not in text
        assert str(person("Una")["national_number"]) not in text


def test_a_list_again_corrected_and_the_old_one_again(service: Workspace, september: Path, capsys: Captured) -> None:
    corrected = write_list(september.with_name("corrected.xlsx"), date(2026, 9, 8), out("Una"), out("Quattra"))
    states = []
    for path in (september, september, corrected, september, corrected):
        _, result = result_of(service, capsys, path)
        states += [(one["state"], one["drawn_on"], one["replaces"]) for one in result["received"]]
    assert states == [
        ("new", "2026-09-07", None), ("same", "2026-09-07", None), ("corrected", "2026-09-08", "2026-09-07"),
        ("superseded", "2026-09-08", None), ("same", "2026-09-08", None),
    ]  # fmt: skip
    assert [one["drawn_on"] for one in result["lists"]] == ["2026-09-08"]
    # Quattra's number stays at MIN, whose school it was; the corrected list has her at Clervaux. Tria is on none.
    assert told(result) == ["listed-elsewhere K3 MIN-2627-0001", "number-without-list NOR-2627-0002"]


def test_a_month_between_without_a_list_is_told(service: Workspace, september: Path, capsys: Captured) -> None:
    december = write_list(september.with_name("d.xlsx"), date(2026, 10, 31), out("Una"))
    july = write_list(september.with_name("j.xlsx"), date(2026, 7, 6), out("Una", date(2026, 7, 1)))
    _, result = result_of(service, capsys, december, july)
    assert result["missing"] == ["2026-08", "2026-09"]
    alj_list(service)
    assert (
        "There is no list of August 2026: who was new or back then counts by the next one." in capsys.readouterr().out
    )


def test_a_list_that_is_refused_is_told_until_a_good_one_comes(
    service: Workspace, september: Path, capsys: Captured
) -> None:
    alj_list(service, september)
    undated = write_list(september.with_name("undated.xlsx"), SEPTEMBER, out("Una"), kind="")
    code, result = result_of(service, capsys, undated)
    assert (code, result["received"][0]["state"]) == (TO_MEND, "refused")
    assert [one["all"]["after"] for one in result["lists"]] == [3]
    assert alj_list(service) == TO_MEND
    assert alj_list(service, write_list(september.with_name("good.xlsx"), SEPTEMBER, out("Una"))) == GOOD


def test_wrong_usage_and_a_workspace_at_work_change_nothing(
    service: Workspace, september: Path, capsys: Captured
) -> None:
    assert alj_list(service, service.root / "none.xlsx") == WRONG_USAGE
    assert alj_list(service, service.lists) == WRONG_USAGE
    with FileLock(service.lock_file):
        assert alj_list(service, september) == COULD_NOT_GO_ON
    assert not (service.archive / "received.jsonl").exists()
    assert "another command is at work" in capsys.readouterr().err
    assert alj_list(service) == GOOD
    assert "No monthly list has been received: put it in the folder lists." in capsys.readouterr().out


def test_new_leavers_alone_by_the_setting_or_the_cover_leave_nobody_gone(tmp_path: Path, capsys: Captured) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    write_list(first, SEPTEMBER, out("Una"))
    for at, kind in enumerate(("New leavers only", "Everybody out of school")):
        workspace = make_service(tmp_path / str(at), lists=MonthlyLists(new_leavers_only=at == 1))
        write_list(second, OCTOBER, out("Dua"), kind=kind)
        _, result = result_of(workspace, capsys, first, second)
        assert [(one["all"]["gone"], one["all"]["still_out"]) for one in result["lists"]] == [(0, 0), (0, 1)]


# ---- What the coordination must look at ----------------------------------------------------------------------------


def test_everything_that_is_told_of_lists_is_a_whole_sentence(service: Workspace, capsys: Captured) -> None:
    """Each code once, in two lists that hold everything that can be odd."""
    cases = leavers({**person("Quina"), "case": "MIN-2627-5001", "origin": "Youngster", "opened_on": date(2026, 9, 2),
                     "listed_on": None, "left_school_on": None},
                    {**person("Sexta"), "case": "MIN-2627-5002", "origin": "Youngster", "opened_on": date(2026, 9, 2),
                     "listed_on": None, "left_school_on": None, "national_number": None})  # fmt: skip
    send(service, "MIN", cases)
    first = write_list(
        service.root / "1.xlsx", SEPTEMBER, out("Una"), out("Dua"), out("Tria"), out("Octa"),
        out("Sexta", national_number=None, last_name="Zzfichtel"),
    )  # fmt: skip
    corrected = write_list(
        service.root / "1b.xlsx", SEPTEMBER, out("Una"), out("Dua"), out("Tria"),
        out("Sexta", national_number=None, last_name="Zzfichtel"),
    )  # fmt: skip
    second = write_list(
        service.root / "2.xlsx", OCTOBER, out("Una", date(2026, 9, 20)), out("Dua"), out("Dua"), out("Quina"),
        out("Tria", commune="Mersch"), out("Quattra", commune="Zzville", school="LTB"),
        returned=(back("Dua"), back("Septa"), {"school": "Lycée", "abroad": "no", "from_date": date(2026, 9, 15)}),
    )  # fmt: skip
    alj_list(service, first)
    code, result = result_of(service, capsys, corrected, second)
    assert code == TO_MEND
    said = {one["code"]: one["message"] for one in result["told"]}
    assert said.pop("not-in-list").startswith("Leavers!K7: A text that is not in the list “Communes”.")
    assert said == SENTENCES


def test_nobody_without_an_office_is_dropped_and_all_is_well_once_it_is_mended(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    path = write_list(
        tmp_path / "s.xlsx", SEPTEMBER, out("Una", commune="Vianden"), out("Dua", commune=None, school="LTB")
    )
    later = write_list(
        tmp_path / "o.xlsx", OCTOBER, out("Una", commune="Vianden"), out("Dua", commune=None, school="LTB")
    )
    code, result = result_of(service, capsys, path)
    assert (code, result["numbers_given"]) == (TO_MEND, 0)
    assert [(one["office"], one["after"]) for one in result["lists"][0]["offices"]] == [(None, 2)]
    code, result = result_of(service, capsys, later)
    assert (code, result["lists"][1]["all"]["after"]) == (TO_MEND, 2)
    assert sorted(told(result)) == ["no-office-known K2", "no-office-known K3", "not-in-list K2"]
    write_reference(service, ("Vianden", "MIN"))
    code, result = result_of(service, capsys)
    assert (code, told(result)) == (TO_MEND, ["no-office-known K3"])
    assert [(one["office"], one["new"], one["after"]) for one in result["lists"][0]["offices"]] == [
        ("MIN", 1, 1), (None, 1, 1),
    ]  # fmt: skip
    assert [one.case for one in read_given(service)] == ["MIN-2627-0001"]


def test_a_bad_check_digit_is_told_and_the_person_matched_by_name(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    number = str(person("Una")["national_number"])
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    first = write_list(tmp_path / "s.xlsx", SEPTEMBER, out("Una", national_number=wrong))
    code, result = result_of(service, capsys, first, write_list(tmp_path / "o.xlsx", OCTOBER, out("Una")))
    assert (code, told(result)) == (GOOD, ["bad-check-digit A2"])
    assert [(one["all"]["new"], one["all"]["still_out"]) for one in result["lists"]] == [(1, 0), (0, 1)]


def test_a_likeness_is_offered_to_alj_match_before_any_workbook_has_the_case(
    service: Workspace, tmp_path: Path, capsys: Captured
) -> None:
    send(service, "MIN", leavers({**person("Una"), "case": "MIN-2627-5001", "national_number": None}))
    path = write_list(tmp_path / "s.xlsx", SEPTEMBER, out("Una", national_number=None, last_name="Zzaldere"))
    assert alj_list(service, path) == GOOD
    capsys.readouterr()
    shared = ("--workspace", str(service.root), "--language", "en")
    assert main(["match", *shared]) == GOOD
    assert capsys.readouterr().out.startswith("NOR-2627-0001  MIN-2627-5001  birth date equal")
    assert main(["match", "NOR-2627-0001", "MIN-2627-5001", "--same", *shared]) == GOOD
    assert alj_list(service) == GOOD
    assert [(one.case, one.how) for one in read_given(service)] == [("NOR-2627-0001", "listed")]


# ---- What the offices get ------------------------------------------------------------------------------------------


def test_each_office_gets_its_new_leavers_with_the_first_letter_to_do(
    service: Workspace, september: Path, october: Path
) -> None:
    both = additions(service, september, october)
    assert both["NOR"].lists_held == (SEPTEMBER, OCTOBER)
    una, tria, dua = both["NOR"].rows["leavers"]
    assert una == {
        "case": "NOR-2627-0001", "origin": "monthly-list", "opened_on": SEPTEMBER, "listed_on": SEPTEMBER,
        **person("Una"), "sex": "female", "commune": "Clervaux", "school": "LTA", "track": "ccp", "years_behind": 1,
        "left_school_on": date(2026, 9, 1), "language": "fr", "parents_name": "Famille Zz",
        "address": "1, rue Zzinvent", "post_code": "L-9700", "locality": "Clervaux",
    }  # fmt: skip
    assert [one["case"] for one in (tria, dua)] == ["NOR-2627-0002", "NOR-2627-0003"]
    assert dua["listed_on"] == OCTOBER
    # Una is back at school: no letter. Tria is of age, Dua is not.
    letter = {"kind": "letter", "result": "to-do"}
    assert both["NOR"].rows["contacts"] == [
        {"case": "NOR-2627-0002", "with_whom": "youngster", **letter},
        {"case": "NOR-2627-0003", "with_whom": "parents", **letter},
    ]
    assert both["NOR"].rows["outcomes"] == [
        {"case": "NOR-2627-0001", "situation": "school-lu", "from_date": date(2026, 9, 15), "confirmed_on": OCTOBER,
         "source": "list"}
    ]  # fmt: skip
    assert (both["MIN"].new_cases, "outcomes" in both["MIN"].rows) == (("MIN-2627-0001",), False)


def test_what_an_office_has_sent_back_is_not_added_again_and_what_it_has_not_is(
    service: Workspace, september: Path, october: Path
) -> None:
    additions(service, september)
    send(service, "NOR", leavers({**person("Una"), "case": "NOR-2627-0001", "listed_on": SEPTEMBER}))
    both = additions(service, october)
    assert both["NOR"].new_cases == ("NOR-2627-0002", "NOR-2627-0003")
    assert both["NOR"].rows["outcomes"][0]["case"] == "NOR-2627-0001"
    assert [one.case for one in read_given(service)] == [
        "NOR-2627-0001", "NOR-2627-0002", "MIN-2627-0001", "NOR-2627-0003",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("situation", "since", "stated"),
    [("seeking-work", "10.09.2026", 1), ("adult-education", "15.09.2026", 0), ("seeking-work", "01.10.2026", 0)],
)
def test_what_an_office_has_stated_from_that_day_on_is_not_stated_by_the_list(
    service: Workspace, september: Path, october: Path, situation: str, since: str, stated: int
) -> None:
    case = {**person("Una"), "case": "NOR-2627-0001", "listed_on": SEPTEMBER, "opened_on": SEPTEMBER}
    outcomes: list[list[object]] = [
        ["case", "situation", "from_date", "confirmed_on", "source"],
        ["NOR-2627-0001", situation, since, "02.10.2026", "Youngster"],
    ]
    send(service, "NOR", {**leavers(case), "outcomes": outcomes})
    assert len(additions(service, september, october)["NOR"].rows.get("outcomes", ())) == stated


def test_a_case_that_waits_goes_to_the_other_office_under_a_number_that_stays(
    service: Workspace, september: Path
) -> None:
    case = {
        **person("Tria"), "case": "NOR-2627-0009", "listed_on": SEPTEMBER, "opened_on": SEPTEMBER, "referent": "Zz",
        "note": "Zznote", "own_next_step": "Zzstep", "closed_on": date(2026, 10, 1), "left_school_on": date(2026, 9, 1),
    }  # fmt: skip
    tables: dict[str, list[list[object]]] = {
        **leavers(case),
        "contacts": [
            ["case", "kind", "contact_on", "with_whom", "result", "by"],
            ["NOR-2627-0009", "Letter", "10.09.2026", "Youngster", "Responded", "Zz"],
        ],
        "outcomes": [
            ["case", "situation", "from_date", "confirmed_on", "source", "to_office"],
            ["NOR-2627-0009", "Seeking work", "12.09.2026", "12.09.2026", "Youngster", None],
            ["NOR-2627-0009", "Moved to another office", "01.10.2026", "01.10.2026", "Service", "MIN"],
        ],
    }
    send(service, "NOR", tables)
    first = additions(service, september)["MIN"]
    # Quattra has been given the first number.
    (row,) = [one for one in first.rows["leavers"] if one["origin"] == "other-office"]
    assert {key: row.get(key) for key in ("case", "former_case", "came_from", "opened_on", "listed_on")} == {
        "case": "MIN-2627-0002", "former_case": "NOR-2627-0009", "came_from": "NOR", "opened_on": date(2026, 10, 31),
        "listed_on": SEPTEMBER,
    }  # fmt: skip
    assert not {"referent", "note", "own_next_step", "closed_on"} & set(row)
    told_on = {"contact_on": date(2026, 9, 10), "kind": "letter", "with_whom": "youngster", "result": "responded"}
    assert {"case": "MIN-2627-0002", **told_on} in first.rows["contacts"]
    assert [(one["case"], one["situation"]) for one in first.rows["outcomes"]] == [("MIN-2627-0002", "seeking-work")]
    again = additions(service)["MIN"]
    assert again.rows == first.rows
    taken = {**person("Tria"), "case": "MIN-2627-0002", "former_case": "NOR-2627-0009", "came_from": "NOR",
             "opened_on": date(2026, 10, 31), "listed_on": SEPTEMBER}  # fmt: skip
    send(service, "MIN", leavers(taken))
    assert additions(service)["MIN"].new_cases == ("MIN-2627-0001",)


def test_the_register_says_which_lists_were_received(service: Workspace, september: Path, october: Path) -> None:
    for path in (october, september):
        alj_list(service, path)
    settings = read_settings(service.settings_file)
    assert take_in(service, None, settings, Stages(ENGLISH)).register.lists_received == (SEPTEMBER, OCTOBER)
    assert take_in(service, date(2026, 9, 1), settings, Stages(ENGLISH)).register.lists_received == ()


def test_a_damaged_journal_of_numbers_stops_the_command(service: Workspace, september: Path, capsys: Captured) -> None:
    alj_list(service, september)
    for broken in (
        "[]\n",
        '{"case": "NOR-2627-0001"}\n',
        '{"case": "N", "person": "a", "on": "2026-09-07", "how": ""}\n',
    ):
        (service.identity / JOURNAL).write_text(broken, encoding="utf-8")
        with pytest.raises(ArchiveProblem):
            read_given(service)
        assert alj_list(service) == COULD_NOT_GO_ON
    assert "given-numbers.jsonl of the archive is damaged" in capsys.readouterr().err
