"""Each command on a workspace on disk: what it prints, what it writes, how it ends."""

import errno
import json
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from filelock import FileLock

from alj import cli
from alj.cli import COMMANDS, COULD_NOT_GO_ON, GOOD, TO_MEND, WRONG_USAGE, main
from intake.letter_kinds import template_keys
from intake.letter_templates import read_templates
from intake.settings import read_settings
from intake.workspace import Workspace
from tests.problem_examples import leaver, leavers, table
from tests.workbooks import COVER, write_workbook

Captured = pytest.CaptureFixture[str]


def test_every_command_and_option_is_in_the_readme() -> None:
    readme = Path("README.md").read_text(encoding="utf-8")
    (commands,) = (action.choices for action in cli.parser()._actions if isinstance(action.choices, dict))
    assert set(commands) == set(COMMANDS)
    for command, its_parser in commands.items():
        assert f"`alj {command}" in readme
        for option in its_parser._option_string_actions:
            assert option in ("-h", "--help") or f"{option} " in readme or f"{option}`" in readme, option
    assert set(COMMANDS) == {file.name.removesuffix("_command.py") for file in Path("alj").glob("*_command.py")}


def test_help_says_what_each_command_does(capsys: Captured) -> None:
    for command, purpose in COMMANDS.items():
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == GOOD
        assert purpose.split()[0] in " ".join(capsys.readouterr().out.split()).lower()


def test_no_command_is_wrong_usage(capsys: Captured) -> None:
    assert main([]) == WRONG_USAGE
    assert "COMMAND" in capsys.readouterr().out


def test_help_imports_nothing_heavy() -> None:
    script = "import sys; from alj.cli import parser; parser().format_help(); print(' '.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not {"polars", "dataframely", "openpyxl", "matplotlib", "mkdocs", "babel"} & set(loaded)


def test_json_is_one_object_whatever_the_command(service_of_one: Workspace, tmp_path: Path, capsys: Captured) -> None:
    root = ["--workspace", str(service_of_one.root), "--format", "json"]
    for command, key in (
        (["init", str(tmp_path / "new"), "--format", "json"], "workspace"),
        (["template", *root, "--kind", "reference", "--to", str(tmp_path / "new.xlsx")], "file"),
        (["build", *root, "--audience", "office-NOR"], "submissions"),
        (["status", *root], "offices"),
    ):
        main(command)
        assert key in json.loads(capsys.readouterr().out)


