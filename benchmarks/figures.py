"""`make bench`: from a register to all figures at 10 thousand, 100 thousand and a million cases.

`python -m benchmarks.figures 10000 100000` measures these sizes alone; a million takes some minutes. The cases are made
up directly as the register's tables, so that nothing is read or checked. Each size runs in a process of its own, whose
peak memory is its own. What counts is how time and memory grow beside the cases; seconds depend on the machine.
"""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

import polars as pl

from generator.annual_table import annual_tables
from generator.caseload import caseload, caseload_history
from generator.indicators import compute, compute_comparisons, compute_indicators
from generator.sums import prove_sums
from generator.survival import solution_curves
from intake import codes
from intake.register import Problems, Register, Submissions, register_columns
from intake.settings import DEFAULT_SETTINGS
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.office import Leavers
from intake.tables.reference import Pupils

SIZES: Final = (10_000, 100_000, 1_000_000)
TODAY: Final = date(2026, 10, 31)
MONTH_END: Final = date(2026, 9, 30)
YEARS_OVER: Final = ("2023/24", "2024/25", "2025/26")
OFFICES: Final = 10
FIGURES_OF: Final = (
    "caseload_figures", "listed_figures", "start_figures", "asked_figures", "contact_figures", "accompaniment_figures",
    "clock_figures", "stock_figures", "flow_figures", "path_figures", "intervention_figures", "lasting_figures",
    "group_figures", "condition_figures", "course_figures", "visit_figures", "history_figures", "rate_figures",
)  # fmt: skip

NO_FASTER: Final = 1.1
"""What time and memory may grow by at most, beside the cases."""
T = TypeVar("T")


@dataclass(frozen=True)
class Cost:
    """Seconds by stage and by group of figures, with those of a month and a year ago; the processor's; and memory.

    Memory is its peak in MB beyond the imports.
    """

    cases: int
    stages: Mapping[str, float]
    figures: Mapping[str, float]
    processor: float
    megabytes: float

    @property
    def seconds(self) -> float:
        """All stages together."""
        return sum(self.stages.values())


def made_up_register(cases: int) -> Register:
    """A register of so many cases of three years: contacts, statements and a step in each."""
    leavers = _leavers(cases)
    known = leavers.select("n", "case", "office", opened="opened_on")
    contacts = _many(known, 4).with_columns(
        contact_on=pl.col("opened") + pl.duration(days=pl.col("k") * 20 + pl.col("n") % 9),
        kind=pl.when(pl.col("k") == 0).then(pl.lit("letter")).otherwise(pl.lit("phone")),
        with_whom=pl.lit("youngster"),
        result=pl.when((pl.col("n") + pl.col("k")) % 4 == 0).then(pl.lit("reached")).otherwise(pl.lit("no-response")),
        minor=pl.lit(value=False),
    )
    outcomes = _many(known, 2).with_columns(
        situation=_one_of([one.code for one in codes.SITUATIONS if one.code != "moved-office"], "n", "k"),
        from_date=pl.col("opened") + pl.duration(days=pl.col("k") * 150 + 15),
        source=pl.lit("youngster"),
    )
    outcomes = outcomes.with_columns(confirmed_on="from_date")
    interviews = known.filter(pl.col("n") % 2 == 0).with_columns(
        interviewed_on=pl.col("opened") + pl.duration(days=60),
        main_reason=_one_of(codes.REASON.codes),
        accepts=pl.lit("yes"),
    )
    steps = known.with_columns(
        step=_one_of(codes.STEP.codes), started_on=pl.col("opened") + pl.duration(days=70), result=pl.lit("under-way")
    )
    paths = known.with_columns(path=_one_of(codes.GUARANTEE_PATH.codes), informed_on=pl.col("opened"))
    return _register(
        {"leavers": leavers, "contacts": contacts, "outcomes": outcomes, "interviews": interviews,
         "accompaniment": steps, "youth_guarantee": paths}
    )  # fmt: skip


