"""A build that is killed at any moment, its children with it, leaves a whole site; the next leaves no trace of it."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alj.cli import COULD_NOT_GO_ON, GOOD
from alj.publishing import published_build
from intake.workspace import Workspace
from tests.small_service import damaged_files

KILLS = int(os.environ.get("ALJ_KILLS", "300"))
"""Kills of the long form (`pytest -m soak tests/test_kills.py`)."""
AT_ONCE = 20
LEFT_OVER = re.compile(r"\.new$|^\.new-|^\.link-|^\.sites-|\.old$")


def start(workspace: Workspace, stderr: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """Start a build in a process group of its own."""
    command = [sys.executable, "-m", "alj", "build", "--workspace", str(workspace.root)]
    return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=stderr)


def change(workspace: Workspace, number: int) -> None:
    """Change what stands at the foot of every page, so that all of them are rendered again."""
    text = re.sub(
        r"^(# )?note = .*$", f'note = "kill {number}"', workspace.settings_file.read_text("utf-8"), flags=re.M
    )
    workspace.settings_file.write_text(text, "utf-8")


def left_over(workspace: Workspace) -> list[Path]:
    return [path for path in workspace.root.rglob("*") if LEFT_OVER.search(path.name)]


def is_whole(workspace: Workspace) -> bool:
    """Whether each audience has its site, and every file is as it was published."""
    folder = workspace.builds / published_build(workspace)
    sites = {one.name for one in workspace.sites.iterdir()}
    return (
        damaged_files(folder) == []
        and sites == {"coordination", "ministry", "office-NOR"}
        and workspace.report.is_file()
    )


def kill_builds(workspace: Workspace, kills: int, finished_every: int) -> None:
    """Kill so many builds at random moments; let every so manieth after it run to its end."""
    change(workspace, 0)
    began = time.monotonic()
    assert start(workspace).wait() == GOOD
    longest, random_moment = time.monotonic() - began, random.Random(7)
    for number in range(1, kills + 1):
        change(workspace, number)
        build = start(workspace)
        time.sleep(random_moment.uniform(0, longest))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        assert is_whole(workspace), number
        if number % finished_every == 0:
            began = time.monotonic()
            assert start(workspace).wait() == GOOD, number
            longest = time.monotonic() - began
            assert is_whole(workspace), number
            assert left_over(workspace) == [], number
            foot = (workspace.sites / "office-NOR" / "index.html").read_text("utf-8")
            assert f"kill {number}" in foot


def test_a_killed_build_leaves_the_old_site_and_the_next_one_no_trace_of_it(service_of_one: Workspace) -> None:
    kill_builds(service_of_one, 2, 2)


def in_session(session: int) -> list[int]:
    """The processes of a session that have not ended."""
    found = []
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, of = one.read_text("utf-8").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(of) == session and state != "Z":
            found.append(int(one.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processes are listed nowhere")
@pytest.mark.skipif(os.cpu_count() == 1, reason="with one core a build has no process beside its own")
def test_processes_of_a_build_that_is_killed_end_by_themselves(service_of_one: Workspace) -> None:
    change(service_of_one, 0)
    build = start(service_of_one)
    # The build itself, the two that begin and look after the others, and one that works.
    while len(in_session(build.pid)) < 4:
        assert build.poll() is None
        time.sleep(0.01)
    build.kill()
    build.wait()
    waited = time.monotonic()
    while left := in_session(build.pid):
        assert time.monotonic() - waited < 60, left
        time.sleep(0.05)
    assert is_whole(service_of_one)


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="processes are listed nowhere")
@pytest.mark.skipif(os.cpu_count() == 1, reason="with one core a build has no process beside its own")
@pytest.mark.parametrize("processes", [3, 4], ids=["they are importing", "they are at work"])
def test_a_build_that_is_stopped_says_so_and_ends_quietly(service_of_one: Workspace, processes: int) -> None:
    change(service_of_one, 0)
    build = start(service_of_one, stderr=subprocess.PIPE)
    while len(in_session(build.pid)) < processes:
        assert build.poll() is None
        time.sleep(0.01)
    # Python itself has begun in each of them.
    time.sleep(0.2)
    # As a terminal does for Ctrl+C: to the build and all its processes.
    os.killpg(build.pid, signal.SIGINT)
    said = build.communicate()[1].decode()
    assert said.endswith("alj: stopped.\n")
    assert "Traceback" not in said
    assert build.returncode == COULD_NOT_GO_ON
    assert is_whole(service_of_one)


def test_a_command_that_is_stopped_in_code_made_from_text_ends_with_its_own_code(tmp_path: Path) -> None:
    """As a dataclass is while modules are imported: Python notes it, and would end by the signal though it was met."""
    lines = [
        "import sys",
        "import alj.building",
        "from alj import cli",
        "cli._run = lambda _: exec('raise KeyboardInterrupt')",
    ]
    (tmp_path / "stopped.py").write_text("\n".join([*lines, "sys.exit(cli.main(['build']))"]), encoding="utf-8")
    ended = subprocess.run([sys.executable, "-m", "stopped"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.stderr, ended.returncode) == ("alj: stopped.\n", COULD_NOT_GO_ON)


@pytest.mark.soak
def test_hundreds_of_killed_builds(service_of_one: Workspace) -> None:
    kill_builds(service_of_one, KILLS, int(os.environ.get("ALJ_KILLS_FINISHED_EVERY", "1")))


def builds_at_once(workspace: Workspace, builds: int) -> None:
    """Start so many at once: one builds, the others say that another is at work, or that nothing has changed since."""
    before = int(published_build(workspace))
    change(workspace, builds)
    codes = [one.wait() for one in [start(workspace) for _ in range(builds)]]
    assert set(codes) <= {GOOD, COULD_NOT_GO_ON}
    assert GOOD in codes
    assert COULD_NOT_GO_ON in codes
    assert int(published_build(workspace)) == before + 1
    assert is_whole(workspace)


def test_of_two_builds_at_once_one_builds(service_of_one: Workspace) -> None:
    builds_at_once(service_of_one, 2)


@pytest.mark.soak
def test_of_twenty_builds_at_once_one_builds(service_of_one: Workspace) -> None:
    builds_at_once(service_of_one, AT_ONCE)
