"""What a person is known by, and where in the bytes of a workspace it stands: files opened, escapes and tags undone.

What is looked for is what the check for leaks looks for, less what others say of themselves, too: parents and an
address are those of brothers and sisters as well, and what the service says itself names nobody.
"""

import hashlib
import html
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from alj.guarded import Row, Vocabulary, numbers_in, phrases_in
from generator.leaks import ACCENTS, Guarded, LeakCheck, Origin, words_of
from generator.published import WITHIN_A_WORD, ZIP, readings
from intake.erased_rows import Spot
from intake.labels import locate_sheets, recognise
from intake.tables.declare import fields
from intake.workbook import Workbook

TEXT_OR_ATTRIBUTE = re.compile(r""">([^<>]+)<|="([^"<]*)"|='([^'<]*)'""")
APART = "\n¶ zzz ¶\n"
"""Stands between texts that lie in different cells: what one ends with and the next begins with is no name."""
SEPARATORS = dict.fromkeys(map(ord, " \u00a0\u202f./()+-\n\r\t"))
"""What may stand between the digits of a number."""
NESTED = 3
"""Archives within archives that are opened."""


class Marks:
    """The names, numbers and addresses that tell a person, and nobody else."""

    def __init__(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self._check = LeakCheck(guarded)
        self._known: dict[bytes, bool] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._guarded.phrases or self._guarded.numbers)

    def are_in(self, text: str) -> bool:
        """Whether a text names the person; most texts hold no word and no digits of theirs, which is soon known."""
        plain = text.casefold()
        if not plain.isascii():
            plain = ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
        if not any(word in plain for word in self._guarded.by_rarest_word):
            digits = text.translate(SEPARATORS)
            if not any(number in digits for number in self._guarded.numbers) and "E+" not in text.upper():
                return False
        return any(True for _ in self._check.named_in(text))

    def are_in_bytes(self, content: bytes, depth: int = NESTED) -> bool:
        """Whether bytes hold it, whatever they are: a workbook, a page, a table, an archive of them."""
        digest = hashlib.sha256(content).digest()
        if digest not in self._known:
            self._known[digest] = any(self.are_in(text) for text in _texts(content, depth))
        return self._known[digest]

    def are_in_file(self, path: Path) -> bool:
        """Whether a file, or its name, holds it."""
        return self.are_in(path.name) or self.are_in_bytes(path.read_bytes())


def marks_of(rows: Sequence[Row], others: Iterable[str], vocabulary: Vocabulary) -> Marks:
    """Return what rows say of one person that no other text says."""
    told = dict.fromkeys(others)
    joined = f" {' . '.join(' '.join(words_of(text)) for text in told)} "
    digits = [re.sub(r"\D", "", text) for text in told if any(map(str.isdigit, text))]
    phrases = {
        phrase: Origin(kind, "")
        for row in rows
        for phrase, kind in phrases_in(row, vocabulary)
        if f" {phrase} " not in joined
    }
    numbers = {number: Origin(kind, "") for row in rows for number, kind in numbers_in(row)}
    return Marks(
        Guarded(phrases, {number: one for number, one in numbers.items() if not any(number in them for them in digits)})
    )


def texts_beside(read: Workbook, spots: Collection[Spot]) -> Iterator[str]:
    """Yield what a workbook's tables say in their other cells, but free texts: who is named there is told of."""
    declaration = recognise(read)
    for located in locate_sheets(read, declaration)[0].values() if declaration else ():
        declared, raw = fields(located.declared), located.raw
        place = next(at for at, one in enumerate(read.sheets) if one is raw)
        columns = [column for key, column in located.columns.items() if declared[key].privacy != "T"]
        for row in range(located.header_row, raw.first_row + len(raw.rows)):
            for column in columns:
                value = raw.cell(row, column)
                if value is None or Spot(place, row, column) in spots:
                    continue
                if isinstance(value, str):
                    yield value
                elif isinstance(value, float) and value.is_integer():
                    yield str(int(value))


def _texts(content: bytes, depth: int) -> Iterator[str]:
    if content.startswith(ZIP):
        yield from _members(content, depth)
    elif content.startswith(b"PAR1"):
        yield pl.read_parquet(io.BytesIO(content)).write_csv(separator="\n")
    elif content.startswith(b"\x1f\x8b"):
        yield from _texts(zlib.decompress(content, 31), depth)
    elif content.lstrip()[:1] == b"<" and b"<html" not in content[:1000].lower():
        yield APART.join(_between(content.decode(errors="replace")))
    else:
        yield from readings(content)


def _members(content: bytes, depth: int) -> Iterator[str]:
    yield content.decode("latin-1")
    if depth == 0:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                yield info.filename
                yield from _texts(archive.read(info), depth - 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error, ValueError):
        return


def _between(text: str) -> Iterator[str]:
    """Yield each text and each attribute of a part by itself, tags within a word taken out."""
    for groups in TEXT_OR_ATTRIBUTE.findall(WITHIN_A_WORD.sub("", text)):
        yield html.unescape("".join(groups))
