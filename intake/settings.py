"""The settings of a workspace: every number of the service's rules, with its default, read from `alj.toml`."""

import datetime
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo

from intake.codes import SITUATION
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import LANGUAGES, N_, NP_, Message
from intake.refusals import ReadingLimits

SETTINGS_FILE = "alj.toml"
SERVICE_TIME = ZoneInfo("Europe/Luxembourg")
"""The day is what it is in Luxembourg, wherever the command runs."""


class SettingsError(StopsTheCommand):
    """A settings file that can't be used; displayed without a traceback."""


@dataclass(frozen=True)
class Protocol:
    """The contact protocol: days and months after which a step is due."""

    first_letter_days: int = 10
    first_contact_days: int = 14
    second_contact_days: int = 14
    further_attempt_days: int = 28
    attempts_before_pause: int = 3
    pause_months: int = 3
    interview_days: int = 30
    follow_up_months: tuple[int, ...] = (6, 12, 18)
    workshop_check_months: tuple[int, ...] = (3, 6, 12)
    follow_up_opens_days: int = 30
    follow_up_lapses_days: int = 60
    school_holidays_move: bool = False
    """Whether a due date in the school holidays moves, too."""


@dataclass(frozen=True)
class Guarantee:
    """The Youth Guarantee's clock."""

    months: int = 4
    from_age: int = 16
    to_age: int = 24
    soon_days: int = 30


@dataclass(frozen=True)
class Workshop:
    """The conditions of the workshop "Yes, ech wëll" and its length."""

    left_within_months: int = 6
    months: int = 4
    steps: int = 5


@dataclass(frozen=True)
class Intake:
    """When a workbook has lost so many rows that it stays out until somebody accepts the loss."""

    loss_share: float = 0.2
    """Share of the rows of a sheet, or of all sheets together."""
    loss_floor: int = 10
    """Where there were fewer rows than this, none of them gone is too many."""


@dataclass(frozen=True)
class MonthlyLists:
    """The lists of leavers from the central pupil register."""

    new_leavers_only: bool = False
    """Whether the register sends new leavers alone, whatever the cover says: then nobody is gone from a list."""


@dataclass(frozen=True)
class Matching:
    """From which likeness of names, 0 to 100, two cases are offered as one person; and the reminder of a move.

    `names` holds for one birth date, `names_with_another_date` where day and month are swapped or a digit differs, and
    `names_with_two_numbers` where each has a national number. Below `names_apart`, and with quite another birth date,
    two rows of one national number are two people. All are assumed.
    """

    names: int = 85
    names_with_another_date: int = 92
    names_with_two_numbers: int = 97
    names_apart: int = 80
    remind_of_move_after_days: int = 30
    """Days after which an office is told that nobody has taken up the case that it moved (assumed)."""


@dataclass(frozen=True)
class Ministry:
    """What the ministry is told: the largest count withheld, and when a quarter or year is closed."""

    withheld_up_to: int = 4
    settles_days: int = 45
    """Days after a quarter's or a year's end for which late workbooks are waited for (assumed)."""


@dataclass(frozen=True)
class Year:
    """The school year: it begins on this day."""

    first_month: int = 9
    first_day: int = 1


@dataclass(frozen=True)
class Letters:
    """When a letter is laid out: so many days before its step is due, or before a workshop begins (both assumed)."""

    ahead_days: int = 14
    invitation_days: int = 60


@dataclass(frozen=True)
class Editions:
    """The page on revisions: so many of the latest editions are compared with what is known now."""

    compared: int = 3


@dataclass(frozen=True)
class Publishing:
    """How many earlier builds are kept, to go back to."""

    kept: int = 3


@dataclass(frozen=True)
class Server:
    """Where sites are handed over to be served, who builds them there, and from when on a build is too old."""

    sites: str = "/srv/alj/sites"
    user: str = "alj"
    max_age_hours: int = 26


@dataclass(frozen=True)
class Retention:
    """How long what identifies a person is kept: months after the last closing of their cases."""

    months_after_closing: int = 24


@dataclass(frozen=True)
class Settings:
    """Everything that a service may set; each has its default, so an empty file is a good one."""

    service: str = "ALJ"
    language: str = "fr"
    languages: tuple[str, ...] = ()
    """The languages of the sites, as in ["fr", "de"]: the first at first, a switch leads to the others. Where there are
    none, the `language` alone."""
    today: datetime.date | None = None
    """A fixed day, for a workspace of samples: what comes in has come on that day, too. None is the clock's."""
    note: str = ""
    """Said in the state line of each page, as in "made-up data"."""
    names_shown: tuple[str, ...] = ()
    """Words that pages may show although somebody is called so, as the name of a house: no leak is seen in them."""
    expires_after_months: dict[str, int] = field(default_factory=dict)
    """Months after which a situation expires, by its code, where they differ from the code list."""
    protocol: Protocol = field(default_factory=Protocol)
    guarantee: Guarantee = field(default_factory=Guarantee)
    workshop: Workshop = field(default_factory=Workshop)
    intake: Intake = field(default_factory=Intake)
    year: Year = field(default_factory=Year)
    ministry: Ministry = field(default_factory=Ministry)
    matching: Matching = field(default_factory=Matching)
    lists: MonthlyLists = field(default_factory=MonthlyLists)
    editions: Editions = field(default_factory=Editions)
    publishing: Publishing = field(default_factory=Publishing)
    letters: Letters = field(default_factory=Letters)
    server: Server = field(default_factory=Server)
    retention: Retention = field(default_factory=Retention)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    """Beyond these a file is not read."""

    def day(self, as_of: datetime.date | None = None) -> datetime.date:
        """Return the day that counts as today: `as_of`, else the settings' own, else the clock's in Luxembourg."""
        return as_of or self.today or datetime.datetime.now(SERVICE_TIME).date()

    def now(self) -> datetime.datetime:
        """Return the moment of what comes in (UTC): the clock's, on the settings' own day where they name one."""
        clock = datetime.datetime.now(SERVICE_TIME)
        return datetime.datetime.combine(self.today or clock.date(), clock.timetz()).astimezone(datetime.UTC)


