"""What is put into pages, in files until a page is made: that of all pages of all sites would fill the memory."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path


class LaidAside(Mapping[str, str]):
    """Fragments by their names, read anew each time that one is asked for; what it shows of itself is their hash."""

    def __init__(self, file: Path, names: tuple[str, ...], digest: str) -> None:
        self._file = file
        self._names = names
        self._digest = digest

    def __getitem__(self, name: str) -> str:
        return str(self._read()[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __repr__(self) -> str:
        return f"LaidAside({self._digest})"

    def all(self) -> dict[str, str]:
        """Return all of them, read once."""
        return dict(self._read())

    def _read(self) -> dict[str, str]:
        read: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8", errors="surrogatepass"))
        return read


def lay_aside(fragments: Mapping[str, str], file: Path) -> LaidAside:
    """Write fragments into a file, which is there as long as they are asked for."""
    content = json.dumps(dict(fragments), ensure_ascii=False).encode("utf-8", "surrogatepass")
    file.write_bytes(content)
    return LaidAside(file, tuple(fragments), hashlib.sha256(content).hexdigest())
