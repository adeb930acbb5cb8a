"""Who may look into a workspace's folders: those that hold names are their owner's, or the group's that uploads."""

import os
import stat
from pathlib import Path

import pytest

from alj.cli import GOOD, main
from intake.workspace import Workspace, make_workspace


def rights(folder: Path) -> str:
    return oct(stat.S_IMODE(folder.stat().st_mode))


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_folders_that_hold_names_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        workspace = make_workspace(tmp_path / "service")
    finally:
        os.umask(before)
    alone = (workspace.archive, workspace.identity, workspace.returned, workspace.lists)
    assert {rights(folder) for folder in alone} == {"0o700"}
    # Uploads may come through another account of the service's group.
    assert rights(workspace.inbox) == "0o770"


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
def test_an_offices_upload_folder_is_private_and_keeps_the_rights_it_was_given(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = workspace.inbox_of("SOU")
    options = ["--workspace", str(workspace.root), "--office", "SOU", "--year", "2026/27", "--to"]
    assert main(["template", *options, str(tmp_path / "first.xlsx")]) == GOOD
    assert rights(folder) == "0o770"
    folder.chmod(0o750)
    assert main(["template", *options, str(tmp_path / "second.xlsx")]) == GOOD
    assert rights(folder) == "0o750"
