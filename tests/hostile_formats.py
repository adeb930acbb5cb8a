"""Files of other kinds that offices send for a workbook, and workbooks of other kinds than the template's."""

from __future__ import annotations

import base64
import gzip
import struct
import zipfile

from tests.hostile_workbooks import each, read, refused
from tests.office_parts import LINKS_PART, STRINGS_PART, WORKBOOK_PART, Parts, link, office_parts, replaced
from tests.raw_files import CONTENT_TYPES, MAIN, RELATIONS, archive, ole

SHEET_MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


# --- Nothing --------------------------------------------------------------------------------------------------------


@refused("empty-file")
def nothing() -> bytes:
    """The file is empty."""
    return b""


@refused("incomplete-file", why="zeros")
def nothing_but_zeros() -> bytes:
    """The file holds zeros only, as after a crash."""
    return bytes(5000)


@refused("too-large", what="file")
def larger_than_any_workbook() -> bytes:
    """The file is larger than any workbook may be."""
    return archive(office_parts()) + bytes(33 * 2**20)


# --- Old and other workbooks ----------------------------------------------------------------------------------------


@refused("old-xls")
def excel_97() -> bytes:
    """A workbook of Excel 97 to 2003."""
    return ole("Workbook")


@refused("old-xls")
def excel_95() -> bytes:
    """A workbook of Excel 5 or 95."""
    return ole("Book")


@refused("old-xls")
def excel_before_95() -> dict[str, bytes]:
    """A single sheet of Excel 2, 3 or 4, which is no container at all."""
    starts = {"2": "0900040000001000", "3": "0902060000001000", "4": "0904060000001000"}
    return {version: bytes.fromhex(start) + bytes(40) for version, start in starts.items()}


@refused("password-protected")
def workbook_with_a_password() -> bytes:
    """A workbook that opens with a password only."""
    return ole("EncryptedPackage")


@refused("not-a-workbook", found="other-office-file")
def old_letter() -> dict[str, bytes]:
    """A letter, a mail or a drawing in the container of the old Office."""
    return each((name, ole(name)) for name in ("WordDocument", "__substg1.0_0037001F", "VisioDocument"))


@refused("xlsb-file")
def binary_workbook() -> bytes:
    """A binary workbook (.xlsb)."""
    return archive({"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.bin": b"\x83\x01\0"})


@refused("ods-file")
def open_document_workbook() -> bytes:
    """An OpenDocument workbook (.ods)."""
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "content.xml": "<a/>", "META-INF/manifest.xml": "<a/>"}, zipfile.ZIP_STORED)


@refused("not-a-workbook")
def open_document_letter() -> bytes:
    """An OpenDocument letter (.odt)."""
    kind = "application/vnd.oasis.opendocument.text"
    return archive({"mimetype": kind, "content.xml": "<a/>"}, zipfile.ZIP_STORED)


@refused("not-a-workbook")
def flat_workbook_of_2003() -> bytes:
    """A workbook as one XML file, of Excel 2003."""
    return (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>'
    )


@refused("not-a-workbook", found="document")
def word_document() -> bytes:
    """A letter (.docx)."""
    return archive({"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": "<a/>"})


@refused("not-a-workbook", found="presentation")
def presentation() -> bytes:
    """Slides (.pptx)."""
    return archive({"[Content_Types].xml": CONTENT_TYPES, "ppt/presentation.xml": "<a/>"})


@refused("not-a-workbook", found="archive")
def workbook_packed_in_an_archive() -> bytes:
    """The workbook lies in a .zip, which was renamed."""
    return archive({"NOR.xlsx": archive(office_parts())})


@refused("not-a-workbook", found="archive")
def workbook_of_numbers() -> bytes:
    """A workbook of Apple Numbers."""
    return archive({"Index/Document.iwa": b"\0", "Metadata/Properties.plist": b"bplist00"})


@refused("not-a-workbook", found="archive")
def archive_of_nothing() -> bytes:
    """An archive of pictures, called .xlsx."""
    return archive({"a.jpg": b"\xff\xd8\xff"})


@refused("not-a-workbook")
def archive_without_members() -> bytes:
    """An archive in which there is nothing."""
    return archive({})


