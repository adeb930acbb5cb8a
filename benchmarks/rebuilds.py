"""`make bench`: what a build costs again, beside the demo from nothing: ratios of medians, measured in turns.

`python -m benchmarks.rebuilds --turns 5 --scale 1` is the whole; `--larger 0` leaves out five times the cases. An
office's upload is its last one of the samples: a month's work, withheld from the archive before; or the same again with
one cell mended. Each ratio is one of times by the clock; beside it stands that of the processor's, which a busy machine
leaves alone.
"""

import argparse
import ctypes
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from resource import struct_rusage
from typing import Final

import openpyxl
import polars as pl

OFFICE: Final = "NOR"
LARGER: Final = 5
ROWS: Final = (
    ("one office, a month's work / demo from nothing", "again", "demo", 0.20),
    ("one office, one cell mended / demo from nothing", "mended", "demo", 0.20),
    ("nothing changed / demo from nothing", "unchanged", "demo", 0.01),
    ("alj --help / python -c pass", "help", "pass", 6.0),
    ("five times the cases / once", "larger", "demo", 5.5),
)
MEMORY: Final = 2.0
PR_SET_CHILD_SUBREAPER: Final = 36
BROKE_OFF: Final = b"Traceback (most recent call last)"


@dataclass(frozen=True)
class Cost:
    """Of a command and its children: seconds by the clock and of the processor, and the largest one's peak in MB."""

    clock: float
    processor: float
    megabytes: float


def cost_of(*command: str, makes: Path | None = None) -> Cost:
    """Run a command of this interpreter, and return what it costs; `makes` must be there when it has ended.

    What it started counts, too, also what ends after it. Raises RuntimeError when it failed. A command that ends with 1
    may have done its work and tell of something to mend, or have broken off.
    """
    _adopt_orphans()
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command], env=_as_installed(), stdout=subprocess.DEVNULL, stderr=said,
            process_group=0,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        clock = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        every = [used, *_orphans_ended(process.pid)]
        said.seek(0)
        broken = BROKE_OFF in said.read()
    if process.returncode not in (0, 1) or broken:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    if makes and not makes.exists():
        raise RuntimeError(f"{' '.join(command)} made no {makes.name}")
    processor = sum(one.ru_utime + one.ru_stime for one in every)
    return Cost(clock, processor, max(one.ru_maxrss for one in every) / 1024)


def _adopt_orphans() -> None:
    """Become the parent of what a command leaves running, as Linux has it: else nobody is told what that costs."""
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _orphans_ended(group: int) -> Iterator[struct_rusage]:
    """Wait for all that a command left running in its group, and yield what each cost with its own children."""
    with suppress(ChildProcessError):
        while True:
            yield os.wait4(-group, 0)[2]


def _as_installed() -> dict[str, str]:
    """The environment of what is measured: Python keeps what it has compiled, even where this shell forbids it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def alj(*arguments: str, builds: Path | None = None) -> Cost:
    """The cost of a command of ours; `builds` is the workspace in which a build must have come out."""
    return cost_of("-m", "alj", *arguments, makes=builds / "output" / "current" if builds else None)


def demo(folder: Path, scale: float) -> Cost:
    """The cost of a demo from nothing."""
    return alj("demo", str(folder), "--scale", str(scale), builds=folder)


def build(folder: Path) -> Cost:
    """The cost of a build of a workspace from its archive alone: nothing kept, nothing published before."""
    for made in ("cache", "output"):
        shutil.rmtree(folder / made)
    return alj("build", "--workspace", str(folder), builds=folder)


def withhold(workspace: Path, office: str) -> bytes:
    """Take an office's last upload out of the archive, and return it."""
    log = workspace / "archive" / "received.jsonl"
    receipts = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    last = max(number for number, one in enumerate(receipts) if one["office_hint"] == office)
    blob = workspace / "archive" / "blobs" / f"{receipts.pop(last)['sha256']}.xlsx"
    numbered = [{**one, "number": number} for number, one in enumerate(receipts, start=1)]
    log.write_text("".join(json.dumps(one) + "\n" for one in numbered), encoding="utf-8")
    (workspace / "archive" / "came-to.jsonl").unlink()
    content = blob.read_bytes()
    blob.unlink()
    return content


