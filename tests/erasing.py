"""A small service in which one youngster is named wherever a workspace can name somebody; and a search of its bytes.

Everybody is made up. The search shares no code with the program: it opens archives and tables, undoes entities and
reads every byte as UTF-8, Latin-1 and UTF-16.
"""

import html
import io
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.comments import Comment

from intake.settings import Settings
from intake.tables import MONTHLY_LIST, REFERENCE_WORKBOOK
from intake.workspace import Workspace, make_workspace
from tests.problem_examples import table
from tests.workbooks import COVER, write_workbook

CASE = "NOR-2425-0001"
NAMES = ("Quarkolin", "Wendelbert", "1893120105732", "quarkolin@post.example", "661 998 877", "Tölpelgaass",
         "Hexentanzplatz", "Trudhilde")  # fmt: skip
"""What tells the youngster, and nobody else; a number, a street, a firm's boss and a mother among them."""
SHARED = "17, rue du Moulin"
"""The address of a sister, which stays in her row."""

LEAVERS = f"""
case          | origin       | opened_on  | listed_on  | national_number | last_name | first_name | birth_date | sex    | left_school_on | years_behind | parents_name        | address                | phone            | email                  | closed_on  | closing_reason | note
{CASE}        | Monthly list | 02.10.2023 | 02.10.2023 | 1893120105732   | Quarkolin | Wendelbert | 14.03.2007 | Male   | 15.09.2023     | 1            | Trudhilde Quarkolin | 4, Tölpelgaass         | +352 661 998 877 | quarkolin@post.example | 01.03.2024 |                | seen at the Hexentanzplatz with friends
NOR-2425-0002 | Monthly list | 02.10.2023 | 02.10.2023 |                 | Sample    | Una        | 20.06.2007 | Female | 15.09.2023     | 0            | Famille Sample      | {SHARED}               | +352 600 111 222 |                        |            |                |
"""  # noqa: E501 (a table is read in columns)
CONTACTS = f"""
case          | kind   | contact_on | with_whom | result          | by
{CASE}        | Letter | 05.10.2023 | Parents   | Awaiting answer | AB
NOR-2425-0002 | Letter | 05.10.2023 | Parents   | Awaiting answer | AB
"""
OUTCOMES = f"""
case          | situation    | from_date  | confirmed_on | source
{CASE}        | Seeking work | 01.11.2023 | 02.11.2023   | Youngster
NOR-2425-0002 | Seeking work | 01.11.2023 | 02.11.2023   | Youngster
"""
REMARKS = "Wendelbert Quarkolin has moved."
LISTED = """
national_number | last_name | first_name | birth_date | sex  | school | track         | left_school_on | address
1893120105732   | Quarkolin | Wendelbert | 14.03.2007 | Male | LTA    | esg-lower     | 15.09.2023     | 4, Tölpelgaass
                | Sample    | Una        | 20.06.2007 | Female | LTA  | esg-lower     | 15.09.2023     | 17, rue du Moulin
"""  # noqa: E501 (a table is read in columns)


def make_service(root: Path) -> Workspace:
    """Return a workspace of two offices that has received nothing."""
    workspace = make_workspace(root, Settings(today=date(2026, 10, 31), language="en"))
    reference = {
        **table("offices", "code | name | posts", "EAS | East | 1", "NOR | North | 1"),
        **table("schools", "code | name | preparatory", "LTA | Lycée A | Yes"),
    }
    write_workbook(workspace.reference, reference, {"data_on": date(2023, 9, 1)}, REFERENCE_WORKBOOK)
    for office in ("EAS", "NOR"):
        workspace.inbox_of(office).mkdir()
    return workspace


def send(
    workspace: Workspace, name: str = "a.xlsx", year: str = "2024/25", leavers: str = LEAVERS, **cover: object
) -> Path:
    """Put the office's workbook, with a comment on the youngster's row, into its upload folder."""
    path = workspace.inbox_of("NOR") / name
    tables = {"leavers": leavers, "contacts": CONTACTS, "outcomes": OUTCOMES}
    write_workbook(path, tables, {**COVER, "school_year": year, "remarks": REMARKS, **cover})
    book = openpyxl.load_workbook(path)
    book["Leavers"]["H2"].comment = Comment("his mother rang", "AB")
    book["Leavers"]["H3"].comment = Comment("Una's mother rang", "AB")
    book["Leavers"]["A2"].hyperlink = "mailto:quarkolin@post.example"
    book.create_sheet("Own notes").append(["call Wendelbert Quarkolin", "call Una Sample"])
    book.create_sheet("Quarkolin").append(["his own sheet"])
    book.save(path)
    return path


def put_copies(workspace: Workspace) -> None:
    """Put a monthly list, a letter and a temporary file that name the youngster where a workspace has such."""
    write_workbook(workspace.lists / "2023-10.xlsx", {"listed": LISTED}, {"drawn_on": date(2023, 10, 2)}, MONTHLY_LIST)
    letters = workspace.returned / "NOR" / "letters"
    letters.mkdir(parents=True)
    for name, text in (("1.docx", "Dear Wendelbert Quarkolin"), ("2.docx", "Dear Una Sample")):
        with zipfile.ZipFile(letters / name, "w") as letter:
            letter.writestr("word/document.xml", f"<w:document><w:t>{text}</w:t></w:document>")
    (workspace.root / "cache").mkdir(exist_ok=True)
    (workspace.root / "cache" / "kept").write_bytes(zlib.compress(b"Wendelbert Quarkolin"))
    (workspace.archive / "blobs" / "x.new").write_text("Wendelbert Quarkolin", encoding="utf-8")


def hits(root: Path, words: tuple[str, ...] = NAMES) -> list[str]:
    """Return in which files a word stands, whatever the file: none of them is to be left."""
    wanted = [_plain(word) for word in words]
    found = []
    for path in sorted(root.rglob("*")):
        if path.is_file():
            texts = [_plain(path.name), *map(_plain, _texts(path.read_bytes()))]
            found += [f"{path.relative_to(root)}: {word}" for word in wanted if any(word in text for text in texts)]
    return found


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _texts(content: bytes) -> Iterator[str]:
    for code in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
        yield html.unescape(content.decode(code, "ignore"))
    if content.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(content)).write_csv()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield name
                yield from _texts(archive.read(name))
