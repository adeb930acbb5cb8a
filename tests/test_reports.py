"""What CI services are told of checked workbooks: each report in its service's form, nobody's data in any of them."""

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from alj.cli import GOOD, TO_MEND, WRONG_USAGE, main
from alj.reports import named
from alj.reports_ci import ANNOTATIONS_SHOWN, github, gitlab
from alj.reports_junit import junit
from alj.reports_summary import summary_of_build, summary_of_check
from intake.checks import CheckedWorkbook
from intake.language import LANGUAGES, Language
from intake.problems import Problem
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import fields
from intake.workspace import Workspace
from tests.checked import checked_workbook
from tests.problem_examples import leaver, leavers
from tests.registers import register_of
from tests.workbooks import COVER, ENGLISH, checked, write_workbook

Captured = pytest.CaptureFixture[str]
REPORTS = ("junit", "github", "gitlab")
MISSING = Problem("missing", "leavers", "I2", "NOR-2627-0001", {"column": "birth_date"})
NOT_IN_LIST = Problem("not-in-list", "leavers", "J7", details={"column": "sex", "found": "text", "list": "sex"})
UNREAD_SHEET = Problem("unread-sheet", details={"position": 3})
CANARY = "Zzcanary"


def one_of_each(language: Language = ENGLISH) -> list[CheckedWorkbook]:
    """A faulty workbook of NOR, a sound one of MIN, and a file that nobody can read."""
    return [
        checked_workbook("NOR", problems=[MISSING, NOT_IN_LIST, UNREAD_SHEET]),
        checked_workbook("MIN"),
        CheckedWorkbook("ab" * 32, None, problems=(Problem("unknown-workbook"),)),
    ]


class TestNames:
    def test_are_office_and_year_else_place_and_hash(self) -> None:
        assert [(one.name, one.file_name) for one in named(one_of_each(), ENGLISH)] == [
            ("NOR 2026/27", "NOR-2026-27.xlsx"),
            ("MIN 2026/27", "MIN-2026-27.xlsx"),
            ("workbook 3 (abababab)", "workbook-3-abababab.xlsx"),
        ]

    def test_are_never_alike(self) -> None:
        twice = [checked_workbook("NOR"), checked_workbook("NOR"), checked_workbook("NOR")]
        assert [one.file_name for one in named(twice, ENGLISH)] == [
            "NOR-2026-27.xlsx", "NOR-2026-27-2.xlsx", "NOR-2026-27-3.xlsx",
        ]  # fmt: skip

    def test_do_not_repeat_what_is_no_office(self) -> None:
        (one,) = named([checked_workbook(CANARY)], ENGLISH)
        assert (one.name, one.file_name) == ("workbook 1", "workbook-1.xlsx")


