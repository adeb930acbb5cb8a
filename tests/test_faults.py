"""A fault that stops a command is told in the reader's language, and where it is known which, without being asked."""

import json
from pathlib import Path

import pytest

from alj.cli import COULD_NOT_GO_ON, GOOD, TO_MEND, WRONG_USAGE, main
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_, Language
from intake.problems import Problem, describe, describe_kinds
from intake.settings import Settings
from intake.workspace import make_workspace

NOTHING_DUE = {"last": None, "next": None}
TOLD: dict[str, object] = {"as_of": "2026-10-31", "lists_due": NOTHING_DUE, "months_without_day": []}
Captured = pytest.CaptureFixture[str]

NO_BUILD = {
    "en": "alj: {folder} is not a workspace: alj.toml is missing. Make one: alj init {folder}",
    "fr": "alj: {folder} n’est pas un espace de travail\xa0: alj.toml manque. Créez-en un\xa0: alj init {folder}",
    "de": "alj: {folder} ist kein Arbeitsbereich: alj.toml fehlt. Legen Sie einen an: alj init {folder}",
}


@pytest.mark.parametrize(("language", "said"), NO_BUILD.items())
def test_a_fault_is_told_in_the_language_asked_for(language: str, said: str, tmp_path: Path, capsys: Captured) -> None:
    command = ["build", "--workspace", str(tmp_path), "--language", language]
    assert main(command) == COULD_NOT_GO_ON
    assert capsys.readouterr().err.splitlines() == [said.format(folder=tmp_path)]


WRONG_DAY = {
    "en": "alj: --as-of takes a day written as 2026-10-31.",
    "fr": "alj: --as-of demande un jour écrit comme 2026-10-31.",
    "de": "alj: --as-of verlangt einen Tag in der Form 2026-10-31.",
}


@pytest.mark.parametrize(("language", "said"), WRONG_DAY.items())
def test_else_in_the_workspaces_own(language: str, said: str, tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "alj.toml").write_text(f'language = "{language}"', encoding="utf-8")
    assert main(["build", "--workspace", str(tmp_path), "--as-of", "31.10.2026"]) == WRONG_USAGE
    assert capsys.readouterr().err.splitlines() == [said]


def test_settings_that_cannot_be_read_are_told_in_english_and_what_they_may_hold_with_them(
    tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "alj.toml").write_text('language = "fr"\n[protocol]\ninterview_days = -1', encoding="utf-8")
    assert main(["status", "--workspace", str(tmp_path)]) == COULD_NOT_GO_ON
    assert capsys.readouterr().err == "alj: alj.toml, [protocol]: interview_days must be a whole number, 0 or more.\n"
    assert main(["status", "--workspace", str(tmp_path), "--language", "de"]) == COULD_NOT_GO_ON
    said = "alj: alj.toml, [protocol]: interview_days muss eine ganze Zahl ab 0 sein.\n"
    assert capsys.readouterr().err == said


def test_a_fault_is_english_as_text_and_tells_what_was_found_with_it() -> None:
    also = WrongUsage(N_("there is no file {file}."), file="{b}")
    fault = StopsTheCommand(N_("there is no file {file}."), file="{a}", also=[also])
    assert str(fault) == "there is no file {a}."
    assert fault.lines(Language("fr")) == ["le fichier {a} n’existe pas.", "le fichier {b} n’existe pas."]


def test_a_message_has_the_colon_of_its_language_before_what_is_wrong() -> None:
    missing = [Problem("missing", "leavers", f"I{row}", details={"column": "birth_date"}) for row in range(2, 9)]
    for language, start in (("en", "Leavers!I2: "), ("fr", "Décrocheurs!I2\xa0: "), ("de", "Abgänger!I2: ")):
        assert describe(missing[0], Language(language)).startswith(start)
    (together,) = describe_kinds(missing, Language("fr"))
    assert together.startswith("Décrocheurs!I2:I8, 7 cellules\xa0: ")


def test_a_reference_workbook_to_be_mended_has_the_name_that_it_has_in_the_workspace(
    tmp_path: Path, capsys: Captured
) -> None:
    main(["init", str(tmp_path / "service")])
    capsys.readouterr()
    assert main(["build", "--workspace", str(tmp_path / "service"), "--language", "fr"]) == COULD_NOT_GO_ON
    first, *told = capsys.readouterr().err.splitlines()
    assert first == "alj: le classeur de référence est à corriger d’abord, reference.xlsx\xa0:"
    assert [line[line.index(" [") :] for line in told] == [" [cover-incomplete]", " [no-offices]"]


@pytest.mark.parametrize(
    ("language", "said", "sent"),
    [
        ("en", "State of the data: 31 October 2026", "NOR  1 October 2026      up to date  2 overdue"),
        ("fr", "État des données\xa0: 31 octobre 2026", "NOR  1 octobre 2026      à jour  2 en retard"),
        ("de", "Stand der Daten: 31. Oktober 2026", "NOR  1. Oktober 2026     aktuell  2 überfällig"),
    ],
)
def test_status_writes_days_as_its_reader_does(
    language: str, said: str, sent: str, tmp_path: Path, capsys: Captured
) -> None:
    workspace = make_workspace(tmp_path / "service", Settings(language=language))
    office = {
        "office": "NOR", "state": "current", "overdue": 2, "received_at": "2026-09-30T22:30:00+00:00",
        "refused_for": [], "changes": [], "notices": [], "due": NOTHING_DUE,
    }  # fmt: skip
    report = json.dumps(
        {"as_of": "2026-10-31", "lists_due": NOTHING_DUE, "months_without_day": [], "offices": [office]}
    )
    (workspace.output / "build.json").write_text(report, encoding="utf-8")
    assert main(["status", "--workspace", str(workspace.root)]) == GOOD
    assert capsys.readouterr().out.splitlines()[:2] == [said, sent]


def test_status_says_in_words_why_a_workbook_was_refused(tmp_path: Path, capsys: Captured) -> None:
    workspace = make_workspace(tmp_path / "service", Settings(language="fr"))
    why = {"code": "date-in-future", "sheet": "cover", "cell": "C9", "details": {"column": "data_on", "refuses": 1}}
    office = {
        "office": "NOR", "state": "standing-on-older", "overdue": 0, "received_at": "2026-09-30T22:30:00+00:00",
        "refused_at": "2026-10-30T08:00:00+00:00", "refused_for": ["date-in-future"], "refused_why": [why],
        "changes": [], "notices": [], "due": NOTHING_DUE,
    }  # fmt: skip
    report = json.dumps(
        {"as_of": "2026-10-31", "lists_due": NOTHING_DUE, "months_without_day": [], "offices": [office]}
    )
    (workspace.output / "build.json").write_text(report, encoding="utf-8")
    assert main(["status", "--workspace", str(workspace.root)]) == TO_MEND
    assert capsys.readouterr().out.splitlines()[3:] == [
        "     Le classeur du 30 octobre 2026 a été refusé.",
        "       Page de garde!C9\xa0: Une date future. Corrigez-la\xa0: seul ce qui a déjà eu lieu se note ici. "
        "D’ici là, rien du classeur n’est pris en compte. [date-in-future]",
    ]
    assert main(["status", "--workspace", str(workspace.root), "--format", "json"]) == TO_MEND
    assert json.loads(capsys.readouterr().out)["offices"][0]["refused_for"] == ["date-in-future"]
