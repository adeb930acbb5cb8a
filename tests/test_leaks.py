"""The check for leaks: a canary is found wherever one could hide, and what the service says itself is none."""

import base64
import bz2
import gzip
import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import quote

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment

from generator import leaks, published
from generator.leaks import (
    ADDRESS,
    BIRTH_DATE,
    CASE_NUMBER,
    CLOSED,
    EMAIL,
    NAME,
    NATIONAL_NUMBER,
    PHONE,
    Guarded,
    LeakCheck,
    LeakSearch,
    LeaksFound,
    Origin,
    refuse_leaks,
)
from intake.language import Message
from tests.workbooks import ENGLISH

CASE = "NOR-2627-0001"
CANARY = "Zélie Kanarienvögel"
GUARDED = Guarded(
    phrases={
        "zelie kanarienvogel": Origin(NAME, CASE), "kanarienvogel": Origin(NAME, CASE),
        "zelie k jeunes example": Origin(EMAIL, CASE), "17 rue de l essai": Origin(ADDRESS, CASE),
    },
    numbers={
        "1893120105732": Origin(NATIONAL_NUMBER, CASE), "621234567": Origin(PHONE, CASE),
        "352621234567": Origin(PHONE, CASE), "00352621234567": Origin(PHONE, CASE), "26112009": Origin(PHONE, CASE),
    },
    days={date(2009, 3, 14): Origin(BIRTH_DATE, CASE)},
    cases=frozenset({CASE, "MIN-2627-0007"}),
    sentences=("it looks like NOR-2627-0041.",),
)  # fmt: skip
PAGE = "<!doctype html><html lang=en><title>Office Minett</title><p>MIN-2627-0007 is open</p></html>"

Plant = Callable[[Path], object]


def page(inner: str) -> Plant:
    return lambda site: (site / "index.html").write_text(PAGE.replace("<p>", f"{inner}<p>", 1), encoding="utf-8")


def file(name: str, content: str | bytes) -> Plant:
    written = content.encode() if isinstance(content, str) else content
    return lambda site: (site / name).write_bytes(written)


def named(name: str) -> Plant:
    def plant(site: Path) -> None:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("{}")

    return plant


def zipped(**members: str | bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def workbook(change: Callable[[openpyxl.Workbook], object]) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    change(book)
    book.save(packed)
    return packed.getvalue()


def set_cell(value: object) -> Callable[[openpyxl.Workbook], object]:
    return lambda book: book.worksheets[0].append(["MIN-2627-0007", value])


def set_comment(book: openpyxl.Workbook) -> None:
    book.worksheets[0]["A1"].comment = Comment(CANARY, "ALJ")


def set_creator(book: openpyxl.Workbook) -> None:
    book.properties.creator = CANARY


def set_title(book: openpyxl.Workbook) -> None:
    book.worksheets[0].title = "Kanarienvögel"


def with_zip_comment(content: bytes) -> bytes:
    packed = io.BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.comment = CANARY.encode()
    return packed.getvalue()


def picture(kind: bytes, chunk: bytes) -> bytes:
    """A picture of one pixel with one more chunk."""
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (kind, chunk), (b"IDAT", zlib.compress(b"\0\0"))]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*chunks, (b"IEND", b"")]
    )
    return b"\x89PNG\r\n\x1a\n" + body


def gz_named(name: bytes) -> bytes:
    packed = io.BytesIO()
    with gzip.GzipFile(filename=name.decode("latin-1"), mode="wb", fileobj=packed, mtime=0) as archive:
        archive.write(b"<urlset/>")
    return packed.getvalue()


def shared_strings(inner: str) -> bytes:
    sheet = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>{inner}</si></sst>'
    return zipped(**{"xl/sharedStrings.xml": sheet})


