"""From a file that lands in the inbox to sites that are served: by GitHub, by GitLab, and on a plain server."""

import http.server
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from mkdocs.utils.yaml import yaml_load

from alj.setup_command import FOLDER, write_setup
from intake.language import Language
from intake.settings import Server, Settings
from intake.tables import REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.pipelines import Job, run_github, run_gitlab, stated
from tests.problem_examples import leavers, table
from tests.workbooks import COVER, write_workbook

TOKEN = "made-up-token"
NAMES = ("Zwetschgenbaum", "Ottokar", "Mirabellenstrooss")
"""What stands in cells of the uploads, and in the name of a file: nowhere else may it be found."""
GITHUB, GITLAB = "repository/.github/workflows/alj.yml", "repository/.gitlab-ci.yml"


@dataclass
class Service:
    """A small service with its workspace, its places for sites, its repository, and files written by `alj setup`."""

    root: Path
    workspace: Workspace
    setup: Path
    called: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, authorization and body of each call of a pipeline."""

    @property
    def sites(self) -> Path:
        return self.root / "sites"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    def text(self, name: str) -> str:
        return (self.setup / name).read_text(encoding="utf-8")

    def upload(self, cases: int, **wrong: object) -> Path:
        rows: list[dict[str, object]] = [
            {"case": f"NOR-2627-{one:04d}", "last_name": NAMES[0], "first_name": NAMES[1], "address": f"1, {NAMES[2]}"}
            for one in range(1, cases + 1)
        ]
        rows[-1] |= wrong
        return write_workbook(self.workspace.inbox_of("NOR") / f"{NAMES[0]}.xlsx", leavers(*rows), COVER)

    def job(self, name: str) -> Job:
        """A clean folder with nothing but where the workspace lies."""
        folder = self.root / "jobs" / name
        folder.mkdir(parents=True)
        environment = {
            "HOME": str(self.root), "ALJ_WORKSPACE": str(self.workspace.root), "ALJ_CACHE": str(self.cache),
            "GITHUB_STEP_SUMMARY": str(folder.with_suffix(".page")),
        }  # fmt: skip
        return Job(folder, environment)

    def shown(self) -> str:
        return (self.sites / "office-NOR" / "caseload.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    root = tmp_path_factory.mktemp("service")
    settings = Settings(language="en", today=date(2026, 10, 31), server=Server(sites=str(root / "sites")))
    workspace = make_workspace(root / "workspace", settings)
    offices = table("offices", "code | name | posts", "NOR | North | 1", "MIN | Minett | 2")
    write_workbook(workspace.reference, offices, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
    workspace.inbox_of("NOR").mkdir()
    (root / "sites").mkdir()
    write_setup(workspace, settings, ["MIN", "NOR"], Language())
    repository = root / "github" / "alj"
    (repository / "alj").mkdir(parents=True)
    for name in ("alj/refuse_workbooks.py", "requirements.lock"):
        shutil.copy(name, repository / name)
    commit(repository, "code")
    return Service(root, workspace, workspace.root / FOLDER)


def commit(repository: Path, said: str) -> None:
    for command in (["init", "-q", "-b", "main"], ["add", "-A", "-f"], ["commit", "-q", "-m", said]):
        git(repository, *command)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b.example")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def forge(service: Service) -> Iterator[str]:
    """What stands for GitHub's and GitLab's own addresses: notes who calls which pipeline."""

    class Forge(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            service.called.append((self.path, self.headers.get("Authorization", ""), body))
            self.send_response(404 if "wrong" in self.path else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Forge)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class PathUnit:
    """Stands for systemd's path unit: a folder that it names and that changed starts the service."""

    def __init__(self, service: Service) -> None:
        self.folders = [Path(one) for one in stated(service.text("server/alj.path"), "PathChanged")]
        self.before = self.seen()

    def seen(self) -> dict[Path, int]:
        return {file: file.stat().st_mtime_ns for one in self.folders if one.is_dir() for file in one.iterdir()}

    def is_started(self) -> bool:
        before, self.before = self.before, self.seen()
        return self.before != before


def call_pipeline(service: Service, **variables: str) -> int:
    # Where a person has put the file that the unit names.
    assert stated(service.text("server/alj-pipeline.service"), "ExecStart") == ["/usr/local/bin/alj-call-pipeline"]
    return subprocess.run(
        [service.setup / "server/call-pipeline"], env={"PATH": "/usr/bin:/bin", **variables}, check=False,
        capture_output=True,
    ).returncode  # fmt: skip


def nobody_is_named_in(*texts: str) -> None:
    for text in texts:
        assert not [name for name in NAMES if name.lower() in text.lower()]


