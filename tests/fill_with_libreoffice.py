"""Fills a workbook through LibreOffice's own automation, typing into cells as a person does.

Run by the interpreter that has LibreOffice's `uno` module (Debian: /usr/bin/python3), never imported by the tests:
`fill_with_libreoffice.py SOURCE TARGET CELLS`, CELLS a JSON file of {sheet: {header: [what is typed, a row each]}} and,
for sheets of labels and values, {sheet: {label: "what is typed"}}.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

PIPE = "alj-tests"


def connect(profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    """Return LibreOffice without a window, and its desktop."""
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}",
            f"--accept=pipe,name={PIPE}{Path(profile).name};urp;",
        ]
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            context = resolver.resolve(f"uno:pipe,name={PIPE}{Path(profile).name};urp;StarOffice.ComponentContext")
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except NoConnectException:
            time.sleep(0.25)
    office.kill()
    raise SystemExit("LibreOffice did not answer")


def place_of(sheet: Any, text: str) -> tuple[int, int]:
    """Return the column and row of the first cell that says the text, counted from 0."""
    search = sheet.createSearchDescriptor()
    search.SearchString = text
    found = sheet.findFirst(search)
    while found is not None and found.getString().strip(" *") != text:
        found = sheet.findNext(found, search)
    if found is None:
        raise SystemExit(f"no cell says {text!r} on {sheet.Name!r}")
    address = found.getCellAddress()
    return address.Column, address.Row


def type_into(sheet: Any, cells: dict[str, Any]) -> None:
    """Type below each header, or beside each label where one thing is to be typed."""
    for text, typed in cells.items():
        column, row = place_of(sheet, text)
        beside = isinstance(typed, str)
        for down, value in enumerate([typed] if beside else typed):
            at = (column + 1, row) if beside else (column, row + 1 + down)
            if value:
                sheet.getCellByPosition(*at).FormulaLocal = value


def property_of(name: str, value: object) -> Any:
    """Return an option of LibreOffice."""
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


def main(source: str, target: str, cells_file: str) -> None:
    """Open the source, type, save as an Excel workbook."""
    cells = json.loads(Path(cells_file).read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as profile:
        office, desktop = connect(profile)
        try:
            book = desktop.loadComponentFromURL(
                Path(source).resolve().as_uri(), "_blank", 0, (property_of("Hidden", True),)
            )
            for name, typed in cells.items():
                type_into(book.Sheets.getByName(name), typed)
            book.storeToURL(Path(target).resolve().as_uri(), (property_of("FilterName", "Calc MS Excel 2007 XML"),))
            book.close(True)
        finally:
            with contextlib.suppress(DisposedException):  # the bridge goes down with the office
                desktop.terminate()
            office.wait(timeout=30)


if __name__ == "__main__":
    main(*sys.argv[1:4])
