"""The first sheet of a workbook: what to fill in, how it works, what is to do, and what the file says of itself."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from intake import codes
from intake.language import N_, Language
from intake.stamp import stamp_of_owner
from intake.tables.declare import Field, WorkbookDeclaration, fields
from intake.template_cells import missing_rule, quoted, validation
from intake.template_lists import dropdown_of
from intake.template_style import (
    BAND,
    BAND_FOR,
    BAND_SERVICE,
    BAND_TITLE,
    COUNT,
    DARK,
    HEADING,
    LABEL,
    LABEL_NEEDED,
    LINE_HEIGHT,
    MEANING,
    PROSE,
    SAMPLE_MISSING,
    SAMPLE_NEEDED,
    SAMPLE_OPTIONAL,
    SHEET_LINK,
    STAMP,
    STAMP_LABEL,
    STEP,
    AsItStood,
    Look,
    Styles,
    cell_look,
    put,
    share,
)

SERVICE = "Action Locale pour Jeunes (ALJ)"
TO_FILL_IN = N_("To fill in")
HOW = N_("How it works")
SHEETS = N_("The sheets")
AT_A_GLANCE = N_("At a glance")
OPEN_TO_DOS = N_("Contacts still to do")
COLOURS = N_("Colours")
DARK_HEADER = N_("Needed *")
DARK_HEADER_MEANS = N_("A column that every row needs.")
LIGHT_HEADER = N_("Optional")
LIGHT_HEADER_MEANS = N_("A column that may stay empty.")
SHADED = N_("Missing")
SHADED_MEANS = N_("A cell that still needs its value.")
ABOUT = N_("About this file")

LEFT, VALUE, GAP, NUMBER, TITLE, TEXT = 2, 3, 4, 5, 6, 7
WIDTHS = {1: 2, LEFT: 32, VALUE: 34, GAP: 4, NUMBER: 4, TITLE: 25, TEXT: 62}
FIRST_ROW = 5
LEAST_HEIGHT = 24.0
LETTERS_PER_DIGIT = 1.15
MOST_LINES = 12
"""Lines of an answer that show at once: a row can't be higher than a screen."""


@dataclass(frozen=True)
class Stamp:
    """What a workbook says of itself: its template, and when and for whom it was written.

    `lists_held` names the monthly lists whose leavers stand in it (`intake.stamp.stamp_of_lists`).
    """

    version: int
    language: str | Language
    written_on: datetime.date
    office: str | None
    school_year: str | None
    lists_held: str = ""

    @property
    def language_code(self) -> str:
        """The code of the language in which the workbook was written."""
        return self.language.code if isinstance(self.language, Language) else self.language

    @property
    def written_for(self) -> str:
        """Office and school year, as in "NOR 2026/27"."""
        return stamp_of_owner(self.office, self.school_year)

    def cells(self, language: Language) -> dict[str, str]:
        """Return what stands in the stamped cells of the cover."""
        return {
            "template_version": str(self.version),
            "written_in": language.text(codes.LANGUAGE.label(self.language_code)),
            "written_on": f"{self.written_on:%d.%m.%Y}",
            "written_for": self.written_for,
            "lists_held": self.lists_held,
        }

    def properties(self, declaration: WorkbookDeclaration) -> dict[str, str]:
        """Return the document properties: the same, for programs."""
        return {
            "alj.workbook": declaration.key,
            "alj.template_version": str(self.version),
            "alj.language": self.language_code,
            "alj.written_on": self.written_on.isoformat(),
            "alj.office": self.office or "",
            "alj.school_year": self.school_year or "",
            "alj.lists_held": self.lists_held,
        }


def stamp_properties(book: Workbook, declaration: WorkbookDeclaration, stamp: Stamp, language: Language) -> None:
    """Write title, day and stamp into the document's properties."""
    written_at = datetime.datetime(stamp.written_on.year, stamp.written_on.month, stamp.written_on.day)  # noqa: DTZ001
    book.properties.title = " ".join(filter(None, (language.text(declaration.title), stamp.written_for)))
    book.properties.creator = SERVICE
    book.properties.language = language.code
    book.properties.created = book.properties.modified = written_at
    properties = book.custom_doc_props  # type: ignore[attr-defined]
    for name, value in stamp.properties(declaration).items():
        if value:
            properties.append(StringProperty(name=name, value=value))