def test_init_makes_a_workspace_and_never_touches_one(tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "service"
    assert main(["init", str(folder)]) == GOOD
    assert "alj.key" in capsys.readouterr().out
    key = folder / "alj.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert openpyxl.load_workbook(folder / "reference.xlsx").sheetnames
    assert set(read_templates(folder / "letters").contents) == set(template_keys())
    before = key.read_bytes()
    assert main(["init", str(folder)]) == COULD_NOT_GO_ON
    assert key.read_bytes() == before
    assert capsys.readouterr().err.startswith("alj: ")


def test_template_writes_a_workbook_with_the_workspaces_lists(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "north.xlsx"
    command = ["template", "--workspace", str(workspace.root), "--office", "NOR", "--year", "2026/27"]
    assert main([*command, "--to", str(target)]) == GOOD
    book = openpyxl.load_workbook(target)
    words = {str(cell.value) for row in book["Code lists"].iter_rows() for cell in row}
    assert {"NOR", "Clervaux"} <= words
    stamped = {prop.name: prop.value for prop in book.custom_doc_props.props}  # type: ignore[attr-defined]
    assert stamped["alj.written_on"] == str(read_settings(workspace.settings_file).today)
    assert main([*command, "--to", str(target)]) == WRONG_USAGE  # it is there already


@pytest.mark.parametrize(
    "options",
    [
        ["--office", "north", "--year", "2026/27"],
        ["--office", "NOR", "--year", "2026"],
        ["--office", "NOR", "--year", "2026/28"],
        ["--office", "XYZ", "--year", "2026/27"],
    ],
)
def test_template_says_what_is_wrong_with_its_options(
    options: list[str], workspace: Workspace, capsys: Captured
) -> None:
    assert main(["template", "--workspace", str(workspace.root), *options]) == WRONG_USAGE
    assert capsys.readouterr().err.startswith("alj: ")


def test_check_tells_a_person_what_to_mend(tmp_path: Path, capsys: Captured) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leaver(birth_date=None))
    assert main(["check", str(path)]) == TO_MEND
    assert capsys.readouterr().out.splitlines() == [
        f"{path}: partly accepted · 1 row read · 1 held back",
        "  To mend · Leavers!I2, case NOR-2627-0001: “Birth date” is needed and empty. Fill it in; until then the row "
        "is held back. [missing]",
        f"  Marked copy: {tmp_path.resolve() / 'office to mend.xlsx'}",
    ]


def test_check_prints_the_contract_as_json(tmp_path: Path, capsys: Captured) -> None:
    bad = write_workbook(tmp_path / "bad.xlsx", leaver(birth_date=None))
    good = write_workbook(tmp_path / "good.xlsx", leaver())
    empty = tmp_path / "empty.xlsx"
    empty.touch()
    assert main(["check", "--format", "json", str(bad), str(good), str(empty)]) == TO_MEND
    first, second, third = json.loads(capsys.readouterr().out)["files"]
    assert first["file"] == str(bad)
    assert (first["office"], first["school_year"], first["status"]) == ("NOR", "2026/27", "partly-accepted")
    assert first["rows"]["leavers"] == {"read": 1, "accepted": 0, "held_back": 1, "superseded": 0}
    assert [set(problem) for problem in first["problems"]] == [{"code", "severity", "sheet", "cell", "case", "message"}]
    assert (second["status"], second["problems"]) == ("accepted", [])
    assert (third["status"], third["office"], third["problems"][0]["code"]) == ("refused", None, "empty-file")


def test_check_of_sound_workbooks_is_good(tmp_path: Path) -> None:
    assert main(["check", str(write_workbook(tmp_path / "good.xlsx", leaver()))]) == GOOD


def test_a_demo_lists_its_planted_mistakes_in_the_report(demo: Path) -> None:
    report = json.loads((demo / "output" / "build.json").read_text(encoding="utf-8"))
    codes = {code for office in report["problems_by_office"].values() for code in office}
    assert len(codes) >= 10
    states = {office["state"] for office in report["offices"]}
    assert {"current", "partly-accepted", "standing-on-older"} <= states
    assert len(report["sites"]) == 12
    for sheets in report["rows"].values():
        for count in sheets.values():
            assert count["read"] == sum(count[fate] for fate in ("accepted", "held_back", "superseded", "erased"))


def test_demo_takes_the_place_of_a_demo_and_of_nothing_else(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    assert main(["demo", str(tmp_path)]) == COULD_NOT_GO_ON
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "kept"
    assert "choose another folder" in capsys.readouterr().err


def test_build_takes_an_upload_and_tells_what_it_did(service_of_one: Workspace) -> None:
    workspace = service_of_one
    with workspace.settings_file.open("a", encoding="utf-8") as settings:
        settings.write("\n[intake]\nloss_floor = 2\n")
    upload = workspace.inbox_of("NOR") / "NOR.xlsx"
    write_workbook(upload, leaver(case="NOR-2627-0901"), {**COVER, "data_on": "31.10.2026"})
    build = ["build", "--workspace", str(workspace.root), "--audience", "office-NOR"]
    assert main(build) == TO_MEND
    assert not upload.exists()
    assert "NOR-2627-0901" not in _caseload(workspace), "all other rows are gone, which waits for a yes"
    assert main([*build, "--accept-loss", "NOR"]) == GOOD
    assert "NOR-2627-0901" in _caseload(workspace)


def _caseload(workspace: Workspace) -> str:
    return (workspace.output / "site" / "office-NOR" / "caseload.html").read_text(encoding="utf-8")


def test_build_stops_without_its_key_and_changes_nothing(service_of_one: Workspace, capsys: Captured) -> None:
    workspace = service_of_one
    before = (workspace.output / "build.json").read_bytes()
    workspace.key_file.unlink()
    assert main(["build", "--workspace", str(workspace.root)]) == COULD_NOT_GO_ON
    workspace.key_file.write_text("11" * 32, encoding="ascii")
    workspace.key_file.chmod(0o600)
    assert main(["build", "--workspace", str(workspace.root)]) == COULD_NOT_GO_ON
    assert (workspace.output / "build.json").read_bytes() == before
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--as-of", "31.10.2026"], ["--audience", "office-XYZ"]])
def test_build_says_what_is_wrong_with_its_options(options: list[str], service_of_one: Workspace) -> None:
    assert main(["build", "--workspace", str(service_of_one.root), *options]) == WRONG_USAGE


def test_an_earlier_edition_has_no_new_problem_and_fewer_cases(workspace: Workspace) -> None:
    def report() -> dict[str, Any]:
        read: dict[str, Any] = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
        return read

    def built(*options: str) -> dict[str, Any]:
        main(["build", "--workspace", str(workspace.root), "--audience", "office-NOR", *options])
        return report()

    now, then = report(), built("--as-of", "2026-01-31")
    assert then["as_of"] == "2026-01-31"
    assert then["problems_by_office"] == now["problems_by_office"]
    assert then["rows"] == now["rows"]
    assert built("--known-on", "2025-12-31")["submissions"] == [
        one for one in now["submissions"] if one["received_at"] < "2026"
    ]
    page = (workspace.output / "site" / "office-NOR" / "index.html").read_text(encoding="utf-8")
    assert "31 October 2026" in page


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path, capsys: Captured) -> None:
    assert main(["build", "--workspace", str(tmp_path)]) == COULD_NOT_GO_ON
    assert "alj init" in capsys.readouterr().err


def test_strict_refuses_a_workbook_for_any_error(service_of_one: Workspace) -> None:
    upload = service_of_one.inbox_of("NOR") / "NOR.xlsx"
    write_workbook(upload, leavers({}, {"case": "NOR-2627-0002", "birth_date": None}), COVER)
    build = ["build", "--workspace", str(service_of_one.root), "--audience", "office-NOR"]
    for options, status in (((), "partly-accepted"), (("--strict",), "refused")):
        assert main([*build, *options]) == TO_MEND
        report = json.loads((service_of_one.output / "build.json").read_text(encoding="utf-8"))
        assert [one["status"] for one in report["submissions"]] == ["accepted", status]


def test_status_has_a_line_an_office(demo: Path, capsys: Captured) -> None:
    assert main(["status", "--workspace", str(demo)]) == TO_MEND
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if not line.startswith("  ")]) == 11
    # Below an office's line stands what became of its uploads.
    below = [line for line in lines if line.startswith("  ")]
    assert len([line for line in below if "gone since" in line or "was refused" in line]) == 9
    # Why it was refused stands beneath, in words and with its code.
    assert [line.rpartition("[")[2] for line in below if line.startswith("       ")] == ["incomplete-file]"]
    assert main(["status", "--workspace", str(demo), "--format", "json"]) == TO_MEND
    offices = json.loads(capsys.readouterr().out)["offices"]
    assert len(offices) == 10