class TestJUnit:
    def test_has_a_suite_a_workbook_and_a_case_a_sheet_and_one_for_the_file(self) -> None:
        root = ET.fromstring(junit(named(one_of_each(), ENGLISH), ENGLISH))
        suites = root.findall("testsuite")
        assert [suite.get("name") for suite in suites] == ["NOR 2026/27", "MIN 2026/27", "workbook 3 (abababab)"]
        titles = [ENGLISH.text(sheet.INFO.title) for sheet in OFFICE_WORKBOOK.all_sheets]
        for suite in suites[:2]:
            assert [case.get("name") for case in suite] == ["The file", *titles]
        assert [case.get("name") for case in suites[2]] == ["The file"]  # nothing else of it was looked at
        assert [(suite.get("tests"), suite.get("failures")) for suite in suites] == [
            (str(len(titles) + 1), "1"), (str(len(titles) + 1), "0"), ("1", "1"),
        ]  # fmt: skip

    def test_a_sheets_errors_are_one_failure_and_its_warnings_output(self) -> None:
        (suite, *_) = ET.fromstring(junit(named(one_of_each(), ENGLISH), ENGLISH))
        by_name = {case.get("name"): case for case in suite}
        (failure,) = by_name["Leavers"].findall("failure")
        lines = (failure.text or "").splitlines()
        assert failure.get("type") == "missing"
        assert failure.get("message") == lines[0]
        assert [line[-13:] for line in lines] == ["ck. [missing]", "[not-in-list]"]
        (output,) = by_name["The file"].findall("system-out")
        assert "[unread-sheet]" in (output.text or "")
        assert by_name["The file"].find("failure") is None

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_the_elements_and_attributes_of_the_schema_and_no_others(self, language: str) -> None:
        spoken = Language(language)
        root = ET.fromstring(junit(named(one_of_each(), spoken), spoken))
        assert root.tag == "testsuites"
        needed = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}
        allowed = {
            "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
            "testsuite": (
                {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id"},
                {"testcase", "properties", "system-out", "system-err"},
            ),
            "testcase": ({"name", "time", "classname"}, {"skipped", "error", "failure", "system-out", "system-err"}),
            "failure": ({"type", "message"}, set[str]()),
            "system-out": (set[str](), set[str]()),
        }
        for element in root.iter():
            attributes, children = allowed[element.tag]
            assert needed.get(element.tag, set()) <= set(element.keys()) <= attributes
            assert {child.tag for child in element} <= children
            assert re.fullmatch(r"\d*(\.\d*)?", element.get("time", ""))

    def test_escapes_what_xml_reads_as_markup(self) -> None:
        told = Problem("not-in-list", "leavers", "J7", '<&"\0', {"column": "sex", "found": "text", "list": "sex"})
        text = junit(named([checked_workbook(problems=[told])], ENGLISH), ENGLISH)
        failure = ET.fromstring(text).find(".//failure")
        assert failure is not None
        assert 'case <&"\ufffd' in str(failure.get("message"))


class TestGitHub:
    def test_is_a_command_a_line_with_its_place(self) -> None:
        lines = github(named(one_of_each(), ENGLISH), ENGLISH).splitlines()
        assert [line.split("::")[1] for line in lines] == [
            "error file=workbook-3-abababab.xlsx,line=1,title=workbook 3 (abababab) · unknown-workbook",
            "error file=NOR-2026-27.xlsx,line=2,title=NOR 2026/27 · missing",
            "error file=NOR-2026-27.xlsx,line=7,title=NOR 2026/27 · not-in-list",
            "warning file=NOR-2026-27.xlsx,line=1,title=NOR 2026/27 · unread-sheet",
        ]

    def test_shows_no_more_than_github_does_and_counts_the_rest(self) -> None:
        missing = [
            Problem("missing", sheet, f"{column}2", details={"column": "case"})
            for sheet in ("leavers", "contacts", "interviews") for column in "ABCD"
        ]  # fmt: skip
        lines = github(named([checked_workbook(problems=missing)], ENGLISH), ENGLISH).splitlines()
        assert len(lines) == ANNOTATIONS_SHOWN
        assert lines[-1] == "::error title=alj check::3 more messages are not shown."
        ten = github(named([checked_workbook(problems=missing[:10])], ENGLISH), ENGLISH).splitlines()
        assert [line.rsplit("[")[-1] for line in ten] == ["missing]"] * 10

    def test_escapes_what_ends_a_command_or_a_property(self) -> None:
        told = Problem("missing", "leavers", "I2", "100%\r\n::error::", {"column": "birth_date"})
        (line,) = github(named([checked_workbook(problems=[told])], ENGLISH), ENGLISH).splitlines()
        assert "case 100%25%0D%0A::error::" in line


class TestGitLab:
    def test_has_what_code_quality_asks_for(self) -> None:
        findings = json.loads(gitlab(named(one_of_each(), ENGLISH), ENGLISH))
        assert [(one["check_name"], one["severity"], one["location"]) for one in findings] == [
            ("unknown-workbook", "blocker", {"path": "workbook-3-abababab.xlsx", "lines": {"begin": 1}}),
            ("missing", "major", {"path": "NOR-2026-27.xlsx", "lines": {"begin": 2}}),
            ("not-in-list", "major", {"path": "NOR-2026-27.xlsx", "lines": {"begin": 7}}),
            ("unread-sheet", "minor", {"path": "NOR-2026-27.xlsx", "lines": {"begin": 1}}),
        ]
        assert all(one["description"].endswith(f"[{one['check_name']}]") for one in findings)

    def test_a_fingerprint_is_one_findings_own_in_every_run_and_language(self) -> None:
        def fingerprints(*problems: Problem, language: str = "en") -> list[str]:
            spoken = Language(language)
            report = gitlab(named([checked_workbook(problems=problems)], spoken), spoken)
            return [one["fingerprint"] for one in json.loads(report)]

        alike = [MISSING, MISSING, NOT_IN_LIST]
        assert len(set(fingerprints(*alike))) == 3
        assert fingerprints(*alike) == fingerprints(*alike, language="fr")
        assert fingerprints(NOT_IN_LIST)[0] in fingerprints(*alike)
        many = [Problem("missing", "leavers", f"I{row}", details={"column": "birth_date"}) for row in range(2, 9)]
        assert len(fingerprints(*many)) == 1
        assert fingerprints(*many) == fingerprints(*many[1:])


class TestSummary:
    def test_of_a_check_is_a_table_then_the_problems_by_code(self) -> None:
        summary = shown(summary_of_check(named(one_of_each(), ENGLISH), ENGLISH))
        assert summary.splitlines()[:6] == [
            "## Workbooks checked",
            "",
            "| Workbook | State | Rows read | Rows accepted | Rows held back |",
            "| --- | --- | --- | --- | --- |",
            "| NOR 2026/27 | partly accepted | 0 | 0 | 0 |",
            "| MIN 2026/27 | accepted | 0 | 0 | 0 |",
        ]
        assert (
            "### NOR 2026/27\n\n- `missing` · error · 1\n    - Leavers!I2, case NOR-2627-0001: “Birth date”" in summary
        )
        assert "### MIN" not in summary

    def test_folds_many_of_one_kind_and_stops_at_a_screenful(self) -> None:
        many = [Problem("missing", "leavers", f"I{row}", details={"column": "birth_date"}) for row in range(2, 502)]
        summary = shown(summary_of_check(named([checked_workbook(problems=many)], ENGLISH), ENGLISH))
        assert "- `missing` · error · 500\n    - Leavers!I2:I501, 500 cells: " in summary
        columns = [Problem("unread-sheet", details={"position": position}) for position in range(1, 61)]
        summary = shown(summary_of_check(named([checked_workbook(problems=columns)], ENGLISH), ENGLISH))
        assert summary.count("[unread-sheet]") == 50
        assert "- 10 more messages are not shown." in summary

    def test_leaves_no_mark_that_markdown_or_html_would_read(self) -> None:
        told = Problem("missing", "leavers", "I2", "<b>|*[x](y)", {"column": "birth_date"})
        summary = summary_of_check(named([checked_workbook(problems=[told])], ENGLISH), ENGLISH)
        assert not {"<", "*", "["} & set(summary)
        assert "<b>|*[x](y)" in shown(summary)

    def test_of_a_build_has_offices_changes_and_problems(self) -> None:
        offices = [
            {"office": "NOR", "state": "standing-on-older", "overdue": 1200},
            {"office": "MIN", "state": "nothing-received", "overdue": 0},
        ]
        changes = [
            {"office": "NOR", "school_year": "2026/27", "submission": "b", "previous": "a", "sheet": sheet} | rows
            for sheet, rows in (
                ("leavers", {"added": 3, "changed": 1, "vanished": 0}),
                ("contacts", {"added": 0, "changed": 0, "vanished": 0}),
            )
        ]
        summary = shown(summary_of_build(register_of(), offices, ENGLISH, changes))
        assert "| NOR | standing on an older workbook | 0 | 0 | 0 | 1,200 |" in summary
        assert "| MIN | nothing received | 0 | 0 | 0 | 0 |" in summary
        assert "### What changed since the submission before" in summary
        assert "| NOR 2026/27 | Leavers | 3 | 1 | 0 |" in summary
        assert "Contacts" not in summary
        assert "changed since" not in shown(summary_of_build(register_of(), offices, ENGLISH))

    def test_of_a_build_is_written_where_it_is_wanted(self, service_of_one: Workspace, capsys: Captured) -> None:
        workspace = service_of_one
        upload = leavers({}, {"case": "NOR-2627-0002", "birth_date": None})
        write_workbook(workspace.inbox_of("NOR") / "a.xlsx", upload, COVER)
        target = workspace.root / "summary.md"
        command = ["build", "--workspace", str(workspace.root), "--audience", "office-NOR", "--language", "fr"]
        assert main([*command, "--summary", str(target)]) == TO_MEND
        assert "coordination" in capsys.readouterr().out
        summary = shown(target.read_text(encoding="utf-8"))
        offices = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))["offices"]
        lines = [line for line in summary.splitlines() if re.match(r"\| [A-Z]{3} \|", line)]
        assert [line[2:5] for line in lines] == [office["office"] for office in offices]
        assert "État des bureaux" in summary
        assert "### NOR 2026/27" in summary
        assert main([*command, "--summary", str(workspace.root / "none" / "summary.md")]) == WRONG_USAGE
        assert main([*command, "--summary", "-", "--format", "json"]) == WRONG_USAGE


