"""A built folder -> every text that it can be read as: archives opened, escapes and tags undone, names of files too.

Nothing is looked for here. Whatever could not be looked into is told by a `Closed` in the place of its text.
"""

import base64
import binascii
import bz2
import gzip
import hashlib
import html
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

KINDS = (".css", ".csv", ".html", ".js", ".json", ".png", ".svg", ".txt", ".xlsx", ".xml", ".xml.gz")
"""What a site may consist of: every other kind of file could hold what nobody looks into."""
DEPTH = 5
"""Archives within archives that are opened."""
LARGEST = 256_000_000
"""Bytes of what an archive holds, beyond which it is not opened."""
ROUNDS = 5
"""Escapes within escapes that are undone."""
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
PNG = b"\x89PNG\r\n\x1a\n"

ESCAPE = re.compile(
    r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|\\([0-9a-fA-F]{2,6})[ \t\n]?|\\([nrtfb])|\\([\"'/\\])"
)
"""Of JSON, scripts and style sheets."""
WITHIN_A_WORD = re.compile(
    r"<!--.*?-->|</?(?:a|abbr|b|bdi|bdo|code|em|font|i|mark|r|s|small|span|strong|sub|sup|t|tspan|u|wbr|rPr)(?:\s[^<>]*)?/?>",
    re.DOTALL | re.IGNORECASE,
)
"""Tags that may stand within a word, in pages, charts and workbooks alike."""
TAG = re.compile(r"<[^<>]*>")
TAG_OR_COMMENT = re.compile(r"(<!--.*?-->|<[^<>]*>)", re.DOTALL)
GEOMETRY = re.compile(r'\s(?:d|points)="[\sMLHVCSQTAZmlhvcsqtaz\d.,e+-]*"')
"""The lines of a drawing, by far the most of a page's bytes: coordinates, where no word can stand."""
RISKY = re.compile(r"\\|%[0-9a-fA-F]{2}")
DATA = re.compile(r"data:[\w.+/-]*(?:;[\w=.-]+)*;base64,([A-Za-z0-9+/=\s%_-]{8,})", re.IGNORECASE)


@dataclass(frozen=True)
class Closed:
    """Something that is not looked into: a link to elsewhere, a kind of file that no site has, a broken archive."""

    why: Literal["link", "kind", "unreadable"]


@dataclass(frozen=True)
class Piece:
    """Something published: the `path` of its file within the folder, and of a file within that where it is an archive.

    `digest` is that of its bytes; two pieces of one digest and one kind say the same.
    """

    path: str
    content: bytes | Closed

    @property
    def digest(self) -> bytes:
        """What tells one content from another."""
        content = self.content if isinstance(self.content, bytes) else self.content.why.encode()
        return hashlib.blake2b(content, digest_size=16).digest()


def pieces_of(folder: Path, part: int = 0, parts: int = 1) -> Iterator[Piece]:
    """Yield everything in a built folder, each file and each name; what can't be looked into as `Closed`.

    Of several `parts` each is one of as many files, counted from 0: all together are the folder.
    """
    for path in sorted(folder.rglob("*"))[part::parts]:
        name = path.relative_to(folder).as_posix()
        yield Piece(name, name.encode("utf-8", "surrogateescape"))
        if path.is_symlink():
            yield Piece(name, Closed("link"))
        elif path.is_dir():
            continue
        elif not path.is_file() or path.name.startswith(".") or not path.name.endswith(KINDS):
            yield Piece(name, Closed("kind"))
        else:
            yield from _opened(name, path.read_bytes(), DEPTH)


def _opened(path: str, content: bytes, depth: int) -> Iterator[Piece]:
    """Yield the content, or what it holds when it is an archive."""
    try:
        inner = list(_members(content)) if depth else None
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
        lzma.LZMAError,
    ):
        inner = None
    if inner is None:
        yield Piece(path, Closed("unreadable"))
    elif not inner:
        yield Piece(path, content)
        for number, found in enumerate(_embedded(content)):
            yield from _opened(f"{path}/data-{number}", found, depth - 1)
    for name, held in inner or ():
        yield Piece(path, name.encode("utf-8", "surrogateescape"))
        yield from _opened(f"{path}/{name}" if name else path, held, depth - 1)


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of what an archive or a picture holds beside its pixels; nothing of another file.

    Raises one of many errors for an archive that can't be opened, ValueError for one that is too large.
    """
    if content.startswith(ZIP):
        yield from _zipped(content)
    elif content.startswith(b"\x1f\x8b"):
        # What may stand before the compressed part: name, comment and extra field.
        yield "", content[10:300] if content[3:4] != b"\0" else b""
        yield "", _decompressed(gzip.GzipFile(fileobj=io.BytesIO(content)))
    elif content.startswith(b"BZh"):
        yield "", _decompressed(bz2.BZ2File(io.BytesIO(content)))
    elif content.startswith(b"\xfd7zXZ\x00"):
        yield "", _decompressed(io.BytesIO(lzma.decompress(content)))
    elif content.startswith(PNG):
        yield from (("", chunk) for chunk in _png_texts(content))


def _decompressed(file: io.BufferedIOBase) -> bytes:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError("too large to be looked into")
    return content


def _zipped(content: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(one.file_size for one in archive.infolist()) > LARGEST:
            raise ValueError("too large to be looked into")
        yield "", archive.comment
        for one in archive.infolist():
            yield "", one.comment + b"\n" + one.extra
            yield one.filename, archive.read(one)


def _png_texts(content: bytes) -> Iterator[bytes]:
    """Yield what a picture says beside its pixels, which are not read: texts, plain or compressed, and photo data."""
    at = len(PNG)
    yield b""
    kind = b""
    while at + 8 <= len(content) and kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, at)
        chunk = content[at + 8 : at + 8 + length]
        at += 12 + length
        if kind in (b"IHDR", b"PLTE", b"IDAT", b"tRNS"):
            continue
        yield chunk
        keyword, _, rest = chunk.partition(b"\0")
        if kind == b"zTXt":
            yield keyword + b"\n" + zlib.decompress(rest[1:])
        elif kind == b"iTXt" and rest[:1] == b"\1":
            *_, text = rest[2:].split(b"\0", 2)
            yield keyword + b"\n" + zlib.decompress(text)
    yield content[at:]


def _embedded(content: bytes) -> Iterator[bytes]:
    """Yield the files that stand within a text, written as an address (`data:…;base64,…`)."""
    if b"base64," not in content:
        return
    for written in DATA.findall(undone(content.decode("utf-8", "replace"))):
        packed = re.sub(r"\s", "", written).translate(str.maketrans("-_", "+/")).rstrip("=")
        try:
            yield base64.b64decode(packed + "=" * (-len(packed) % 4))
        except binascii.Error:
            continue


def readings(content: bytes) -> set[str]:
    """Return the texts that a content can be read as: what stands between tags and what stands in them, each unescaped.

    A line with escapes is also read as it stands, since undoing them may take a letter for a part of one.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    written = [text]
    if b"\0" in content:
        written += [content[odd:].decode(code, "ignore") for code in ("utf-16-le", "utf-16-be") for odd in (0, 1)]
    read: set[str] = set()
    for one in written:
        between, within = _apart(one)
        plain = undone(between)
        read |= {plain, undone(within), _lines_with_escapes(between), _lines_with_escapes(within)}
        if "<" in plain:
            between, within = _apart(plain)
            read |= {between, undone(within)}
    return read - {""}


def _apart(text: str) -> tuple[str, str]:
    """Return the text between the tags, and each tag and comment once; of a chart's lines, that they are there."""
    if "<" not in text:
        return text, ""
    pieces = TAG_OR_COMMENT.split(text)
    told, tags = pieces[0::2], pieces[1::2]
    each = dict.fromkeys(tags)
    within = "\n".join(dict.fromkeys(GEOMETRY.sub(" ", tag) for tag in each))
    if any("<" in one for one in told):
        # Tags within tags: what is left when the inner ones are out may be one again.
        return without_tags(text), within
    leaves = {tag: "" if WITHIN_A_WORD.fullmatch(tag) else "\n" for tag in each}
    return "".join(chain.from_iterable(zip(told, [*map(leaves.__getitem__, tags), ""], strict=True))), within


def _lines_with_escapes(text: str) -> str:
    if "\\" not in text and "%" not in text:
        return ""
    lines, at = [], 0
    while found := RISKY.search(text, at):
        begins, ends = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.end())
        at = ends if ends >= 0 else len(text)
        lines.append(text[begins:at])
    return "\n".join(lines)


def undone(text: str) -> str:
    """Return a text without entities, URL-encoding and the escapes of JSON, scripts and style sheets."""
    for _ in range(ROUNDS):
        once = text
        if "\\" in once:
            once = ESCAPE.sub(_character, once)
        if "&" in once:
            once = html.unescape(once)
        if "%" in once:
            once = unquote(once)
        if once == text:
            break
        text = once
    return text


def _character(escape: re.Match[str]) -> str:
    *codes, blank, mark = escape.groups()
    code = next((int(one, 16) for one in codes if one), None)
    if code is None:
        return " " if blank else str(mark)
    return chr(code) if code < 0x110000 else " "


def without_tags(text: str) -> str:
    """Return the text between the tags; those that may stand within a word leave nothing, others a line's end."""
    return TAG.sub("\n", WITHIN_A_WORD.sub("", text))
