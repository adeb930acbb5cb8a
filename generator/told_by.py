"""What of a register bears on a day: registers that were told the same by its end have the same figures of that day.

A figure uses no fact dated after its day (`as_of`). So what was counted of an earlier day serves until something of
that day or before is told, corrected or taken away: most of what an office sends at a month's end tells of that month.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields, is_dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from generator.as_of import CASE, OFFICE, known_groups
from generator.remembered import once_a_register
from intake.kept import Kept
from intake.register import PARTS, Provenance, Register, content_of
from intake.settings import Settings
from intake.tables.declare import Sheet
from intake.tables.office import Accompaniment, Contacts, Interviews, Leavers, Outcomes
from intake.tables.programmes import Interventions, Participants, Workshops, YouthGuarantee

TOLD: Final = {
    sheet.INFO.key: day.name
    for sheet, day in (
        (Leavers, Leavers.opened_on),
        (Contacts, Contacts.contact_on),
        (Interviews, Interviews.interviewed_on),
        (Accompaniment, Accompaniment.started_on),
        (Outcomes, Outcomes.confirmed_on),
        (Participants, Participants.joined_on),
        (Interventions, Interventions.held_on),
    )
}
"""The day from which a row bears on figures. One of another sheet does so on any day, as does one without the day."""
CLOSING: Final = (Leavers.closed_on.name, Leavers.closing_reason.name)
"""What a row of the sheet Leavers tells later than the rest of it."""
_ANY_DAY: Final = date.min
_WHERE_FROM: Final = ("row", *(name for name in Provenance.column_names() if name != OFFICE))
_WORDS: Final = ("service", "language", "note", "editions", "publishing")
"""Settings that no figure depends on."""
_SEEDS: Final = (1, 2)
"""A row is told by two hashes of 64 bits: one alone may be that of two rows among many millions."""


def counted_once(
    kept: Kept | None,
    what: Sequence[str],
    register: Register,
    day: date,
    settings: Settings,
    count: Callable[[], pl.DataFrame],
    *,
    ahead: bool = True,
) -> pl.DataFrame:
    """Return a table of a day: the one that is `kept` of an earlier build, else what `count` gives, which is kept.

    `what` says which table, and all that it follows from beside what was told by the day, the day, and the settings.
    One that does not look `ahead` follows from no next step that an office has set for the day or later.
    """
    if kept is None:
        return count()
    rules = json.dumps(settings_of_figures(settings), sort_keys=True)
    key = kept.key(*what, told_by(register, day, ahead=ahead), day.isoformat(), rules)
    content = kept.get(key)
    if content is None:
        content = content_of(count())
        kept.put(key, content)
    # Read in either case, so that what comes of it can't depend on which it was.
    return pl.read_parquet(content)


def settings_of_figures(settings: Settings) -> dict[str, Any]:
    """Return the settings that figures depend on, as JSON holds them."""
    kept = {one.name: getattr(settings, one.name) for one in fields(settings) if one.name not in _WORDS}
    plain = {name: asdict(value) if is_dataclass(value) else value for name, value in kept.items()}  # type: ignore[arg-type]
    return dict(json.loads(json.dumps(plain, default=str)))


def told_by(register: Register, day: date, *, ahead: bool = True) -> str:
    """Return the SHA-256 of all that bears on a day, in whatever order and from whichever workbook it came."""
    told = _rows_told(register, ahead=ahead).filter(pl.col("told") <= day)
    digest = hashlib.sha256()
    for name in told.columns:
        digest.update(told[name].to_physical().to_numpy().tobytes())
    return digest.hexdigest()


@once_a_register
def _rows_told(register: Register, *, ahead: bool) -> pl.DataFrame:
    """A row a row of the register: the day from which it bears on figures, the number of its table, its hashes."""
    rows: list[pl.DataFrame] = []
    for part in PARTS:
        for key, table in sorted(getattr(register, part).items()):
            number = pl.lit(len(rows), pl.UInt8).alias("table")
            rows += [_hashed(told, number) for told in _with_day(register, key, table, ahead=ahead)]
    return pl.concat(rows).sort(pl.all())


def _with_day(register: Register, key: str, table: pl.DataFrame, *, ahead: bool) -> Iterator[pl.DataFrame]:
    """Yield the rows of a table with the day from which each is `told`; a case again with what is told of it later."""
    rows = table.drop(name for name in _WHERE_FROM if name in table.columns)
    match key:
        case Leavers.INFO.key:
            opened, step = pl.col(TOLD[key]), Leavers.own_next_step_on.name
            later = CLOSING if ahead else (*CLOSING, step)
            yield _told(rows.with_columns(pl.lit(None, rows.schema[name]).alias(name) for name in later), opened)
            closed = rows.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in CLOSING)).drop(step)
            yield _told(closed, pl.max_horizontal(opened, CLOSING[0]))
            if not ahead:
                planned = rows.filter(pl.col(step).is_not_null()).drop(CLOSING)
                yield _told(planned, pl.max_horizontal(opened, pl.col(step).dt.offset_by("1d")))
        case YouthGuarantee.INFO.key:
            # It counts from the opening of its case on (`AsOf`).
            yield _told(rows.join(_earliest(register, Leavers, CASE), on=CASE, how="left"), pl.col("earliest"))
        case Workshops.INFO.key:
            # Offices share groups: who told of one bears on no figure, and what is held back of one on none.
            group = Workshops.workshop.name
            joined = known_groups(register).join(_earliest(register, Participants, group), on=group, how="left")
            yield _told(joined, pl.min_horizontal("earliest", Workshops.starts_on.name))
        case _:
            yield _told(rows, pl.col(TOLD[key]) if key in TOLD else pl.lit(None, pl.Date))


def _told(rows: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    # The earliest day of other rows may be one told later: it tells of this row no more.
    return rows.with_columns(day.fill_null(_ANY_DAY).alias("told")).drop("earliest", strict=False)


def _earliest(register: Register, sheet: type[Sheet], by: str) -> pl.DataFrame:
    """The `earliest` day on which a row of a sheet, accepted or held back, is told; any day where one has none."""
    day = pl.col(TOLD[sheet.INFO.key]).fill_null(_ANY_DAY).min().alias("earliest")
    rows = [part[sheet.INFO.key].select(by, TOLD[sheet.INFO.key]) for part in (register.tables, register.held)]
    return pl.concat(rows).group_by(by).agg(day)


def _hashed(told: pl.DataFrame, table: pl.Expr) -> pl.DataFrame:
    content = told.select(sorted(told.columns))
    return told.select("told", table, *(content.hash_rows(seed).alias(f"hash_{seed}") for seed in _SEEDS))