def _leavers(cases: int) -> pl.DataFrame:
    number = pl.int_range(cases, eager=True)
    left = pl.lit(date(2023, 10, 1)) + pl.duration(days=(pl.col("n") * 7919) % 1080)
    return pl.DataFrame({"n": number}).select(
        case=pl.format("O{}-2627-{}", (pl.col("n") % OFFICES).cast(pl.String).str.zfill(2), pl.col("n")),
        office=pl.format("O{}", (pl.col("n") % OFFICES).cast(pl.String).str.zfill(2)),
        person=pl.format("p{}", pl.col("n") % (cases - cases // 10)),
        birth_month=(left - pl.duration(days=365 * 17)).dt.month_start(),
        left_school_on=left,
        listed_on=left + pl.duration(days=20),
        opened_on=left + pl.duration(days=20),
        origin=pl.lit("monthly-list"),
        sex=_one_of(codes.SEX.codes),
        track=_one_of(codes.TRACK.codes),
        n="n",
    )


def _one_of(listed: list[str] | tuple[str, ...], *by: str) -> pl.Expr:
    place = pl.sum_horizontal(by or ("n",)) % len(listed)
    return place.replace_strict(dict(enumerate(listed)), return_dtype=pl.String)


def _many(known: pl.DataFrame, times: int) -> pl.DataFrame:
    return known.join(pl.DataFrame({"k": range(times)}), how="cross")


def _register(given: Mapping[str, pl.DataFrame]) -> Register:
    tables = {}
    for sheet in OFFICE_WORKBOOK.sheets:
        columns = register_columns(sheet)
        table = given.get(sheet.INFO.key, pl.DataFrame())
        table = table.with_columns(
            row=pl.int_range(2, table.height + 2), school_year=pl.lit("2026/27"), submission=pl.lit("S")
        )
        missing = [pl.lit(None).alias(name) for name in columns if name not in table.columns]
        tables[sheet.INFO.key] = table.with_columns(missing).select(list(columns)).cast(pl.Schema(columns))
    reference = {
        sheet.INFO.key: pl.DataFrame(schema={name: column.dtype for name, column in sheet.columns().items()})
        for sheet in REFERENCE_WORKBOOK.all_sheets
    }
    leavers = tables[Leavers.INFO.key].height
    reference[Pupils.INFO.key] = pl.DataFrame(
        [(at, year, "all", 16, leavers + 1) for at, year in enumerate(YEARS_OVER, 2)],
        schema=reference[Pupils.INFO.key].schema,
        orient="row",
    )
    held = {key: table.clear() for key, table in tables.items()}
    return Register(tables, held, reference, Submissions.create_empty(), Problems.create_empty())


def measure(cases: int) -> Cost:
    """What all figures of so many cases cost; to be called in a process of its own."""
    before = _peak()
    began = time.process_time()
    register = made_up_register(cases)
    stages: dict[str, float] = {}
    figures: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        done = work()
        stages[name] = time.perf_counter() - start
        return done

    for name in FIGURES_OF:
        setattr(compute, name, _timing(name, getattr(compute, name), figures))
    state = timed("caseload", lambda: caseload(register, TODAY, DEFAULT_SETTINGS))
    history = timed("a month's end", lambda: caseload_history(register, [MONTH_END], DEFAULT_SETTINGS))
    found = timed("figures", lambda: compute_indicators(register, state, TODAY, DEFAULT_SETTINGS, history))
    timed("a month and a year ago", lambda: compute_comparisons(register, TODAY, DEFAULT_SETTINGS))
    annual = timed("annual tables", lambda: annual_tables(register, TODAY, DEFAULT_SETTINGS))
    timed("survival", lambda: solution_curves(register, state, TODAY, DEFAULT_SETTINGS))
    timed("proof", lambda: prove_sums(found, annual))
    return Cost(cases, stages, figures, time.process_time() - began, _peak() - before)


def _timing(name: str, work: Callable[..., object], into: dict[str, float]) -> Callable[..., object]:
    def run(*args: object, **kwargs: object) -> object:
        start = time.perf_counter()
        done = work(*args, **kwargs)
        into[name] = into.get(name, 0.0) + time.perf_counter() - start
        return done

    return run


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(cases: int) -> Cost:
    """The costs of so many cases, measured in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (cases,))


def lines(costs: Sequence[Cost]) -> Iterator[str]:
    """Yield the report: each stage, then each group of figures, at every size, and how it grew beside the cases."""
    smallest, largest = costs[0], costs[-1]
    times = largest.cases / smallest.cases
    yield f"from a register to all figures, {' and '.join(f'{one.cases:,}' for one in costs)} cases, {OFFICES} offices"
    for name, of in (("stage", _stages), ("figures of", _figures)):
        yield f"{name:<24}" + "".join(f"{one.cases:>14,}" for one in costs) + f"{'growth / cases':>18}"
        for key in of(smallest):
            spent = [of(one)[key] for one in costs]
            growth = spent[-1] / max(spent[0], 1e-9) / times
            yield f"{key:<24}" + "".join(f"{seconds:>12.2f} s" for seconds in spent) + f"{growth:>18.2f}"
    measured = {
        "time": ("s", [one.seconds for one in costs]),
        # What others on the machine take does not count here.
        "processor": ("s", [one.processor for one in costs]),
        "memory": ("MB", [one.megabytes for one in costs]),
    }
    for name, (unit, values) in measured.items():
        growth = values[-1] / values[0] / times
        word = "pass" if growth <= NO_FASTER else "fail"
        said = ", ".join(f"{value:,.1f} {unit}" for value in values)
        yield f"{name}: {said}; grown {growth:.2f} times as much as the cases, at most {NO_FASTER}: {word}"


def _stages(cost: Cost) -> Mapping[str, float]:
    return cost.stages


def _figures(cost: Cost) -> Mapping[str, float]:
    return cost.figures


def run(sizes: Sequence[int] = SIZES) -> None:
    """Print the report of one run, the sizes in their order."""
    print("\n".join(lines([apart(size) for size in sizes])))


if __name__ == "__main__":
    run([*map(int, sys.argv[1:])] or SIZES)
