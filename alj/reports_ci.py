"""The reports that two CI services show beside a change: GitHub's annotations, GitLab's Code Quality."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from alj.reports import Reported
from intake.language import N_, Language
from intake.problems import OF_ONE_ROW, Problem, Severity, with_messages

ANNOTATIONS_SHOWN = 10
"""So many errors and so many warnings of one step GitHub shows; it drops the rest without a word."""


@dataclass(frozen=True)
class Told:
    """One message of a report, and the problems that it tells of."""

    workbook: Reported
    problems: Sequence[Problem]
    message: str

    @property
    def first(self) -> Problem:
        """The problem whose place stands for all."""
        return self.problems[0]

    @property
    def line(self) -> int:
        """The row to mend; the first of the sheet where there is none."""
        row = re.search(r"\d+", self.first.cell or "")
        return int(row.group()) if row else 1


def _told(reported: Sequence[Reported], language: Language) -> list[Told]:
    """Return all messages, what to mend first first: workbooks that were refused, then errors, then warnings."""
    messages = [
        Told(one, problems, message)
        for one in reported
        for problems, message in with_messages(one.checked.problems, language, one.workbook)
    ]
    return sorted(messages, key=lambda told: (not told.first.refuses, told.first.severity == "warning"))


def github(reported: Sequence[Reported], language: Language) -> str:
    """Return workflow commands, one a line: as many errors and warnings as GitHub shows, the last one counts the rest.

    Source: GitHub Docs, "Workflow commands for GitHub Actions"; the escapes are those of its own toolkit.
    """
    told = _told(reported, language)
    return "".join(f"{line}\n" for severity in ("error", "warning") for line in _commands(told, severity, language))


def _commands(told: Sequence[Told], severity: Severity, language: Language) -> Iterator[str]:
    own = [one for one in told if one.first.severity == severity]
    shown = own if len(own) <= ANNOTATIONS_SHOWN else own[: ANNOTATIONS_SHOWN - 1]
    for one in shown:
        title = f"{one.workbook.name} · {one.first.code}"
        file, message = _property(one.workbook.file_name), _data(one.message)
        yield f"::{severity} file={file},line={one.line},title={_property(title)}::{message}"
    rest = len(own) - len(shown)
    if rest:
        more = language.plural(N_("{n} more message is not shown."), N_("{n} more messages are not shown."), rest)
        yield f"::{severity} title=alj check::{_data(more)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(reported: Sequence[Reported], language: Language) -> str:
    """Return the Code Quality report, a JSON list. Source: GitLab Docs, "Code Quality", its report format."""
    seen: Counter[str] = Counter()
    findings = []
    for one in _told(reported, language):
        known_by = _known_by(one)
        seen[known_by] += 1
        findings.append(_finding(one, hashlib.sha256(f"{known_by}\0{seen[known_by]}".encode()).hexdigest()))
    return json.dumps(findings, ensure_ascii=False, indent=1) + "\n"


def _finding(one: Told, fingerprint: str) -> dict[str, object]:
    severity = "blocker" if one.first.refuses else "major" if one.first.severity == "error" else "minor"
    return {
        "description": one.message,
        "check_name": one.first.code,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": one.workbook.file_name, "lines": {"begin": one.line}},
    }


def _known_by(one: Told) -> str:
    """Return what tells a finding from others in each run and language: of many together the column, not the rows."""
    cell = one.first.cell or ""
    place = cell if len(one.problems) == 1 else "".join(filter(str.isalpha, cell))
    details = {name: value for name, value in one.first.details.items() if name not in OF_ONE_ROW}
    parts = (one.workbook.file_name, one.first.code, one.first.sheet or "", place, json.dumps(details, sort_keys=True))
    return "\0".join(parts)