class CoverSheet:
    """Writes the cover in two columns: on the left what to fill in, on the right how it works."""

    def __init__(
        self,
        sheet: Worksheet,
        declaration: WorkbookDeclaration,
        language: Language,
        styles: Styles,
    ) -> None:
        self._sheet = sheet
        self._declaration = declaration
        self._language = language
        self._styles = styles
        self._lines: dict[int, int] = {}
        self.answers: dict[str, str] = {}
        """The cell to fill in for each key."""

    def write(self, values: Mapping[str, object], lists: Mapping[str, Sequence[str]], stamp: Stamp) -> None:
        """Write everything: `values` by column key, a code by its label."""
        self._write_band(stamp)
        row = self._write_form(FIRST_ROW, values, lists)
        row = self._write_to_dos(row + 1)
        row = self._write_colours(row + 1)
        self._write_stamp(row + 1, stamp)
        row = self._write_how(FIRST_ROW)
        self._write_sheets(row + 1)
        self._fit()

    def _put(self, row: int, column: int, value: object, look: Look, lines: int = 1) -> None:
        put(self._sheet, row, column, value, self._styles.of(look))
        self._lines[row] = max(self._lines.get(row, 1), lines)

    def _heading(self, row: int, first: int, last: int, title: str) -> None:
        self._put(row, first, self._language.text(title), HEADING)
        for column in range(first + 1, last + 1):
            self._put(row, column, None, HEADING)
        self._sheet.row_dimensions[row].height = 26

    def _write_band(self, stamp: Stamp) -> None:
        for row, height in ((1, 24), (2, 34), (3, 26), (4, 10)):
            self._sheet.row_dimensions[row].height = height
            if row < 4:
                for column in range(1, TEXT + 1):
                    self._put(row, column, None, BAND)
        title = self._language.text(self._declaration.title)
        self._put(1, LEFT, SERVICE, BAND_SERVICE)
        self._put(2, LEFT, title, BAND_TITLE)
        hint = self._language.text(self._declaration.cover.INFO.hint)
        self._put(3, LEFT, " · ".join(filter(None, (stamp.office, stamp.school_year))) or hint, BAND_FOR)

    def _write_form(self, row: int, values: Mapping[str, object], lists: Mapping[str, Sequence[str]]) -> int:
        self._heading(row, LEFT, VALUE, TO_FILL_IN)
        for key, declared in self._fields(stamped=False):
            row += 1
            label = self._language.text(declared.label)
            lines = _lines(label, WIDTHS[LEFT])
            self._put(row, LEFT, f"{label} *" if declared.required else label, _label_look(declared), lines)
            self._put_answer(row, declared, values.get(key))
            cell = self.answers[key] = f"{get_column_letter(VALUE)}{row}"
            rule = validation(declared, dropdown_of(declared, self._declaration, lists), self._language)
            rule.add(cell)
            self._sheet.add_data_validation(rule)
            if declared.required:
                # The label stands beside the cell, so that the cell is always in use.
                label_cell = f"{get_column_letter(LEFT)}{row}"
                self._sheet.conditional_formatting.add(cell, missing_rule(cell, label_cell, None))
        return row + 1

    def _put_answer(self, row: int, declared: Field, value: object) -> None:
        written = value.value if isinstance(value, AsItStood) else value
        lines = _lines(written, WIDTHS[VALUE]) if isinstance(written, str) else 1
        self._put(row, VALUE, written, cell_look(declared, value, boxed=True), min(lines, MOST_LINES))

    def _fields(self, *, stamped: bool) -> Iterator[tuple[str, Field]]:
        return ((key, field) for key, field in fields(self._declaration.cover).items() if field.stamped is stamped)

    def _write_to_dos(self, row: int) -> int:
        columns = list(self._result_columns())
        if not columns:
            return row - 1
        self._heading(row, LEFT, VALUE, AT_A_GLANCE)
        to_do = quoted(self._language.text(codes.CONTACT_RESULT.label("to-do")))
        self._put(row + 1, LEFT, self._language.text(OPEN_TO_DOS), LABEL)
        counts = "+".join(f"COUNTIF({column},{to_do})" for column in columns)
        self._put(row + 1, VALUE, None, COUNT)
        self._sheet.cell(row + 1, VALUE).value = f"={counts}"
        return row + 2

    def _result_columns(self) -> Iterator[str]:
        for sheet in self._declaration.sheets:
            for position, declared in enumerate(fields(sheet).values(), start=1):
                if declared.codes is codes.CONTACT_RESULT:
                    letter = get_column_letter(position)
                    yield f"{quote_sheetname(self._language.text(sheet.INFO.title))}!{letter}:{letter}"

    def _write_colours(self, row: int) -> int:
        self._heading(row, LEFT, VALUE, COLOURS)
        for look, sample, meaning in (
            (SAMPLE_NEEDED, DARK_HEADER, DARK_HEADER_MEANS),
            (SAMPLE_OPTIONAL, LIGHT_HEADER, LIGHT_HEADER_MEANS),
            (SAMPLE_MISSING, SHADED, SHADED_MEANS),
        ):
            row += 1
            text = self._language.text(meaning)
            self._put(row, LEFT, self._language.text(sample), look)
            self._put(row, VALUE, text, MEANING, _lines(text, WIDTHS[VALUE]))
        return row + 1

    def _write_stamp(self, row: int, stamp: Stamp) -> None:
        self._heading(row, LEFT, VALUE, ABOUT)
        stated = stamp.cells(self._language)
        for key, declared in self._fields(stamped=True):
            row += 1
            label = self._language.text(declared.label)
            self._put(row, LEFT, label, STAMP_LABEL, _lines(label, WIDTHS[LEFT]))
            self._put(row, VALUE, stated.get(key) or None, STAMP, _lines(stated.get(key, ""), WIDTHS[VALUE]))

    def _write_how(self, row: int) -> int:
        self._heading(row, NUMBER, TEXT, HOW)
        for number, line in enumerate(self._declaration.help, start=1):
            text = self._language.text(line)
            self._put(row + number, NUMBER, number, STEP)
            self._put(row + number, TITLE, text, PROSE, _lines(text, WIDTHS[TITLE] + WIDTHS[TEXT]))
            self._sheet.merge_cells(None, row + number, TITLE, row + number, TEXT)
        return row + len(self._declaration.help) + 1

    def _write_sheets(self, row: int) -> None:
        self._heading(row, NUMBER, TEXT, SHEETS)
        for sheet in self._declaration.sheets:
            row += 1
            title = self._language.text(sheet.INFO.title)
            hint = self._language.text(sheet.INFO.hint)
            self._put(row, TITLE, title, SHEET_LINK, _lines(title, WIDTHS[TITLE]))
            cell = self._sheet.cell(row, TITLE)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(title)}!A2", display=title)
            share(cell, self._styles.of(SHEET_LINK))
            self._put(row, TEXT, hint, PROSE, _lines(hint, WIDTHS[TEXT]))

    def _fit(self) -> None:
        for column, width in WIDTHS.items():
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        for row, lines in self._lines.items():
            if self._sheet.row_dimensions[row].height is None:
                self._sheet.row_dimensions[row].height = max(LEAST_HEIGHT, 6 + lines * LINE_HEIGHT)
        self._sheet.sheet_view.showGridLines = False
        self._sheet.sheet_properties.tabColor = DARK


def _label_look(declared: Field) -> Look:
    return LABEL_NEEDED if declared.required else LABEL


def _lines(text: str, width: int) -> int:
    """Return on how many lines a text stands in a column as wide as that many digits; letters are narrower."""
    return max(1, ceil(len(text) / (width * LETTERS_PER_DIGIT)))
