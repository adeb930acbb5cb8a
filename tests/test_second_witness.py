"""What a sheet's XML holds and the reader would not return comes out right, is told with its cell, or is refused."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import process_time
from types import MappingProxyType
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.precheck import ReadingLimits, Refusal, examine, precheck_bytes
from intake.refusals import Refused
from intake.workbook import CellValue, FormulaWithoutValue, Reader, UnreadableCell, Workbook, cell_name
from tests.raw_files import LINKS, MAIN, RELATIONS, WORKBOOK, archive, number, parts, sheet_xml, written

STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>
<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"""
STRINGS = (
    f'<sst xmlns="{MAIN}"><si><t>zero</t></si><si><r><rPr><b/></rPr><t>o</t></r><r><t>ne</t></r></si>'
    "<si><t>two</t><rPh sb='0' eb='1'><t>spoken</t></rPh></si><si/><si><t> </t></si></sst>"
)
MORE_LINKS = LINKS.replace(
    "</Relationships>",
    f'<Relationship Id="rId8" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    f'<Relationship Id="rId9" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
)
FORMULA, UNREADABLE = FormulaWithoutValue(), UnreadableCell()
DAMAGE = Refusal("incomplete-file", {"why": "damage"})
MARKUP, SHEETS, ENCODING = (Refusal("unsafe-archive", {"why": why}) for why in ("markup", "sheets", "encoding"))


SHEET, TEXTS, LIST = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
LINKED = "xl/_rels/workbook.xml.rels"


def book(cells: str = "", changed: Mapping[str, str | bytes | None] = MappingProxyType({})) -> bytes:
    """A workbook with styles and shared texts, parts of it changed or, where there is None, left out."""
    members = {**parts(cells), LINKED: MORE_LINKS, "xl/styles.xml": STYLES, TEXTS: STRINGS, **changed}
    return archive({name: content for name, content in members.items() if content is not None})


def row(cells: str, at: int = 1) -> str:
    return f'<row r="{at}">{cells}</row>'


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as running:
        yield running


@pytest.fixture
def read(reader: Reader, tmp_path: Path) -> Callable[[bytes], dict[str, CellValue] | Refusal]:
    """What comes of a workbook: the filled cells of its first sheet by name, or the refusal."""

    def values(content: bytes) -> dict[str, CellValue] | Refusal:
        workbook = reader.read(written(tmp_path, content))
        if isinstance(workbook, Refusal):
            return workbook
        sheet = workbook.sheets[0]
        return {
            cell_name(row, column): value
            for row, cells in enumerate(sheet.rows, sheet.first_row)
            for column, value in enumerate(cells, sheet.first_column)
            if value is not None
        }

    return values


Read = Callable[[bytes], dict[str, CellValue] | Refusal]