CANARIES: Mapping[str, tuple[Plant, Message]] = {
    "text of a page": (page(f"<b>{CANARY}</b>"), NAME),
    "two cells of a row": (page("<td>Kanarienvögel</td>\n<td>Zélie</td>"), NAME),
    "last name first": (page("KANARIENVÖGEL, Zélie"), NAME),
    "without accents": (page("zelie kanarienvogel"), NAME),
    "with letters and accents apart": (page("Ze\u0301lie Kanarienvo\u0308gel"), NAME),
    "with a soft hyphen": (page("Kanarien\u00advögel"), NAME),
    "attribute": (page(f"<b title='{CANARY}'>x</b>"), NAME),
    "data attribute": (page('<b data-who="kanarienvögel">x</b>'), NAME),
    "address of a link": (page('<a href="index.html?find=Kanarienv%C3%B6gel">x</a>'), NAME),
    "comment": (page(f"<!-- {CANARY} -->"), NAME),
    "template": (page(f"<template>{CANARY}</template>"), NAME),
    "entities": (page("Kanarienv&ouml;gel"), NAME),
    "numeric entities": (page("".join(f"&#{ord(sign)};" for sign in CANARY)), NAME),
    "hexadecimal entities within entities": (page("Kanarienv&amp;#xf6;gel"), NAME),
    "split by tags": (page("Kana<b>rien</b>v<!-- x -->ögel"), NAME),
    "inline script": (page('<script>x="Kanarienv\\u00f6gel"</script>'), NAME),
    "text of a chart": (page(f"<svg><text>{CANARY}</text></svg>"), NAME),
    "text of a chart in parts": (page("<svg><text>Kanarien<tspan x='1'>vögel</tspan></text></svg>"), NAME),
    "description of a chart": (page(f"<svg><desc>{CANARY}</desc></svg>"), NAME),
    "metadata of a chart": (page(f"<svg><metadata><rdf:li>{CANARY}</rdf:li></metadata></svg>"), NAME),
    "class of a shape": (page("<svg><path class='zelie-kanarienvogel' d='M 1 2'/></svg>"), NAME),
    "picture of its own": (file("chart.svg", f"<svg><title>{CANARY}</title></svg>"), NAME),
    "content of a style sheet": (file("a.css", 'p::after{content:"Kanarienvögel"}'), NAME),
    "escape of a style sheet": (file("a.css", 'p::after{content:"Kanarienv\\f6 gel"}'), NAME),
    "script": (file("a.js", f"// {CANARY}"), NAME),
    "folder in a script": (file("a.js", '"C:\\Users\\kanarienvogel"'), NAME),
    "search index": (file("index.json", json.dumps({"text": f"<p>{CANARY}</p>"})), NAME),
    "search index, split by tags": (file("index.json", json.dumps({"text": "<p>Kana<b>rienvögel</b></p>"})), NAME),
    "utf-16": (file("a.csv", CANARY.encode("utf-16")), NAME),
    "latin-1": (file("a.csv", CANARY.encode("latin-1")), NAME),
    "name of a file": (named("zelie_kanarienvogel.json"), NAME),
    "name of a folder": (named("Kanarienvögel/a.json"), NAME),
    "name of a file, URL-encoded": (named(f"{quote('Kanarienvögel')}.json"), NAME),
    "cell of a workbook": (file("a.xlsx", workbook(set_cell(CANARY))), NAME),
    "rich text of a workbook": (file("a.xlsx", shared_strings("<r><t>Kanarien</t></r><r><t>vögel</t></r>")), NAME),
    "name of a sheet": (file("a.xlsx", workbook(set_title)), NAME),
    "properties of a workbook": (file("a.xlsx", workbook(set_creator)), NAME),
    "comment of a workbook": (file("a.xlsx", workbook(set_comment)), NAME),
    "comment of an archive": (file("a.xlsx", with_zip_comment(workbook(set_cell("x")))), NAME),
    "member of an archive": (file("a.xlsx", zipped(**{"xl/Kanarienvögel.xml": "<a/>"})), NAME),
    "archive within an archive": (file("a.xlsx", zipped(**{"a.bin": zipped(b=gzip.compress(CANARY.encode()))})), NAME),
    "compressed": (file("sitemap.xml.gz", gzip.compress(CANARY.encode())), NAME),
    "name within a compressed file": (file("sitemap.xml.gz", gz_named("Kanarienvögel".encode("latin-1"))), NAME),
    "compressed otherwise": (file("a.txt", bz2.compress(CANARY.encode())), NAME),
    "compressed in a third way": (file("a.txt", lzma.compress(CANARY.encode())), NAME),
    "file within a page": (page(f'<img src="data:;base64,{base64.b64encode(CANARY.encode()).decode()}">'), NAME),
    "text of a picture": (file("a.png", picture(b"tEXt", b"Author\0Kanarienv\xf6gel")), NAME),
    "compressed text of a picture": (
        file("a.png", picture(b"zTXt", b"Author\0\0" + zlib.compress(b"Kanarienv\xf6gel"))), NAME),
    "international text of a picture": (
        file("a.png", picture(b"iTXt", b"Author\0\1\0\0\0" + zlib.compress(CANARY.encode()))), NAME),
    "behind a picture": (file("a.png", picture(b"tEXt", b"a\0b") + CANARY.encode()), NAME),
    "table of figures": (
        lambda site: pl.DataFrame({"who": [CANARY]}).write_parquet(site / "figures.parquet"), CLOSED["kind"]),
    "leftover of a program": (file(".DS_Store", CANARY.encode("utf-16-be")), CLOSED["kind"]),
    "hidden file": (file(".index.html", PAGE), CLOSED["kind"]),
    "copy of an editor": (file("index.html~", PAGE), CLOSED["kind"]),
    "broken archive": (file("a.xlsx", workbook(set_cell("x"))[:-40]), CLOSED["unreadable"]),
    "link to a file": (lambda site: (site / "a.html").symlink_to("/etc/hostname"), CLOSED["link"]),
    "link to a folder": (lambda site: (site / "a").symlink_to(site.parent), CLOSED["link"]),
    "link to nothing": (lambda site: (site / "a").symlink_to("nowhere"), CLOSED["link"]),
    "national number": (page("1893120105732"), NATIONAL_NUMBER),
    "national number, with spaces": (page("1893 1201\u00a0057 32"), NATIONAL_NUMBER),
    "national number, with marks": (page("1893.12.01-05732"), NATIONAL_NUMBER),
    "national number, as a number": (file("a.csv", "case,number\nx,1893120105732.0\n"), NATIONAL_NUMBER),
    "national number, as a power of ten": (file("a.csv", "x,1.893120105732e12\n"), NATIONAL_NUMBER),
    "national number in a workbook": (file("a.xlsx", workbook(set_cell(1893120105732))), NATIONAL_NUMBER),
    "national number, split by tags": (page("1893<b>12</b>0105732"), NATIONAL_NUMBER),
    "phone": (page("621 234 567"), PHONE),
    "phone, abroad": (page("+352 621-234-567"), PHONE),
    "phone, as a link": (page('<a href="tel:00352621234567">x</a>'), PHONE),
    "e-mail": (page("zelie.k@jeunes.example"), EMAIL),
    "e-mail, as a link": (page('<a href="mailto:Zelie.K%40jeunes.example">x</a>'), EMAIL),
    "address": (page("17, rue de l’Essai"), ADDRESS),
    "address on two lines": (page("<p>17, rue<br>de l'Essai</p>"), ADDRESS),
    "birth date": (page("14.03.2009"), BIRTH_DATE),
    "birth date, year first": (page('<time datetime="2009-03-14"></time>'), BIRTH_DATE),
    "birth date, month first": (page("3/14/2009"), BIRTH_DATE),
    "birth date in words": (page("14 March 2009"), BIRTH_DATE),
    "birth date in French": (page("né le 14 mars 2009"), BIRTH_DATE),
    "birth date in German": (page("14.&nbsp;März 2009"), BIRTH_DATE),
    "case of another office": (page(CASE), CASE_NUMBER),
    "case of another office, small": (page('<tr id="nor-2627-0001">'), CASE_NUMBER),
    "case nobody knows of": (page("SUR-2526-5003"), CASE_NUMBER),
    "case of another office, written otherwise": (page("NOR 2627 0001"), CASE_NUMBER),
    "case of another office, without hyphens": (page("<b data-x=nor26270001>"), CASE_NUMBER),
    "case of another office, another hyphen": (page("NOR\u20112627&#8209;0001"), CASE_NUMBER),
    "case of another office, URL-encoded": (page('<a href="?case=NOR%2D2627%2D0001">x</a>'), CASE_NUMBER),
    "name of a file as a case": (named("cases/NOR-2627-0001.json"), CASE_NUMBER),
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "office-MIN"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "a.xlsx").write_bytes(workbook(set_cell("late")))
    return folder