def test_serve_answers_on_loopback_and_stops_by_itself(service_of_one: Workspace) -> None:
    root = str(service_of_one.root)
    command = [sys.executable, "-m", "alj", "serve", "--workspace", root, "--audience", "office-NOR"]
    with subprocess.Popen(
        [*command, "--port", "0", "--minutes", "0.1"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "http://127.0.0.1:" in line)
        address = "http://127.0.0.1:" + said.split("http://127.0.0.1:")[1].split("/")[0]
        with urllib.request.urlopen(f"{address}/office-NOR/index.html", timeout=5) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            assert b"<h1" in answer.read()
        assert server.wait(timeout=60) == GOOD


def test_serve_says_that_its_port_is_taken_before_it_builds(service_of_one: Workspace, capsys: Captured) -> None:
    upload = service_of_one.inbox_of("NOR") / "new.xlsx"
    upload.write_bytes(b"nothing")
    serve = ["serve", "--workspace", str(service_of_one.root), "--language", "en", "--port"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main([*serve, port]) == COULD_NOT_GO_ON
    assert capsys.readouterr().err == f"alj: port {port} is taken: choose another with --port.\n"
    assert upload.exists()
    assert main([*serve, "99999"]) == COULD_NOT_GO_ON


def test_the_exit_codes_are_those_of_the_readme() -> None:
    readme = " ".join(Path("README.md").read_text(encoding="utf-8").split())
    assert (GOOD, TO_MEND, WRONG_USAGE, COULD_NOT_GO_ON) == (0, 1, 2, 3)
    assert "0 when all is good, 1 when an office must mend something, 2 on wrong usage, 3 when they could" in readme
    assert cli.parser().prog == "alj"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("interviews = 1", "there is no setting 'interviews'"),
        ("[protocol]\nfollow_up_months = 5", "follow_up_months must be whole numbers in brackets"),
        ('[protocol]\nfollow_up_months = ["6"]', "follow_up_months must be whole numbers in brackets"),
        ("[protocol]\ninterview_days = -1", "interview_days must be a whole number, 0 or more"),
        ("[protocol]\ninterview_days = true", "interview_days must be a whole number, 0 or more"),
        ('today = "2026-10-31"', "today must be a day without quotes"),
        ("today = 2026-10-31T10:00:00", "today must be a day without quotes"),
        ('language = "lu"', "language must be one of en, fr, de"),
        ("[year]\nfirst_month = 13", "no day has this first_month and first_day"),
        ("expires_after_months = 5", "expires_after_months must be a table of whole numbers"),
        ("[expires_after_months]\nsunbathing = 5", "there is no situation sunbathing"),
        ('names_shown = "Wiltz"', "names_shown must be texts in brackets"),
        ("names_shown = [1]", "names_shown must be texts in brackets"),
        ("language = ", "can't be read"),
        ("protocol = 5", "write [protocol]"),
    ],
)
def test_broken_settings_are_told_in_one_line(settings: str, said: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "alj.toml").write_text(settings, encoding="utf-8")
    path = write_workbook(tmp_path / "office.xlsx", leaver())
    for command in (["build"], ["check", str(path)], ["status"]):
        assert main([*command, "--workspace", str(tmp_path)]) == COULD_NOT_GO_ON
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith("alj: ")
        assert said in line


