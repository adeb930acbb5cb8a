"""`make bench`: what reading and checking an office's workbook costs beside the bare readers, and on how many cores.

Seconds depend on the machine and on who else uses it, so every figure is a ratio: the readers take turns in one run,
and of each the median of many turns counts. Imports are not counted, nor is the start of the reading process, which
serves every workbook of a command. The bounds say `pass` or `fail`, and fail nothing: a busy machine is no fault.
"""

import datetime
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from intake.checking import FileToCheck, check_each
from intake.checks import CheckedWorkbook, check_workbook
from intake.labels import folded
from intake.settings import DEFAULT_SETTINGS
from intake.values import Lists
from intake.workbook import Reader, cores
from samples.reference import reference_lists
from samples.service import make_up_service
from samples.workbooks import OfficeWorkbook, office_workbooks
from samples.workspace import write_office_workbook

ROWS = 3_000
SCALE = 2.5
"""Size of the made-up service, as a multiple of the real one's, at which an office fills that many rows in a year."""
OF_CALAMINE, OF_OPENPYXL = 6.0, 0.4
"""What pre-check, reading and checking may cost at most, as a multiple of each reader's bare read."""
TURNS = 25
MANY = 100
LISTS = Lists({key: {folded(str(entry)): str(entry) for entry in of} for key, of in reference_lists().items()})


@dataclass(frozen=True)
class Throughput:
    """Seconds for many workbooks, read and checked by one worker and by as many as there are cores."""

    workbooks: int
    one_worker: float
    all_cores: float


def write_large_workbook(folder: Path, rows: int = ROWS, scale: float = SCALE) -> Path:
    """Write the made-up office workbook that comes nearest to so many rows, as the template writer writes it."""

    def distance(workbook: OfficeWorkbook) -> int:
        return abs(sum(map(len, workbook.rows.values())) - rows)

    return write_office_workbook(folder, min(office_workbooks(make_up_service(scale=scale)), key=distance))


def read_with_calamine(path: Path) -> int:
    """Read every cell with calamine in this process, unchecked; return how many rows the sheets have."""
    book = CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    return sum(len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names)


def read_with_openpyxl(path: Path) -> int:
    """Read every cell with openpyxl's usual full read; return how many rows the sheets have."""
    book = openpyxl.load_workbook(path)
    return sum(len(list(sheet.values)) for sheet in book.worksheets)


def medians(path: Path, turns: int) -> dict[str, float]:
    """Return the median seconds of each way of reading, the ways taking turns."""
    with Reader() as reader:

        def read_and_check() -> CheckedWorkbook:
            return check_workbook(reader.read(path), today=datetime.date.today(), lists=LISTS)  # noqa: DTZ011

        ways: Mapping[str, Callable[[], object]] = {
            "calamine": lambda: read_with_calamine(path),
            "openpyxl": lambda: read_with_openpyxl(path),
            "read": lambda: reader.read(path),
            "read and checked": read_and_check,
        }
        assert not read_and_check().refused
        seconds: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(turns):
            for name, way in ways.items():
                seconds[name].append(_seconds(way))
    return {name: statistics.median(spent) for name, spent in seconds.items()}


def throughput(path: Path, workbooks: int) -> Throughput:
    """Return the seconds for so many workbooks read and checked, by one worker and on every core."""
    files = [FileToCheck(path, datetime.date.today())] * workbooks  # noqa: DTZ011

    def check(workers: int) -> None:
        assert sum(not one.refused for _, one in check_each(files, LISTS, DEFAULT_SETTINGS, workers)) == workbooks

    return Throughput(workbooks, _seconds(lambda: check(1)), _seconds(lambda: check(cores())))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def lines(spent: Mapping[str, float], many: Throughput) -> Iterator[str]:
    """Yield the report: each way's median, the two ratios with their bounds, and what more cores bring."""
    yield "an office workbook of about 3,000 rows, medians of interleaved reads"
    for name, seconds in spent.items():
        yield f"{name:<20}{seconds * 1000:>8.1f} ms"
    for reader, bound in (("calamine", OF_CALAMINE), ("openpyxl", OF_OPENPYXL)):
        ratio = spent["read and checked"] / spent[reader]
        word = "pass" if ratio <= bound else "fail"
        yield f"read and checked / {reader:<10}{ratio:>8.2f}, at most {bound:.1f}: {word}"
    yield (
        f"{many.workbooks} workbooks read and checked: {many.one_worker:.1f} s by one worker, "
        f"{many.all_cores:.1f} s by {cores()}: {many.one_worker / many.all_cores:.2f} times as fast"
    )


def run(rows: int = ROWS, scale: float = SCALE, turns: int = TURNS, workbooks: int = MANY) -> None:
    """Print the report of one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_large_workbook(Path(folder), rows, scale)
        print("\n".join(lines(medians(path, turns), throughput(path, workbooks))))


if __name__ == "__main__":
    run()
