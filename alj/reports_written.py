"""What `alj check` writes for a CI service beside what it tells a person: which report, and where it goes."""

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from alj.printing import STANDARD_OUTPUT, refuse_target, refuse_two_on_output, write_whole
from alj.reports import Reported, named
from intake.checks import CheckedWorkbook
from intake.faults import WrongUsage
from intake.language import N_, Language

Render = Callable[[Sequence[Reported], Language], str]


def _junit(reported: Sequence[Reported], language: Language) -> str:
    from alj.reports_junit import junit

    return junit(reported, language)


def _github(reported: Sequence[Reported], language: Language) -> str:
    from alj.reports_ci import github

    return github(reported, language)


def _gitlab(reported: Sequence[Reported], language: Language) -> str:
    from alj.reports_ci import gitlab

    return gitlab(reported, language)


REPORTS: Mapping[str, Render] = {"junit": _junit, "github": _github, "gitlab": _gitlab}
"""Each report, imported when it is asked for."""

REPORT_WANTED = N_("--report-file goes with --report: say which report to write.")


def refuse_wrong_targets(options: argparse.Namespace) -> None:
    """Raise WrongUsage when what reports are to be written into can't be: before any work is done."""
    if options.report_file and not options.report:
        raise WrongUsage(REPORT_WANTED)
    refuse_two_on_output(options, report=_report_on_output(options))
    refuse_target("--report-file", options.report_file, options.files)
    refuse_target("--summary", options.summary, options.files)


def _report_on_output(options: argparse.Namespace) -> bool:
    """Return whether a report was asked for and goes to standard output."""
    return bool(options.report) and options.report_file in (None, STANDARD_OUTPUT)


def replaces_lines(options: argparse.Namespace) -> bool:
    """Return whether standard output holds a report or a summary, alone: the lines for a person have files' names."""
    return _report_on_output(options) or options.summary == STANDARD_OUTPUT


def write_reports(options: argparse.Namespace, checked: Sequence[CheckedWorkbook], language: Language) -> None:
    """Write the report and the summary that the options ask for."""
    if not (options.report or options.summary):
        return
    hashed = [_with_hash(path, one) for path, one in zip(options.files, checked, strict=True)]
    reported = named(hashed, language)
    if options.report:
        write_whole(options.report_file, REPORTS[options.report](reported, language))
    if options.summary:
        from alj.reports_summary import summary_of_check

        write_whole(options.summary, summary_of_check(reported, language))


def _with_hash(path: Path, checked: CheckedWorkbook) -> CheckedWorkbook:
    """Return the workbook with its hash, also where it was refused unread; without one where nobody can read it."""
    if checked.sha256:
        return checked
    try:
        with path.open("rb") as file:
            return replace(checked, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        return checked