def kinds(folder: Path, key: str = "office-MIN", guarded: Guarded = GUARDED) -> set[Message]:
    return {leak.kind for leak in LeakCheck(guarded).leaks(key, folder)}


@pytest.mark.parametrize("place", CANARIES)
def test_a_canary_is_found_wherever_it_hides(site: Path, place: str) -> None:
    assert kinds(site) == set()
    plant, kind = CANARIES[place]
    plant(site)
    assert kinds(site) == {kind}


@pytest.mark.parametrize(
    "said",
    [
        "Zélie has no other name here",
        "Kanarienvögelchen and Altkanarienvögel",
        "1893120105733 and 21893120105732 and 18931201057321",
        "price 621.234567 and 621,234,567 and 6212345678",
        "26.11.2009 is a day before it is a phone number",
        "17, rue de l'Esprit",
        "15.03.2009, 14.03.2019, 14 March 2010",
        "it looks like NOR-2627-0041.",
        "MIN-2627-0002",
        "sur 2021 2022",
        '<svg><path d="M 621 234 567 L 18 93 12 01 05 73 2"/></svg>',
    ],
)
def test_what_is_only_like_it_is_no_leak(site: Path, said: str) -> None:
    page(said)(site)
    assert kinds(site) == set()


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("office-MIN", ["MIN-2627-0007"]),
        ("office-NOR", [CASE]),
        ("coordination", ["MIN-2627-0007", CASE]),
        ("ministry", []),
        ("somebody", []),
    ],
)
def test_who_may_see_which_case(tmp_path: Path, key: str, seen: list[str]) -> None:
    for case in ("MIN-2627-0007", CASE):
        (tmp_path / "index.html").write_text(case)
        assert (kinds(tmp_path, key) == set()) == (case in seen)


