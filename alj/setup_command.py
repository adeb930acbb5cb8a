"""`alj setup`: writes the files by which a server and a CI service build, hand over and guard the sites of a workspace.

All of them follow from the templates beside this file, the settings and the offices of the reference workbook. They are
written to `setup/` of the workspace; a person puts them into their places, because most of these belong to root.
"""

import argparse
import re
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from alj.cli import GOOD
from alj.deploy_command import STATUS_SITE
from alj.printing import print_result
from alj.reading import language_of, reference_tables
from generator.audience import COORDINATION, MINISTRY, Audience
from intake.faults import StopsTheCommand
from intake.language import N_, Language
from intake.settings import Settings, read_settings
from intake.tables.reference import Offices
from intake.workspace import Workspace, open_workspace

FOLDER = "setup"
TEMPLATES = {
    "repository/.github/workflows/alj.yml": "github.yml.jinja",
    "repository/.gitlab-ci.yml": "gitlab.yml.jinja",
    "server/alj.path": "path.jinja",
    "server/alj.timer": "timer.jinja",
    "server/alj.service": "service.jinja",
    "server/alj-pipeline.service": "pipeline_service.jinja",
    "server/call-pipeline": "call_pipeline.jinja",
    "server/alj.cron": "cron.jinja",
    "nginx/alj.conf": "nginx.jinja",
    "nginx/listen.conf": "listen.jinja",
    "nginx/users.map": "users.jinja",
}
KEPT = ("nginx/listen.conf", "nginx/users.map")
"""Written once: from then on they are the service's own."""
RUN = ("server/call-pipeline",)
REPORTS = {
    "github": "--report github --summary check.md",
    "gitlab": "--report junit --report-file problems.xml --summary -",
}
"""What each CI service shows of a check beside its job."""
PLAIN = re.compile(r"[\w./+-]+", re.ASCII)
"""What needs no escape in any of the files."""


def run(options: argparse.Namespace) -> int:
    """Write the files; say which sites have no user yet."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    language = language_of(options, settings)
    tables = reference_tables(workspace.reference, settings.day(), language, settings.reading)
    offices = tables[Offices.INFO.key]["code"].to_list() if tables else []
    print_result(options, write_setup(workspace, settings, offices, language), {"folder": str(workspace.root / FOLDER)})
    return GOOD


def sites_of(offices: Sequence[str]) -> list[str]:
    """Return the places that are served: each audience's site, and the status for machines."""
    read = (COORDINATION, MINISTRY, *(Audience("office", office) for office in sorted(offices)))
    return [*(one.key for one in read), STATUS_SITE]


def write_setup(workspace: Workspace, settings: Settings, offices: Sequence[str], language: Language) -> list[str]:
    """Write every file of the setup and return what there is to say of it."""
    values = _values(workspace, settings, offices)
    folder = workspace.root / FOLDER
    for name, text in _rendered(values).items():
        file = folder / name
        if name in KEPT and file.exists():
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(0o755 if name in RUN else 0o644)
    lines = [language.text(N_("For a server and a CI service: {folder}"), folder=folder)]
    if not offices:
        lines.append(language.text(N_("Run `alj setup` when the offices stand in the reference workbook.")))
    # Comments are no rules.
    rules = re.sub(r"#.*", "", (folder / "nginx/users.map").read_text(encoding="utf-8"))
    missing = [site for site in values["sites"] if not re.search(rf"\s{re.escape(site)}\s*;", rules)]
    if missing:
        lines.append(language.text(N_("Nobody reads these sites yet: {sites}."), sites=", ".join(missing)))
    return lines


def _values(workspace: Workspace, settings: Settings, offices: Sequence[str]) -> dict[str, Any]:
    """Return what templates are filled with. Raises StopsTheCommand for a path that would have to be escaped."""
    # Not resolved: in a virtual environment it is a link to the Python that the environment was made of.
    alj = Path(sys.executable).absolute().parent / "alj"
    root, sites_root = workspace.root.resolve(), Path(settings.server.sites)
    for written in (alj, root, sites_root, settings.server.user):
        if not PLAIN.fullmatch(str(written)):
            raise StopsTheCommand(
                N_("{value}: for a server's files it must be written with letters, digits, dots and dashes."),
                value=written,
            )
    if not sites_root.is_absolute():
        raise StopsTheCommand(N_("{value}: the folder of the sites must be told from the root."), value=sites_root)
    return {
        "alj": alj,
        "workspace_root": root,
        "sites_root": sites_root,
        "user": settings.server.user,
        "offices": sorted(offices),
        "sites": sites_of(offices),
        "in_home": any(path.is_relative_to("/home") or path.is_relative_to("/root") for path in (alj, root)),
    }


def _rendered(values: dict[str, Any]) -> dict[str, str]:
    """Return the text of each file by its name."""
    templates = Path(str(files("alj"))) / "setup_templates"
    # Other marks than usual: GitHub's expressions have those. Nothing here is HTML.
    environment = Environment(  # noqa: S701
        loader=FileSystemLoader(templates), undefined=StrictUndefined, keep_trailing_newline=True, trim_blocks=True,
        block_start_string="<%", block_end_string="%>", variable_start_string="<{", variable_end_string="}>",
        comment_start_string="<#", comment_end_string="#>",
    )  # fmt: skip
    steps = {path.stem: path.read_text(encoding="utf-8").rstrip() for path in (templates / "steps").glob("*.sh")}
    check = environment.from_string(steps.pop("check"))
    steps |= {f"{service}_check": check.render(reports=reports) for service, reports in REPORTS.items()}
    steps["github_check"] += '\nif [ -e check.md ]; then cat check.md >>"$GITHUB_STEP_SUMMARY"; fi'
    return {name: environment.get_template(template).render(steps | values) for name, template in TEMPLATES.items()}
