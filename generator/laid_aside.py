"""What is put into pages, in files until a page is made: that of all pages of all sites would fill the memory."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path


class LaidAside(Mapping[str, str]):
    """Fragments by their names, read anew each time that one is asked for; `digests` tells what each of them is."""

    def __init__(self, file: Path, digests: Mapping[str, str]) -> None:
        self._file = file
        self.digests = digests

    def __getitem__(self, name: str) -> str:
        return str(self._read()[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def all(self) -> dict[str, str]:
        """Return all of them, read once."""
        return dict(self._read())

    def _read(self) -> dict[str, str]:
        read: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8", errors="surrogatepass"))
        return read


def lay_aside(fragments: Mapping[str, str], file: Path) -> LaidAside:
    """Write fragments into a file, which is there as long as they are asked for."""
    file.write_bytes(_bytes(json.dumps(dict(fragments), ensure_ascii=False)))
    return LaidAside(file, digests_of(fragments))


def digests_of(fragments: Mapping[str, str]) -> Mapping[str, str]:
    """Return the hash of each fragment, by its name."""
    if isinstance(fragments, LaidAside):
        return fragments.digests
    return {name: hashlib.sha256(_bytes(content)).hexdigest() for name, content in fragments.items()}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
