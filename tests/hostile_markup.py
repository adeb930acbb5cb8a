"""Workbooks whose XML is hostile or broken: declarations, encodings, nesting, mark-up, and parts that do not fit."""

from __future__ import annotations

from tests.hostile_workbooks import each, read, refused
from tests.office_parts import (
    LINKS_PART,
    STRINGS_PART,
    STYLES_PART,
    WORKBOOK_PART,
    Parts,
    office_parts,
    part_of,
    place,
    replaced,
    with_cell,
    with_end,
)
from tests.raw_files import MAIN

SHEET = part_of("leavers")
NAME = place("leavers", "last_name")
HEAD = '<?xml version="1.0"?>'
LAUGHS = "".join("<!ENTITY a{} '{}'>".format(n + 1, f"&a{n};" * 10) for n in range(9))


def text_of(part: str) -> str:
    content = office_parts()[part]
    assert isinstance(content, str)
    return content


def with_head(part: str, head: str) -> Parts:
    """The sound workbook, a part of it begun with this instead of its own declaration."""
    return replaced(office_parts(), part, HEAD, head)


def encoded(part: str, encoding: str, declared: str) -> Parts:
    text = text_of(part).replace(HEAD, f'<?xml version="1.0" encoding="{declared}"?>')
    return {**office_parts(), part: text.encode(encoding)}


# --- Declarations ---------------------------------------------------------------------------------------------------


@refused("unsafe-archive", why="doctype")
def entities_that_multiply() -> Parts:
    """Entities that are made of ten others each (a billion laughs)."""
    return with_head(SHEET, f'{HEAD}<!DOCTYPE w [<!ENTITY a0 "ha">{LAUGHS}]>')