def test_a_message_says_where_and_what_kind_but_never_what(site: Path) -> None:
    named(f"{CASE}/kanarienvögel/1893120105732.json")(site)
    (site / "offices").mkdir()
    (site / "offices/min.html").write_text(f"{CANARY}, 1893120105732, {CASE}", encoding="utf-8")
    with pytest.raises(LeaksFound) as raised:
        refuse_leaks(LeakSearch(GUARDED.packed()).begin({"office-MIN": site}))
    lines = raised.value.lines(ENGLISH)
    assert lines == [
        "nothing was published: the sites hold what their readers may not see, in 9 places.",
        "office-MIN/offices/min.html: a case number that its readers may not see.",
        "office-MIN/offices/min.html: a name (case NOR-2627-0001).",
        "office-MIN/offices/min.html: a national number (case NOR-2627-0001).",
        "office-MIN/…: a case number that its readers may not see.",
        "office-MIN/…/…: a case number that its readers may not see.",
        "office-MIN/…/…: a name (case NOR-2627-0001).",
        "office-MIN/…/…/…: a case number that its readers may not see.",
        "office-MIN/…/…/…: a name (case NOR-2627-0001).",
        "office-MIN/…/…/…: a national number (case NOR-2627-0001).",
    ]


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    for key in ("office-MIN", "office-SUD", "ministry"):
        (tmp_path / key).mkdir()
        for name in ("index", "more"):
            (tmp_path / key / f"{name}.html").write_text(CANARY, encoding="utf-8")
    (tmp_path / "office-SUD" / "large.html").write_text(" " * 1000, encoding="utf-8")
    built = {folder.name: folder for folder in tmp_path.iterdir()}
    told = []
    for processes in (1, 2):
        search = LeakSearch(GUARDED.packed(), processes=processes)
        ministry = {"ministry": built.pop("ministry")} if processes > 1 else {}
        with pytest.raises(LeaksFound) as raised:
            refuse_leaks(search.begin(ministry), search.begin(built))
        told.append(raised.value.lines(ENGLISH))
    assert told[0] == told[1]
    assert len(told[0]) == 7


def test_a_message_names_twenty_places_and_counts_the_rest(site: Path) -> None:
    for number in range(23):
        (site / f"p{number:02}.html").write_text(CANARY, encoding="utf-8")
    with pytest.raises(LeaksFound) as raised:
        refuse_leaks(LeakSearch(GUARDED.packed()).begin({"office-MIN": site}))
    lines = raised.value.lines(ENGLISH)
    assert (len(lines), lines[20], lines[21]) == (
        22,
        "office-MIN/p19.html: a name (case NOR-2627-0001).",
        "… and 3 more.",
    )


PIECES = (
    ".", "-", "/", "\u00a0", ",", "\n", "x", "e12", "E+12", "1", "03", "2009", "12345678", "1.2345678", ".1.2345678",
    ".0",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_no_number_and_no_day_is_missed_where_only_figures_are_looked_at(text: str) -> None:
    figures = leaks._figures(text)
    assert set(leaks._numbers(figures)) == set(leaks._numbers(text))
    assert set(leaks._days(figures)) == set(leaks._days(text))


MARKUP = (
    "<", ">", "<b>", "</b>", "<p>", "</P>", "<br/>", "<!--", "-->", '<a title="', '">', "<td\n>", "Una", "\n",
)  # fmt: skip


@given(st.lists(st.sampled_from(MARKUP), max_size=8).map("".join))
def test_text_and_tags_taken_apart_at_once_are_those_taken_out_one_after_the_other(text: str) -> None:
    between, within = published._apart(text)
    assert between == published.without_tags(text)
    assert within == "\n".join(dict.fromkeys(published.TAG_OR_COMMENT.findall(text)))
