"""Help and usage errors are in the reader's language: the one asked for, else the workspace's, else English."""

import gettext
import os
from pathlib import Path

import pytest

from alj import usage
from alj.cli import WRONG_USAGE, main
from intake.language import LANGUAGES
from intake.settings import SETTINGS_FILE, Settings
from intake.workspace import make_workspace

Captured = pytest.CaptureFixture[str]


def ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    return int(str(end.value.code))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "alj check: error: argument --report: invalid choice: 'pdf' (choose from 'junit', 'github', 'gitlab')"),
        ("fr", "alj check\xa0: erreur\xa0: argument --report\xa0: choix impossible\xa0: 'pdf' (choisissez parmi"
               " 'junit', 'github', 'gitlab')"),
        ("de", "alj check: Fehler: Angabe --report: keine der Möglichkeiten: 'pdf' (wählen Sie aus 'junit', 'github',"
               " 'gitlab')"),
    ],
)  # fmt: skip
def test_a_usage_error_is_in_the_language_asked_for(language: str, said: str, capsys: Captured) -> None:
    assert ended("check", "a.xlsx", "--report", "pdf", f"--language={language}") == WRONG_USAGE
    # Later versions of Python leave out the quotes.
    assert capsys.readouterr().err.splitlines()[-1].replace("'", "") == said.replace("'", "")


def test_the_workspaces_language_is_spoken_where_none_is_asked_for(tmp_path: Path, capsys: Captured) -> None:
    make_workspace(tmp_path / "service", Settings(language="de"))
    assert ended("check", "--workspace", str(tmp_path / "service")) == WRONG_USAGE
    assert "diese Angaben fehlen: FILE" in capsys.readouterr().err
    assert ended("check", "--workspace", str(tmp_path / "service"), "--language", "en") == WRONG_USAGE
    assert "the following arguments are required: FILE" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [("--help",), ("build", "--help"), ("check", "--help"), ("match", "--help")])
def test_help_leaves_no_english_in_another_language(arguments: tuple[str, ...], capsys: Captured) -> None:
    assert ended(*arguments) == 0
    english = capsys.readouterr().out
    for language in usage.CODES[1:]:
        assert ended(*arguments, "--language", language) == 0
        told = capsys.readouterr().out
        phrases = {line.split("  ")[-1].strip() for line in english.splitlines() if line.startswith("  ")}
        same = {
            phrase
            for phrase in phrases
            if " " in phrase and phrase in told and phrase[0] not in "-[" and "]" not in phrase
        }
        assert (len(phrases) > 5, same) == (True, set())


def test_english_is_spoken_again_afterwards(capsys: Captured) -> None:
    before = (gettext.textdomain(), os.environ.get("LANGUAGE"))
    assert ended("check", "--language", "fr") == WRONG_USAGE
    assert (gettext.textdomain(), os.environ.get("LANGUAGE")) == before
    capsys.readouterr()
    assert ended("check") == WRONG_USAGE
    assert "the following arguments are required" in capsys.readouterr().err


def test_what_stands_here_for_speed_is_what_the_settings_say() -> None:
    assert (LANGUAGES, Settings().language, SETTINGS_FILE) == (usage.CODES, usage.USUAL, usage.SETTINGS)
