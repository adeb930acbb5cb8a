"""The catalogue of problems: every code says a sentence in three languages, weighs by the day, comes in order."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alj.cli import TO_MEND, main
from intake import messages, problems, references
from intake.language import LANGUAGES, Language
from intake.messages import CATALOGUE, CELLS, OF_RECEIPT, ROWS, WARNINGS
from intake.messages_lists import LISTS as OF_THE_LISTS
from intake.messages_persons import PERSONS
from intake.messages_refusals import REFUSALS
from intake.precheck import Refusal
from intake.problems import Problem, describe, describe_kinds, in_order
from intake.reasons import REASONS, SAID_BY, details_of
from tests.list_sentences import SENTENCES as OF_LISTS
from tests.owner_stories import SENTENCES
from tests.problem_examples import EXAMPLES, LEAVER, leaver, leavers, table
from tests.said_examples import SAID
from tests.workbooks import COVER, ENGLISH, LISTS, checked, write_workbook

FIELD = re.compile(r"\{(\w+)\}")
SHEETS = ("cover", "leavers", "contacts", "outcomes")
CONTACTS = "case | kind | contact_on | with_whom | result"


def test_every_code_has_an_example_of_its_sentence() -> None:
    # Of receipts: test_succession and test_checks; of persons: test_one_owner; of lists: test_list_command.
    assert {*EXAMPLES, *SAID, *OF_RECEIPT, *SENTENCES, *OF_LISTS} == set(CATALOGUE)
    assert set(EXAMPLES) & set(SAID) == set()
    assert len(CATALOGUE) == sum(map(len, (REFUSALS, CELLS, ROWS, WARNINGS, PERSONS, OF_THE_LISTS)))


@pytest.mark.parametrize("code", SAID)
def test_what_is_said_of_files_sheets_and_headers(code: str) -> None:
    problem, sentence = SAID[code]
    assert (problem.code, describe(problem, ENGLISH)) == (code, sentence)


@pytest.mark.parametrize("code", CATALOGUE)
@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_message_is_said_in_each_language_with_all_that_it_names(code: str, language: str) -> None:
    kind = CATALOGUE[code]
    for message in (kind.sentence, kind.to_do, *REASONS.get(code, {}).values()):
        said = Language(language).text(message)
        assert said != str(message)
        assert sorted(set(FIELD.findall(said))) == sorted(set(FIELD.findall(message)))


@pytest.mark.parametrize(
    ("code", "reason"), [(code, reason) for code, reasons in REASONS.items() for reason in reasons]
)
def test_why_a_file_was_refused_is_said(code: str, reason: str) -> None:
    for name in SAID_BY:
        details = details_of(code, {name: reason, "limit": 4_000_000, "sheet": "Zzmuller"})
        said = describe(Problem(code, details=details), ENGLISH)
        assert REASONS[code][reason].format(limit="4,000,000") in said
        assert "Zz" not in said
    assert details_of(code, {"why": "something new"}) == {}


def test_every_reason_that_the_precheck_gives_can_be_said() -> None:
    """A word in a refusal that no message knows would be dropped without a trace."""
    given = set(_reasons_given())
    assert len(given) > 20
    assert {(code, reason) for code, reason in given if reason not in REASONS.get(code, {})} == set()


def _reasons_given() -> Iterator[tuple[str, str]]:
    refused = re.compile(r'Refus(?:ed|al)\(\s*"([\w-]+)",\s*(?:\{"(?:why|what|found)": |(?:why|what|found)=)"([\w-]+)"')
    for name in ("precheck", "archive", "refusals", "book_scan", "sheet_scan", "xml_scan", "reading_child", "workbook"):
        source = Path(messages.__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
        yield from refused.findall(source)


# ---- Rules that begin as warnings ----------------------------------------------------------------------------------

BEGINS = datetime.date(2027, 9, 1)


@pytest.fixture
def _becoming_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make one rule of the catalogue a new one, which is an error from a day on."""
    code = "case-of-another-office"
    monkeypatch.setattr(messages, "CATALOGUE", {**CATALOGUE, code: replace(CATALOGUE[code], error_from=BEGINS)})
    for module in (problems, references):
        monkeypatch.setattr(module, "CATALOGUE", messages.CATALOGUE)


