"""Who gets which letter -> a workbook for the office: those written, and those withheld with what to do."""

import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from intake.codes import CONTACT_WITH, LANGUAGE
from intake.language import N_, Language, Message
from intake.letter_cases import Letter, Row, addressed_to
from intake.letter_fill import one_line
from intake.letter_kinds import LETTER_KIND
from intake.letters_due import WHY_NOT, Withheld
from intake.template import Stamp, protect, set_up_printing
from intake.template_file import save, with_signature
from intake.template_style import BAND, BAND_FOR, BAND_TITLE, HEADER_NEEDED, TEXT_FORMAT, Look, Styles, put

TITLE = N_("Letters")
HEADER = (
    N_("Case number"), N_("Youngster"), N_("Kind of letter"), N_("Contact with"), N_("Addressee"), N_("Language"),
    N_("File, or why there is none"),
)  # fmt: skip
EXPLAINED = N_("List of {day}. Each letter is entered as a contact to do: give it its date when it is posted.")
WIDTHS = (18, 30, 26, 14, 34, 12, 70)
HEADER_ROW = 4
HEIGHTS = {1: 32, 2: 22, 3: 8, HEADER_ROW: 24}
CELL = Look(indent=1, number_format=TEXT_FORMAT)
NO_LETTER = Look(indent=1, number_format=TEXT_FORMAT, bold=True)


def write_list(
    letters: Sequence[Letter],
    withheld: Sequence[Withheld],
    files: Mapping[str, str],
    office: Row,
    list_on: datetime.date,
    language: Language,
) -> bytes:
    """Return the workbook; `files` are the letters' file names by case number. Texts of cells stay texts."""
    book = Workbook()
    styles = Styles(book)
    sheet = book.worksheets[0]
    sheet.title = language.text(TITLE)
    _write_head(sheet, one_line(office.get("name")), list_on, language, styles)
    rows = [
        *((values, CELL) for values in _written(letters, files, language)),
        *((values, NO_LETTER) for values in _not_written(withheld, language)),
    ]
    for place, (values, look) in enumerate(rows, start=HEADER_ROW + 1):
        for column, value in enumerate(values, start=1):
            put(sheet, place, column, value, styles.of(look))
    sheet.freeze_panes = f"A{HEADER_ROW + 1}"
    sheet.sheet_view.showGridLines = False
    protect(sheet)
    stamp = Stamp(0, language, list_on, None, None)
    set_up_printing(sheet, stamp, language, is_cover=False)
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    day = datetime.datetime(list_on.year, list_on.month, list_on.day)  # noqa: DTZ001 (openpyxl takes no zone)
    book.properties.created = book.properties.modified = day
    book.properties.title, book.properties.creator = sheet.title, ""
    with_signature(book)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "list.xlsx"
        save(book, target, list_on, {}, {})
        return target.read_bytes()


def _write_head(sheet: Worksheet, office: str, list_on: datetime.date, language: Language, styles: Styles) -> None:
    for column, (width, label) in enumerate(zip(WIDTHS, HEADER, strict=True), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        for row in (1, 2):
            put(sheet, row, column, None, styles.of(BAND))
        put(sheet, HEADER_ROW, column, language.text(label), styles.of(HEADER_NEEDED))
    for row, height in HEIGHTS.items():
        sheet.row_dimensions[row].height = height
    put(sheet, 1, 1, f"{language.text(TITLE)} {office}".strip(), styles.of(BAND_TITLE))
    put(sheet, 2, 1, language.text(EXPLAINED, day=language.date(list_on)), styles.of(BAND_FOR))


def _written(letters: Sequence[Letter], files: Mapping[str, str], language: Language) -> Iterator[tuple[str, ...]]:
    for letter in letters:
        yield (
            letter.case.number, letter.case.youngster, _said(LETTER_KIND.label(letter.kind), language),
            _said(CONTACT_WITH.label(letter.addressee), language),
            addressed_to(letter.case, letter.addressee, Language(letter.language)),
            _said(LANGUAGE.label(letter.language), language), files[letter.case.number],
        )  # fmt: skip


def _not_written(withheld: Sequence[Withheld], language: Language) -> Iterator[tuple[str, ...]]:
    for one in withheld:
        yield (
            one.case.number, one.case.youngster, _said(LETTER_KIND.label(one.kind), language), "", "", "",
            _said(WHY_NOT[one.why], language),
        )  # fmt: skip


def _said(message: Message, language: Language) -> str:
    return language.text(message)
