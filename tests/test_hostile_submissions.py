"""A hostile workbook as an office's new submission: every other office's site is what it would be without it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from alj.cli import main
from intake.workspace import Workspace
from tests.hostile_workbooks import Refused, load_all
from tests.office_parts import STRINGS_PART, office_parts, replaced
from tests.raw_files import archive

OFFICE = "NOR"
IN_ANOTHERS_FOLDER, ON_ANOTHERS_COVER = "other-offices-folder", "cover-contradicts-cases"


@cache
def refused_files() -> Mapping[str, bytes]:
    """A hostile workbook for each class of refusal, by its code."""
    files: dict[str, bytes] = {}
    for hostile in load_all().values():
        if isinstance(hostile.expected, Refused) and not hostile.is_long and hostile.expected.code not in files:
            files[hostile.expected.code] = next(iter(hostile.contents().values()))
    files[ON_ANOTHERS_COVER] = archive(replaced(office_parts(), STRINGS_PART, ">NOR<", ">SOU<"))
    whole = office_parts()
    files[IN_ANOTHERS_FOLDER] = archive({**whole, STRINGS_PART: str(whole[STRINGS_PART]).replace("NOR", "SOU")})
    return files


def others_sites(workspace: Workspace) -> Mapping[str, str]:
    """The hash of every file of the other offices' sites."""
    site = workspace.output / "site"
    return {
        str(path.relative_to(site)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in site.glob("office-*")
        if folder.name != f"office-{OFFICE}"
        for path in folder.rglob("*")
        if path.is_file()
    }


def send(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    folder = workspace.inbox_of(OFFICE)
    folder.mkdir(exist_ok=True)
    for code, content in files.items():
        (folder / f"{code}.xlsx").write_bytes(content)


def report(workspace: Workspace) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
    return told


def assert_only_its_own_site_changes(workspace: Workspace, files: Mapping[str, bytes]) -> None:
    """Sends the files, builds everything once more, and looks at what became of it."""
    before, said = others_sites(workspace), report(workspace)
    stood = [one for one in said["submissions"] if one["office"] == OFFICE and one["stands"]]
    assert len({name.partition("/")[0] for name in before}) == 9
    send(workspace, files)
    main(["build", "--workspace", str(workspace.root), "--as-of", said["as_of"]])
    assert list(workspace.inbox_of(OFFICE).iterdir()) == []
    now = report(workspace)
    assert others_sites(workspace) == before
    new = [one for one in now["submissions"] if one not in said["submissions"]]
    assert [(one["office"], one["status"], one["stands"]) for one in new] == [(OFFICE, "refused", False)] * len(files)
    assert [one for one in now["submissions"] if one["office"] == OFFICE and one["stands"]] == stood
    (state,) = (one for one in now["offices"] if one["office"] == OFFICE)
    assert state["state"] == "standing-on-older"
    told = {*state["refused_for"]} & {*files}
    page = (workspace.output / "site" / "coordination" / "data-quality.html").read_text(encoding="utf-8")
    assert told
    assert all(code in page for code in told)


def test_every_class_of_refusal_has_a_file() -> None:
    assert len(refused_files()) >= 17


def test_refused_workbooks_change_no_other_offices_site(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert_only_its_own_site_changes(workspace, refused_files())
    assert "Traceback" not in "".join(capsys.readouterr())


@pytest.mark.soak
@pytest.mark.parametrize("code", refused_files())
def test_a_refused_workbook_changes_no_other_offices_site(code: str, workspace: Workspace) -> None:
    assert_only_its_own_site_changes(workspace, {code: refused_files()[code]})
