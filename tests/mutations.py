"""A filled template, and its XML changed at random: bytes, attributes and elements, the same for a number each time."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from intake.tables import OFFICE_WORKBOOK
from intake.template import Stamp, write_template
from tests.office_parts import COVER, LINKS_PART, ROWS, STRINGS_PART, STYLES_PART, WORKBOOK_PART, link
from tests.raw_files import MAIN, archive
from tests.workbooks import ENGLISH

Members = dict[str, str | bytes]

INLINE = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*) t="inlineStr"><is><t([^>]*)>([^<]*)</t></is></c>')
STRINGS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
TOKEN = re.compile(r"<[^<>]+>")
ATTRIBUTE = re.compile(r'\s([\w:]+)="([^"]*)"')
CELL_KINDS = ("s", "n", "b", "e", "d", "str", "inlineStr", "zz")
ODD_VALUES = (
    "",
    "0",
    "1",
    "-1",
    "2",
    "65",
    "99999",
    "4294967296",
    "1e999",
    "NaN",
    "A1",
    "XFD1048576",
    "true",
    "Zz",
    " ",
)


@cache
def filled_template() -> Mapping[str, str | bytes]:
    """The parts of a filled template, its texts among the shared ones, as Excel saves it."""
    stamp = Stamp(OFFICE_WORKBOOK.version, "en", date(2026, 10, 1), "NOR", "2026/27")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "office.xlsx"
        write_template(OFFICE_WORKBOOK, path, ENGLISH, cover=COVER, rows=ROWS, stamp=stamp)
        content = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts: Members = {name: packed.read(name).decode() for name in packed.namelist()}
    return _with_shared_texts(parts)


def _with_shared_texts(parts: Members) -> Members:
    texts: dict[str, int] = {}

    def share(cell: re.Match[str]) -> str:
        place, attributes, text_attributes, text = cell.groups()
        number = texts.setdefault(f"<si><t{text_attributes}>{text}</t></si>", len(texts))
        return f'<c r="{place}"{attributes} t="s"><v>{number}</v></c>'

    shared = {name: INLINE.sub(share, str(text)) if "worksheets" in name else text for name, text in parts.items()}
    override = f'<Override PartName="/{STRINGS_PART}" ContentType="{STRINGS_TYPE}"/></Types>'
    strings = link("rId99", "sharedStrings", "sharedStrings.xml")
    return {
        **shared,
        "[Content_Types].xml": str(parts["[Content_Types].xml"]).replace("</Types>", override),
        LINKS_PART: str(parts[LINKS_PART]).replace("</Relationships>", f"{strings}</Relationships>"),
        STRINGS_PART: f'<?xml version="1.0"?><sst xmlns="{MAIN}">{"".join(texts)}</sst>',
    }


def mutated(number: int) -> tuple[str, bytes]:
    """What was changed, in words, and the workbook of this mutation."""
    random = Random(f"mutation {number}")
    parts = dict(filled_template())
    part = _part(random)
    way = random.choice(WAYS)
    text = str(parts[part])
    start, end = _span(part, text, random)
    changed = way(text[start:end], random)
    parts[part] = text[:start].encode() + changed + text[end:].encode()
    return f"{number}: {way.__name__} in {part}", archive(parts)


def _part(random: Random) -> str:
    sheets = [f"xl/worksheets/sheet{number}.xml" for number in range(1, 12)]
    leavers = sheets[1]
    others = [STRINGS_PART] * 3 + [WORKBOOK_PART] * 2 + [STYLES_PART, LINKS_PART, "[Content_Types].xml", "_rels/.rels"]
    return random.choice([leavers] * 7 + sheets + others)


def _span(part: str, text: str, random: Random) -> tuple[int, int]:
    """What of a part is changed: of a sheet mostly its rows, and of those mostly the filled ones."""
    if "worksheets" not in part or random.random() < 0.1:
        return 0, len(text)
    start, end = text.index("<sheetData>"), text.index("</sheetData>")
    filled = text.find('<row r="7"', start)
    return start, filled if 0 < filled < end and random.random() < 0.9 else end


# --- Bytes ----------------------------------------------------------------------------------------------------------


def flip_a_bit(text: str, random: Random) -> bytes:
    content = bytearray(text.encode())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    return bytes(content)


def drop_bytes(text: str, random: Random) -> bytes:
    content = text.encode()
    at = random.randrange(len(content))
    return content[:at] + content[at + random.choice((1, 1, 2, 10, 200)) :]


def insert_bytes(text: str, random: Random) -> bytes:
    content = text.encode()
    at = random.randrange(len(content))
    return content[:at] + random.choice((b"<", b">", b"&", b'"', b"\0", b"\xff", b"7", b"Z", b"]]>")) + content[at:]


def repeat_bytes(text: str, random: Random) -> bytes:
    content = text.encode()
    at = random.randrange(len(content))
    return content[: at + random.choice((1, 5, 50))] + content[at:]


def change_a_digit(text: str, random: Random) -> bytes:
    return _change_one(re.compile(r"(?<=>)[^<>]*[0-9][^<>]*(?=<)"), text, random, _other_digit)


def _other_digit(found: str, random: Random) -> str:
    at = random.choice([position for position, letter in enumerate(found) if letter.isdigit()])
    return found[:at] + random.choice("0123456789") + found[at + 1 :]


def change_a_value(text: str, random: Random) -> bytes:
    return _change_one(re.compile(r"(?<=<v>)[^<>]+(?=</v>)"), text, random, lambda _, __: random.choice(ODD_VALUES))


def change_a_letter(text: str, random: Random) -> bytes:
    def other(found: str, _: Random) -> str:
        at = random.randrange(len(found))
        return found[:at] + random.choice("aeiouAEIOU éß") + found[at + 1 :]

    return _change_one(re.compile(r"(?<=>)[^<>&]+(?=<)"), text, random, other)


# --- Attributes -----------------------------------------------------------------------------------------------------


def change_an_attribute(text: str, random: Random) -> bytes:
    values = [value for _, value in ATTRIBUTE.findall(text)]

    def other(found: str, _: Random) -> str:
        name = found.partition("=")[0].strip()
        pool: Sequence[str] = CELL_KINDS if name == "t" else ODD_VALUES
        return f' {name}="{random.choice((random.choice(pool), random.choice(values)))}"'

    return _change_one(ATTRIBUTE, text, random, other)


def drop_an_attribute(text: str, random: Random) -> bytes:
    return _change_one(ATTRIBUTE, text, random, lambda _, __: "")


def rename_an_attribute(text: str, random: Random) -> bytes:
    return _change_one(ATTRIBUTE, text, random, lambda found, _: found.replace(found.strip()[0], "q", 1))


def add_an_attribute(text: str, random: Random) -> bytes:
    def more(found: str, _: Random) -> str:
        return found + random.choice((' t="b"', ' r="C3"', ' s="1"', ' hidden="1"', ' state="hidden"', ' date1904="1"'))

    return _change_one(ATTRIBUTE, text, random, more)


# --- Elements -------------------------------------------------------------------------------------------------------


def drop_an_element(text: str, random: Random) -> bytes:
    start, end = _element(text, random)
    return (text[:start] + text[end:]).encode()


def repeat_an_element(text: str, random: Random) -> bytes:
    start, end = _element(text, random)
    return (text[:end] + text[start:end] + text[end:]).encode()


def move_an_element(text: str, random: Random) -> bytes:
    start, end = _element(text, random)
    rest = text[:start] + text[end:]
    places = [one.start() for one in TOKEN.finditer(rest)] or [0]
    at = random.choice(places)
    return (rest[:at] + text[start:end] + rest[at:]).encode()


def swap_two_elements(text: str, random: Random) -> bytes:
    (one, one_end), (two, two_end) = sorted((_element(text, random), _element(text, random)))
    if one_end > two:
        return text.encode()
    return (text[:one] + text[two:two_end] + text[one_end:two] + text[one:one_end] + text[two_end:]).encode()


def rename_an_element(text: str, random: Random) -> bytes:
    start, end = _element(text, random)
    found = text[start:end]
    name = re.match(r"<([\w:]+)", found)
    new = random.choice(("zz", "c", "row", "v", "is", "f", "sheet", "t"))
    whole = re.sub(rf"^<{name[1]}\b|</{name[1]}>$", lambda one: one[0].replace(name[1], new), found) if name else found
    return (text[:start] + whole + text[end:]).encode()


def empty_an_element(text: str, random: Random) -> bytes:
    start, end = _element(text, random)
    opened = TOKEN.match(text, start)
    closed = text.rfind("<", start, end)
    if opened is None or closed <= opened.start():
        return text.encode()
    return (text[: opened.end()] + text[closed:]).encode()


def _element(text: str, random: Random) -> tuple[int, int]:
    """Where an element begins and ends; where the piece of text cuts it off, only its tag."""
    tokens = [one for one in TOKEN.finditer(text) if not one[0].startswith(("</", "<?", "<!"))]
    if not tokens:
        return 0, 0
    first = random.choice(tokens)
    name = re.match(r"<([\w:]+)", first[0])
    if first[0].endswith("/>") or name is None:
        return first.span()
    depth = 0
    for one in re.finditer(rf"<(/?){name[1]}(?=[\s/>])[^<>]*?(/?)>", text[first.start() :]):
        depth += -1 if one[1] else 0 if one[2] else 1
        if depth == 0:
            return first.start(), first.start() + one.end()
    return first.span()


def _change_one(what: re.Pattern[str], text: str, random: Random, change: Callable[[str, Random], str]) -> bytes:
    found = list(what.finditer(text))
    if not found:
        return flip_a_bit(text, random)
    one = random.choice(found)
    return (text[: one.start()] + change(one[0], random) + text[one.end() :]).encode()


WAYS: Sequence[Callable[[str, Random], bytes]] = (
    flip_a_bit,
    drop_bytes,
    insert_bytes,
    repeat_bytes,
    change_a_digit,
    change_a_value,
    change_a_letter,
    change_an_attribute,
    change_an_attribute,
    drop_an_attribute,
    rename_an_attribute,
    add_an_attribute,
    drop_an_element,
    repeat_an_element,
    move_an_element,
    swap_two_elements,
    rename_an_element,
    empty_an_element,
)
