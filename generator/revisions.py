"""What was revised since an edition was frozen: each figure then and now, and why it moved, worked out and not guessed.

The figures of the edition's day are counted again step by step, one cause after the other: by the rules of today over
the rows of then; with the rows that came late; with the corrections; with the reference workbook of now. What moves at
a step moves by its cause.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial, reduce
from itertools import pairwise
from typing import Final

import dataframely as dy
import polars as pl

from generator.editions import Edition, Frozen
from generator.figures_at import figures_without_history
from generator.late_rows import same_reference, with_late_rows
from generator.sums import prove_sums
from generator.told_by import counted_once, told_by
from intake.kept import Kept
from intake.register import Register
from intake.settings import Settings
from intake.workers import begun_together

RULES, LATE, CORRECTED, REFERENCE = "rules", "late", "corrected", "reference"
STEPS: Final = (RULES, LATE, CORRECTED, REFERENCE)
"""The causes in the order in which they are taken up; what two of them do together goes to the later one."""
KEYS: Final = ("indicator", "period", "office", "breakdown", "category")
ANNUAL: Final = "annual"
"""The breakdown under which the lines of the annual table stand beside the figures; its category is the line."""
_HISTORY: Final = ("open-at-month-end", "overdue-at-month-end")
"""Figures of earlier month ends, which are revised with the editions of their own days."""
_WHOLE: Final = 1e-9


class Revisions(dy.Schema):
    """One row a figure that is another now. A figure that no rule counts any more has no `now`.

    `rules`, `late`, `corrected` and `reference` say by how much the numerator moved for that cause; null where the
    cause moved neither numerator nor base.
    """

    indicator = dy.String(nullable=False, primary_key=True)
    period = dy.String(nullable=False, primary_key=True)
    office = dy.String(nullable=False, primary_key=True)
    breakdown = dy.String(nullable=False, primary_key=True)
    category = dy.String(nullable=False, primary_key=True)
    then = dy.Float64(nullable=False)
    then_base = dy.Float64(nullable=True)
    now = dy.Float64(nullable=True)
    now_base = dy.Float64(nullable=True)
    rules = dy.Float64(nullable=True)
    late = dy.Float64(nullable=True)
    corrected = dy.Float64(nullable=True)
    reference = dy.Float64(nullable=True)


@dataclass(frozen=True)
class Revised:
    """An edition and the figures that are others now; None where it is too old to be compared (`editions.compared`)."""

    edition: Edition
    rows: dy.DataFrame[Revisions] | None


def revised_editions(
    editions: Iterable[Frozen], register: Register, settings: Settings, kept: Kept | None = None, processes: int = 1
) -> Callable[[], tuple[Revised, ...]]:
    """Begin to look what was revised, and return what waits for it: each edition, the latest first.

    The latest few are compared, beside what comes next where there is another process. What is worked out is `kept`,
    and used again as long as nothing new bears on the edition's day. Waiting raises EditionDamaged for one that is not
    as it was frozen, SumsDoNotCloseError when today's count of its day contradicts itself.
    """
    latest_first = list(editions)[::-1]
    compared = latest_first[: settings.editions.compared]
    asked = [partial(what_was_revised, one, register, settings, kept) for one in compared]
    # Not each by itself: for those that wait the register would lie packed, while today's figures need the memory.
    rows = begun_together(asked, processes)
    older = tuple(Revised(one.edition, None) for one in latest_first[len(compared) :])
    return lambda: (*(Revised(one.edition, wait()) for one, wait in zip(compared, rows, strict=True)), *older)


def what_was_revised(
    frozen: Frozen, register: Register, settings: Settings, kept: Kept | None = None
) -> dy.DataFrame[Revisions]:  # fmt: skip
    """Return the figures of an edition that are others by what the register holds now.

    Raises EditionDamaged when the edition is not as it was frozen.
    """
    with_late, day = with_late_rows(frozen.register, register), frozen.edition.as_of

    def count() -> pl.DataFrame:
        frozen.prove_whole()
        return _revised(frozen, with_late, register, settings, kept)

    # Which rows are late can follow from some that are told later: they bear on the day as late or as corrections.
    what = ("revised", json.dumps(asdict(frozen.edition), default=str), told_by(with_late, day))
    return Revisions.validate(counted_once(kept, what, register, day, settings, count))


def _revised(
    frozen: Frozen, with_late: Register, register: Register, settings: Settings, kept: Kept | None
) -> dy.DataFrame[Revisions]:  # fmt: skip
    stages = [("then", _together(frozen.figures, frozen.annual)), *_steps(frozen, with_late, register, settings, kept)]
    before = stages[0][1].select(*KEYS, then="numerator", then_base="base")
    effects = [_effect(earlier, later, cause) for (_, earlier), (cause, later) in pairwise(stages)]
    now = stages[-1][1].select(*KEYS, now="numerator", now_base="base")
    joined = _joined([before, now, *effects])
    known = before["indicator"].unique().implode()
    counted = pl.col("indicator").is_in(stages[-1][1]["indicator"].unique().implode())
    filled = joined.filter(pl.col("indicator").is_in(known)).with_columns(
        pl.col("then").fill_null(0.0), pl.when(counted).then(pl.col("now").fill_null(0.0)).alias("now")
    )
    absent = [pl.lit(None, pl.Float64).alias(cause) for cause in STEPS if cause not in filled.columns]
    differs = _moved("then", "now", "then_base", "now_base")
    rows = filled.with_columns(absent).filter(differs).select(Revisions.column_names()).sort(KEYS)
    return Revisions.validate(rows)


def _steps(
    frozen: Frozen, with_late: Register, register: Register, settings: Settings, kept: Kept | None
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each cause that bears on the edition's day, and the figures of that day once it is taken up."""
    day, then = frozen.edition.as_of, frozen.register

    def counted(one: Register) -> pl.DataFrame:
        figures, annual = figures_without_history(one, day, settings)
        prove_sums(figures, annual)
        return _together(figures, annual)

    if frozen.edition.rules_changed(settings):
        yield RULES, _together(*figures_without_history(then, day, settings))
    if told_by(with_late, day) != told_by(then, day):
        # Late rows without the corrections that came with them need not fit together: no sums are asked of them.
        # Kept by itself: most uploads correct something of the edition's day, few bring more that is late.
        yield LATE, counted_once(
            kept, ["with late rows"], with_late, day, settings,
            lambda: _together(*figures_without_history(with_late, day, settings)),
        )  # fmt: skip
    other_reference = not same_reference(then, register)
    # The register itself where it can be, of which much is worked out already.
    corrected = replace(register, reference=then.reference) if other_reference else register
    if told_by(corrected, day) != told_by(with_late, day):
        yield CORRECTED, counted(corrected)
    if other_reference:
        yield REFERENCE, counted(register)


