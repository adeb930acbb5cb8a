"""Ways to spoil a workbook that leave it as Excel would: cells typed over, rows and sheets moved, labels lost."""

import datetime
import unicodedata
from collections.abc import Callable
from copy import copy
from typing import Any

import openpyxl
from openpyxl.styles import PatternFill

from tests.spoiled import BORN, CASES, NUMBERS, Way

Book = openpyxl.Workbook
Change = Callable[[Book], object]
NINE_THAT_DAY = datetime.datetime(2009, 3, 14, 9)  # noqa: DTZ001 (a cell has no time zone)
NO_BREAK = "\N{NO-BREAK SPACE}"


def cells(sheet: str, **written: Any) -> Change:
    """Write cells of a sheet."""

    def change(book: Book) -> None:
        for place, value in written.items():
            book[sheet][place] = value

    return change


def leavers(**written: Any) -> Change:
    """Write cells of the sheet Leavers."""
    return cells("Leavers", **written)


def each(sheet: str, column: str, rewrite: Callable[[str], str]) -> Change:
    """Rewrite each cell of a column, as a text."""

    def change(book: Book) -> None:
        for row in range(2, book[sheet].max_row + 1):
            book[sheet][f"{column}{row}"] = rewrite(str(book[sheet][f"{column}{row}"].value))

    return change


def copy_row(sheet: str, source: int, target: int) -> Change:
    """Write one row's cells over another's."""

    def change(book: Book) -> None:
        for cell in book[sheet][source]:
            book[sheet].cell(target, cell.column or 0).value = copy(cell.value)

    return change


def shift_cells(book: Book) -> None:
    """Move the cells of every row, but not the headers, a column to the right from the last name on."""
    book["Leavers"].move_range("G2:Q4", cols=1)


def swap(book: Book) -> None:
    """Move the column of births to the front, header and all."""
    page = book["Leavers"]
    moved = [page.cell(row, 9).value for row in range(1, 5)]
    page.delete_cols(9)
    page.insert_cols(1)
    for row, value in enumerate(moved, start=1):
        page.cell(row, 1).value = value


def rows_of_formats(book: Book) -> None:
    """Colour a thousand empty rows."""
    for row in range(5, 1005):
        book["Leavers"].cell(row, 3).fill = PatternFill("solid", "FFFF00")


def split(book: Book) -> None:
    """Keep of a workbook that was split over two files what stands in the first."""
    del book["Contacts"], book["Outcomes"]


def of_another_office(book: Book) -> None:
    """Bring a row over from the file of another office, with its contact."""
    book["Leavers"]["A4"] = "MIN-2627-0003"
    book["Contacts"]["A4"] = "MIN-2627-0003"


def rename(old: str, new: str) -> Change:
    return lambda book: setattr(book[old], "title", new)


ONE_CASE = {"leavers": 1, "contacts": 1}
"""One case held back, with its contact."""
HANGING_ON_ALL = (
    "held-with-case contacts!A2",
    "held-with-case contacts!A3",
    "held-with-case contacts!A4",
    "held-with-case outcomes!A2",
)
ON_EACH_SHIFTED_ROW = tuple(
    f"{code} leavers!{column}{row}"
    for code, columns in {"missing": "G", "not-a-date": "I", "not-in-list": "JKR", "out-of-range": "P"}.items()
    for column in columns
    for row in (2, 3, 4)
)
HELD_THIRD = "held-with-case contacts!A4"

