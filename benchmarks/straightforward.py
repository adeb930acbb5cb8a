"""`make bench`: the demo from nothing, beside the straightforward way to the same pages (`benchmarks.naive`).

`python -m benchmarks.straightforward --turns 5 --scale 1`. Both begin with an empty folder and make the workbooks of
the demo first, with the same code: ours in as many processes as there are processors, the straightforward way in its
one. Both end with every page of every reader: that they are the same pages is held by `tests/test_straightforward.py`.
They take turns; the ratio is one of medians by the clock, and beside it stands that of the processor's time.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.rebuilds import Cost, cost_of, demo, median, row

MOST: Final = 0.40
HOME: Final = Path("output", "site", "coordination", "index.html")


def naive(folder: Path, scale: float) -> Cost:
    """The cost of the straightforward way, from an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    return cost_of("-m", "benchmarks.naive", str(folder), "--scale", str(scale), makes=folder / HOME)


def measure(folder: Path, turns: int, scale: float) -> tuple[list[Cost], list[Cost]]:
    """The costs of the demo and of the straightforward way, turn by turn."""
    ours, others = [], []
    for _ in range(turns):
        ours.append(demo(folder / "demo", scale))
        others.append(naive(folder / "naive", scale))
    return ours, others


def run(turns: int = 5, scale: float = 1.0) -> None:
    """Measure both in turns, and print the ratio of their medians."""
    with tempfile.TemporaryDirectory() as folder:
        ours, others = measure(Path(folder), turns, scale)
    print(row("demo from nothing / straightforward way", ours, others, MOST))
    for name, costs in (("demo", ours), ("straightforward way", others)):
        clock, processor, memory = (median(costs, of) for of in ("clock", "processor", "megabytes"))
        print(f"{name} {clock:.2f} s, processor {processor:.2f} s, {memory:.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1.0)
    asked = parser.parse_args()
    run(asked.turns, asked.scale)
