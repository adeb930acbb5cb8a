"""Workbooks with values that are hostile or odd: texts, dates, numbers and their formats."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from tests.hostile_cells import BORN, GRADE, HELD, NUMBER, born, graded, noted, written
from tests.hostile_workbooks import each, read, refused
from tests.office_parts import (
    DATE_STYLE,
    STRINGS_PART,
    STYLES_PART,
    Parts,
    office_parts,
    place,
    replaced,
    with_cell,
    workbook_xml,
)

# --- Texts ----------------------------------------------------------------------------------------------------------


def texts(text: str) -> Parts:
    """The sound workbook, the first leaver's note with this text."""
    return noted(f'<is><t xml:space="preserve">{escape(text)}</t></is>', "inlineStr")


@read()
def text_in_runs() -> Parts:
    """A text is written in runs of different letters."""
    runs = "<si><r><t>Zz</t></r><r><rPr><b/></rPr><t>sample1</t></r></si>"
    return replaced(office_parts(), STRINGS_PART, '<si><t xml:space="preserve">Zzsample1</t></si>', runs)


@read()
def text_with_its_pronunciation() -> Parts:
    """A text says how it is pronounced, which is none of it."""
    said = '<si><t>Zzsample1</t><rPh sb="0" eb="1"><t>SAMPURU</t></rPh><phoneticPr fontId="1"/></si>'
    return replaced(office_parts(), STRINGS_PART, '<si><t xml:space="preserve">Zzsample1</t></si>', said)


@read(same=False)
def text_longer_than_a_cell_holds() -> Parts:
    """A text is one character longer than a cell of Excel can hold."""
    return texts("Zz" + "é" * 32_766)


@refused("too-large", what="text")
def text_of_ten_megabytes() -> Parts:
    """A text is ten million characters long."""
    return texts("Zz" + "y" * 10_000_000)


@read(same=False)
def text_that_calculates() -> dict[str, Parts]:
    """A text begins like a formula, to be worked out by whoever opens it next."""
    return each(
        (str(at), texts(one)) for at, one in enumerate(('=HYPERLINK("http://zz")', "+1", "-1", "@SUM(1)", "\t=1"))
    )


@read(same=False)
def text_that_would_be_a_page() -> Parts:
    """A text is mark-up of a page, with a script."""
    return texts('<script>alert("Zz")</script> {{ 7*7 }} [x](javascript:1) |')


@read(same=False)
def characters_of_no_width() -> dict[str, Parts]:
    """A text holds characters that turn its direction, pile up or have no width."""
    return {
        "turned": texts("Zz\u202egnp.exe"),
        "piled": texts("Z" + "\u0301" * 5000),
        "none": texts("Zz\u200b\u200d\ufeff"),
    }


@read(same=False)
def characters_beyond_the_first_plane() -> Parts:
    """A text holds signs that need four bytes."""
    return texts("Zz 🙂 𝔄 𐍈")


@read(same=False)
def control_characters_by_their_number() -> Parts:
    """A text holds control characters, in the format's own way of writing them."""
    return texts("Zz_x0000_a_x001F_b_x000D_")


@read(same=False)
def lines_in_a_cell() -> Parts:
    """A text has lines of its own."""
    return texts("Zz\n\none\r\ntwo\ttab")


@read()
def text_of_nothing_but_blanks() -> Parts:
    """An optional cell holds nothing but blanks."""
    return with_cell(place("leavers", "referent"), written(place("leavers", "referent"), "<v>   </v>", "str"))


@read()
def count_of_texts_that_lies() -> dict[str, Parts]:
    """The shared strings say that they are four thousand million, or none."""
    return each(
        (str(count), replaced(office_parts(), STRINGS_PART, "<sst ", f'<sst count="{count}" zz="1" '))
        for count in (0, 2**32 - 1, 2**64)
    )


@read()
def unused_texts() -> Parts:
    """The shared strings hold thousands of texts that no cell names, empty ones among them."""
    more = "<si><t>Zz</t></si><si/><si><t/></si>" * 3_000
    return replaced(office_parts(), STRINGS_PART, "</sst>", f"{more}</sst>")


