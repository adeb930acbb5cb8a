"""Workbooks with cells that are hostile or odd: where they say they stand, what type they claim, what they hold."""

from __future__ import annotations

import re

from tests.hostile_workbooks import each, read, refused
from tests.office_parts import (
    DATE_STYLE,
    Parts,
    office_parts,
    part_of,
    place,
    replaced,
    with_cell,
    with_end,
    with_rows,
)

SHEET = part_of("leavers")
NAME, NOTE, GRADE = (place("leavers", column) for column in ("last_name", "note", "grade"))
BORN, LEFT, BEHIND, NUMBER = (
    place("leavers", column) for column in ("birth_date", "left_school_on", "years_behind", "national_number")
)
HELD = tuple(
    ("held-with-case", f"{sheet}!A2")
    for sheet in ("accompaniment", "contacts", "interviews", "outcomes", "participants", "youth_guarantee")
)
"""What is told besides when the first leaver's row is held back."""


def written(place_: str, inner: str, kind: str = "", more: str = "") -> str:
    """A cell as XML: where it stands, what it holds, its type and more attributes."""
    typed = f' t="{kind}"' if kind else ""
    return f'<c r="{place_}"{typed}{more}>{inner}</c>'


def noted(inner: str, kind: str = "str", more: str = "") -> Parts:
    """The sound workbook, the first leaver's note (optional, free text) written so."""
    return with_cell(NOTE, written(NOTE, inner, kind, more))


def graded(inner: str, kind: str = "", more: str = "") -> Parts:
    """The sound workbook, the first leaver's grade (optional, a whole number) written so."""
    return with_cell(GRADE, written(GRADE, inner, kind, more))


def born(inner: str, kind: str = "", style: int = DATE_STYLE) -> Parts:
    """The sound workbook, the first leaver's birth date (needed) written so."""
    return with_cell(BORN, written(BORN, inner, kind, f' s="{style}"'))


# --- Where a cell says that it stands -------------------------------------------------------------------------------


@refused("misplaced-cells")
def row_nought() -> Parts:
    """A cell says that it stands in row 0."""
    return with_cell("G2", written("G0", "<v>1</v>"))


@refused("too-large", what="columns")
def column_beyond_the_last() -> Parts:
    """A cell stands one column beyond the last that Excel has."""
    return with_rows('<row r="9"><c r="XFE9"><v>1</v></c></row>')


@refused("too-large", what="rows")
def row_beyond_the_last() -> Parts:
    """A cell stands one row beyond the last that Excel has."""
    return with_rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>')


@refused("too-large", what="rows")
def row_of_five_thousand_digits() -> Parts:
    """A cell's row is a number of five thousand digits."""
    return with_rows(f'<row><c r="A{"9" * 5000}"><v>1</v></c></row>')


@refused("misplaced-cells")
def place_that_is_none() -> dict[str, Parts]:
    """A cell's place is no place."""
    bad = {"letters": "GG", "digits": "12", "empty": "", "name": "Zzname", "dollar": "$G$2", "minus": "G-2"}
    return each((name, with_cell("G2", written(one, "<v>1</v>"))) for name, one in bad.items())


@refused("misplaced-cells")
def cell_in_another_row() -> Parts:
    """A cell stands within a row of another number than its own."""
    return with_cell("G2", written("G9", "<v>1</v>"))


@refused("misplaced-cells")
def one_cell_twice() -> Parts:
    """One cell stands twice in its row, with two values."""
    return with_cell(NAME, written(NAME, "<v>Zzone</v>", "str") + written(NAME, "<v>Zztwo</v>", "str"))


@refused("misplaced-cells")
def cells_out_of_order() -> Parts:
    """The cells of a row stand in the reverse of their order."""
    return with_rows('<row r="9"><c r="C9"><v>1</v></c><c r="A9"><v>1</v></c></row>')


@refused("misplaced-cells")
def rows_out_of_order() -> Parts:
    """A row stands after one of a greater number."""
    return with_rows('<row r="12"><c r="A12"><v>1</v></c></row><row r="9"><c r="A9"><v>1</v></c></row>')


@refused("misplaced-cells")
def one_row_twice() -> Parts:
    """One row stands twice, with different cells."""
    return with_rows('<row r="5"><c r="A5"><v>1</v></c></row>')


