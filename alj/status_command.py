"""`alj status`: each office: what was due and sent, when, in what state it is, what is overdue; as last built."""

import argparse
import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from alj.cli import GOOD, TO_MEND
from alj.due_report import lists_in_words, workbooks_in_words
from alj.printing import print_result
from alj.publishing import read_report
from alj.reading import language_of
from alj.states import OFFICE_STATES
from generator.pages.changes import changes_in_words
from intake.language import N_, Language
from intake.problems import Problem, describe
from intake.settings import SERVICE_TIME, read_settings
from intake.workspace import open_workspace


def run(options: argparse.Namespace) -> int:
    """Print the states that the last build found; whether an office must mend something is the exit code."""
    workspace = open_workspace(options.workspace)
    language = language_of(options, read_settings(workspace.settings_file))
    build = read_report(workspace)
    as_of = datetime.date.fromisoformat(build["as_of"])
    lines = [language.text(N_("State of the data: {day}"), day=language.date(as_of))]
    lines += [f"  {line}" for line in lists_in_words(build["lists_due"], as_of, language)]
    for office in build["offices"]:
        lines += _told(office, as_of, language)
    told = {name: build[name] for name in ("as_of", "lists_due", "months_without_day", "offices")}
    print_result(options, lines, told)
    return TO_MEND if any(office["state"] != "current" for office in build["offices"]) else GOOD


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
