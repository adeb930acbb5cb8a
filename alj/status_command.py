"""`alj status`: each office: what was due and sent, when, in what state it is, what is overdue; as last built.

With `--check`, for who watches: whether the last build was good, and is new enough.
"""

import argparse
import datetime
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from alj.cli import COULD_NOT_GO_ON, GOOD, TO_MEND
from alj.due_report import lists_in_words, workbooks_in_words
from alj.printing import print_result
from alj.publishing import read_report
from alj.reading import language_of
from alj.states import OFFICE_STATES
from alj.watching import judged
from generator.pages.changes import changes_in_words
from intake.faults import WrongUsage
from intake.language import N_, Language
from intake.problems import Problem, describe
from intake.settings import SERVICE_TIME, read_settings
from intake.workspace import Workspace, open_workspace


def run(options: argparse.Namespace) -> int:
    """Print the states that the last build found; whether an office must mend something is the exit code."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    language = language_of(options, settings)
    if options.check:
        return _check(workspace, options, language, settings.server.max_age_hours)
    if options.max_age is not None:
        raise WrongUsage(N_("--max-age goes with --check."))
    build = read_report(workspace)
    as_of = datetime.date.fromisoformat(build["as_of"])
    lines = [language.text(N_("State of the data: {day}"), day=language.date(as_of))]
    lines += [f"  {line}" for line in lists_in_words(build["lists_due"], as_of, language)]
    for office in build["offices"]:
        lines += _told(office, as_of, language)
    told = {name: build[name] for name in ("as_of", "lists_due", "months_without_day", "offices")}
    print_result(options, lines, told)
    return TO_MEND if any(office["state"] != "current" for office in build["offices"]) else GOOD


def _check(workspace: Workspace, options: argparse.Namespace, language: Language, usual: float) -> int:
    """Print whether the last build was good and is new; 3 when it failed or there is none, 1 when it is too old."""
    oldest = usual if options.max_age is None else options.max_age
    status = judged(workspace, datetime.datetime.now(datetime.UTC))
    good, failed = status["last_good"], status["last_failed"]
    lines = []
    if good:
        lines.append(language.text(N_("The last good build is of {time}."), time=_time(good["at"], language)))
    if status["state"] == "failed":
        said = language.text(N_("The build of {time} failed: {fault}."), time=_time(failed["at"], language),
                             fault=failed["fault"])  # fmt: skip
        lines.append(f"{said} {language.text(failed['said'])}")
        code = COULD_NOT_GO_ON
    elif not good:
        lines.append(language.text(N_("There is no good build yet.")))
        code = COULD_NOT_GO_ON
    elif status["age_hours"] > oldest:
        hours = language.number(status["age_hours"], 1)
        lines.append(language.text(N_("That is {hours} hours ago: builds stand still."), hours=hours))
        code = TO_MEND
    else:
        code = GOOD
    if code != GOOD and options.format == "text":
        # Where cron sends mail of what is said there, good news sends none.
        print("\n".join(lines), file=sys.stderr)
    else:
        print_result(options, lines, status)
    return code


def _time(written: str, language: Language) -> str:
    moment = datetime.datetime.fromisoformat(written).astimezone(SERVICE_TIME)
    return f"{language.date(moment.date())} {moment:%H:%M}"


def _told(office: Mapping[str, Any], as_of: datetime.date, language: Language) -> Iterator[str]:
    """Yield an office's line, and below it what became of its uploads."""
    sent = "–"
    if office["received_at"]:
        sent = language.date(datetime.datetime.fromisoformat(office["received_at"]).astimezone(SERVICE_TIME).date())
    state = language.text(OFFICE_STATES[office["state"]])
    overdue = language.plural(N_("{n} overdue"), N_("{n} overdue"), office["overdue"])
    yield f"{office['office']}  {sent:<18}  {state}  {overdue}"
    yield from (f"     {line}" for line in workbooks_in_words(office["due"], as_of, language))
    if office["refused_for"]:
        when = datetime.datetime.fromisoformat(office["refused_at"]).astimezone(SERVICE_TIME)
        yield "     " + language.text(N_("The workbook of {day} was refused."), day=language.date(when.date()))
        for why in office.get("refused_why", ()):
            problem = Problem(why["code"], why["sheet"], why["cell"], details=why["details"])
            yield "       " + describe(problem, language)
    if office["changes"]:
        yield "     " + changes_in_words(office["changes"], language)
    for notice in office["notices"]:
        yield "     " + describe(Problem(notice["code"], notice["sheet"], details=notice["details"]), language)