DEFAULT_SETTINGS = Settings()


def day_of(written: str | None, option: str) -> datetime.date | None:
    """Return the day of an option. Raises WrongUsage when it is not written as 2026-10-31."""
    if written is None:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as wrong:
        raise WrongUsage(N_("{option} takes a day written as 2026-10-31."), option=option) from wrong


def read_settings(path: Path) -> Settings:
    """Return the settings of a file. Raises SettingsError when it can't be read or names something unknown."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise SettingsError(N_("{file} is missing: run `alj init` to make a workspace."), file=path.name) from missing
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise SettingsError(N_("{file} can't be read: {why}"), file=path.name, why=broken) from broken
    settings: Settings = _filled(Settings, stated, path.name)
    _check_values(settings, path.name)
    return settings


def _filled(kind: type[Any], stated: dict[str, Any], where: str) -> Any:  # noqa: ANN401 (any settings class)
    hints = get_type_hints(kind)
    known = {one.name for one in fields(kind)}
    values = {}
    for name, value in stated.items():
        if name not in known:
            raise SettingsError(
                N_("{where}: there is no setting {name}. Settings here: {known}."),
                where=where,
                name=repr(name),
                known=", ".join(sorted(known)),
            )
        values[name] = _checked(hints[name], name, value, where)
    return kind(**values)


def _checked(kind: Any, name: str, value: Any, where: str) -> Any:  # noqa: ANN401 (values of TOML)
    if is_dataclass(kind) and isinstance(kind, type):
        if not isinstance(value, dict):
            raise SettingsError(N_("{where}: {name} is a table: write [{name}]."), where=where, name=name)
        return _filled(kind, value, f"{where}, [{name}]")
    said, is_good = KINDS[kind]
    if not is_good(value):
        raise SettingsError(N_("{where}: {name} must be {said}."), where=where, name=name, said=said)
    return tuple(value) if isinstance(value, list) else value


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


KINDS: Mapping[Any, tuple[Message, Callable[[Any], bool]]] = {
    int: (N_("a whole number, 0 or more"), _is_count),
    float: (N_("a number from 0 to 1"), lambda value: type(value) in (int, float) and 0 <= value <= 1),
    str: (N_("a text in quotes"), lambda value: isinstance(value, str)),
    bool: (NP_("found", "true or false"), lambda value: isinstance(value, bool)),
    tuple[int, ...]: (
        N_("whole numbers in brackets, as in [6, 12, 18]"),
        lambda value: isinstance(value, list) and all(map(_is_count, value)),
    ),
    tuple[str, ...]: (
        N_('texts in brackets, as in ["Mersch", "Wiltz"]'),
        lambda value: isinstance(value, list) and all(isinstance(one, str) for one in value),
    ),
    datetime.date | None: (N_("a day without quotes, as in 2026-10-31"), lambda value: type(value) is datetime.date),
    dict[str, int]: (
        N_("a table of whole numbers"),
        lambda value: isinstance(value, dict) and all(map(_is_count, value.values())),
    ),
}
"""What a setting of each type may hold, as it is said, and whether a value of TOML is one."""


def _check_values(settings: Settings, where: str) -> None:
    """Raise SettingsError for what is of the right type and yet can't be."""
    if settings.language not in LANGUAGES:
        raise SettingsError(
            N_("{where}: language must be one of {languages}."), where=where, languages=", ".join(LANGUAGES)
        )
    if set(settings.languages) - set(LANGUAGES) or len(set(settings.languages)) < len(settings.languages):
        raise SettingsError(
            N_("{where}: languages must be some of {languages}, each once."), where=where,
            languages=", ".join(LANGUAGES),
        )  # fmt: skip
    unknown = sorted(set(settings.expires_after_months) - set(SITUATION.codes))
    if unknown:
        where = f"{where}, [expires_after_months]"
        raise SettingsError(N_("{where}: there is no situation {unknown}."), where=where, unknown=", ".join(unknown))
    try:
        # 2001 is no leap year: a school year can't begin on a day that three years of four do not have.
        datetime.date(2001, settings.year.first_month, settings.year.first_day)
    except ValueError as wrong:
        raise SettingsError(
            N_("{where}: no day has this first_month and first_day."), where=f"{where}, [year]"
        ) from wrong


def school_year_of(day: datetime.date, year: Year) -> str:
    """Return the school year that a day lies in, as in "2026/27"."""
    begins = datetime.date(day.year, year.first_month, year.first_day)
    first = day.year if day >= begins else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


def school_year_bounds(school_year: str, year: Year) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a school year."""
    first = int(school_year[:4])
    begins = datetime.date(first, year.first_month, year.first_day)
    return begins, datetime.date(first + 1, year.first_month, year.first_day) - datetime.timedelta(days=1)