@refused("unsafe-archive", why="markup")
def empty_texts_without_number() -> Parts:
    """The shared strings hold a hundred thousand empty texts."""
    return replaced(office_parts(), STRINGS_PART, "</sst>", f"{'<si/>' * 100_000}</sst>")


# --- Dates and numbers ----------------------------------------------------------------------------------------------


@read()
def days_that_count_from_1904() -> Parts:
    """The workbook's days count from 1904, as those of old Macintosh computers."""
    parts = {**office_parts(), "xl/workbook.xml": workbook_xml(before='<workbookPr date1904="1"/>')}
    dated = re.compile(rf'( s="{DATE_STYLE}"><v>)(\d+)(</v>)')
    return {
        name: dated.sub(lambda one: f"{one[1]}{int(one[2]) - 1462}{one[3]}", text) if isinstance(text, str) else text
        for name, text in parts.items()
    }


@read()
def day_with_a_time() -> Parts:
    """A date has a time of the day."""
    return born("<v>39886.7345</v>")


@read(("date-too-early", f"leavers!{BORN}"), *HELD)
def day_that_never_was() -> Parts:
    """A date is the 29th of February 1900, which Excel has and no calendar."""
    return born("<v>60</v>")


@read(("not-a-date", f"leavers!{BORN}"), *HELD)
def day_outside_the_calendar() -> dict[str, Parts]:
    """A date is before the first or after the last day that there is."""
    return each((name, born(f"<v>{name}</v>")) for name in ("-1", "0", "2958466", "99999999999", "1e300"))


@read(("not-a-number", f"leavers!{GRADE}"))
def number_shown_as_a_date() -> Parts:
    """A number bears the format of a date."""
    return graded("<v>9</v>", more=f' s="{DATE_STYLE}"')


@read()
def format_that_is_not_there() -> dict[str, Parts]:
    """A cell bears a format that the workbook does not have."""
    return {"beyond": graded("<v>9</v>", more=' s="999999"'), "word": graded("<v>9</v>", more=' s="Zz"')}


@read()
def number_formats_that_are_broken() -> dict[str, Parts]:
    """A cell bears a number format that no program understands."""
    bad = {"quote": "&quot;Zz", "bracket": "[$-", "long": "0" * 10_000, "sections": ";" * 500, "backslash": "\\"}
    return each((name, _formatted(one)) for name, one in bad.items())


def _formatted(code: str) -> Parts:
    return _with_format(graded("<v>9</v>", more=' s="2"'), code)


def _with_format(parts: Parts, code: str) -> Parts:
    """The parts with one more cell format, of this number format."""
    formats = f'<numFmts count="1"><numFmt numFmtId="170" formatCode="{code}"/></numFmts><fonts'
    styled = replaced(parts, STYLES_PART, "<fonts", formats)
    return replaced(styled, STYLES_PART, "</cellXfs>", '<xf numFmtId="170"/></cellXfs>')


@read()
def dates_of_every_format() -> dict[str, Parts]:
    """A date bears one of the many formats of dates, the format's own or somebody's."""
    codes = {"own": "dd\\.mm\\.yyyy;@", "german": "[$-407]d. mmmm yyyy", "year": "yyyy", "weekday": "[$-F800]dddd"}
    return each((name, _with_format(born("<v>39886</v>", style=2), code)) for name, code in codes.items())


@read()
def number_for_a_national_number() -> Parts:
    """A national number was entered as a number and is whole."""
    sound = office_parts()[STRINGS_PART]
    assert isinstance(sound, str)
    digits = next(one for one in sound.replace("<", ">").split(">") if one.startswith("20090314"))
    return with_cell(NUMBER, written(NUMBER, f"<v>{digits}</v>"))


@read(("not-a-national-number", f"leavers!{NUMBER}"))
def national_number_cut_short() -> dict[str, Parts]:
    """A national number lost digits: it is no longer of thirteen."""
    return each((one, with_cell(NUMBER, written(NUMBER, f"<v>{one}</v>"))) for one in ("200903140", "2.5"))


@read(("national-number-rounded", f"leavers!{NUMBER}"))
def national_number_rounded() -> Parts:
    """A national number went through a narrow column as 2.00903E+12: its last digits are noughts."""
    return with_cell(NUMBER, written(NUMBER, "<v>2.00903E12</v>"))
