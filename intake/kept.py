"""What was worked out before, kept by the hash of all that it follows from, so that it need not be worked out again.

Everything kept may be taken away at any time. What is damaged, or was written by somebody without the key, is as if it
were not there; what can't be written is not kept, and no fault.
"""

import hashlib
import hmac
import os
import tempfile
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from intake.workspace import make_private

ASIDE: Final = ".new"
DIGEST: Final = hashlib.sha256().digest_size
UNUSED_SECONDS: Final = 30 * 24 * 3600
"""Kept so long after it was last of use."""
LARGEST: Final = 400_000_000
"""Bytes kept at most; what was of use last stays."""
NOTED_AFTER_SECONDS: Final = 24 * 3600
"""That something was of use is noted when it was not within so long."""


class Kept:
    """A folder of its owner alone, a file a thing. `made_by` says which program; `secret` is what signs each file."""

    def __init__(self, folder: Path, made_by: str, secret: bytes = b"") -> None:
        self._folder = folder
        self._made_by = made_by
        self._secret = secret or b"unsigned"

    def key(self, *follows_from: str) -> str:
        """Return the name of what follows from texts, by this program."""
        digest = hashlib.sha256(self._made_by.encode())
        for text in follows_from:
            content = text.encode("utf-8", "surrogateescape")
            digest.update(len(content).to_bytes(8, "big") + content)
        return digest.hexdigest()

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key; None where nothing is, or not as it was written."""
        file = self._folder / key
        try:
            written = file.read_bytes()
            packed = written[DIGEST:]
            if not hmac.compare_digest(written[:DIGEST], self._digest(key, packed)):
                file.unlink()
                return None
            if time.time() - file.stat().st_mtime > NOTED_AFTER_SECONDS:
                os.utime(file)
        except OSError:
            return None
        return zlib.decompress(packed)

    def put(self, key: str, content: bytes) -> None:
        """Keep something under a key."""
        packed = zlib.compress(content, level=1)
        with suppress(OSError):
            make_private(self._folder)
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=ASIDE)
            aside = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._digest(key, packed) + packed)
                aside.replace(self._folder / key)
            finally:
                aside.unlink(missing_ok=True)

    def _digest(self, key: str, packed: bytes) -> bytes:
        return hmac.digest(self._secret, key.encode() + packed, hashlib.sha256)


def prune(folder: Path) -> None:
    """Take away what is kept below a folder and was of no use for long, then the oldest beyond the largest size."""
    found = []
    for below, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                state = (Path(below) / name).stat()
                found.append((state.st_mtime, state.st_size, Path(below) / name))
    held, now = 0, time.time()
    for used, size, file in sorted(found, reverse=True):
        held += size
        if now - used > UNUSED_SECONDS or held > LARGEST:
            with suppress(OSError):
                file.unlink()
