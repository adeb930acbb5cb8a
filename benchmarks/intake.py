"""`make bench`: what reading and checking an office's workbook costs beside the bare readers, and on how many cores.

Seconds depend on the machine and on who else uses it, so every figure is a ratio: the readers take turns in one run,
and of each the median of many turns counts. What a reader costs is processor time, of all threads of this process and
of the reading process together: on a machine that does other things the clock counts their time too, and two processes
wait for their turn more often than one. What the clock says stands beside it. No reader pays for the objects that the
one before it left behind. Imports are not counted, nor is the start of the processes, which serve every workbook of a
command. The bounds say `pass` or `fail`, and fail nothing: a busy machine is no fault.
"""

import datetime
import gc
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
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
class Spent:
    """Seconds of one way of reading: what passed, and what the processors worked."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Throughput:
    """Seconds for many workbooks, read and checked by one worker and by as many as there are cores, once all work."""

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


def medians(path: Path, turns: int) -> dict[str, Spent]:
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
        spent: dict[str, list[Spent]] = {name: [] for name in ways}
        for _ in range(turns):
            for name, way in ways.items():
                spent[name].append(_spent(way, reader))
    return {
        name: Spent(statistics.median(one.clock for one in of), statistics.median(one.processor for one in of))
        for name, of in spent.items()
    }


def throughput(path: Path, workbooks: int) -> Throughput:
    """Return the seconds for so many workbooks read and checked, by one worker and on every core."""

    def seconds(workers: int) -> float:
        # One more for each worker: by the time that so many are back, all have started.
        files = [FileToCheck(path, datetime.date.today())] * (workers + workbooks)  # noqa: DTZ011
        checked = (one for _, one in check_each(files, LISTS, DEFAULT_SETTINGS, workers))
        refused = [one.refused for one in islice(checked, workers)]
        spent = _seconds(lambda: refused.extend(one.refused for one in checked))
        assert refused == [False] * len(files)
        return spent

    return Throughput(workbooks, seconds(1), seconds(cores()))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _spent(work: Callable[[], object], reader: Reader) -> Spent:
    gc.collect()
    start = _processor_seconds(reader)
    clock = _seconds(work)
    return Spent(clock, _processor_seconds(reader) - start)


def _processor_seconds(reader: Reader) -> float:
    """Return what this process and the reading one have used so far; the clock's seconds where no system tells."""
    try:
        # Linux calls the clock of another process so: clock_getcpuclockid(3), for which Python has no function.
        return time.process_time() + time.clock_gettime(~reader.process << 3 | 2)
    except (AttributeError, OSError):
        return time.perf_counter()


def lines(spent: Mapping[str, Spent], many: Throughput) -> Iterator[str]:
    """Yield the report: each way's medians, the two ratios with their bounds, and what more cores bring."""
    yield "an office workbook of about 3,000 rows, medians of interleaved reads: processor time; by the clock"
    for name, of in spent.items():
        yield f"{name:<20}{of.processor * 1000:>8.1f} ms; {of.clock * 1000:.1f} ms"
    checked = spent["read and checked"]
    for reader, bound in (("calamine", OF_CALAMINE), ("openpyxl", OF_OPENPYXL)):
        ratio = checked.processor / spent[reader].processor
        word = "pass" if ratio <= bound else "fail"
        yield f"read and checked / {reader:<10}{ratio:>8.2f}, at most {bound:.1f}: {word}"
        yield f"by the clock       / {reader:<10}{checked.clock / spent[reader].clock:>8.2f}"
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