def mended(workspace: Path, upload: bytes) -> bytes:
    """Return an upload with one cell mended that its office was told of: a contact's case that there is not."""
    problems, leavers = (
        pl.read_parquet(workspace / "output" / "register" / f"{name}.parquet") for name in ("problems", "leavers")
    )
    place, case = problems.filter(office=OFFICE, code="no-such-case").select("cell", "case").row(0)
    book = openpyxl.load_workbook(io.BytesIO(upload))
    (cell,) = [sheet[place] for sheet in book.worksheets if sheet[place].value == case]
    cell.value = leavers.filter(office=OFFICE).sort("opened_on", "case")["case"].last()
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def again(before: Path, folder: Path, upload: bytes) -> Cost:
    """The cost of an upload on a copy of a workspace that was built before it came."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(before, folder, symlinks=True)
    inbox = folder / "inbox" / OFFICE
    inbox.mkdir(exist_ok=True)
    (inbox / "again.xlsx").write_bytes(upload)
    # A file that was written just now is waited for: that is no work.
    time.sleep(2.5)
    return alj("build", "--workspace", str(folder), builds=folder)


def turns(folder: Path, scale: float, *, larger: bool) -> Mapping[str, Callable[[], Cost]]:
    """What is measured at each turn, by its name, once what is built on is there."""
    once, before = folder / "demo", folder / "before"
    demo(before, scale)
    upload = withhold(before, OFFICE)
    # What the demo made of the whole would be kept for the upload that is still to come.
    shutil.rmtree(before / "cache")
    alj("build", "--workspace", str(before), builds=before)
    measured: dict[str, Callable[[], Cost]] = {
        "demo": lambda: demo(once, scale),
        "unchanged": lambda: alj("build", "--workspace", str(once), builds=once),
        "again": lambda: again(before, folder / "again", upload),
        "mended": lambda: again(once, folder / "again", mended(once, upload)),
        "help": lambda: alj("--help"),
        "pass": lambda: cost_of("-c", "pass"),
    }
    if larger:
        measured["larger"] = lambda: demo(folder / "larger", scale * LARGER)
        measured["build"] = lambda: build(once)
        measured["larger build"] = lambda: build(folder / "larger")
    return measured


def median(costs: Sequence[Cost], of: str) -> float:
    """The median of several turns, of the clock, the processor or the memory."""
    return float(statistics.median(getattr(one, of) for one in costs))


def row(said: str, costs: Sequence[Cost], beside: Sequence[Cost], most: float) -> str:
    """A line: the ratio of medians by the clock, its bound and whether it holds, and the ratio of processor time."""
    clock, processor = (median(costs, of) / median(beside, of) for of in ("clock", "processor"))
    verdict = "pass" if clock <= most else "fail"
    return f"{said:<50}{clock:>8.3f}, at most {most:g}: {verdict} (processor {processor:.3f})"


def lines(costs: Mapping[str, list[Cost]]) -> Iterator[str]:
    """Yield a line a row: the ratio by the clock, its bound, and the ratio of the processor's time."""
    for said, name, beside, most in ROWS:
        if name in costs:
            yield row(said, costs[name], costs[beside], most)
    if "larger" in costs:
        grown = median(costs["larger build"], "megabytes") / median(costs["build"], "megabytes")
        said = "peak memory of a build, five times / once"
        yield f"{said:<50}{grown:>8.3f}, at most {MEMORY:g}: {'pass' if grown <= MEMORY else 'fail'}"
    yield "  ".join(f"{name} {median(costs[name], 'clock'):.2f} s" for name in costs)


def run(rounds: int = 5, scale: float = 1.0, *, larger: bool = True) -> None:
    """Measure each in turns, so that a busy machine is busy for all of them, and print the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        measured = turns(Path(folder), scale, larger=larger)
        costs: dict[str, list[Cost]] = {name: [] for name in measured}
        for _ in range(rounds):
            for name, measure in measured.items():
                costs[name].append(measure())
    for line in lines(costs):
        print(line)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--larger", type=int, choices=(0, 1), default=1)
    asked = parser.parse_args()
    run(asked.turns, asked.scale, larger=bool(asked.larger))