def test_an_upload_is_published_by_github(service: Service, forge: str) -> None:
    watched = PathUnit(service)
    assert not watched.is_started()
    service.upload(2, birth_date=None)
    assert watched.is_started()
    assert call_pipeline(service, ALJ_PIPELINE=f"{forge}/repos/o/alj/dispatches", ALJ_TOKEN=TOKEN) == 0
    ((path, authorization, body),) = service.called
    assert (path, authorization) == ("/repos/o/alj/dispatches", f"Bearer {TOKEN}")
    service.called.clear()
    workflow = yaml_load(service.text(GITHUB))
    # YAML 1.1 takes the word "on" for true.
    (started,) = (value for key, value in workflow.items() if str(key) == "True")
    assert json.loads(body)["event_type"] in started["repository_dispatch"]["types"]
    assert {"push", "workflow_dispatch", "schedule"} < set(started)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["sites"]["concurrency"] == {"group": "alj-sites", "cancel-in-progress": False}
    assert all("self-hosted" in job["runs-on"] for job in workflow["jobs"].values())

    repository = service.root / "github" / "alj"
    expressions = {
        "github.token": TOKEN, "github.server_url": f"file://{service.root}", "github.repository": "github/alj",
        "github.sha": git(repository, "rev-parse", "HEAD").strip(), "vars.ALJ_WORKSPACE": str(service.workspace.root),
        "vars.ALJ_CACHE": str(service.cache),
    }  # fmt: skip
    for name in workflow["jobs"]:
        job = run_github(service.text(GITHUB), name, service.job(f"github-{name}"), expressions, service.cache)
        assert job.code == 0, job.log
    assert job.ran == ["Code", "Workspace", "Install", "Check", "Build", "Deploy", "Outcome"]
    page = Path(job.environment["GITHUB_STEP_SUMMARY"]).read_text()
    assert "::error file=NOR-2026-27.xlsx,line=3,title=NOR 2026/27 · missing::" in job.log
    assert "::warning::There is something to mend" in job.log
    assert "`missing`" in page
    assert "I3" in page
    assert "| NOR | rows held back | 2 | 1 | 1 |" in page
    nobody_is_named_in(job.log, page, *(one.read_text() for one in job.folder.glob("*.md")))
    assert "NOR-2627-0001" in service.shown()
    assert {one.name for one in service.sites.iterdir() if one.is_symlink()} == {
        "coordination", "ministry", "office-MIN", "office-NOR", "status",
    }  # fmt: skip
    assert not [*job.folder.rglob("*.xlsx"), *job.folder.rglob("*.html")]


def test_an_upload_is_published_by_gitlab(service: Service, forge: str) -> None:
    watched = PathUnit(service)
    service.upload(3, birth_date=None)
    assert watched.is_started()
    address = f"{forge}/api/v4/projects/1/trigger/pipeline"
    assert call_pipeline(service, ALJ_PIPELINE=address, ALJ_TOKEN=TOKEN, ALJ_REF="work") == 0
    ((path, _, body),) = service.called
    service.called.clear()
    assert path == "/api/v4/projects/1/trigger/pipeline"
    assert re.findall(r'name="(\w+)"\s+(\S+)', body) == [("token", TOKEN), ("ref", "work")]
    pipeline = yaml_load(service.text(GITLAB))
    sites = pipeline["sites"]
    assert [re.search(r"/(.*)/", rule["if"]) and rule["if"] for rule in sites["rules"]] == [
        "$CI_PIPELINE_SOURCE =~ /^(trigger|api|web|schedule)$/"
    ]
    assert (sites["resource_group"], sites["interruptible"]) == ("alj-sites", False)
    assert sites["artifacts"]["paths"] == ["summary.md"]
    assert sites["artifacts"]["reports"] == {"junit": "problems.xml"}

    job = service.job("gitlab")
    git(service.root, "clone", "-q", str(service.root / "github" / "alj"), str(job.folder))
    for name in pipeline["stages"]:
        run_gitlab(service.text(GITLAB), name, job, service.cache)
        assert job.code == 0, job.log
    assert (
        'name="missing' in (job.folder / "problems.xml").read_text()
        or "I4" in (job.folder / "problems.xml").read_text()
    )
    assert "| NOR | rows held back | 3 | 2 | 1 |" in (job.folder / "summary.md").read_text()
    assert "I4" in job.log
    nobody_is_named_in(job.log, *((job.folder / name).read_text() for name in ("summary.md", "problems.xml")))
    assert "NOR-2627-0002" in service.shown()
    left = git(job.folder, "status", "--porcelain", "--ignored").split()[1::2]
    assert sorted(left) == ["exit-code", "problems.xml", "summary.md"]
    a_build_that_fails_leaves_the_sites_and_is_told(service)


