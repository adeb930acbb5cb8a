"""The parts of a sound office workbook, written as Excel writes them, to be spoiled one at a time.

Texts stand in the shared strings, dates are serials with a date format, no cell is written that is empty. Written by
hand and not by a library, so that each part can be put together wrongly.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from stdnum import luhn, verhoeff

from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Sheet, fields
from intake.values import EXCEL_EPOCH
from intake.workbook import cell_name
from tests.raw_files import CONTENT_TYPES, MAIN, PACKAGE, RELATIONS, ROOT_LINKS
from tests.workbooks import ENGLISH

Parts = dict[str, str | bytes]
CellContent = str | int | float | datetime.date

WORKBOOK_PART = "xl/workbook.xml"
LINKS_PART = "xl/_rels/workbook.xml.rels"
STRINGS_PART = "xl/sharedStrings.xml"
STYLES_PART = "xl/styles.xml"
DATE_STYLE = 1

STYLES = f"""<?xml version="1.0"?><styleSheet xmlns="{MAIN}">
<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill><patternFill/></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"""


def _day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def _national_number(born: datetime.date, running: int) -> str:
    body = f"{born:%Y%m%d}{running:03d}"
    return f"{body}{luhn.calc_check_digit(body)}{verhoeff.calc_check_digit(body)}"


def _leaver(number: int, born: str, **more: CellContent) -> dict[str, CellContent]:
    return {
        "case": f"NOR-2627-{number:04d}",
        "origin": "monthly-list",
        "opened_on": _day("2026-10-01"),
        "listed_on": _day("2026-10-01"),
        "national_number": _national_number(_day(born), number),
        "last_name": f"Zzsample{number}",
        "first_name": f"Zzuna{number}",
        "birth_date": _day(born),
        "sex": "female" if number % 2 else "male",
        "years_behind": number % 3,
        "left_school_on": _day("2026-09-15"),
        **more,
    }


CASE = "NOR-2627-0001"
COVER: Mapping[str, CellContent] = {
    "office": "NOR",
    "school_year": "2026/27",
    "data_on": _day("2026-10-30"),
    "posts": 1.75,
}
ROWS: Mapping[str, Sequence[Mapping[str, CellContent]]] = {
    "leavers": [
        _leaver(1, "2009-03-14", commune="Clervaux", school="LTA", grade=9, note="Zz first"),
        _leaver(2, "2008-06-20", post_code="0123", phone="00352 1"),
        _leaver(3, "2009-11-02", referent="Zz"),
        _leaver(4, "2010-01-05"),
    ],
    "contacts": [
        {"case": CASE, "kind": "letter", "contact_on": _day("2026-10-05"), "with_whom": "parents",
         "result": "responded"},
        {"case": CASE, "kind": "phone", "contact_on": _day("2026-10-12"), "with_whom": "youngster",
         "result": "reached"},
        {"case": "NOR-2627-0002", "kind": "letter", "contact_on": _day("2026-10-06"), "with_whom": "parents",
         "result": "no-response"},
    ],
    "interviews": [
        {"case": CASE, "interviewed_on": _day("2026-10-13"), "main_reason": "health", "vocational_interest": "yes",
         "accepts": "yes"},
    ],
    "accompaniment": [{"case": CASE, "step": "project-plan-a", "started_on": _day("2026-10-14"), "aim": "job"}],
    "workshops": [
        {"workshop": "YW-2627-01", "place": "Clervaux", "starts_on": _day("2026-10-15"), "ends_on": _day("2027-02-15"),
         "places": 12, "days_held": 5},
    ],
    "participants": [
        {"workshop": "YW-2627-01", "case": CASE, "joined_on": _day("2026-10-15"), "days_attended": 4},
    ],
    "outcomes": [
        {"case": CASE, "situation": "workshop", "from_date": _day("2026-10-15"), "confirmed_on": _day("2026-10-20"),
         "source": "youngster"},
    ],
    "youth_guarantee": [{"case": CASE, "path": "school", "informed_on": _day("2026-10-14")}],
    "interventions": [
        {"held_on": _day("2026-10-08"), "school": "LTA", "class_name": "5G1", "pupils": 18, "offered": 4,
         "taken_up": 1},
    ],
}  # fmt: skip
"""Made-up rows on every sheet, without a fault."""


@cache
def _sound_parts() -> Mapping[str, str]:
    strings: dict[str, int] = {}
    sheets = {part_of(sheet.INFO.key): _sheet(_grid(sheet), strings) for sheet in OFFICE_WORKBOOK.all_sheets}
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_LINKS,
        WORKBOOK_PART: workbook_xml(),
        LINKS_PART: _links(),
        **sheets,
        STRINGS_PART: f'<?xml version="1.0"?><sst xmlns="{MAIN}" uniqueCount="{len(strings)}">{texts}</sst>',
        STYLES_PART: STYLES,
    }


def office_parts(**changed: str | bytes) -> Parts:
    """A fresh copy of the sound workbook's parts."""
    return {**_sound_parts(), **changed}