CELLS: dict[str, tuple[str, CellValue]] = {
    "error": ('<c r="A1" t="e"><v>#DIV/0!</v></c>', FORMULA),
    "formula-with-error": ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', FORMULA),
    "formula-without-value": ('<c r="A1"><f>B1</f></c>', FORMULA),
    "formula-with-empty-value": ('<c r="A1"><f>B1</f><v></v></c>', FORMULA),
    "formula-with-value": ('<c r="A1"><f>1+1</f><v>2</v></c>', 2.0),
    "formula-with-text": ('<c r="A1" t="str"><f>B1</f><v>said</v></c>', "said"),
    "formula-with-empty-text": ('<c r="A1" t="str"><f>""</f><v></v></c>', None),
    "shared": ('<c r="A1" t="s"><v>0</v></c>', "zero"),
    "shared-rich": ('<c r="A1" t="s"><v>1</v></c>', "one"),
    "shared-spoken": ('<c r="A1" t="s"><v>2</v></c>', "two"),
    "shared-empty": ('<c r="A1" t="s"><v>3</v></c>', None),
    "shared-below-zero": ('<c r="A1" t="s"><v>-1</v></c>', UNREADABLE),
    "shared-by-word": ('<c r="A1" t="s"><v>one</v></c>', UNREADABLE),
    "shared-with-decimals": ('<c r="A1" t="s"><v>1.0</v></c>', UNREADABLE),
    "shared-without-index": ('<c r="A1" t="s"><v></v></c>', UNREADABLE),
    "inline": ('<c r="A1" t="inlineStr"><is><t>Zo\u00eb &amp; a&#66;c</t></is></c>', "Zo\u00eb & aBc"),
    "inline-by-references": (
        '<c r="A1" t="inlineStr"><is><t>&#201;t&#233;&#8217;s</t></is></c>',
        "\u00c9t\u00e9\u2019s",
    ),
    "inline-by-a-beginning-quote": ('<c r="A1" t="inlineStr"><is><t>&#8220;x&#8221;</t></is></c>', "\u201cx\u201d"),
    "inline-rich": ('<c r="A1" t="inlineStr"><is><r><t>x</t></r><r><t>y</t></r></is></c>', "xy"),
    "inline-as-value": ('<c r="A1" t="inlineStr"><v>x</v></c>', UNREADABLE),
    "inline-without-saying-so": ('<c r="A1"><is><t>x</t></is></c>', UNREADABLE),
    "inline-and-value": ('<c r="A1" t="inlineStr"><v>1</v><is><t>x</t></is></c>', UNREADABLE),
    "true": ('<c r="A1" t="b"><v>1</v></c>', True),
    "false-as-word": ('<c r="A1" t="b"><v>false</v></c>', False),
    "day": ('<c r="A1" t="d"><v>2026-10-01</v></c>', datetime.date(2026, 10, 1)),
    "moment": ('<c r="A1" t="d"><v>2026-10-01T10:30:00</v></c>', datetime.datetime(2026, 10, 1, 10, 30)),  # noqa: DTZ001
    "time": ('<c r="A1" t="d"><v>10:30:00</v></c>', datetime.time(10, 30)),
    "moment-with-zone": ('<c r="A1" t="d"><v>2026-10-01T10:30:00Z</v></c>', UNREADABLE),
    "no-such-day": ('<c r="A1" t="d"><v>2026-13-01</v></c>', UNREADABLE),
    "serial-shown-as-day": ('<c r="A1" s="1"><v>46296</v></c>', datetime.date(2026, 10, 1)),
    "serial-with-time": ('<c r="A1" s="1"><v>46296.4375</v></c>', datetime.datetime(2026, 10, 1, 10, 30)),  # noqa: DTZ001
    "number-by-power": ('<c r="A1"><v>2.5E-3</v></c>', 0.0025),
    "number-too-large": ('<c r="A1"><v>1e999</v></c>', UNREADABLE),
    "not-a-number": ('<c r="A1"><v>NaN</v></c>', UNREADABLE),
    "endless-number": ('<c r="A1"><v>inf</v></c>', UNREADABLE),
    "word-for-number": ('<c r="A1"><v>abc</v></c>', UNREADABLE),
    "decimal-comma": ('<c r="A1"><v>1,5</v></c>', UNREADABLE),
    "own-prefix": (f'<x:c xmlns:x="{MAIN}" r="A1"><x:v>1</x:v></x:c>', 1.0),
    "other-order-and-quotes": ("<c t='n' s='0' r='A1'><v>1</v></c>", 1.0),
    "without-place": ("<c><v>1</v></c>", 1.0),
    "small-letter": ('<c r="a1"><v>1</v></c>', 1.0),
}


@pytest.mark.parametrize("kind", CELLS)
def test_a_cell_is_read_right_or_told(kind: str, read: Read) -> None:
    cell, value = CELLS[kind]
    beside = {"D4": 9.0}
    expected = beside if value is None else {"A1": value, **beside}
    assert read(book(row(cell) + number("D4", 9))) == expected


ONE = row('<c r="A1"><v>1</v></c>')
TWO = row('<c r="A2"><v>2</v></c>', 2)


def misplaced(at: int) -> Refusal:
    return Refusal("misplaced-cells", {"position": 1, "row": at})


def with_second_sheet(name: str, link: str = "rId7") -> dict[str, str | bytes | None]:
    return {LIST: WORKBOOK.replace("</sheets>", f'<sheet name="{name}" sheetId="2" r:id="{link}"/></sheets>')}