def test_the_workspaces_own_numbers_are_used_by_check(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "alj.toml").write_text("[workshop]\nmonths = 6", encoding="utf-8")
    group = table(
        "workshops",
        "workshop | place | starts_on | ends_on | places",
        "YW-2627-01 | Clervaux | 01.10.2026 | 01.04.2027 | 9",
    )
    path = write_workbook(tmp_path / "office.xlsx", {**leaver(), **group})
    assert main(["check", "--workspace", str(tmp_path), "--language", "en", str(path)]) == GOOD
    said = capsys.readouterr()
    assert "group-not-four-months" not in said.out
    assert "reference.xlsx is missing" in said.err


def test_a_file_without_right_is_one_line_and_a_bug_is_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def forbidden(options: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "/service/output")

    def bug(options: object) -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file", "x")

    monkeypatch.setattr("alj.status_command.run", forbidden)
    assert main(["status"]) == COULD_NOT_GO_ON
    assert capsys.readouterr().err == "alj: /service/output: Permission denied.\n"
    monkeypatch.setattr("alj.status_command.run", bug)
    with pytest.raises(FileNotFoundError):
        main(["status"])


def test_whoever_stops_reading_sees_no_traceback(tmp_path: Path) -> None:
    pasted = leavers(*({"case": f"NOR-2627-{number:04d}", "sex": "?"} for number in range(1, 2000)))
    path = write_workbook(tmp_path / "office.xlsx", pasted)
    command = [sys.executable, "-m", "alj", "check", "--format", "json", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as check:
        assert check.stdout is not None
        assert check.stderr is not None
        check.stdout.read(1)
        check.stdout.close()
        assert check.stderr.read() == b""


def test_a_second_command_waits_for_nothing_and_says_so(service_of_one: Workspace, capsys: Captured) -> None:
    with FileLock(service_of_one.lock_file):
        assert main(["build", "--workspace", str(service_of_one.root)]) == COULD_NOT_GO_ON
    assert "another command is at work" in capsys.readouterr().err


@pytest.mark.parametrize("reference", [b"no workbook", b""])
def test_a_broken_reference_workbook_stops_the_build(
    reference: bytes, service_of_one: Workspace, capsys: Captured
) -> None:
    service_of_one.reference.write_bytes(reference)
    assert main(["build", "--workspace", str(service_of_one.root), "--language", "en"]) == COULD_NOT_GO_ON
    assert "the reference workbook has to be mended first" in capsys.readouterr().err


def test_status_of_a_report_cut_short_asks_for_a_build(service_of_one: Workspace, capsys: Captured) -> None:
    (service_of_one.output / "build.json").write_text('{"as_of": ', encoding="utf-8")
    assert main(["status", "--workspace", str(service_of_one.root)]) == COULD_NOT_GO_ON
    assert "run `alj build` again" in capsys.readouterr().err
