"""LibreOffice without a window, for tests: what it makes of a workbook, and what the workbook looks like on paper."""

import shutil
import subprocess
from pathlib import Path

import pytest

SECONDS = 180

needs_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
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