def workbook_xml(before: str = "", after: str = "") -> str:
    """The workbook part, with something more before or after its list of sheets."""
    tabs = "".join(
        f"<sheet name={quoteattr(ENGLISH.text(sheet.INFO.title))} sheetId={quoteattr(str(number))} r:id='rId{number}'/>"
        for number, sheet in enumerate(OFFICE_WORKBOOK.all_sheets, start=1)
    )
    return (
        f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheets>{tabs}</sheets>'
        f"{after}</workbook>"
    )


def _links() -> str:
    count = len(OFFICE_WORKBOOK.all_sheets)
    sheets = "".join(
        link(f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)
    )
    others = link("rId90", "sharedStrings", "sharedStrings.xml") + link("rId91", "styles", "styles.xml")
    return f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">{sheets}{others}</Relationships>'


def link(key: str, kind: str, target: str, more: str = "") -> str:
    return f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"{more}/>'


def part_of(sheet: str) -> str:
    """The part that holds a sheet, by the sheet's key."""
    keys = [one.INFO.key for one in OFFICE_WORKBOOK.all_sheets]
    return f"xl/worksheets/sheet{keys.index(sheet) + 1}.xml"


def place(sheet: str, column: str, row: int = 2) -> str:
    """Where a column's cell of a row stands, as in "G2"; on the cover, where the value of a field stands."""
    keys = list(fields(OFFICE_WORKBOOK.sheet(sheet)))
    return cell_name(keys.index(column) + 1, 2) if sheet == "cover" else cell_name(row, keys.index(column) + 1)


def _grid(sheet: type[Sheet]) -> list[list[CellContent | None]]:
    declared = fields(sheet)
    labels = {key: ENGLISH.text(field.label) for key, field in declared.items()}
    if sheet.INFO.layout == "form":
        return [[labels[key], COVER.get(key)] for key in declared]
    return [list(labels.values()), *([row.get(key) for key in declared] for row in ROWS[sheet.INFO.key])]


def _sheet(grid: list[list[CellContent | None]], strings: dict[str, int]) -> str:
    rows = []
    for down, cells in enumerate(grid, start=1):
        filled = ((cell_name(down, across), value) for across, value in enumerate(cells, start=1) if value is not None)
        rows.append(f'<row r="{down}">{"".join(_cell(name, value, strings) for name, value in filled)}</row>')
    return f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{"".join(rows)}</sheetData></worksheet>'


def _cell(name: str, value: CellContent, strings: dict[str, int]) -> str:
    match value:
        case str():
            return f'<c r="{name}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
        case datetime.date():
            return f'<c r="{name}" s="{DATE_STYLE}"><v>{(value - EXCEL_EPOCH).days}</v></c>'
        case _:
            return f'<c r="{name}"><v>{value}</v></c>'


# --- Spoiling -------------------------------------------------------------------------------------------------------


def replaced(parts: Parts, part: str, old: str, new: str) -> Parts:
    """The parts with a piece of one of them replaced once; that it is there is sure."""
    text = parts[part]
    assert isinstance(text, str)
    assert old in text, f"{part} does not hold {old}"
    return {**parts, part: text.replace(old, new, 1)}


def with_cell(name: str, written: str, sheet: str = "leavers", parts: Parts | None = None) -> Parts:
    """The sound workbook with a cell of a sheet written so, in its place of the row; the row must be there."""
    whole = parts or office_parts()
    text = whole[part_of(sheet)]
    assert isinstance(text, str)
    letters, row = re.fullmatch(r"([A-Z]+)([0-9]+)", name).groups()  # type: ignore[union-attr]
    opened = re.search(rf'<row r="{row}">(.*?)</row>', text)
    assert opened, f"{sheet} has no row {row}"
    cells = {one[1]: one[0] for one in re.finditer(r'<c r="([A-Z]+)[0-9]+"[^>]*>.*?</c>', opened[1])}
    cells[letters] = written
    ordered = "".join(cells[key] for key in sorted(cells, key=lambda key: (len(key), key)))
    return {**whole, part_of(sheet): text[: opened.start(1)] + ordered + text[opened.end(1) :]}


def with_end(more: str, sheet: str = "leavers") -> Parts:
    """The sound workbook with something more behind a sheet's rows, where merges, filters and rules stand."""
    return replaced(office_parts(), part_of(sheet), "</sheetData>", f"</sheetData>{more}")


def with_rows(more: str, sheet: str = "leavers") -> Parts:
    """The sound workbook with more rows at the end of a sheet."""
    return replaced(office_parts(), part_of(sheet), "</sheetData>", f"{more}</sheetData>")