# --- Files that are something else ----------------------------------------------------------------------------------


@refused("not-a-workbook", found="pdf")
def printed_workbook() -> bytes:
    """A printout (.pdf)."""
    return b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@refused("not-a-workbook", found="web-page")
def web_page() -> dict[str, bytes]:
    """A table saved as a web page, or a sign-in page saved for the workbook."""
    return {"page": b"<html><table></table></html>", "sign-in": b"\n<!DOCTYPE html><html></html>"}


@refused("not-a-workbook", found="text")
def text_table() -> dict[str, bytes]:
    """A table of text (.csv), in any of the encodings of Excel."""
    table = "Zz number;Zz sex\nNOR-2627-0001;f\n"
    return each((name, table.encode(name)) for name in ("utf-8", "utf-8-sig", "utf-16", "cp1252"))


@refused("not-a-workbook", found="text")
def link_to_a_workbook() -> bytes:
    """A link to a workbook on a web drive, and not the workbook."""
    return b'{"url": "https://example.invalid/zz", "doc_id": "1"}'


@refused("not-a-workbook", found="text")
def mail_with_the_workbook() -> bytes:
    """A mail (.eml) to which the workbook is attached."""
    return b"Content-Type: multipart/mixed\n\n" + base64.encodebytes(archive(office_parts()))


@refused("not-a-workbook", found="unknown")
def picture() -> dict[str, bytes]:
    """A picture or a scan of the list."""
    return {"png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0"}


@refused("not-a-workbook")
def packed_by_another_program() -> dict[str, bytes]:
    """The workbook packed by a program whose archives are no workbooks."""
    return {
        "gzip": gzip.compress(archive(office_parts()), mtime=0),
        "7z": b"7z\xbc\xaf'\x1c\0\x04" + bytes(40),
        "rar": b"Rar!\x1a\x07\x01\0" + bytes(40),
    }


@refused("not-a-workbook")
def scrambled_bytes() -> bytes:
    """The file was encrypted by a disk's own program: no byte of it means anything."""
    return bytes(value * 197 % 251 + 3 for value in range(4096))


@refused("not-a-workbook")
def shortcut() -> bytes:
    """A shortcut (.lnk) to the workbook."""
    return struct.pack("<L", 0x4C) + bytes.fromhex("0114020000000000c000000000000046") + bytes(60)


# --- Workbooks of other kinds, which are read -----------------------------------------------------------------------


def _typed(kind: str) -> str:
    override = f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/></Types>'
    return CONTENT_TYPES.replace("</Types>", override)


@read(("macros-ignored", None), same=True)
def workbook_with_macros() -> Parts:
    """A workbook with macros (.xlsm)."""
    parts = {**office_parts(), "[Content_Types].xml": _typed(SHEET_MACRO), "xl/vbaProject.bin": ole("VBA")}
    return replaced(
        parts, LINKS_PART, "</Relationships>", link("rId80", "vbaProject", "vbaProject.bin") + "</Relationships>"
    )


@read()
def template_file() -> Parts:
    """A workbook saved as a template (.xltx)."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
    return {**office_parts(), "[Content_Types].xml": _typed(kind)}


@read()
def strict_workbook() -> Parts:
    """A workbook saved in the strict form of the format, whose names are others."""
    return {
        name: one.replace(MAIN, STRICT).replace(RELATIONS, STRICT_RELATIONS) if isinstance(one, str) else one
        for name, one in office_parts().items()
    }


@refused("not-a-workbook", found="archive")
def workbook_under_another_name() -> Parts:
    """Another program keeps the list of sheets in a part of another name."""
    parts = office_parts()
    moved = {name.replace("workbook.xml", "book.xml"): one for name, one in parts.items()}
    return replaced(moved, "_rels/.rels", "xl/workbook.xml", "xl/book.xml") | {STRINGS_PART: parts[STRINGS_PART]}


@refused("unknown-workbook")
def some_other_workbook() -> Parts:
    """A sound workbook that is none of the template's."""
    tab = '<sheets><sheet name="Zz" sheetId="1" r:id="rId1"/></sheets>'
    return {**office_parts(), WORKBOOK_PART: f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{tab}</workbook>'}