def shown(markdown: str) -> str:
    """Return Markdown as a reader sees its words: character references resolved."""
    return re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), markdown)


def faulty(folder: Path, name: str = "office.xlsx") -> Path:
    return write_workbook(folder / name, leaver(birth_date=None))


class TestCommand:
    @pytest.mark.parametrize("report", REPORTS)
    def test_writes_the_report_to_a_file_and_the_lines_as_ever(
        self, report: str, tmp_path: Path, capsys: Captured
    ) -> None:
        path, target = faulty(tmp_path), tmp_path / "report"
        assert main(["check", str(path)]) == TO_MEND
        lines = capsys.readouterr().out
        assert main(["check", "--report", report, "--report-file", str(target), str(path)]) == TO_MEND
        assert capsys.readouterr().out == lines
        assert "[missing]" in target.read_text(encoding="utf-8")
        assert sorted(file.name for file in tmp_path.iterdir()) == ["office to mend.xlsx", "office.xlsx", "report"]

    @pytest.mark.parametrize("options", [[], ["--report-file", "-"]])
    def test_prints_a_report_without_a_file(self, options: list[str], tmp_path: Path, capsys: Captured) -> None:
        path = str(faulty(tmp_path))
        assert main(["check", "--report", "gitlab", *options, path]) == TO_MEND
        (finding,) = json.loads(capsys.readouterr().out)
        assert finding["check_name"] == "missing"
        assert main(["check", "--report", "github", *options, path]) == TO_MEND
        assert [line[:7] for line in capsys.readouterr().out.splitlines()] == ["::error"]

    def test_json_stays_as_it_is_beside_a_report(self, tmp_path: Path, capsys: Captured) -> None:
        path, target = str(faulty(tmp_path)), tmp_path / "report.xml"
        assert main(["check", "--format", "json", path]) == TO_MEND
        alone = capsys.readouterr().out
        options = ["--report", "junit", "--report-file", str(target), "--summary", str(tmp_path / "summary.md")]
        assert main(["check", "--format", "json", *options, path]) == TO_MEND
        assert capsys.readouterr().out == alone

    def test_a_sound_workbook_is_good_and_reported(self, tmp_path: Path, capsys: Captured) -> None:
        path = write_workbook(tmp_path / "good.xlsx", leaver())
        assert main(["check", "--report", "gitlab", str(path)]) == GOOD
        assert json.loads(capsys.readouterr().out) == []

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--report-file", "report.xml"], "--report-file goes with --report"),
            (["--report", "junit", "--format", "json"], "only one can go to standard output"),
            (["--report", "github", "--summary", "-"], "only one can go to standard output"),
            (["--report", "junit", "--report-file", "none/report.xml"], "there is no folder none"),
            (["--summary", "none/summary.md"], "there is no folder none"),
            (["--report", "junit", "--report-file", "office.xlsx"], "would be written over a workbook"),
        ],
    )
    def test_says_what_is_wrong_with_its_options(
        self, options: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
    ) -> None:
        monkeypatch.chdir(tmp_path)
        before = faulty(tmp_path).read_bytes()
        assert main(["check", *options, "office.xlsx"]) == WRONG_USAGE
        assert said in capsys.readouterr().err
        assert (tmp_path / "office.xlsx").read_bytes() == before

    def test_a_report_that_fails_leaves_the_one_before(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path, target = faulty(tmp_path), tmp_path / "report.json"
        target.write_text("before", encoding="utf-8")

        def full(_file: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("alj.printing.os.fsync", full)
        assert main(["check", "--report", "gitlab", "--report-file", str(target), str(path)]) == 3
        assert target.read_text(encoding="utf-8") == "before"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_report_says_what_stands_in_a_cell_or_who_sent_it(
        self, language: str, tmp_path: Path, capsys: Captured
    ) -> None:
        tables: dict[str, list[list[object]]] = {
            sheet.INFO.key: [[f"{CANARY}{row}" if row else key for key in fields(sheet)] for row in range(6)]
            for sheet in OFFICE_WORKBOOK.sheets
        }
        pasted = write_workbook(tmp_path / f"{CANARY} 1893120105732.xlsx", tables)
        cover = write_workbook(tmp_path / f"{CANARY}.xlsx", tables, dict.fromkeys(COVER, CANARY))
        named_after = tmp_path / f"{CANARY}-2.xlsx"
        named_after.write_text(CANARY, encoding="utf-8")
        files = [str(pasted), str(cover), str(named_after)]
        assert len(checked(pasted).problems) > 50
        written = tmp_path / "report"
        for report in REPORTS:
            options = ["--language", language, "--report", report, "--report-file", str(written)]
            main(["check", *options, "--summary", str(tmp_path / "summary.md"), *files])
            for told in (written.read_text(encoding="utf-8"), shown((tmp_path / "summary.md").read_text("utf-8"))):
                assert "NOR" in told
                assert CANARY.casefold() not in told.casefold()
                assert "1893120105732" not in told
                assert str(tmp_path) not in told

    def test_a_file_that_is_no_workbook_is_called_by_its_place_and_hash(self, tmp_path: Path, capsys: Captured) -> None:
        (tmp_path / "first").write_bytes(b"no workbook")
        main(["check", "--report", "gitlab", str(tmp_path / "first")])
        (finding,) = json.loads(capsys.readouterr().out)
        sha256 = hashlib.sha256(b"no workbook").hexdigest()
        assert finding["location"]["path"] == f"workbook-1-{sha256[:8]}.xlsx"

    def test_a_flood_is_a_few_lines(self, tmp_path: Path) -> None:
        rows = leavers(*({"case": f"NOR-2627-{number:04d}", "sex": "?"} for number in range(1, 300)))
        path, target = write_workbook(tmp_path / "office.xlsx", rows), tmp_path / "report.json"
        main(["check", "--report", "gitlab", "--report-file", str(target), str(path)])
        assert len(json.loads(target.read_text(encoding="utf-8"))) < 10