TYPED = (
    Way("dates as text", "typed or pasted as text: dots, slashes, ISO",
        leavers(I2="14.03.2009", I3="20/06/2008", I4="2010-11-02")),
    Way("months by name", "dates as a letter has them, in three languages",
        leavers(I2="14 mars 2009", I3="20. Juni 2008", I4="2 November 2010")),
    Way("American dates", "month before day", leavers(I4="11/22/2010"), ("month-before-day leavers!I4", HELD_THIRD),
        held=ONE_CASE),
    Way("a day no month has", "31 February", leavers(I4="31.02.2010"),
        ("no-such-day leavers!I4", HELD_THIRD), held=ONE_CASE),
    Way("dates with a time", "pasted from another program", leavers(I2=NINE_THAT_DAY)),
    Way("dates run together", "20101102 as a number", leavers(I4=20101102),
        ("date-without-dots leavers!I4", HELD_THIRD),
        held=ONE_CASE),
    Way("an age for a birth date", "16", leavers(I4=16), ("date-too-early leavers!I4", HELD_THIRD), held=ONE_CASE),
    Way("2062 for 2026", "digits exchanged in a year", leavers(Q4=datetime.date(2062, 9, 15)),
        ("date-in-future leavers!Q4", HELD_THIRD), held=ONE_CASE),
    Way("two dates in a cell", "from – to", cells("Contacts", C5="20.10.2026 – 22.10.2026"),
        ("not-a-date contacts!C5",), held={"contacts": 1}),
    Way("blanks around and within", "trailing blanks, no-break spaces, line breaks",
        leavers(A2=f"{CASES[0]} ", C2=f"Monthly{NO_BREAK}list{NO_BREAK}", G2=" Zzsample\n", F2=f"{NUMBERS[0]} ")),
    Way("case numbers otherwise", "with blanks, without dashes, in small letters",
        lambda book: (each("Leavers", "A", lambda case: case.replace("-", " "))(book),
                      each("Contacts", "A", lambda case: case.replace("-", "").lower())(book))),
    Way("letters for digits", "O for 0 in a case number", cells("Contacts", A5="NOR-2627-OOO1"),
        ("not-a-case-number contacts!A5",), held={"contacts": 1}),
    Way("a national number as a number", "typed into a cell without the text format", leavers(F2=int(NUMBERS[0]))),
    Way("a national number in groups", "with blanks and dots",
        leavers(F2=f"{NUMBERS[0][:8]} {NUMBERS[0][8:11]}.{NUMBERS[0][11:]}")),
    Way("a digit lost", "twelve digits in a national number", leavers(F2=NUMBERS[0][:-1]),
        ("not-a-national-number leavers!F2",), values={"leavers.national_number": [None, *NUMBERS[1:]]}, differs=True),
    Way("digits exchanged", "in a national number",
        leavers(F2=f"{NUMBERS[0][:9]}{NUMBERS[0][10]}{NUMBERS[0][9]}{NUMBERS[0][11:]}"),
        ("bad-check-digit leavers!F2",), differs=True),
    Way("a phone number with a plus", "and one as a number", leavers(W2="+352 000 123", W3=352000123),
        values={"leavers.phone": ["+352 000 123", "352000123", None]}, differs=True),
    Way("codes in other languages", "an office's own words: French and German labels",
        leavers(J2="féminin", J3="weiblich", C2="Liste mensuelle")),
    Way("capitals without accents", "as the lists of other programs",
        leavers(J2="FEMININ", J3="FEMALE", C2="LISTE MENSUELLE")),
    Way("accents in two parts", "as a Mac writes them", leavers(J2=unicodedata.normalize("NFD", "féminin"))),
    Way("pasted over a dropdown", "a text of one's own where a list belongs", leavers(C4="Mme la directrice"),
        ("not-in-list leavers!C4", HELD_THIRD), held=ONE_CASE),
    Way("two entries in a cell", "of a list", leavers(N2="DAP / CCP"), ("not-in-list leavers!N2",)),
    Way("a question mark", "for what is not known", leavers(K2="?"), ("not-in-list leavers!K2",)),
    Way("a dash for nothing", "in a number and in a list", leavers(O2="-", K3="–"),
        ("not-a-number leavers!O2", "not-in-list leavers!K3"),
        values={"leavers.grade": [None, 9, 9]}, differs=True),
    Way("a number with its unit", "9e", leavers(O2="9e"), ("not-a-number leavers!O2",),
        values={"leavers.grade": [None, 9, 9]}, differs=True),
    Way("a decimal comma", "on the cover, as text", cells("Cover", B5="1,75")),
    Way("half a year behind", "decimals in a whole number", leavers(O2="9,5"), ("not-whole leavers!O2",),
        values={"leavers.grade": [None, 9, 9]}, differs=True),
    Way("a number in the wrong column", "an age as years behind", leavers(P4=16),
        ("out-of-range leavers!P4", HELD_THIRD), held=ONE_CASE),
    Way("ticks", "true, and x", leavers(AA2=True, AA3="x"), ("not-in-list leavers!AA2", "not-in-list leavers!AA3")),
    Way("a whole name in one cell", "and none beside it", leavers(G4="Zzexemple Tria", H4=None),
        ("missing leavers!H4", HELD_THIRD), held=ONE_CASE),
    Way("mail-merge leftovers", "fields of a letter where their values belong",
        leavers(G4="«Nom»", H3="<<First_name>>", T2="{ MERGEFIELD Adresse }"),
        ("merge-field leavers!G4", "merge-field leavers!H3", "merge-field leavers!T2", "held-with-case contacts!A3",
         HELD_THIRD), held={"leavers": 2, "contacts": 2}),
    Way("the year in full", "2026-2027 on the cover", cells("Cover", B2="2026-2027")),
    Way("the office by its name", "on the cover", cells("Cover", B1="north")),
    Way("beside the cell", "the cover filled a cell too far right",
        cells("Cover", B4=None, C4=datetime.date(2026, 10, 30)),
        ("cover-incomplete cover!B4",)),
    Way("last year's workbook", "gone on with under its old cover", cells("Cover", B2="2025/26"),
        ("year-over cover!None",)),
)  # fmt: skip

