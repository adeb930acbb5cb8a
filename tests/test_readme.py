"""The README's commands work as they are printed, and what it says of the project is so."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

README = Path("README.md").read_text(encoding="utf-8")


def commands_after(words: str) -> list[str]:
    """Return the lines of the first block of shell commands after some words of the README, comments taken off."""
    block = re.search(r"```sh\n(.*?)```", README[README.index(words) :], re.DOTALL)
    assert block
    return [line.split("  #")[0].strip() for line in block[1].splitlines() if not line.startswith("#")]


def fill_cover_and_a_case(path: Path) -> None:
    """Fill the French template with the day of the data and one case, as the office would."""
    book = openpyxl.load_workbook(path)
    cover, leavers = book.worksheets[0], book.worksheets[1]
    for row in cover.iter_rows(max_col=3):
        if row[1].value and str(row[1].value).rstrip(" *") in ("État des données au", "State of the data on"):
            row[2].value = "31.10.2026"
    given = [None, "youngster", "05.10.2026", None, None, "Exemple", "Una", "20.06.2007", "female"]
    for column, value in enumerate(given, start=2):
        leavers.cell(2, column, value)
    book.save(path)


def test_an_offices_first_upload_works_as_printed(demo: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    folder = tmp_path
    for command in commands_after("An office's first upload"):
        if command.startswith("cd "):
            folder = folder / command.removeprefix("cd ")
            shutil.copy(demo / "reference.xlsx", folder / "reference.xlsx")
            continue
        ended = subprocess.run(
            command.split(), cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
        if "template" in command:
            fill_cover_and_a_case(folder / "NOR.xlsx")
    page = (folder / "output" / "site" / "office-NOR" / "caseload.html").read_text(encoding="utf-8")
    assert "NOR-2627-5001" in page


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "serve"])
def test_the_targets_that_the_papers_name_exist(target: str) -> None:
    papers = README + Path("CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"make {target}" in papers
    assert re.search(rf"^{target}:", Path("Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_plain_commands_are_those_of_the_makefile() -> None:
    makefile = Path("Makefile").read_text(encoding="utf-8")
    for command in commands_after("Without make")[1:3]:
        assert command.split("pip ")[1] in makefile


def test_the_locks_name_packages_versions_and_hashes_and_no_address() -> None:
    for lock in Path().glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        pinned = re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE)
        assert len(pinned) > 40
        assert text.count("--hash=sha256:") >= len(pinned)


def test_links_of_the_papers_lead_somewhere() -> None:
    for paper in Path().glob("*.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", paper.read_text(encoding="utf-8")):
            assert Path(link).exists(), f"{paper}: {link}"
