"""`alj serve` in a browser: a workbook that lands in the inbox shows on the open page, which reloads by itself."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from intake.settings import Settings
from intake.tables import REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import leavers, table
from tests.workbooks import COVER, write_workbook

SECONDS = 240
"""For a build and the looks before it, on a machine that does other things too."""


@pytest.fixture
def service(tmp_path: Path) -> Workspace:
    workspace = make_workspace(tmp_path / "service", Settings(today=date(2026, 10, 31)))
    offices = table("offices", "code | name | posts", "NOR | North | 1")
    write_workbook(workspace.reference, offices, {"data_on": date(2026, 9, 1)}, REFERENCE_WORKBOOK)
    workspace.inbox_of("NOR").mkdir()
    send(workspace, "first.xlsx", 1)
    return workspace


def send(workspace: Workspace, name: str, cases: int) -> None:
    every = leavers(*({"case": f"NOR-2627-{number:04d}"} for number in range(1, cases + 1)))
    write_workbook(workspace.inbox_of("NOR") / name, every, COVER)


@pytest.fixture
def address(service: Workspace) -> Iterator[str]:
    command = [sys.executable, "-m", "alj", "serve", "--workspace", str(service.root), "--audience", "office-NOR"]
    with subprocess.Popen(
        [*command, "--port", "0", "--minutes", "6"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        said = next(line for line in server.stdout if "http://127.0.0.1:" in line)
        yield "http://127.0.0.1:" + said.split("http://127.0.0.1:")[1].split("/")[0]
        server.terminate()


@pytest.mark.browser
def test_an_open_page_shows_what_a_new_workbook_says(service: Workspace, address: str, chromium: Any) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}/office-NOR/caseload.html")
    assert page.locator("#cases tbody tr").count() == 1
    page.evaluate("window.before = true")
    send(service, "second.xlsx", 3)
    page.wait_for_selector("#cases tbody tr:nth-child(3)", timeout=SECONDS * 1000)
    assert page.evaluate("window.before") is None
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    page.close()
    published = (service.output / "site" / "office-NOR" / "caseload.html").read_text(encoding="utf-8")
    assert "location.reload" not in published
