"""`alj audit`: the audit log of a workspace, once its chain was found unbroken."""

import argparse
import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from intake.audit import Audit, read_audit
from intake.language import N_, NP_, Language
from intake.settings import SERVICE_TIME, read_settings
from intake.workspace import open_workspace

EVENTS = {"began": NP_("audit", "began"), "ended": NP_("audit", "ended")}


def run(options: argparse.Namespace) -> int:
    """Print the log; that it is broken, and where, stops the command."""
    workspace = open_workspace(options.workspace, unfinished=True)
    language = language_of(options, read_settings(workspace.settings_file))
    audit = read_audit(workspace.root)
    lines = list(_told([] if options.verify else audit.lines, audit, language))
    shown = [] if options.verify else [dict(line) for line in audit.lines]
    print_result(options, lines, {"whole": True, "lines": len(audit.lines), "head": audit.head, "entries": shown})
    return GOOD


def _told(shown: Sequence[Mapping[str, Any]], audit: Audit, language: Language) -> Iterator[str]:
    for line in shown:
        at = datetime.datetime.fromisoformat(line["at"]).astimezone(SERVICE_TIME)
        options = " ".join(f"{name}={value}" for name, value in line["options"].items())
        ended = "" if "exit" not in line else f" {line['exit']}"
        what = language.text(EVENTS[line["event"]])
        yield f"{at:%Y-%m-%d %H:%M:%S}  {line['who']:<12} {line['command']:<8} {what}{ended}  {options}".rstrip()
    said = language.plural(N_("{n} line, unbroken."), N_("{n} lines, unbroken."), len(audit.lines))
    yield f"{said} {audit.head}"
