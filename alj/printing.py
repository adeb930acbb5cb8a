"""What a command prints at its end, lines for a person or one JSON object for a program, and texts written whole."""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from intake.faults import WrongUsage
from intake.language import N_, Language

STANDARD_OUTPUT = "-"
TWO_ON_OUTPUT = N_("only one can go to standard output: give --report-file or --summary a file.")
NO_FOLDER = N_("there is no folder {folder} to write {option} into.")
NOT_OVER_WORKBOOK = N_("{option} would be written over a workbook: choose another name.")


def print_result(options: argparse.Namespace, lines: Iterable[str], result: Mapping[str, Any]) -> None:
    """Print the lines, or the result where `--format json` asks for it."""
    if options.format == "json":
        print(json.dumps(result, indent=1))
        return
    for line in lines:
        print(line)


def refuse_wrong_summary(options: argparse.Namespace) -> None:
    """Raise WrongUsage when the summary of a build can't be written where it is wanted: before any work is done."""
    refuse_two_on_output(options)
    refuse_target("--summary", options.summary)


def refuse_two_on_output(options: argparse.Namespace, *, report: bool = False) -> None:
    """Raise WrongUsage when more than one thing was asked for on standard output; `report` says that one was."""
    if sum((options.format == "json", report, options.summary == STANDARD_OUTPUT)) > 1:
        raise WrongUsage(TWO_ON_OUTPUT)


def refuse_target(option: str, target: str | None, workbooks: Sequence[Path] = ()) -> None:
    """Raise WrongUsage when there is no folder for a file to write, or a workbook lies there."""
    if target in (None, STANDARD_OUTPUT):
        return
    file = Path(str(target))
    if not file.parent.is_dir():
        raise WrongUsage(NO_FOLDER, folder=file.parent, option=option)
    if file.exists() and any(path.exists() and path.samefile(file) for path in workbooks):
        raise WrongUsage(NOT_OVER_WORKBOOK, option=option)


def write_whole(target: str | None, text: str) -> None:
    """Write a text to a file, which is then there whole or as it was before; to standard output for none or "-"."""
    if target in (None, STANDARD_OUTPUT):
        sys.stdout.write(text)
        return
    file = Path(str(target))
    if file.exists() and not file.is_file():  # a device or a pipe: nothing there to be replaced
        file.write_text(text, encoding="utf-8")
        return
    file = file.resolve()
    aside = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with aside.open("w", encoding="utf-8") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def pages_to_open(sites: Path, language: Language) -> Iterator[str]:
    """Yield where each reader's site begins."""
    yield language.text(N_("Coordination: open {page}"), page=sites / "coordination" / "index.html")
    yield language.text(N_("Ministry: open {page}"), page=sites / "ministry" / "index.html")
    yield language.text(N_("Each office: open {page}"), page=sites / "office-…" / "index.html")