@refused("misplaced-cells")
def row_below_nought() -> Parts:
    """A row's number is negative."""
    return replaced(office_parts(), SHEET, '<row r="5">', '<row r="-5">')


@read()
def places_left_out() -> Parts:
    """Neither rows nor cells of a sheet say where they stand: each follows the one before."""
    text = office_parts()[part_of("contacts")]
    assert isinstance(text, str)
    bare = re.sub(r'<(row|c) r="[A-Z0-9]+"', r"<\1", text)
    # A blank cell stands where the row before had none, or what follows would move up.
    return {**office_parts(), part_of("contacts"): bare}


@read()
def places_in_small_letters() -> Parts:
    """A cell's place is written in small letters."""
    return replaced(office_parts(), SHEET, f'<c r="{NAME}"', f'<c r="{NAME.lower()}"')


# --- Types that do not fit ------------------------------------------------------------------------------------------


@read(("unreadable-cell", f"leavers!{NOTE}"))
def text_of_a_negative_number() -> Parts:
    """A cell names a text by a negative number."""
    return noted("<v>-1</v>", "s")


@refused("damaged-cell")
def text_that_is_not_there() -> Parts:
    """A cell names a text beyond the last."""
    return noted("<v>99999</v>", "s")


@read(("unreadable-cell", f"leavers!{NOTE}"))
def text_named_by_no_number() -> dict[str, Parts]:
    """A cell names a text by what is no whole number."""
    return each((name, noted(f"<v>{one}</v>", "s")) for name, one in (("word", "Zz"), ("fraction", "1.5")))


@read(("formula-without-value", f"leavers!{GRADE}"))
def error_in_a_cell() -> dict[str, Parts]:
    """A cell holds an error for a value."""
    return each((str(at), graded(f"<v>{one}</v>", "e")) for at, one in enumerate(("#DIV/0!", "#N/A", "#REF!", "#NUM!")))


@refused("damaged-cell")
def error_that_nobody_knows() -> Parts:
    """A cell holds an error that the format does not have."""
    return graded("<v>#ZZ!</v>", "e")


@read(("formula-without-value", f"leavers!{NAME}"), *HELD)
def error_in_a_needed_cell() -> Parts:
    """A needed cell holds an error."""
    return with_cell(NAME, written(NAME, "<v>#VALUE!</v>", "e"))


@read(("formula-without-value", f"leavers!{GRADE}"))
def formula_never_worked_out() -> dict[str, Parts]:
    """A formula has no value: the program that wrote it does not calculate."""
    return {"none": graded("<f>1+8</f>"), "empty": graded("<f>1+8</f><v></v>"), "bare": graded("<f>1+8</f><v/>")}


@read()
def formulas_with_values() -> dict[str, Parts]:
    """A cell holds a formula and its value, of any kind of formula."""
    return {
        "plain": graded("<f>1+8</f><v>9</v>"),
        "shared": graded(f'<f t="shared" ref="{GRADE}:{GRADE}" si="0">1+8</f><v>9</v>'),
        "array": graded(f'<f t="array" ref="{GRADE}">SUM(1,8)</f><v>9</v>'),
        "another-file": graded("<f>[1]Zz!A1</f><v>9</v>"),
        "command": graded("<f>cmd|'/c calc'!A1</f><v>9</v>"),
    }


@read()
def shared_formula_of_nobody() -> Parts:
    """A cell shares a formula that no other cell has."""
    return graded('<f t="shared" si="77"/><v>9</v>')


@refused("too-large", what="text")
def formula_of_a_megabyte() -> Parts:
    """A formula is a million characters long."""
    return graded(f"<f>{'1+' * 500_000}8</f><v>9</v>")


@read(("unreadable-cell", f"leavers!{GRADE}"))
def number_that_is_none() -> dict[str, Parts]:
    """A cell that says it is a number holds none."""
    bad = {"word": "Zz", "hex": "0x10", "comma": "9,0", "two": "9 9", "minus": "-"}
    return each((name, graded(f"<v>{one}</v>")) for name, one in bad.items())