@refused("unsafe-archive", why="doctype")
def entity_from_a_file() -> Parts:
    """An entity whose text is a file of the machine."""
    parts = with_head(STRINGS_PART, f'{HEAD}<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    return replaced(parts, STRINGS_PART, "Zzsample1", "&x;")


@refused("unsafe-archive", why="doctype")
def document_type_from_another_host() -> Parts:
    """A document type that is fetched from another host."""
    return with_head(WORKBOOK_PART, f'{HEAD}<!DOCTYPE w PUBLIC "x" "http://example.invalid/x.dtd">')


@refused("unsafe-archive", why="doctype")
def document_type_in_the_links() -> Parts:
    """A document type in a part that says where the others are."""
    return with_head(LINKS_PART, f"{HEAD}<!DOCTYPE r []>")


@refused("unsafe-archive", why="doctype")
def document_type_behind_a_long_comment() -> Parts:
    """A document type that stands a megabyte into the part."""
    return with_head(SHEET, f"{HEAD}<!--{'x' * (2**20 - 8)}--><!DOCTYPE w []>")


@refused("unsafe-archive", why="doctype")
def document_type_in_small_letters() -> Parts:
    """A document type written in small letters, which lenient parsers take."""
    return with_head(SHEET, f"{HEAD}<!doctype w []>")


@refused("unsafe-archive", why="doctype")
def document_type_in_the_properties() -> Parts:
    """A document type in the document's properties, which other programs read."""
    return {**office_parts(), "docProps/core.xml": '<!DOCTYPE c [<!ENTITY a "b">]><c/>'}


# --- Encodings ------------------------------------------------------------------------------------------------------


@refused("unsafe-archive", why="encoding")
def sheet_in_utf_16() -> dict[str, Parts]:
    """A sheet written in UTF-16, past which a search for letters walks."""
    return each((name, encoded(SHEET, name, "utf-16")) for name in ("utf-16", "utf-16-le", "utf-16-be"))


@refused("unsafe-archive", why="encoding")
def texts_in_utf_32() -> Parts:
    """The texts of the cells written in UTF-32."""
    return encoded(STRINGS_PART, "utf-32", "utf-32")


@refused("unsafe-archive", why="encoding")
def sheet_that_says_utf_7() -> Parts:
    """A sheet that says it is in UTF-7, in which mark-up can be written as letters."""
    return encoded(SHEET, "utf-7", "utf-7")


@refused("unsafe-archive", why="encoding")
def sheet_in_ebcdic() -> Parts:
    """A sheet written in EBCDIC, in which no letter stands where it does elsewhere."""
    return encoded(SHEET, "cp500", "cp500")


@refused("unsafe-archive", why="encoding")
def texts_in_latin_1() -> Parts:
    """Texts written in Latin 1, and declared so: accents are other bytes than in UTF-8."""
    parts = replaced(office_parts(), STRINGS_PART, "Zzsample1", "Zzsampleé")
    text = parts[STRINGS_PART]
    assert isinstance(text, str)
    declared = text.replace(HEAD, '<?xml version="1.0" encoding="iso-8859-1"?>')
    return {**parts, STRINGS_PART: declared.encode("latin-1")}


@refused("incomplete-file", why="damage")
def bytes_that_are_no_text() -> Parts:
    """A text holds bytes that are no characters of UTF-8."""
    text = text_of(STRINGS_PART).encode()
    return {**office_parts(), STRINGS_PART: text.replace(b"Zzsample1", b"Zz\xff\xfe\xc3(1")}


@read()
def mark_at_the_start() -> Parts:
    """Parts begin with the mark of UTF-8, as some programs write it."""
    marked = (SHEET, STRINGS_PART, WORKBOOK_PART, STYLES_PART)
    return {**office_parts(), **{part: text_of(part).encode("utf-8-sig") for part in marked}}


@read()
def encoding_said_in_capitals() -> Parts:
    """A part declares its encoding in capitals and in the other kind of quotes."""
    return with_head(SHEET, "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")


# --- Depth and length -----------------------------------------------------------------------------------------------


@refused("too-large")
def elements_a_hundred_thousand_deep() -> Parts:
    """Elements nested a hundred thousand deep."""
    return with_end("<a>" * 100_000 + "</a>" * 100_000)


@refused("too-large")
def elements_deep_in_the_texts() -> Parts:
    """Elements nested deep within one text of the shared strings."""
    return replaced(office_parts(), STRINGS_PART, "<si>", "<si><r>" + "<r>" * 50_000 + "</r>" * 50_000 + "</r>")


@read()
def attribute_of_a_megabyte() -> Parts:
    """An attribute of a million characters, on an element that nobody reads."""
    return with_end(f'<extLst x="{"y" * 10**6}"/>')


@read()
def twenty_thousand_attributes() -> Parts:
    """An element with twenty thousand attributes."""
    return with_end("<extLst " + " ".join(f"a{number}='1'" for number in range(20_000)) + "/>")


@refused("unsafe-archive", why="markup")
def comments_everywhere() -> Parts:
    """Comments stand between the rows and in a cell."""
    parts = with_cell(NAME, f'<c r="{NAME}" t="str"><!--x--><v>Zz<!-- y -->sample1</v></c>')
    return replaced(parts, SHEET, "<row", "<!-- <row r='9'><c r='A9'><v>1</v></c></row> --><row")


@refused("unsafe-archive", why="markup")
def instructions_everywhere() -> Parts:
    """Instructions for other programs stand between the rows."""
    return replaced(office_parts(), SHEET, "</row>", "</row><?zz do='<row r=\"9\">'?>")


# --- Broken mark-up -------------------------------------------------------------------------------------------------


@refused("incomplete-file", why="damage")
def tags_that_do_not_match() -> Parts:
    """A cell is closed by another tag than it was opened by."""
    return with_cell(NAME, f'<c r="{NAME}" t="str"><v>Zzsample1</w></c>')


@refused("incomplete-file", why="damage")
def row_closed_within_a_cell() -> Parts:
    """A row is closed while one of its cells is open."""
    return with_cell(NAME, f'<c r="{NAME}" t="str"><v>Zzsample1</v></row><row r="2"></c>')


@refused("incomplete-file", why="damage")
def sheet_that_ends_too_early() -> Parts:
    """A sheet's part ends within a row, though the archive is whole."""
    text = text_of(SHEET)
    return {**office_parts(), SHEET: text[: text.index('<row r="4">') + 60]}


@refused("incomplete-file", why="damage")
def sheet_that_ends_after_its_rows() -> Parts:
    """A sheet's part ends after its last row, and closes nothing."""
    return {**office_parts(), SHEET: text_of(SHEET).replace("</sheetData></worksheet>", "")}


@refused("incomplete-file", why="damage")
def texts_that_end_too_early() -> Parts:
    """The shared strings end in the middle."""
    text = text_of(STRINGS_PART)
    return {**office_parts(), STRINGS_PART: text[: len(text) // 2]}


@refused("incomplete-file", why="damage")
def tag_never_closed() -> Parts:
    """A tag lacks its closing bracket, so that it swallows the next."""
    return replaced(office_parts(), SHEET, '<row r="3">', '<row r="3"')


@refused("incomplete-file", why="damage")
def attribute_without_its_quote() -> Parts:
    """An attribute lacks its closing quote."""
    return replaced(office_parts(), SHEET, '<row r="3">', '<row r="3>')


@refused("incomplete-file", why="damage")
def attribute_twice() -> Parts:
    """A cell bears two names."""
    return with_cell(NAME, f'<c r="{NAME}" r="AZ9" t="str"><v>Zzsample1</v></c>')


@refused("incomplete-file", why="damage")
def bare_ampersand() -> Parts:
    """A text holds a bare ampersand."""
    return replaced(office_parts(), STRINGS_PART, "Zzsample1", "Zz & sample")


@refused("incomplete-file", why="damage")
def unknown_entity() -> Parts:
    """A text holds an entity that nothing declares."""
    return replaced(office_parts(), STRINGS_PART, "Zzsample1", "Zz&eacute;")


@refused("incomplete-file", why="damage")
def characters_that_may_not_be() -> dict[str, Parts]:
    """A text holds characters that XML does not have."""
    bad = {"zero": "&#0;", "vertical-tab": "\x0b", "surrogate": "&#xD800;", "beyond": "&#x110000;"}
    return {name: replaced(office_parts(), STRINGS_PART, "Zzsample1", f"Zz{one}") for name, one in bad.items()}


@refused("incomplete-file", why="damage")
def something_after_the_end() -> Parts:
    """A second sheet follows the first in one part."""
    return {**office_parts(), SHEET: text_of(SHEET) + text_of(SHEET).replace(HEAD, "")}


@refused("incomplete-file", why="damage")
def prefix_that_nothing_declares() -> Parts:
    """A cell's tag bears a prefix that nothing declares."""
    return with_cell(NAME, f'<zz:c r="{NAME}" t="str"><zz:v>Zzsample1</zz:v></zz:c>')


@refused("incomplete-file", why="damage")
def list_of_sheets_broken() -> Parts:
    """The list of sheets is broken off."""
    return {**office_parts(), WORKBOOK_PART: text_of(WORKBOOK_PART)[:-60]}


@refused("incomplete-file", why="damage")
def links_broken() -> Parts:
    """The part that says where the sheets are is broken off."""
    return {**office_parts(), LINKS_PART: text_of(LINKS_PART)[:-90]}


@refused("incomplete-file", why="damage")
def formats_broken() -> Parts:
    """The cell formats are broken off."""
    return {**office_parts(), STYLES_PART: text_of(STYLES_PART)[:-90]}


@refused("incomplete-file", why="damage")
def sheet_of_no_bytes() -> Parts:
    """A sheet's part is empty."""
    return {**office_parts(), SHEET: ""}


@refused("unsafe-archive", why="markup")
def web_page_for_a_sheet() -> Parts:
    """A sheet's part is a web page."""
    return {**office_parts(), SHEET: "<html><body>Zz</body></html>"}


# --- Other ways of writing the same ---------------------------------------------------------------------------------


@read()
def prefixed_elements() -> Parts:
    """All elements of a sheet bear a prefix."""
    text = text_of(SHEET).replace("</", "</x:").replace(f'xmlns="{MAIN}"', f'xmlns:x="{MAIN}"')
    for tag in ("worksheet", "sheetData", "row", "c ", "v"):
        text = text.replace(f"<{tag}", f"<x:{tag}")
    return {**office_parts(), SHEET: text}


@refused("unsafe-archive", why="markup")
def elements_of_no_namespace() -> Parts:
    """The elements of a sheet belong to no namespace."""
    return replaced(office_parts(), SHEET, f' xmlns="{MAIN}"', "")


@read()
def attributes_in_single_quotes() -> Parts:
    """Attributes stand in single quotes, on lines of their own."""
    return {**office_parts(), SHEET: text_of(SHEET).replace('"', "'").replace(" r='", "\n\tr = '")}


@refused("unsafe-archive", why="markup")
def text_as_character_data() -> Parts:
    """A text is written as character data, with what would be mark-up in it."""
    return with_cell(NAME, f'<c r="{NAME}" t="str"><v><![CDATA[Zzsample1]]></v></c>')


@read()
def text_in_numbers_of_characters() -> Parts:
    """A text is written by the numbers of its characters."""
    coded = "".join(f"&#{ord(letter)};" for letter in "Zzsample1")
    return replaced(office_parts(), STRINGS_PART, "Zzsample1", coded)
