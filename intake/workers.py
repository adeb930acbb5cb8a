"""Processes that work beside the command's own, for all that it hands them."""

import gc
import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from typing import IO, Any, TypeVar

import polars as pl

from intake.processes import look_for_garbage_seldom, started

_T = TypeVar("_T")

_shared: list[ProcessPoolExecutor] = []


@contextmanager
def shared_workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Let whatever is handed out while the context lasts go to the same so many processes; within another, to its."""
    if _shared:
        yield _shared[-1]
        return
    usual = gc.get_threshold()
    look_for_garbage_seldom()
    with started(processes) as pool:
        _shared.append(pool)
        try:
            yield pool
        finally:
            gc.set_threshold(*usual)
            _shared.remove(pool)
            # What nobody waits for any more, after a fault, is not begun.
            pool.shutdown(cancel_futures=True)


@contextmanager
def workers(processes: int) -> Iterator[ProcessPoolExecutor]:
    """Hand out the shared processes; where there are none, so many of their own, which end with the context."""
    if _shared:
        yield _shared[-1]
        return
    with started(processes) as pool:
        yield pool


def begun(work: Callable[[], _T], processes: int) -> Callable[[], _T]:
    """Begin a piece of work beside what comes next, and return what waits for its result; to be called once.

    Where there is one process alone, the work is done when it is waited for.
    """
    if processes < 2:
        return work
    with workers(processes) as pool:
        return partial(_result_once, [pool.submit(work)])


def begun_together(works: Sequence[Callable[[], Any]], processes: int) -> list[Callable[[], Any]]:
    """Begin several pieces of work as `begun` does, in half of the processes, and return what waits for each, once.

    What goes to one process goes there at once: a register that several of them are given is sent once, and what one
    of them works out of it serves the others. Waiting for any raises what the first of those with it that fails raises.
    """
    if processes < 2:
        return list(works)
    parts = processes // 2
    with workers(processes) as pool:
        running = [pool.submit(_each_done, list(works[part::parts])) for part in range(parts)]
    return [partial(_result_of, running[number % parts], number // parts) for number in range(len(works))]


def _each_done(works: Sequence[Callable[[], Any]]) -> list[Any]:
    return [work() for work in works]


def _result_once(running: list[Future[_T]]) -> _T:
    """Wait for a result and let go of it: what waits may be there for much longer than the result is of use."""
    return running.pop().result()


def _result_of(running: Future[list[Any]], place: int) -> object:
    results = running.result()
    result, results[place] = results[place], None
    return result


def done_beside(
    work: Callable[..., _T], given: Iterable[tuple[Any, ...]], processes: int, through: Path | None = None
) -> Iterator[tuple[int, _T]]:
    """Do a piece of work for each of several, beside each other; yield number and result of each once it is done.

    What is given is made when its turn comes, and goes `through` files of a folder, where one is given, so that nothing
    that waits fills the memory.
    """
    if processes < 2:
        yield from ((number, work(*each)) for number, each in enumerate(given))
        return
    running: dict[Future[_T], int] = {}
    with workers(processes) as pool:
        for number, each in enumerate(given):
            task = partial(work, *each) if through is None else partial(_of_file, work, _filed(each, through, number))
            running[pool.submit(task)] = number
            while len(running) > processes:
                yield from _ended(running)
        while running:
            yield from _ended(running)


def _filed(given: tuple[Any, ...], folder: Path, number: int) -> Path:
    """Put into a new folder what a piece of work is given, and return it."""
    own = folder / f"given-{number}"
    own.mkdir()
    with (own / GIVEN).open("wb") as file:
        _Filing(file, own).dump(given)
    return own


def _of_file(work: Callable[..., _T], folder: Path) -> _T:
    with (folder / GIVEN).open("rb") as file:
        given = pickle.load(file)  # noqa: S301 (what the command wrote a moment ago, into a folder of its own)
    shutil.rmtree(folder)
    return work(*given)


GIVEN = "given"
LARGE = 500_000
"""Bytes from which a table goes through a file of its own, which takes longer for a small one than for its bytes."""


class _Filing(pickle.Pickler):
    """Writes each large table into a file of its own: pickle would hold the bytes of all until the last is written."""

    def __init__(self, file: IO[bytes], folder: Path) -> None:
        super().__init__(file)
        self._files = (folder / f"{number}.arrow" for number in count())

    def reducer_override(self, one: object) -> Any:  # noqa: ANN401 (as pickle has it)
        """Return what reads a large table again; anything else is pickled as it usually is."""
        if not isinstance(one, pl.DataFrame) or one.estimated_size() < LARGE:
            return NotImplemented
        path = next(self._files)
        one.write_ipc(path)
        return pl.read_ipc, (path,)


def _ended(running: dict[Future[_T], int]) -> Iterator[tuple[int, _T]]:
    """Yield what ended first, no longer running."""
    for ended in wait(running, return_when=FIRST_COMPLETED).done:
        yield running.pop(ended), ended.result()