def run_unit(service: Service) -> list[int]:
    """Run a service's commands as systemd would, and return how each ended."""
    unit = service.text("server/alj.service")
    good, codes = {0, *map(int, stated(unit, "SuccessExitStatus"))}, []
    for command in stated(unit, "ExecStart"):
        codes.append(subprocess.run(command.split(), check=False, capture_output=True, umask=0o077).returncode)
        if codes[-1] not in good:
            break
    return codes + [
        subprocess.run(command.split(), check=False, capture_output=True, umask=0o077).returncode
        for command in stated(unit, "ExecStopPost")
    ]


def a_build_that_fails_leaves_the_sites_and_is_told(service: Service) -> None:
    """What a pipeline has published stands, although the plain server, and then the pipeline, can't build."""
    before = service.shown()
    service.workspace.key_file.unlink()
    upload = service.upload(1)
    assert PathUnit(service).folders == [service.workspace.inbox / one for one in (".", "MIN", "NOR")]
    assert run_unit(service) == [3, 0]
    assert service.shown() == before
    status = json.loads((service.sites / "status" / "status.json").read_text())
    assert (status["state"], status["last_failed"]["exit"]) == ("failed", 3)
    assert status["last_good"]["rows"] == {"read": 3, "accepted": 2, "held_back": 1, "superseded": 0, "erased": 0}
    nobody_is_named_in(json.dumps(status), (service.sites / "status" / "metrics.prom").read_text())
    assert upload.exists()

    job = service.job("failing")
    job.code = run_gitlab(service.text(GITLAB), "sites", job, service.cache).code
    assert job.code == 3
    nobody_is_named_in(job.log)

    watch = service.text("server/alj.cron").splitlines()[-1].split(" alj ", 1)[1]
    told = subprocess.run(["sh", "-c", watch], check=False, capture_output=True, text=True)
    assert told.returncode == 3
    assert "failed" in told.stderr


def test_a_workspace_in_the_checkout_is_refused(service: Service) -> None:
    workflow = yaml_load(service.text(GITHUB))
    (script,) = (step["run"] for step in workflow["jobs"]["sites"]["steps"] if step["name"] == "Workspace")
    job = service.job("inside")
    for inside in (job.folder, job.folder / "workspace"):
        inside.mkdir(exist_ok=True)
        (inside / "alj.toml").touch()
        assert job.run("Workspace", script, {"ALJ_WORKSPACE": str(inside)}) == 3
    assert job.run("Workspace", script, {"ALJ_WORKSPACE": ""}) != 0
    assert job.run("Workspace", script, {"ALJ_WORKSPACE": str(service.root)}) == 3
    # A folder that only begins like the checkout lies outside.
    beside = job.folder.with_name("inside-not")
    beside.mkdir()
    (beside / "alj.toml").touch()
    assert job.run("Workspace", script, {"ALJ_WORKSPACE": str(beside)}) == 0


PYTHON = """#!/bin/sh
echo "$(basename "$(dirname "$(dirname "$0")")") $*" >>"$HOME/asked"
case $1 in -VV) echo "Python 3.x";; -m) if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi;; esac
"""


def test_an_environment_is_installed_from_the_lock_once(service: Service) -> None:
    """With a stand-in for Python that notes what it is asked for: the real one would ask the package index."""
    workflow = yaml_load(service.text(GITHUB))
    (script,) = (step["run"] for step in workflow["jobs"]["sites"]["steps"] if step["name"] == "Install")
    job = service.job("install")
    programs = job.folder / "system" / "bin"
    programs.mkdir(parents=True)
    (programs / "python3").write_text(PYTHON)
    (programs / "python3").chmod(0o755)
    environment = {"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(job.folder), "ALJ_CACHE": str(job.folder / "c")}
    asked = job.folder / "asked"
    locked, own = "install --require-hashes -r requirements.lock", "--no-build-isolation --force-reinstall ."
    for lock, new in (("one", True), ("one", False), ("two", True)):
        (job.folder / "requirements.lock").write_text(lock)
        asked.write_text("")
        assert job.run("Install", script, environment) == 0, job.log
        assert (locked in asked.read_text(), own in asked.read_text()) == (new, True)
        assert (job.folder / "c" / "current" / "bin" / "python").exists()
    assert len(list((job.folder / "c").glob("lock-*"))) == 1


def test_a_pipeline_that_can_t_be_called_is_told(service: Service, forge: str) -> None:
    assert call_pipeline(service, ALJ_PIPELINE=f"{forge}/wrong/dispatches", ALJ_TOKEN=TOKEN) == 22
    assert call_pipeline(service, ALJ_PIPELINE=forge, ALJ_TOKEN=TOKEN) == 2
    assert call_pipeline(service, ALJ_PIPELINE=f"{forge}/repos/o/alj/dispatches") != 0
    service.called.clear()
