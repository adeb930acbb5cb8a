"""`make bench`: the demo's time by stage, each as a share of the whole, medians of several demos in one run.

Absolute seconds depend on the machine and on who else uses it; the shares say where the time goes.
"""

import contextlib
import io
import json
import statistics
import sys
import tempfile
from pathlib import Path

from alj.cli import main

STAGES = ("reading", "register", "caseload", "indicators", "proof", "pages", "charts", "mkdocs")
BUILDS = 3


def measure(folder: Path) -> dict[str, list[float]]:
    """Return the seconds of each stage of several demos, each from nothing: a build again would have nothing to do."""
    seconds: dict[str, list[float]] = {}
    for number in range(BUILDS):
        demo = folder / str(number)
        with contextlib.redirect_stdout(io.StringIO()):
            main(["demo", str(demo)])
        report = json.loads((demo / "output" / "build.json").read_text(encoding="utf-8"))
        for stage, spent in report["seconds"].items():
            seconds.setdefault(stage, []).append(spent)
    return seconds


def run() -> None:
    """Print a line a stage: median seconds, and the share of the whole build."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = measure(Path(folder))
    medians = {stage: statistics.median(seconds[stage]) for stage in STAGES}
    whole = sum(medians.values())
    print(f"the build of a demo, {BUILDS} times: {whole:.1f} s; each stage's median and its share", file=sys.stdout)
    for stage, median in medians.items():
        print(f"{stage:<12}{median:>7.2f} s{median / whole:>7.0%}", file=sys.stdout)


if __name__ == "__main__":
    run()
