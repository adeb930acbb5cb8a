"""How the processes beside a command's own begin and end: forked from one that has imported what they need.

That one, the fork server of the standard library, is a fresh Python which imports and does nothing else: no thread of
it can hold a lock while it is forked, as a command's own can (polars has some). A process then begins in hundredths of
a second where importing takes it one or two.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing import forkserver, get_context, parent_process, resource_tracker, set_forkserver_preload
from multiprocessing.context import BaseContext
from typing import Any


def prepare_processes(imports: Sequence[str]) -> None:
    """Begin to import the modules that processes will need, while the command goes on; what has begun stays as it is.

    Without it they import what they need themselves, each for itself.
    """
    set_forkserver_preload([*imports])
    with suppress(OSError):
        _have_fork_server()


def started(
    processes: int, initializer: Callable[..., object] | None = None, given: tuple[Any, ...] = ()
) -> ProcessPoolExecutor:
    """Return so many processes, each of which begins with an `initializer` and ends when this one does."""
    return ProcessPoolExecutor(processes, _context(), _begin, (initializer, given))


def _context() -> BaseContext:
    """Return what begins processes: afresh, each for itself, where the fork server can't be.

    Its socket needs a place, which a folder for temporary files with a long name has not.
    """
    try:
        _have_fork_server()
    except OSError:
        return get_context("spawn")
    return get_context("forkserver")


def _have_fork_server() -> None:
    """Begin the fork server, if it has not begun, with Ctrl+C kept from it: it would end its imports in a traceback."""
    # First, since the one that looks after both lifts what is kept from a process when it begins.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def import_for_good(*names: str) -> None:
    """Import modules, and never again look for garbage in what they hold: it stays until the process ends.

    They are some hundred thousand objects. Else they would be looked through while they are made, again in each process
    that is forked, and once more when Python ends (https://docs.python.org/3/library/gc.html#gc.freeze).
    """
    if sys.modules.keys() >= {*names}:
        return
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        for name in names:
            import_module(name)
        gc.freeze()
    finally:
        if was_enabled:
            gc.enable()


def look_for_garbage_seldom() -> None:
    """Let Python look for what leads in circles less often: pages and charts are many objects, most of which stay."""
    gc.set_threshold(50_000, 10, 10)


def _begin(initializer: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    # Ctrl+C reaches all: the command says that it stops, what works for it ends on the spot and says nothing.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_end_with_parent, daemon=True).start()
    look_for_garbage_seldom()
    if initializer:
        initializer(*given)


def _end_with_parent() -> None:
    """End at once when the process that gives the work is gone, killed perhaps: nobody would ever give any again."""
    if parent := parent_process():
        parent.join()
        os._exit(1)