MOVED = (
    Way("shifted cells", "a cell inserted in each row, the headers left", shift_cells,
        (*ON_EACH_SHIFTED_ROW, "not-a-date leavers!Q2", "date-too-early leavers!Q3", "date-too-early leavers!Q4",
         *HANGING_ON_ALL),
        held={"leavers": 3, "contacts": 4, "outcomes": 1}),
    Way("swapped columns", "births moved to the front, header and all", swap),
    Way("a row pasted twice", "a contact", copy_row("Contacts", 2, 6), ("duplicate-row contacts!C6",),
        read={"contacts": 5}, held={"contacts": 1}),
    Way("a case pasted twice", "to be changed, and not changed", copy_row("Leavers", 2, 5),
        ("duplicate-case leavers!A2", "duplicate-case leavers!A5", "held-with-case contacts!A2",
         "held-with-case outcomes!A2"),
        read={"leavers": 4}, held={"leavers": 2, "contacts": 2, "outcomes": 1}),
    Way("rows cut out", "a case deleted, its contact left", lambda book: book["Leavers"].delete_rows(4),
        ("no-such-case contacts!A4",), read={"leavers": 2}, held={"contacts": 1}),
    Way("blank rows in between", "to part the months", lambda book: book["Contacts"].insert_rows(3, 5)),
    Way("a case without its number", "the number deleted", leavers(A4=None),
        ("missing leavers!A4", "no-such-case contacts!A4"), held={"leavers": 1, "contacts": 1}),
    Way("a total", "below the rows", leavers(G6="Total", P6=3), ("stray-row leavers!A6",),
        read={"leavers": 4}, held={"leavers": 1}),
    Way("a total beside a number that stood ready", "as the template gives them", leavers(A5="NOR-2627-5001", P5=3),
        ("stray-row leavers!A5",), read={"leavers": 4}, held={"leavers": 1}),
    Way("a second table", "of counts by commune, below the first",
        leavers(B8="Commune", C8="Number", B9="Clervaux", C9=2, B10="Wiltz", C10=1),
        ("stray-row leavers!A8", "stray-row leavers!A9", "stray-row leavers!A10"),
        read={"leavers": 6}, held={"leavers": 3}),
    Way("the headers once more", "pasted with the rows of another file", copy_row("Leavers", 1, 5),
        ("repeated-header leavers!A5",)),
    Way("a row of units", "below the headers",
        lambda book: (book["Leavers"].insert_rows(2), leavers(G2="(text)", I2="(dd.mm.yyyy)")(book)),
        ("stray-row leavers!A2",), read={"leavers": 4}, held={"leavers": 1}),
    Way("a title above", "and two rows of remarks",
        lambda book: (book["Leavers"].insert_rows(1, 3), leavers(A1="Our cases")(book))),
    Way("remarks in the margin", "beside the last column", leavers(AH3="call again!"), ("unknown-column leavers!AH1",)),
    Way("a column twice", "copied to compare", leavers(AG1="Birth date", AG2=BORN[0]),
        ("duplicate-column leavers!AG1",)),
    Way("a header typed over", "of a needed column", leavers(I1="Né(e) le"), ("missing-column leavers!I1",)),
    Way("an optional header lost", "with cells below it", leavers(O1=None), ("missing-optional-column leavers!O1",),
        values={"leavers.grade": [None] * 3}, differs=True),
    Way("sheets in another order", "the contacts first", lambda book: book.move_sheet("Contacts", -2)),
    Way("a sheet in another language", "renamed to what the office calls it", rename("Contacts", "Kontakte")),
    Way("a renamed sheet", "by its month", rename("Contacts", "October"), ("missing-sheet", "unread-copy")),
    Way("a copied sheet", "as a backup",
        lambda book: setattr(book.copy_worksheet(book["Leavers"]), "title", "Leavers (2)"), ("unread-copy",)),
    Way("a sheet of one's own", "with remarks", lambda book: book.create_sheet("Zznotes").__setitem__("A1", "a remark"),
        ("unread-sheet",)),
    Way("split over two files", "contacts and outcomes in the other", split, ("missing-sheet", "missing-sheet")),
    Way("another office's rows", "pasted from its file", of_another_office,
        ("case-of-another-office leavers!A4", HELD_THIRD), held=ONE_CASE),
    Way("formats and nothing else", "a thousand coloured rows", rows_of_formats),
)  # fmt: skip

WAYS = (*TYPED, *MOVED)
