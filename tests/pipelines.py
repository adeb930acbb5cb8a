"""Runs a workflow as GitHub or GitLab would: each step of the file as it is written, by bash, in a clean folder."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mkdocs.utils.yaml import yaml_load

EXPRESSION = re.compile(r"\$\{\{ *([\w.]+) *\}\}")
STAND_IN = "Install"
"""The one step that isn't run as it is written, since it needs the network: what is installed here takes its place."""


@dataclass
class Job:
    """A job's folder, what is in its environment, and what it left: the log, how it ended, the page of the job."""

    folder: Path
    environment: Mapping[str, str]
    log: str = ""
    code: int = 0
    ran: list[str] = field(default_factory=list)

    def run(self, name: str, script: str, environment: Mapping[str, str] = {}) -> int:
        """Run a script as the services do, with nothing of this process but where programs lie."""
        self.ran.append(name)
        base = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder, env={**base, **self.environment, **environment}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        self.log += ended.stdout
        return ended.returncode


def installed_here(cache: Path) -> str:
    """Return what takes the place of installing: a link to the environment that these tests run in."""
    return f'mkdir -p "{cache}" && ln -sfn "{sys.prefix}" "{cache}/current"'


def run_github(text: str, name: str, job: Job, expressions: Mapping[str, str], cache: Path) -> Job:
    """Run a job of a GitHub workflow until a step fails."""
    stated: dict[str, Any] = yaml_load(text)["jobs"][name]

    def filled(values: Mapping[str, str]) -> dict[str, str]:
        return {key: EXPRESSION.sub(lambda found: expressions[found[1]], value) for key, value in values.items()}

    for step in stated["steps"]:
        assert set(step) <= {"name", "run", "env"}, "a step that only GitHub can run"
        assert "${{" not in step["run"], "text put into a script is run"
        script = installed_here(cache) if step["name"] == STAND_IN else step["run"]
        environment = filled(stated.get("env", {})) | filled(step.get("env", {}))
        job.code = job.run(step["name"], script, environment)
        if job.code:
            break
    return job


def run_gitlab(text: str, name: str, job: Job, cache: Path) -> Job:
    """Run a job of a GitLab pipeline: its scripts are one program. What it may end with is no failure."""
    stated: dict[str, Any] = yaml_load(text)[name]
    scripts = [installed_here(cache) if "--require-hashes" in one else one for one in stated["script"]]
    ended = job.run(name, "\n".join(scripts))
    allowed = stated.get("allow_failure", {}).get("exit_codes", [])
    job.code = 0 if ended in allowed else ended
    return job


def stated(text: str, name: str) -> list[str]:
    """The values of a key of a unit."""
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{name}=")]