def _together(figures: pl.DataFrame, annual: pl.DataFrame) -> pl.DataFrame:
    """Figures and annual tables in one: the keys, numerator and base; the month of a table is a part of its period."""
    lines = annual.select(
        indicator=pl.lit("persons"),
        period=pl.when(pl.col("month") == "").then("school_year").otherwise("month"),
        office="office",
        breakdown=pl.lit(ANNUAL),
        category="line",
        numerator=pl.col("persons").cast(pl.Float64),
        base=pl.lit(None, pl.Float64),
    )
    kept = figures.filter(~pl.col("indicator").is_in(_HISTORY)).select(*KEYS, "numerator", "base")
    return pl.concat([kept, lines])


def _joined(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return reduce(lambda one, other: one.join(other, on=KEYS, how="full", coalesce=True), tables)


def _effect(before: pl.DataFrame, after: pl.DataFrame, cause: str) -> pl.DataFrame:
    """The keys of the figures that a step moved, and by how much their numerator."""
    joined = _joined([
        before.select(*KEYS, was="numerator", was_base="base"), after.select(*KEYS, "numerator", "base"),
    ])  # fmt: skip
    filled = joined.with_columns(pl.col("was", "numerator").fill_null(0.0))
    moved = filled.filter(_moved("was", "numerator", "was_base", "base"))
    return moved.select(*KEYS, (pl.col("numerator") - pl.col("was")).alias(cause))


def _moved(numerator: str, now: str, base: str, base_now: str) -> pl.Expr:
    """Whether a figure is another. One that is counted no more is; a base where there was no row before is no news."""
    apart = (pl.col(numerator) - pl.col(now)).abs() > _WHOLE
    bases_apart = (pl.col(base) - pl.col(base_now)).abs() > _WHOLE
    return apart.fill_null(value=True) | bases_apart.fill_null(value=False)
