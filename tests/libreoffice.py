"""LibreOffice without a window, for tests: what it makes of a workbook, and what the workbook looks like on paper."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, TypeAlias

import pytest

SECONDS = 180
SYSTEM_PYTHON = Path("/usr/bin/python3")
"""The interpreter that has LibreOffice's `uno` module on Debian."""
EXCEL = "Calc MS Excel 2007 XML"
"""What LibreOffice calls an .xlsx file."""
Step: TypeAlias = tuple[Any, ...]
"""The name of a step, and what it takes."""

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
needs_writer = pytest.mark.skipif(
    shutil.which("lowriter") is None, reason="LibreOffice Writer (lowriter) is not installed"
)
needs_pictures = pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm (poppler) is not installed")


def convert(source: Path, folder: Path, to: str) -> Path:
    """Return a workbook opened and saved again by LibreOffice as another kind of file ("xlsx", "ods", "pdf")."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = folder / "profile"
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore",
            "--convert-to", to, "--outdir", str(folder), str(source),
        ],
        check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    return folder / f"{source.stem}.{to.split(':', maxsplit=1)[0]}"


def pictures(source: Path, folder: Path, first: int = 1, last: int = 2, dpi: int = 80) -> list[Path]:
    """Return pictures of the pages that a workbook prints, from the first to the last, in their order."""
    printed = convert(source, folder, "pdf")
    subprocess.run(
        ["pdftoppm", "-png", "-r", str(dpi), "-f", str(first), "-l", str(last), str(printed), str(folder / "page")],
        check=True, capture_output=True, timeout=SECONDS,
    )  # fmt: skip
    return sorted(folder.glob("page-*.png"))


class LibreOffice:
    """One LibreOffice without a window, for many workbooks: does to each what a person does with mouse and keys."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("drive_libreoffice.py")
        self._driver = subprocess.Popen(
            [SYSTEM_PYTHON, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def change(self, source: Path, target: Path, *steps: Step, kind: str = EXCEL, locale: str = "en-US") -> Path:
        """Return the target once the source was opened, the steps were taken (`drive_libreoffice.STEPS`), and it was
        saved as a kind of file. Raises AssertionError with what LibreOffice says against it."""
        assert self._driver.stdin is not None and self._driver.stdout is not None
        task = {"source": str(source), "target": str(target), "filter": kind, "locale": locale, "steps": steps}
        self._driver.stdin.write(json.dumps(task) + "\n")
        self._driver.stdin.flush()
        answer = self._driver.stdout.readline()
        assert answer, "LibreOffice ended"
        assert json.loads(answer) is None, answer
        return target

    def close(self) -> None:
        """End it."""
        self._driver.communicate(timeout=SECONDS)
