"""`alj setup`: what it writes follows from offices and settings, anew for another office, and fits its place."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from alj.cli import main
from alj.setup_command import FOLDER, write_setup
from intake.language import Language
from intake.settings import Server, Settings
from intake.workspace import Workspace, make_workspace
from tests.pipelines import stated


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_units_and_finds_them_safe(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    workspace.root.mkdir()
    write_setup(workspace, Settings(), ["NOR"], Language())
    units = [workspace.root / FOLDER / "server" / name for name in ("alj.path", "alj.timer", "alj.service")]
    told = subprocess.run(["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    command = ["systemd-analyze", "security", "--offline=yes", "--threshold=15", "--no-pager", str(units[-1])]
    judged = subprocess.run(command, check=False, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout


def test_another_office_is_another_rule_and_what_is_the_service_s_own_stays(tmp_path: Path) -> None:
    workspace, settings = Workspace(tmp_path / "workspace"), Settings(server=Server(sites="/srv/places"))
    workspace.root.mkdir()
    write_setup(workspace, settings, ["NOR"], Language())
    nginx = workspace.root / FOLDER / "nginx"
    (nginx / "users.map").write_text("una office-NOR; # office-MIN;\n")
    (nginx / "listen.conf").write_text("listen 443 ssl;\n")
    said = write_setup(workspace, settings, ["NOR", "MIN"], Language())
    assert said[-1] == "Nobody reads these sites yet: coordination, ministry, office-MIN, status."
    assert (nginx / "listen.conf").read_text() == "listen 443 ssl;\n"
    rules = re.findall(r'"(\S+) (\S+)" /srv/places;', (nginx / "alj.conf").read_text())
    assert rules == [(site, site) for site in ("coordination", "ministry", "office-MIN", "office-NOR", "status")]
    path = (workspace.root / FOLDER / "server" / "alj.path").read_text()
    assert [Path(one).name for one in stated(path, "PathChanged")] == ["inbox", "MIN", "NOR"]


@pytest.mark.parametrize("sites", ["/srv/a b", "/srv/a;b", "/srv/$a", "sites"])
def test_a_place_that_would_have_to_be_escaped_is_refused(
    sites: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_workspace(tmp_path / "w", Settings(language="en", server=Server(sites=sites)))
    assert main(["setup", "--workspace", str(tmp_path / "w")]) == 3
    assert sites in capsys.readouterr().err
