"""What is put into pages, packed until a page is made: that of all pages of all sites would fill the memory."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, eq=False)
class Packed(Mapping[str, str]):
    """Fragments by their names, unpacked anew each time that one is asked for; `digests` tells what each of them is.

    They lie in a file, or are its bytes; `instead` are others in the place of some of them.
    """

    packed: bytes | Path
    digests: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def all(self) -> dict[str, str]:
        """Return all of them, unpacked once."""
        fragments: dict[str, str] = json.loads(self._bytes().decode("utf-8", "surrogatepass"))
        return {**fragments, **self.instead}

    def in_one(self) -> bytes:
        """Return all of them as `Packed` reads them."""
        return _packed(self.all()) if self.instead else self._bytes()

    def _bytes(self) -> bytes:
        return self.packed if isinstance(self.packed, bytes) else self.packed.read_bytes()

    def but(self, others: Mapping[str, str]) -> "Packed":
        """Return these fragments with others in the place of those that have their names."""
        digests = {**self.digests, **digests_of(others)}
        return replace(self, digests=digests, instead={**self.instead, **others})


def packed(fragments: Mapping[str, str]) -> Packed:
    """Return fragments packed into bytes; those that are packed already stay as they are."""
    if isinstance(fragments, Packed):
        return fragments
    return Packed(_packed(fragments), digests_of(fragments))


def lay_aside(fragments: Mapping[str, str], file: Path) -> Packed:
    """Write fragments into a file, which is there as long as they are asked for."""
    held = packed(fragments)
    if isinstance(held.packed, bytes):
        file.write_bytes(held.packed)
        held = replace(held, packed=file)
    return held


def digests_of(fragments: Mapping[str, str]) -> Mapping[str, str]:
    """Return the hash of each fragment, by its name."""
    if isinstance(fragments, Packed):
        return fragments.digests
    return {name: hashlib.sha256(_encoded(content)).hexdigest() for name, content in fragments.items()}


def _packed(fragments: Mapping[str, str]) -> bytes:
    return _encoded(json.dumps(dict(fragments), ensure_ascii=False))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
