"""`alj freeze`: the figures of a day, as they were known on a day, kept for good as an edition."""

import argparse
import datetime

from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.editions_command import as_json
from alj.freezing import freeze_edition
from alj.printing import print_result
from alj.reading import language_of
from alj.stages import Stages
from intake.faults import StopsTheCommand, WrongUsage
from intake.language import N_
from intake.settings import Settings, day_of, read_settings
from intake.workspace import open_workspace


def run(options: argparse.Namespace) -> int:
    """Freeze an edition; say so when the day has one with the same figures already."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    as_of, known_on = days_of(options.as_of, options.known_on, settings)
    stages = Stages(language_of(options, settings))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            frozen, is_new = freeze_edition(workspace, settings, as_of, known_on, stages)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    said = (
        N_("Frozen: edition {name}, as known on {day}, {figures} figures. The next build lists it.")
        if is_new
        else N_("Edition {name} has these very figures already, as known on {day}: nothing was frozen.")
    )
    edition, language = frozen.edition, stages.language
    figures = language.number(edition.figures)
    line = language.text(said, name=edition.name, day=language.date(edition.known_on), figures=figures)
    print_result(options, [line], {"edition": as_json(edition), "new": is_new})
    return GOOD


def days_of(as_of: str | None, known_on: str | None, settings: Settings) -> tuple[datetime.date, datetime.date]:
    """Return the day of an edition and the day on which it is known; by default the day before today for both.

    Raises WrongUsage for a day that is not over, since what is received until its end belongs to it, and for an
    edition of a day after the one on which it is known.
    """
    today = settings.day()
    known = day_of(known_on, "--known-on") or today - datetime.timedelta(days=1)
    if known >= today:
        raise WrongUsage(
            N_("--known-on takes a day that is over: what is received until its end belongs to the edition.")
        )
    day = day_of(as_of, "--as-of") or known
    if day > known:
        raise WrongUsage(N_("--as-of takes no day after the one on which the edition is known."))
    return day, known
