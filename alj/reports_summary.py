"""The summary of a check or a build for the page of a CI job, in Markdown: who stands where, what is to be mended."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from alj.reports import Reported
from alj.states import OFFICE_STATES, STATUS
from generator.markdown import escape_markdown
from intake.language import N_, NP_, Language
from intake.problems import Problem, sheet_title, with_messages
from intake.register import Register
from intake.tables import OFFICE_WORKBOOK

MESSAGES_SHOWN = 50
"""So many messages of one workbook are told: GitHub shows a megabyte of a step's summary."""

SEVERITY = {"error": NP_("severity", "error"), "warning": NP_("severity", "warning")}
ROWS = (N_("Rows read"), N_("Rows accepted"), N_("Rows held back"))
COUNTED = ("read", "accepted", "held_back")
CHANGES = (NP_("rows", "Added"), NP_("rows", "Changed"), NP_("rows", "Vanished"))


def summary_of_check(reported: Sequence[Reported], language: Language) -> str:
    """Return the summary of workbooks that were checked: state and rows of each, then its problems by code."""
    rows = []
    for one in reported:
        counts = one.checked.counts.values()
        read, accepted, held = (sum(getattr(each, name) for each in counts) for name in COUNTED)
        rows.append([one.name, language.text(STATUS[one.checked.status]), *_numbers((read, accepted, held), language)])
    parts = [
        _title(2, language.text(N_("Workbooks checked"))),
        _table([N_("Workbook"), N_("State"), *ROWS], rows, language),
        *(_problems(one.name, one.checked.problems, one.workbook, language) for one in reported),
    ]
    return "\n".join(filter(None, parts))


def summary_of_build(
    register: Register,
    offices: Sequence[Mapping[str, Any]],
    language: Language,
    changes: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return the summary of a build: state and rows of each office, what changed, then its problems by code.

    `offices` are those of the build's report. Each of `changes` has office, school_year, sheet, and how many rows were
    added, changed and vanished against the office's submission before.
    """
    read = register.submissions.group_by("office").agg(pl.col("^rows_.*$").sum())
    rows_of = {row["office"]: [row[f"rows_{name}"] for name in COUNTED] for row in read.iter_rows(named=True)}
    rows = [
        [
            office["office"],
            language.text(OFFICE_STATES[office["state"]]),
            *_numbers((*rows_of.get(office["office"], (0, 0, 0)), office["overdue"]), language),
        ]
        for office in offices
    ]
    parts = [
        _title(2, language.text(N_("State of the offices"))),
        _table([N_("Office"), N_("State"), *ROWS, N_("Overdue")], rows, language),
        _changed(changes, language),
        *(_problems(name, problems, OFFICE_WORKBOOK.key, language) for name, problems in _by_workbook(register)),
    ]
    return "\n".join(filter(None, parts))


def _by_workbook(register: Register) -> Iterator[tuple[str, list[Problem]]]:
    """Yield office and school year of each submission that has problems, and these."""
    for (office, year, _), problems in register.problems.group_by(
        "office", "school_year", "submission", maintain_order=True
    ):
        yield (
            f"{office} {year}".strip(),
            [
                Problem(row["code"], row["sheet"], row["cell"], row["case"], json.loads(row["details"]))
                for row in problems.iter_rows(named=True)
            ],
        )


def _changed(changes: Sequence[Mapping[str, Any]], language: Language) -> str:
    """Return the table of what changed by sheet; nothing where nothing did."""
    rows = []
    for change in changes:
        numbers = (change["added"], change["changed"], change["vanished"])
        if any(numbers):
            sheet = language.text(sheet_title(OFFICE_WORKBOOK.key, change["sheet"]))
            rows.append([f"{change['office']} {change['school_year']}", sheet, *_numbers(numbers, language)])
    if not rows:
        return ""
    title = _title(3, language.text(N_("What changed since the submission before")))
    return f"{title}\n{_table([N_('Workbook'), NP_('rows', 'Sheet'), *CHANGES], rows, language)}"


def _problems(name: str, problems: Sequence[Problem], workbook: str, language: Language) -> str:
    """Return one workbook's problems by code, those to be mended first at the head; nothing where it has none."""
    if not problems:
        return ""
    numbers: dict[str, int] = {}
    for problem in problems:
        numbers[problem.code] = numbers.get(problem.code, 0) + 1
    codes = list(numbers)
    told = sorted(with_messages(problems, language, workbook), key=lambda one: codes.index(one[0][0].code))
    messages: dict[str, list[str]] = {}
    for alike, message in told[:MESSAGES_SHOWN]:
        messages.setdefault(alike[0].code, []).append(escape_markdown(message))
    lines = [_title(3, name)]
    for code, said in messages.items():
        severity = language.text(SEVERITY[next(one.severity for one in problems if one.code == code)])
        lines += [f"- `{code}` · {severity} · {language.number(numbers[code])}", *(f"    - {one}" for one in said)]
    if len(told) > MESSAGES_SHOWN:
        rest = len(told) - MESSAGES_SHOWN
        more = language.plural(N_("{n} more message is not shown."), N_("{n} more messages are not shown."), rest)
        lines.append(f"- {escape_markdown(more)}")
    return "\n".join([*lines, ""])


def _title(level: int, text: str) -> str:
    return f"{'#' * level} {escape_markdown(text)}\n"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], language: Language) -> str:
    lines = [[escape_markdown(language.text(head)) for head in heads], ["---"] * len(heads)]
    lines += [[escape_markdown(cell) for cell in row] for row in rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _numbers(values: Sequence[int], language: Language) -> list[str]:
    return [language.number(value) for value in values]
