"""How a command tells how far it is: bars where a person looks on, plain lines elsewhere."""

import io
import re

import pytest

from alj.stages import Stages
from intake.language import Language


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_that_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("COLUMNS", "100")
    stages = Stages(Language("en"))
    with stages.stage("reading", "Reading workbooks") as advance:
        for _ in range(3):
            advance(of=3)
    shown = terminal.getvalue()
    assert "Reading workbooks" in shown
    assert "3/3" in shown
    assert not re.search(r"\d s$", shown)


def test_elsewhere_a_stage_is_one_plain_line_with_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    stages = Stages(Language("fr"))
    with stages.stage("reading", "Reading workbooks", 2) as advance:
        advance()
    told = capsys.readouterr().err
    assert re.fullmatch(r"\S.*\xa0: \d,\d\xa0s\n", told)
    assert list(stages.seconds) == ["reading"]
    assert stages.seconds["reading"] >= 0
