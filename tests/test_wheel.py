"""Installed as a wheel, `alj` works from an empty folder: templates, theme, catalogues, configuration travel."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from alj.cli import GOOD
from alj.publishing import published_build
from intake.workspace import Workspace
from tests.small_service import contents

ELSEWHERE = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "POLARS_MAX_THREADS": "2"}
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the wheel is unpacked, as in an environment that has the same dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [*PIP, "wheel", ".", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    subprocess.run(build, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `alj` from the unpacked wheel, in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(installed), **ELSEWHERE}
    command = [sys.executable, "-m", "alj", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_holds_templates_theme_catalogues_and_configuration(installed: Path) -> None:
    held = {path.relative_to(installed).as_posix() for path in installed.rglob("*") if path.is_file()}
    assert "site_templates/mkdocs.yml" in held
    assert "site_templates/locale/fr/LC_MESSAGES/alj.mo" in held
    assert any(name.startswith("site_templates/pages/") for name in held)
    assert "alj/setup_templates/nginx.jinja" in held
    assert not any(name.startswith("tests/") for name in held)


def test_the_wheel_builds_the_same_from_an_archive_elsewhere(
    installed: Path, service_of_one: Workspace, tmp_path: Path
) -> None:  # fmt: skip
    """In an empty folder, another time zone and locale, with another hash seed: the same bytes."""
    here = contents(service_of_one.builds / published_build(service_of_one))
    shutil.rmtree(service_of_one.cache)
    (tmp_path / "empty").mkdir()
    made = run(installed, tmp_path / "empty", "build", "--workspace", str(service_of_one.root))
    assert made.returncode == GOOD, made.stderr
    assert list((tmp_path / "empty").iterdir()) == []
    assert published_build(service_of_one) == "000002"
    elsewhere = contents(service_of_one.builds / published_build(service_of_one))
    assert elsewhere.keys() == here.keys()
    assert [path for path in here if elsewhere[path] != here[path]] == []


@pytest.mark.soak
def test_the_wheel_makes_the_same_demo_in_an_empty_folder(installed: Path, demo: Path, tmp_path: Path) -> None:
    """In another time zone and locale, with another hash seed and more threads than the tests' demo: the same bytes."""
    made = run(installed, tmp_path, "demo", "demo", "--scale", "0.05")
    assert made.returncode == 0, made.stderr
    assert "site_templates" not in {path.name for path in tmp_path.iterdir()}
    first, second = demo / "output" / "site", tmp_path / "demo" / "output" / "site"
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    assert len(files) > 100
    assert [file for file in files if (first / file).read_bytes() != (second / file).read_bytes()] == []
