"""LibreOffice without a window, doing to workbooks what people do: reads tasks from standard input until it ends.

Run by the interpreter that has LibreOffice's `uno` module (Debian: /usr/bin/python3), never imported by the tests. A
task is a line of JSON, {"source", "target", "filter", "locale", "steps"}; the answer is a line of JSON, null or what
went wrong. A step is the name of one of `STEPS` and what it takes.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

PIPE = "alj-tests"


def connect(profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    """Return LibreOffice without a window, and the context that its services come from."""
    office = subprocess.Popen(
        [
            "soffice", "--headless", "--norestore", "--nologo", f"-env:UserInstallation=file://{profile}",
            f"--accept=pipe,name={PIPE}{Path(profile).name};urp;",
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return office, resolver.resolve(f"uno:pipe,name={PIPE}{Path(profile).name};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.25)
    office.kill()
    raise SystemExit("LibreOffice did not answer")


def property_of(name: str, value: object) -> Any:
    """Return an option of LibreOffice."""
    one = PropertyValue()
    one.Name, one.Value = name, value
    return one


class Hands:
    """What one can do to one open workbook."""

    def __init__(self, context: Any, book: Any) -> None:
        self.book = book
        self.dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)

    def take(self, step: str, *given: Any) -> None:
        """Take one step."""
        STEPS[step](self, *given)

    def select(self, sheet: str, cells: str) -> None:
        """Mark cells, on the sheet brought to the front."""
        page = self.book.Sheets.getByName(sheet)
        self.book.CurrentController.setActiveSheet(page)
        self.book.CurrentController.select(page.getCellRangeByName(cells))

    def command(self, name: str, given: Mapping[str, Any] | None = None) -> None:
        """Give the command of a menu or key on what is marked."""
        properties = tuple(property_of(key, value) for key, value in (given or {}).items())
        self.dispatcher.executeDispatch(self.book.CurrentController.Frame, f".uno:{name}", "", 0, properties)

    def unprotect(self, sheet: str) -> None:
        """Take the protection off a sheet, which has no password."""
        self.book.Sheets.getByName(sheet).unprotect("")

    def type_at(self, sheet: str, cell: str, typed: str) -> None:
        """Type into a cell, whatever its format makes of it."""
        self.book.Sheets.getByName(sheet).getCellRangeByName(cell).FormulaLocal = typed

    def sort_cells(self, sheet: str, cells: str, column: int) -> None:
        """Sort cells and nothing beside them by one of their columns (from 0), as after "current selection only"."""
        field = uno.createUnoStruct("com.sun.star.table.TableSortField")
        field.Field, field.IsAscending = column, True
        fields = uno.Any("[]com.sun.star.table.TableSortField", (field,))
        given = (property_of("SortFields", fields), property_of("ContainsHeader", True))
        self.book.Sheets.getByName(sheet).getCellRangeByName(cells).sort(given)

    def merge_cells(self, sheet: str, cells: str) -> None:
        """Make one cell of several."""
        self.book.Sheets.getByName(sheet).getCellRangeByName(cells).merge(True)

    def copy_sheet(self, sheet: str, name: str, place: int) -> None:
        """Copy a sheet to a place among the others, from 0."""
        self.book.Sheets.copyByName(sheet, name, place)

    def filter_rows(self, sheet: str, cells: str, column: int, text: str) -> None:
        """Show only the rows that hold a text in a column (from 0) of a list."""
        cells_ = self.book.Sheets.getByName(sheet).getCellRangeByName(cells)
        descriptor = cells_.createFilterDescriptor(True)
        field = uno.createUnoStruct("com.sun.star.sheet.TableFilterField")
        field.Field, field.IsNumeric, field.StringValue = column, False, text
        field.Operator = uno.Enum("com.sun.star.sheet.FilterOperator", "EQUAL")
        descriptor.ContainsHeader = True
        descriptor.setFilterFields((field,))
        cells_.filter(descriptor)

    def rename(self, sheet: str, name: str) -> None:
        """Give a sheet another name."""
        self.book.Sheets.getByName(sheet).Name = name

    def fill_in(self, sheet: str, cells: Mapping[str, Any]) -> None:
        """Type below each header, or beside each label where one thing is to be typed."""
        page = self.book.Sheets.getByName(sheet)
        for text, typed in cells.items():
            column, row = place_of(page, text)
            beside = isinstance(typed, str)
            for down, value in enumerate([typed] if beside else typed):
                at = (column + 1, row) if beside else (column, row + 1 + down)
                if value:
                    page.getCellByPosition(*at).FormulaLocal = value


STEPS: dict[str, Callable[..., None]] = {
    "select": Hands.select,
    "command": Hands.command,
    "unprotect": Hands.unprotect,
    "type": Hands.type_at,
    "sort": Hands.sort_cells,
    "copy-sheet": Hands.copy_sheet,
    "merge": Hands.merge_cells,
    "filter": Hands.filter_rows,
    "rename": Hands.rename,
    "fill-in": Hands.fill_in,
}


def place_of(sheet: Any, text: str) -> tuple[int, int]:
    """Return the column and row of the first cell that says the text, counted from 0."""
    search = sheet.createSearchDescriptor()
    search.SearchString = text
    found = sheet.findFirst(search)
    while found is not None and found.getString().strip(" *") != text:
        found = sheet.findNext(found, search)
    if found is None:
        raise LookupError(f"no cell says {text!r} on {sheet.Name!r}")
    address = found.getCellAddress()
    return address.Column, address.Row


def setting(context: Any, path: str, name: str, value: object) -> None:
    """Change one of LibreOffice's options."""
    provider = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.configuration.ConfigurationProvider", context
    )
    access = provider.createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationUpdateAccess", (property_of("nodepath", path),)
    )
    access.replaceByName(name, value)
    access.commitChanges()


def perform(context: Any, desktop: Any, task: Mapping[str, Any]) -> None:
    """Open the source, take the steps, save it as the target."""
    setting(context, "/org.openoffice.Setup/L10N", "ooSetupSystemLocale", task["locale"])
    book = desktop.loadComponentFromURL(
        Path(task["source"]).resolve().as_uri(), "_blank", 0, (property_of("Hidden", True),)
    )
    try:
        hands = Hands(context, book)
        for step in task["steps"]:
            hands.take(*step)
        how = property_of("FilterName", task["filter"])
        book.storeToURL(Path(task["target"]).resolve().as_uri(), (how,))
    finally:
        book.close(True)


def main() -> None:
    """Answer each task on standard input once it is done."""
    with tempfile.TemporaryDirectory() as profile:
        office, context = connect(profile)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        # Without a window nobody can answer whether to paste over cells that hold something.
        setting(context, "/org.openoffice.Office.Calc/Input", "ReplaceCellsWarning", value=False)
        try:
            for line in sys.stdin:
                wrong = None
                try:
                    perform(context, desktop, json.loads(line))
                except Exception as error:
                    wrong = f"{type(error).__name__}: {error}"
                print(json.dumps(wrong), flush=True)  # noqa: T201 (the answer)
        finally:
            with contextlib.suppress(DisposedException):  # the bridge goes down with the office
                desktop.terminate()
            office.wait(timeout=30)


if __name__ == "__main__":
    main()
