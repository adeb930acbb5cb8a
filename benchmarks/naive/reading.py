"""Workbook file -> the declared sheets as pandas reads them, their rows under the keys of their columns."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from intake.labels import HEADER_WITHIN, column_names, folded, sheet_names
from intake.tables.declare import Sheet, WorkbookDeclaration, fields
from intake.values import INVISIBLE
from intake.workbook import cell_name

_REMOVED = dict.fromkeys(map(ord, INVISIBLE))


class CannotBeRead(Exception):  # noqa: N818 (named for what it says)
    """A file that openpyxl can't open."""


@dataclass(frozen=True)
class Table:
    """A sheet: where each column stands, and its rows as they are written, by the number that Excel shows."""

    declared: type[Sheet]
    columns: Mapping[str, int]
    rows: pd.DataFrame

    @property
    def key(self) -> str:
        """The sheet's key."""
        return self.declared.INFO.key

    def cell(self, column: str, row: int) -> str | None:
        """Return the name of a column's cell in a row, as in "F17"; None where the column is missing."""
        return cell_name(row, self.columns[column]) if column in self.columns else None

    def first_cell(self, row: int) -> str | None:
        """Return the name of a row's cell in the sheet's first column."""
        return self.cell(next(iter(fields(self.declared))), row)


@dataclass(frozen=True)
class Book:
    """The declared sheets of a workbook: the cover's cells, and the tables by key."""

    cover: pd.DataFrame
    tables: Mapping[str, Table]


def read_book(path: Path, declaration: WorkbookDeclaration) -> Book:
    """Return a workbook's declared sheets. Raises CannotBeRead for a damaged file."""
    try:
        sheets = pd.read_excel(
            path, engine="openpyxl", sheet_name=None, header=None, dtype=object, keep_default_na=False, na_values=[""]
        )
    except zipfile.BadZipFile as damaged:
        raise CannotBeRead from damaged
    names = sheet_names(declaration.key)
    found = {names[folded(name)]: cells for name, cells in sheets.items() if folded(name) in names}
    tables = [_table(declared, found[declared]) for declared in declaration.sheets]
    return Book(found[declaration.cover], {one.key: one for one in tables})


def _table(declared: type[Sheet], cells: pd.DataFrame) -> Table:
    names = column_names(declared)
    labels = cells.head(HEADER_WITHIN).map(lambda cell: names.get(folded(cell)) if isinstance(cell, str) else None)
    header = int(labels.notna().sum(axis="columns").idxmax())
    at = labels.loc[header].dropna().drop_duplicates()
    rows = cells.loc[header + 1 :, at.index].set_axis(list(at), axis="columns").apply(tidied)
    rows.index = rows.index + 1
    telling = [key for key in rows.columns if not fields(declared)[key].prefilled]
    rows = rows[rows[telling].notna().any(axis="columns")]
    return Table(declared, {key: int(place) + 1 for place, key in at.items()}, rows)


def tidied(cells: pd.Series) -> pd.Series:
    """Return cells with the usual characters for those that only look like them; blank texts are nothing."""
    odd = cells[[isinstance(cell, str) and not (cell.isascii() and cell.strip()) for cell in cells]]
    if odd.empty:
        return cells
    plain = odd.str.translate(_REMOVED).str.normalize("NFKC")
    tidy = cells.copy()
    tidy[odd.index] = plain.mask(plain.str.strip() == "")
    return tidy