@read(("unreadable-cell", f"leavers!{GRADE}"))
def number_beyond_all() -> dict[str, Parts]:
    """A number is greater than any that a computer holds, or no number by name."""
    return each((name, graded(f"<v>{name}</v>")) for name in ("1e999", "-1e999", "NaN", "INF", "Infinity"))


@refused("damaged-cell")
def truth_that_is_neither() -> Parts:
    """A cell that says it is true or false holds 2."""
    return graded("<v>2</v>", "b")


@refused("damaged-cell")
def type_that_nobody_knows() -> Parts:
    """A cell is of a type that the format does not have."""
    return noted("<v>Zz</v>", "zz")


@read(("not-a-number", f"leavers!{GRADE}"))
def truth_where_a_number_belongs() -> Parts:
    """A cell of a number holds true."""
    return graded("<v>1</v>", "b")


@read()
def date_as_text_of_the_format() -> Parts:
    """A date is written in the format's own type for dates."""
    return born("<v>2009-03-14T00:00:00</v>", "d")


@read(("unreadable-cell", f"leavers!{BORN}"), *HELD)
def date_that_no_calendar_has() -> Parts:
    """A cell of the type for dates holds a day that no calendar has."""
    return born("<v>2009-02-31</v>", "d")


@refused("unsafe-archive", why="markup")
def value_twice() -> Parts:
    """A cell has two values."""
    return noted("<v>Zz one</v><v>Zz two</v>")


@read()
def texts_in_place() -> dict[str, Parts]:
    """A text stands in its cell and not among the shared ones."""
    return {
        "inline": noted("<is><t>Zz first</t></is>", "inlineStr"),
        "runs": noted("<is><r><t xml:space='preserve'>Zz </t></r><r><rPr><b/></rPr><t>first</t></r></is>", "inlineStr"),
        "formula": noted("<f>A1</f><v>Zz first</v>"),
        "plain": noted("<v>Zz first</v>"),
    }


@read(("unreadable-cell", f"leavers!{NOTE}"))
def text_in_place_where_none_is_looked_for() -> Parts:
    """A cell that holds its own text has it where other cells have their values."""
    return noted("<v>Zz first</v>", "inlineStr")


@refused("unsafe-archive", why="markup")
def text_beside_its_element() -> Parts:
    """A cell's text stands in the cell itself, in no element."""
    return noted("Zz first")


@read()
def numbers_written_oddly() -> dict[str, Parts]:
    """A number is written as nobody would and as the format allows."""
    odd = {"exponent": "0.9E1", "plus": "9.0e+0", "zeros": "9.0000000000000000000000", "leading": "0009"}
    return each((name, graded(f"<v>{one}</v>")) for name, one in odd.items())


@read(("unreadable-cell", f"leavers!{GRADE}"))
def blanks_around_a_number() -> Parts:
    """Blanks stand around a number."""
    return graded("<v> 9\n</v>")


@read(same=False)
def number_of_four_hundred_digits() -> Parts:
    """A text of four hundred digits stands in a note."""
    return noted(f"<v>{'7' * 400}</v>")


# --- Cells where none belong ----------------------------------------------------------------------------------------


@refused("unsafe-archive", why="markup")
def cells_after_the_rows() -> Parts:
    """Cells stand behind the sheet's rows, outside of them."""
    return with_end('<row r="6"><c r="A6" t="str"><v>NOR-2627-0009</v></c></row>')


@refused("unsafe-archive", why="markup")
def rows_in_two_lots() -> Parts:
    """A sheet has its rows in two lots."""
    return with_end('<sheetData><row r="6"><c r="A6" t="str"><v>NOR-2627-0009</v></c></row></sheetData>')


@refused("unsafe-archive", why="markup")
def cell_within_a_cell() -> Parts:
    """A cell stands within another."""
    return with_cell(NAME, written(NAME, written("AE2", "<v>1</v>") + "<v>Zzsample1</v>", "str"))


@refused("unsafe-archive", why="markup")
def element_within_a_value() -> Parts:
    """A value holds an element, which would cut it in two."""
    return noted("<v>Zz <b/>first</v>")


@refused("unsafe-archive", why="markup")
def cell_without_a_row() -> Parts:
    """A cell stands between the rows."""
    return with_rows('<c r="A6" t="str"><v>NOR-2627-0009</v></c>')