@pytest.mark.usefixtures("_becoming_an_error")
@pytest.mark.parametrize(
    ("today", "severity", "accepted"),
    [
        (datetime.date(2026, 10, 31), "warning", 1),
        (BEGINS - datetime.timedelta(days=1), "warning", 1),
        (BEGINS, "error", 0),
    ],
)
def test_a_new_rule_holds_rows_back_from_its_day_on(
    today: datetime.date, severity: str, accepted: int, tmp_path: Path
) -> None:
    path = write_workbook(tmp_path / "office.xlsx", leaver(case="MIN-2627-0001"))
    result = checked(path, LISTS, today)
    assert [(problem.code, problem.severity) for problem in result.problems] == [("case-of-another-office", severity)]
    assert result.tables["leavers"].height == accepted
    said = describe(result.problems[0], ENGLISH)
    assert ("From 1 September 2027 this is an error." in said) == (severity == "warning")


def test_a_refusal_holds_from_its_first_day() -> None:
    assert [code for code, kind in CATALOGUE.items() if kind.error_from and (kind.refuses or code in CELLS)] == []


# ---- Their order ---------------------------------------------------------------------------------------------------


def test_what_refuses_comes_first_then_what_holds_most_back_then_warnings() -> None:
    """Five hundred problems of twelve kinds, as a spoiled workbook has them."""
    kinds: list[tuple[Problem, int]] = [
        (Problem("unlikely-age", "leavers", "Q"), 120),
        (Problem("held-with-case", "contacts", "A", "NOR-2627-0001", {"rows": 40}), 1),
        (Problem("missing", "leavers", "I", "NOR-2627-0001", {"column": "birth_date"}), 1),
        (Problem("not-a-number", "leavers", "O", None, {"found": "text", "emptied": 1}), 150),
        (Problem("not-a-date", "contacts", "C", None, {"found": "text"}), 60),
        (Problem("duplicate-row", "contacts", "C"), 30),
        (Problem("no-such-case", "outcomes", "A"), 30),
        (Problem("bad-check-digit", "leavers", "F"), 40),
        (Problem("missing-column", "leavers", "D", None, {"column": "opened_on"}), 1),
        (Problem("missing-sheet", details={"other_sheet": "outcomes"}), 1),
        (Problem("not-in-list", "outcomes", "B", None, {"found": "text", "list": "situation"}), 26),
        (Problem("unknown-column", "contacts", "H"), 40),
    ]
    # Told row by row, as the checks find them.
    told = [
        replace(kind, cell=kind.cell and f"{kind.cell}{row}")
        for row in range(2, 200)
        for kind, times in kinds
        if row < times + 2
    ]
    assert (len(told), len({problem.code for problem in told})) == (500, 12)
    ordered = in_order(told, SHEETS)
    assert sorted(map(repr, ordered)) == sorted(map(repr, told))
    assert list(dict.fromkeys(problem.code for problem in ordered)) == [
        "missing-sheet", "missing-column",  # refuse the workbook
        "not-a-date",  # holds back 60 rows
        "missing",  # one case, and its 40 contacts with it
        "duplicate-row", "no-such-case",  # 30 rows each: by sheet
        "not-in-list",
        "not-a-number",  # 150 cells emptied, no row held back
        "bad-check-digit", "unlikely-age", "unknown-column",  # warnings, by sheet and column
        "held-with-case",  # follows from another
    ]  # fmt: skip
    assert len(list(describe_kinds(ordered, ENGLISH))) == 12


