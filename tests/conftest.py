"""What many tests share, set up once for all workers: a small demo, and the programs that look at what was made."""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import settings

from alj.cli import main
from intake import submissions
from intake.workspace import Workspace
from tests.libreoffice import LibreOffice
from tests.small_service import write_small_service

# Absolute times don't hold on shared machines. The gate draws the same samples each time, so that a change is
# refused for what it changed; `make soak` draws new ones.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None)

CORES = os.cpu_count
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    """Let hypothesis draw as is fit for what is asked for; no more than one thread counts in each of the workers."""
    settings.load_profile("soak" if config.option.markexpr == "soak" else "gate")
    # polars reads it when it is first used, here and in every program that a test starts.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than there are cores: a test that waits for another program leaves its core to the others."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def one_core() -> Iterator[None]:
    """What a test builds is built in its own process: the tests' workers keep all cores at work already.

    Each further process takes seconds to start. Those of a build are at work in the demo and in whatever a test runs
    as a program.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "cpu_count", lambda: 1)
        yield


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The workspace of a demo at a twentieth of the real size, built once for all workers; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "demo"
    with FileLock(f"{shared}.lock"), pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "cpu_count", CORES)
        if not (shared / "output" / "build.json").is_file():
            assert main(["demo", str(shared), "--scale", "0.05"]) == 0
    return shared


@pytest.fixture(scope="session")
def small_service(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A workspace of one office and two cases, built once for all workers; not to be changed."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "small-service"
    with FileLock(f"{shared}.lock"):
        if not (shared / "output" / "build.json").is_file():
            write_small_service(shared)
    return shared


@pytest.fixture
def service_of_one(small_service: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A copy of that workspace, to be changed at will; a build of it waits for no upload to be written to its end."""
    monkeypatch.setattr(submissions, "time", SimpleNamespace(time=time.time, sleep=lambda _: None))
    shutil.copytree(small_service, tmp_path / "service", symlinks=True)
    return Workspace(tmp_path / "service")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all tests of a worker: two at once in one process are more than playwright bears."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; skipped where it is missing."""
    found = shutil.which("soffice")
    if not found:
        pytest.skip("LibreOffice is not installed")
    return found


@pytest.fixture(scope="session")
def libreoffice(soffice: str) -> Iterator[LibreOffice]:
    """One LibreOffice that does what people do, for every workbook of a worker's tests."""
    program = LibreOffice()
    yield program
    program.close()


@pytest.fixture
def workspace(demo: Path, tmp_path: Path) -> Workspace:
    """A copy of the demo's workspace, to be changed at will."""
    shutil.copytree(demo, tmp_path / "workspace", symlinks=True)
    return Workspace(tmp_path / "workspace")
