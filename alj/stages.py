"""The stages of a command: a progress bar where a person looks on, plain lines elsewhere, and the time of each."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from intake.language import N_, Language

BAR = "{desc} {bar:24} {n_fmt}/{total_fmt} {elapsed}"
SPENT = N_("{stage}: {seconds} s")


class Advance(Protocol):
    """Called when one more piece of a stage is done."""

    def __call__(self, piece: object = None, /, *, of: int | None = None) -> None:
        """Note one more piece, whatever it was; `of` says how many there are where that was not known before."""


@dataclass
class Stages:
    """Tells how far a command is, on standard error, and keeps the seconds of each stage by its key."""

    language: Language
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, key: str, title: str, pieces: int = 1) -> Iterator[Advance]:
        """Time a stage of so many pieces; the caller advances it."""
        said = self.language.text(title)
        began = time.perf_counter()
        if sys.stderr.isatty():
            with _bar(said, pieces) as advance:
                yield advance
        else:
            yield _unseen
        self.seconds[key] = self.seconds.get(key, 0.0) + time.perf_counter() - began
        if not sys.stderr.isatty():
            spent = self.language.number(self.seconds[key], 1)
            print(self.language.text(SPENT, stage=said, seconds=spent), file=sys.stderr, flush=True)


def _unseen(_piece: object = None, /, *, of: int | None = None) -> None:
    """Nobody looks on: the line at the end of the stage says enough."""
    del of


@contextmanager
def _bar(title: str, pieces: int) -> Iterator[Advance]:
    from tqdm import tqdm

    with tqdm(total=pieces, desc=f"{title:<30}", bar_format=BAR) as bar:

        def advance(_piece: object = None, /, *, of: int | None = None) -> None:
            bar.total = of or bar.total
            bar.update()

        yield advance
        remaining: Any = (bar.total or 0) - bar.n
        bar.update(max(remaining, 0))
