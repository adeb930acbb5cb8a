"""What is cut out of a workbook's bytes, and what stays in every part of the file."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from intake.blanking import without
from intake.erased_rows import Spot
from intake.erasures import stand_in

SPOTS = [Spot(0, 2, 1), Spot(0, 2, 3)]
"""A2 and C2 of the first sheet."""


def nobody(_text: str) -> bool:
    return False


def written(path: Path) -> bytes:
    """Return a workbook of two rows: three texts, of which the rows share one."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["last", "first", "note"], ["Zzmuller", "Una", "shared"], ["Xavier", "Una", "shared"]):
        page.append(row)
    book.save(path)
    return path.read_bytes()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_shared_texts(content: bytes) -> bytes:
    """Return the workbook as Excel writes it: each text once, in a part of its own."""
    held = parts(content)
    name, texts = "xl/worksheets/sheet1.xml", list[bytes]()

    def shared(cell: re.Match[bytes]) -> bytes:
        if cell[2] not in texts:
            texts.append(cell[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (cell[1], texts.index(cell[2]))

    inline = rb'<c r="(\w+)"[^>]*><is><t>([^<]*)</t></is></c>'
    held[name] = re.sub(inline, shared, held[name])
    entries = b"".join(b"<x:si><x:t>%s</x:t></x:si>" % text for text in texts)
    held["xl/sharedStrings.xml"] = b'<x:sst xmlns:x="%s">%s</x:sst>' % (SPREADSHEET, entries)
    link = b'<Relationship Id="strings" Type="%s/sharedStrings" Target="sharedStrings.xml"/></Relationships>' % OFFICE
    held["xl/_rels/workbook.xml.rels"] = held["xl/_rels/workbook.xml.rels"].replace(b"</Relationships>", link)
    kind = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s.sharedStrings+xml"/></Types>' % KIND
    held["[Content_Types].xml"] = held["[Content_Types].xml"].replace(b"</Types>", kind)
    return packed(held)


SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml"


def packed(content: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return target.getvalue()


def rows(content: bytes) -> list[list[object]]:
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_a_text_that_another_row_shares_stays_and_one_that_none_shares_goes(tmp_path: Path) -> None:
    before = with_shared_texts(written(tmp_path / "a.xlsx"))
    assert rows(before)[1] == ["Zzmuller", "Una", "shared"]
    after = without(before, SPOTS, nobody)
    assert rows(after) == [["last", "first", "note"], [None, "Una", None], ["Xavier", "Una", "shared"]]
    strings = parts(after)["xl/sharedStrings.xml"]
    assert (b"Zzmuller" in strings, b"shared" in strings) == (False, True)


def test_texts_within_cells_are_cut_with_their_formulas(tmp_path: Path) -> None:
    content = parts(written(tmp_path / "a.xlsx"))
    sheet = content["xl/worksheets/sheet1.xml"]
    start = sheet.index(b'<c r="A2"')
    end = sheet.index(b"</c>", start) + len(b"</c>")
    inline = b'<c r="A2" t="str"><f>"Zzmuller"&amp;""</f><v>Zzmuller</v></c>'
    content["xl/worksheets/sheet1.xml"] = sheet[:start] + inline + sheet[end:]
    after = parts(without(packed(content), SPOTS, nobody))
    assert b'<c r="A2"/>' in after["xl/worksheets/sheet1.xml"]
    assert not any(b"Zzmuller" in part for part in after.values())


def test_cells_without_a_place_are_counted(tmp_path: Path) -> None:
    content = parts(written(tmp_path / "a.xlsx"))
    name = "xl/worksheets/sheet1.xml"
    for row in (1, 2, 3):
        for column in "ABC":
            content[name] = content[name].replace(f' r="{column}{row}"'.encode(), b"")
    assert b'r="A2"' not in content[name]
    after = without(packed(content), SPOTS, nobody)
    assert rows(after)[1:] == [[None, "Una", None], ["Xavier", "Una", "shared"]]


@pytest.mark.parametrize("name", ["xl/pivotCache/pivotCacheRecords1.xml", "xl/media/image1.png", "customXml/item1.xml"])
def test_copies_of_cells_and_pictures_go_whole(tmp_path: Path, name: str) -> None:
    content = packed({**parts(written(tmp_path / "a.xlsx")), name: b"<x>anything</x>"})
    assert parts(without(content, SPOTS, nobody))[name] == b""


def test_what_names_somebody_goes_from_every_other_part(tmp_path: Path) -> None:
    content = parts(written(tmp_path / "a.xlsx"))
    content["docProps/core.xml"] = content["docProps/core.xml"].replace(b"openpyxl", b"Z&#122;muller")
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b'name="Sheet"', b"name='Zzmuller'")
    after = without(packed(content), SPOTS, lambda text: "Zzmuller" in text)
    assert openpyxl.load_workbook(io.BytesIO(after)).sheetnames == ["– 1"]
    for part in parts(after).values():
        assert b"muller" not in part


@pytest.mark.parametrize(
    ("born", "contacts", "day"),
    [
        # Nothing in the month of coming of age: the first says all that the register says.
        (date(2009, 3, 14), [], 1),
        (date(2009, 3, 14), [date(2027, 2, 28), date(2027, 4, 1)], 1),
        # A minor on the 13th, of age on the 14th: from the 14th on is the earliest that says so.
        (date(2009, 3, 14), [date(2027, 3, 13), date(2027, 3, 14)], 14),
        (date(2009, 3, 14), [date(2027, 3, 5), date(2027, 3, 20)], 6),
        (date(2009, 3, 14), [date(2027, 3, 14)], 1),
        (date(2009, 3, 1), [date(2027, 3, 1)], 1),
        # Born on 29 February, of age on 1 March.
        (date(2008, 2, 29), [date(2026, 2, 27), date(2026, 2, 28)], 29),
    ],
)
def test_the_day_that_stands_in_makes_the_same_contacts_those_of_a_minor(
    born: date, contacts: list[date], day: int
) -> None:
    assert stand_in(born, contacts) == born.replace(day=day)