REFUSED: dict[str, tuple[bytes, Refusal]] = {
    "no-such-text": (
        book(row('<c r="B1" t="s"><v>5</v></c>')), Refusal("damaged-cell", {"position": 1, "cell": "B1"}),
    ),
    "texts-missing": (book(ONE, {TEXTS: None}), DAMAGE),
    "texts-elsewhere": (
        book(ONE, {LINKED: MORE_LINKS.replace('"shared', '"other')}), SHEETS,
    ),
    "texts-within-texts": (book(ONE, {TEXTS: STRINGS.replace("<t>zero</t>", "<t>a</t><si><t>b</t></si>")}), MARKUP),
    "sheet-missing": (book(ONE, {SHEET: None}), DAMAGE),
    "link-missing": (book(ONE, {LINKED: MORE_LINKS.replace("rId7", "rId70")}), DAMAGE),
    "link-twice": (book(ONE, {LINKED: MORE_LINKS.replace("rId8", "rId7")}), SHEETS),
    "sheet-of-two-tabs": (book(ONE, with_second_sheet("Other")), SHEETS),
    "hidden-list-of-sheets": (
        book(ONE, {LIST: WORKBOOK.replace("<sheets>", '<x><sheet name="Q" r:id="rId7"/></x><sheets>')}),
        SHEETS,
    ),
    "row-that-lies": (book('<row r="5"><c r="A9"><v>1</v></c></row>'), misplaced(5)),
    "rows-backwards": (book(TWO + ONE), misplaced(1)),
    "row-twice": (book(ONE + ONE), misplaced(1)),
    "cells-backwards": (book(row('<c r="C1"><v>1</v></c><c r="A1"><v>2</v></c>')), misplaced(1)),
    "cell-twice": (book(row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>')), misplaced(1)),
    "cell-of-another-row": (book(row('<c r="A1"><v>1</v></c><c r="B2"><v>2</v></c>')), misplaced(1)),
    "no-such-place": (book(row('<c r="1A"><v>1</v></c>')), misplaced(1)),
    "row-nought": (book(row('<c r="A0"><v>1</v></c>')), misplaced(1)),
    "absolute-place": (book(row('<c r="$B$1"><v>1</v></c>')), misplaced(1)),
    "two-values": (book(row('<c r="A1"><v>1</v><v>2</v></c>')), MARKUP),
    "element-in-value": (book(row('<c r="A1"><v>1<b/>2</v></c>')), MARKUP),
    "comment-in-value": (book(row('<c r="A1"><v>1<!-- 5 -->2</v></c>')), MARKUP),
    "instruction-in-value": (book(row('<c r="A1"><v>1<?a b?>2</v></c>')), MARKUP),
    "cdata": (book(row('<c r="A1"><v><![CDATA[12]]></v></c>')), MARKUP),
    "other-namespace": (book(row('<x:c xmlns:x="urn:x" r="A1"><x:v>1</x:v></x:c>')), MARKUP),
    "alternatives": (book(f'<mc:A xmlns:mc="urn:mc"><mc:B>{ONE}</mc:B><mc:C>{TWO}</mc:C></mc:A>'), MARKUP),
    "row-without-end": (book(ONE.removesuffix("</row>") + TWO), MARKUP),
    "rows-after-the-data": (book("", {SHEET: sheet_xml(ONE).replace("</sheetData>", "</sheetData>" + TWO)}), MARKUP),
    "data-twice": (book(ONE + "</sheetData><sheetData>" + TWO), MARKUP),
    "cell-in-a-tag": (book(f'<row r="1" x="{ONE}"/>'), DAMAGE),
    "text-between-cells": (book(row('<c r="A1"><v>1</v></c>.')), MARKUP),
    "another-end-tag": (book(ONE + "</row>" + TWO), DAMAGE),
    "sheet-cut-short": (book("", {SHEET: sheet_xml(ONE + TWO)[:-40]}), DAMAGE),
    "last-byte-missing": (book("", {SHEET: sheet_xml(ONE + TWO)[:-1]}), DAMAGE),
    "rows-after-the-end": (book("", {SHEET: sheet_xml(ONE) + TWO}), DAMAGE),
    "place-twice": (book(row('<c r="A1" r="B1"><v>1</v></c>')), DAMAGE),
    "unknown-entity": (book(row('<c r="A1" t="str"><v>a&foo;b</v></c>')), DAMAGE),
    "latin-1": (
        book("", {SHEET: sheet_xml(ONE).replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')}),
        ENCODING,
    ),
    "ebcdic": (book("", {SHEET: sheet_xml(ONE).encode("cp500")}), ENCODING),
}  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        row('<c r="A1"><v>1</v></c><c r="C1"><v>2</v></c>') + row("", 2) + row('<c r="B3"/><c r="D3"><v>3</v></c>', 3),
        row('<c r="B1"/>') + row('<c r="XFD2"><v>3</v></c>', 2),
        row('<c r="A2"><v>1</v></c>', 2) + row('<c r="A1"><v>1</v></c>', 1),
        row('<c r="A1"><v>1</v></c>') + row('<c r="A3"><v>1</v></c>', 2),
        row('<c r="B1"><v>1</v></c><c r="A1"><v>1</v></c>'),
        row('<c r="A1048577"><v>1</v></c>', 1_048_577),
        row('<c r="XFE1"><v>1</v></c>'),
    ],
)
def test_rows_taken_in_together_say_what_they_say_one_by_one(rows: str) -> None:
    def facts_of(cells: str) -> tuple[object, ...] | Refusal:
        try:
            sheet = examine(book(cells), ReadingLimits()).sheets[SHEET]
        except Refused as refused:
            return refused.refusal
        return [*sheet.places()], sheet.first_column, sheet.last_column, sheet.area

    assert facts_of(rows) == facts_of(rows.replace("<row ", '<row customFormat="false" '))


@pytest.mark.parametrize("kind", REFUSED)
def test_a_sheet_that_can_be_read_in_two_ways_is_refused(kind: str, read: Read) -> None:
    content, refusal = REFUSED[kind]
    assert read(content) == refusal


def test_a_part_may_begin_with_a_byte_order_mark(read: Read) -> None:
    assert read(book("", {SHEET: b"\xef\xbb\xbf" + sheet_xml(ONE).encode()})) == {"A1": 1.0}


def test_cells_and_rows_without_a_number_stand_one_after_another(read: Read) -> None:
    cells = '<row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>5</v></c></row><row><c><v>3</v></c></row>'
    assert read(book(cells)) == {"A3": 1.0, "D3": 2.0, "E3": 5.0, "A4": 3.0}
    assert read(book('<row><c r="C7"><v>1</v></c></row>')) == {"C7": 1.0}


def test_a_workbook_whose_tags_bear_a_prefix_is_read(read: Read) -> None:
    tags = '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData>'
    assert read(book("", {SHEET: f'<x:worksheet xmlns:x="{MAIN}">{tags}</x:worksheet>'})) == {"A1": 1.0}


def test_a_workbook_of_the_strict_kind_is_read(read: Read) -> None:
    members = {**parts(row('<c r="A1" t="d"><v>2026-10-01</v></c><c r="B1" t="s"><v>1</v></c>')), TEXTS: STRINGS}
    strict = {
        name: str(content).replace(MAIN, STRICT).replace(RELATIONS, STRICT_RELATIONS)
        for name, content in {**members, "xl/styles.xml": STYLES, LINKED: MORE_LINKS}.items()
    }
    assert read(archive(strict)) == {"A1": datetime.date(2026, 10, 1), "B1": "one"}


def test_errors_outside_the_other_cells_are_in_their_places(read: Read) -> None:
    error = '<c r="{}" t="e"><v>#N/A</v></c>'
    rows = row(error.format("A1")) + number("C3") + row(error.format("E9"), 9)
    assert read(book(rows)) == {"A1": FORMULA, "C3": 1.0, "E9": FORMULA}


def test_blanks_that_are_written_in_other_ways_are_no_fault(read: Read) -> None:
    texts = STRINGS.replace("<t>zero</t>", "<t>_x0020_</t>")
    assert read(book(row('<c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c>'), {TEXTS: texts})) == {
        "A1": " ",
        "B1": 1.0,
    }


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=12)
VALUE = st.one_of(st.none(), TEXT, st.floats(-1e15, 1e15), st.booleans(), st.dates())


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(VALUE, max_size=8))
def test_what_is_written_is_read(
    reader: Reader, tmp_path_factory: pytest.TempPathFactory, values: list[object]
) -> None:
    # Two cells a row, from A1 on.
    places = [(at // 2 + 1, at % 2 + 1) for at in range(len(values))]
    cells = [cell_xml(cell_name(*place), value) for place, value in zip(places, values, strict=True)]
    markup = "".join(row("".join(cells[at : at + 2]), at // 2 + 1) for at in range(0, len(cells), 2))
    workbook = reader.read(written(tmp_path_factory.getbasetemp(), book(markup)))
    assert isinstance(workbook, Workbook), workbook
    for place, value in zip(places, values, strict=True):
        found = workbook.sheets[0].cell(*place)
        if isinstance(value, str) and not value.strip():
            assert found is None or (isinstance(found, str) and not found.strip())
        else:
            assert (type(found), found) == (type(value), value)


def cell_xml(name: str, value: object) -> str:
    match value:
        case None:
            return f'<c r="{name}" s="1"/>'
        case bool():
            return f'<c r="{name}" t="b"><v>{int(value)}</v></c>'
        case float():
            return f'<c r="{name}"><v>{value!r}</v></c>'
        case datetime.date():
            return f'<c r="{name}" t="d"><v>{value.isoformat()}</v></c>'
        case _:
            # A text that looks like an escape stands escaped in a file.
            text = escape(str(value)).replace("_x", "_x005F_x")
            return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


# --- Limits -----------------------------------------------------------------------------------------------------

STYLED = STYLES.replace("</cellXfs>", "<xf/>" * 9 + "</cellXfs>")
NAMED = WORKBOOK.replace("</workbook>", "<definedNames>" + "<definedName/>" * 9 + "</definedNames></workbook>")
MERGED = sheet_xml(ONE).replace(
    "</worksheet>", "<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 9 + "</mergeCells></worksheet>"
)
LONG = row(f'<c r="A1" t="inlineStr"><is><t>{"x" * 40}</t></is></c><c r="B1" t="str"><v>{"x" * 40}</v></c>')

TOO_MUCH: dict[str, tuple[ReadingLimits, bytes]] = {
    "styles": (ReadingLimits(styles=10), book(ONE, {"xl/styles.xml": STYLED})),
    "defined-names": (ReadingLimits(defined_names=8), book(ONE, {LIST: NAMED})),
    "merges": (ReadingLimits(merges=8), book(ONE, {SHEET: MERGED})),
    "shared-strings": (ReadingLimits(shared_strings=4), book(ONE)),
    "depth": (
        ReadingLimits(depth=20),
        book(ONE, {LIST: WORKBOOK.replace("<sheets>", "<a>" * 20 + "</a>" * 20 + "<sheets>")}),
    ),
    "elements": (ReadingLimits(elements=40), book("".join(row("", at) for at in range(1, 40)))),
    "text": (ReadingLimits(text_characters=39), book(LONG)),
    "rows": (ReadingLimits(rows=8), book(number("A9"))),
    "columns": (ReadingLimits(columns=8), book(number("I1"))),
    "cells": (ReadingLimits(cells=8), book(number("A1") + number("C3"))),
}


@pytest.mark.parametrize("what", TOO_MUCH)
def test_each_limit_is_a_setting_and_its_refusal_names_it(what: str) -> None:
    limits, content = TOO_MUCH[what]
    refusal = precheck_bytes(content, limits)
    assert refusal is not None
    assert (refusal.code, refusal.detail["what"]) == ("too-large", what)
    assert precheck_bytes(content) is None


def test_a_tag_without_end_costs_little_time() -> None:
    endless = sheet_xml(ONE).replace("<sheetData>", '<sheetData x="' + "y" * (16 * 2**20))
    begun = process_time()
    assert precheck_bytes(archive({**parts(), SHEET: endless}, compression=0)) == MARKUP
    assert process_time() - begun < 2