def test_what_hangs_on_one_case_on_several_sheets_is_one_line() -> None:
    told = [
        Problem("held-with-case", sheet, f"A{row}", case, {"rows": rows})
        for case, row, sheets in (
            ("NOR-2627-0001", 2, ("contacts", "interviews", "outcomes")),
            ("NOR-2627-0002", 9, ("contacts",)),
        )
        for sheet, rows in zip(sheets, (4, 1, 2), strict=False)
    ]
    cure = "Nothing is to mend here: they count again once that row is mended. [held-with-case]"
    assert list(describe_kinds(told, ENGLISH)) == [
        "Contacts!A2, Interviews!A2, Outcomes!A2, case NOR-2627-0001: Rows held back here with the case's row on the "
        f"sheet Leavers: 7. {cure}",
        f"Contacts!A9, case NOR-2627-0002: Rows held back here with the case's row on the sheet Leavers: 4. {cure}",
    ]


def test_check_says_the_weight_of_each_line_in_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tables = leavers({"grade": "nine"}, {"case": "NOR-2627-0002", "birth_date": "14.03.1989"})
    path = write_workbook(tmp_path / "office.xlsx", tables)
    for language, words in (("en", ("To mend", "To look at")), ("fr", ("À corriger", "À vérifier"))):
        assert main(["check", "--language", language, str(path)]) == TO_MEND
        told = [line for line in capsys.readouterr().out.splitlines()[1:] if line.endswith("]")]
        assert tuple(line.split(" · ")[0].strip() for line in told) == words


# ---- The nearest match ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "nearest"),
    [
        ({"origin": "Montly list"}, "Monthly list"),
        ({"commune": "Clerveaux"}, "Clervaux"),
        ({"school": "Lycée AA"}, "LTA"),
        ({"came_from": "Minet"}, "MIN"),
        ({"commune": "Zzzz"}, None),
    ],
)
def test_a_misspelt_entry_gets_its_nearest_match(
    changed: dict[str, object], nearest: str | None, tmp_path: Path
) -> None:
    (problem,) = checked(write_workbook(tmp_path / "office.xlsx", leaver(**changed))).problems
    said = describe(problem, ENGLISH)
    assert re.findall("“([^”]*)” is the nearest", said) == ([nearest] if nearest else [])
    assert not [value for value in changed.values() if f"“{value}”" in said]


def test_a_misspelt_office_on_the_cover_gets_its_nearest_match(tmp_path: Path) -> None:
    result = checked(write_workbook(tmp_path / "office.xlsx", leaver(), {**COVER, "office": "Nort"}))
    assert [(problem.code, problem.details.get("nearest")) for problem in result.problems] == [
        ("unknown-office", "NOR")
    ]


@pytest.mark.parametrize(
    ("written", "nearest"),
    [
        ("NOR-2627-0014", "NOR-2627-0041"),  # two digits swapped
        ("NOR-2627-0042", "NOR-2627-0041"),
        ("NOR-2627-0033", None),  # as near to 0035 as to 0036
        ("MIN-2627-0041", None),
        ("NOR-2627-7777", None),
    ],
)
def test_a_case_number_one_slip_away_is_told(written: str, nearest: str | None, tmp_path: Path) -> None:
    cases = leavers({}, *({"case": f"NOR-2627-{number:04d}"} for number in (35, 36, 41)))
    contacts = table("contacts", CONTACTS, f"{written} | Letter | 05.10.2026 | Parents | Reached")
    result = checked(write_workbook(tmp_path / "office.xlsx", {**cases, **contacts}))
    assert [(problem.code, problem.details.get("nearest")) for problem in result.problems] == [
        ("no-such-case", nearest)
    ]
    assert LEAVER["case"] in result.tables["leavers"]["case"]


def test_a_refusal_of_the_reader_is_told_with_its_reason() -> None:
    refusal = Refusal("too-large", {"what": "file", "limit": 32, "unit": "MB"})
    said = describe(Problem(refusal.code, details=details_of(refusal.code, refusal.detail)), ENGLISH)
    assert said.startswith("The workbook is far larger than a year's work can be. The file has more than 32 MB. Copy ")
