"""`alj`: the commands and their options; each command is imported when it is run, so that help comes at once."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from alj.usage import N_, speaking, text

if TYPE_CHECKING:
    from intake.faults import ExpectedFault
    from intake.language import Language

GOOD, TO_MEND, WRONG_USAGE, COULD_NOT_GO_ON = 0, 1, 2, 3
"""Exit codes: good; problems that an office must mend; wrong usage; could not go on and changed nothing."""

COMMANDS = {
    "demo": N_("make a workspace of made-up data and build its sites"),
    "init": N_("make an empty workspace"),
    "template": N_("write a blank office workbook, monthly list or reference workbook"),
    "list": N_("take the monthly lists of leavers: who is new, back or gone, and a number for each new case"),
    "check": N_("check workbooks and write each back, marked; publishes nothing"),
    "build": N_("take the inbox and render the sites"),
    "freeze": N_("keep the figures of a day, as known on a day, for good: an edition"),
    "editions": N_("the editions that were frozen, and whether the archive still gives them"),
    "serve": N_("build, serve on this machine alone, rebuild when the inbox changes"),
    "match": N_("cases that may be one person: list them, or answer whether two are"),
    "forget": N_("erase for good what identifies a person, everywhere in the workspace"),
    "audit": N_("who ran which command, when, and what it came to; whether the log is whole"),
    "backup": N_("write everything that can't be made anew into one file, with its sums"),
    "restore": N_("put a backup, once it was found whole, into an empty folder"),
    "key": N_("give the workspace a new key; everybody is recognised as before"),
    "record": N_("the record of processing: what is held of whom, why, where and for how long"),
    "migrate": N_("move a workspace to the format of this version"),
    "status": N_("what each office sent, when, and in what state it is; whether builds stand still"),
    "deploy": N_("hand the sites of the last build over to be served, each switched in one step"),
    "setup": N_("write what a server and a CI service need: workflows, units, access rules"),
}


CHANGING = (
    "demo", "init", "list", "check", "build", "freeze", "serve", "match", "deploy", "setup", "forget", "backup",
    "restore", "key", "migrate",
)  # fmt: skip
"""Commands that change a workspace, or carry its data elsewhere: its audit log tells of them."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    main = argparse.ArgumentParser(
        prog="alj", description=text("Workbooks of the ALJ's offices in, each reader's site out.")
    )
    main.add_argument("--version", action="store_true", help=text("print the version and end"))
    commands = main.add_subparsers(dest="command", metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        said = text(purpose)
        command = commands.add_parser(name, help=said, description=f"{said[:1].upper()}{said[1:]}.")
        _add_own_options(name, command)
        _add_shared_options(command)
    return main


def _add_shared_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workspace", type=Path, metavar="DIR", default=Path(), help=text("the workspace (default: here)")
    )
    command.add_argument("--language", choices=("en", "fr", "de"), help=text("language (default: the workspace's)"))
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help=text("how to print (default: text)")
    )


def _add_own_options(name: str, command: argparse.ArgumentParser) -> None:
    match name:
        case "demo":
            said = text("where to make it (default: output/demo)")
            command.add_argument("folder", nargs="?", type=Path, default=Path("output/demo"), metavar="DIR", help=said)
            command.add_argument("--seed", type=int, default=1, help=text("another seed, other people (default: 1)"))
            command.add_argument(
                "--scale", type=float, default=1.0, help=text("size against the real service (default: 1)")
            )
        case "init":
            command.add_argument("folder", type=Path, metavar="DIR", help=text("the folder to make it in"))
        case "template":
            command.add_argument("--office", metavar="CODE", help=text("the office's three letters"))
            command.add_argument("--year", metavar="YEAR", help=text("the school year, as in 2026/27"))
            command.add_argument("--kind", choices=("office", "monthly-list", "reference"), default="office",
                                 help=text("which workbook (default: office)"))  # fmt: skip
            said = text("where to write it (default: a name here)")
            command.add_argument("--to", type=Path, metavar="FILE", help=said)
        case "list":
            _add_list_options(command)
        case "check":
            _add_check_options(command)
        case "match":
            command.add_argument("cases", nargs="*", metavar="CASE", help=text("two case numbers to answer for"))
            answer = command.add_mutually_exclusive_group()
            answer.add_argument("--same", action="store_true", help=text("the two cases are one person"))
            answer.add_argument("--different", action="store_true", help=text("the two cases are two people"))
        case "freeze":
            command.add_argument(
                "--as-of", metavar="DATE", help=text("the edition's day (default: the day it is known on)")
            )
            command.add_argument(
                "--known-on", metavar="DATE", help=text("use what was received by then (default: yesterday)")
            )
        case "status" | "deploy":
            _add_server_options(name, command)
        case "editions":
            command.add_argument(
                "--verify", action="store_true", help=text("count each again from the archive and compare")
            )
        case "build" | "serve":
            _add_build_options(name, command)
        case _:
            _add_keeping_options(name, command)


def _add_keeping_options(name: str, command: argparse.ArgumentParser) -> None:
    """Add the options of what keeps, moves and erases a workspace's data."""
    match name:
        case "audit":
            command.add_argument("--verify", action="store_true", help=text("only say whether the log is whole"))
        case "backup" | "restore":
            command.add_argument("file", type=Path, metavar="FILE", help=text("the backup's file"))
            if name == "restore":
                command.add_argument(
                    "--tombstones", type=Path, metavar="FILE",
                    help=text("the tombstones.jsonl kept since: whom to erase again before anything else"),
                )  # fmt: skip
        case "key":
            command.add_argument(
                "action", choices=("rotate",), metavar="rotate", help=text("make a new key, and use it")
            )
        case "record":
            command.add_argument(
                "--to", type=Path, metavar="FILE", help=text("where to write it (default: standard output)")
            )
        case "forget":
            command.add_argument("cases", nargs="*", metavar="CASE", help=text("a case number of each person to erase"))
            command.add_argument(
                "--due", action="store_true", help=text("erase everybody whose last case was closed long enough ago")
            )
            command.add_argument(
                "--dry-run", action="store_true", help=text("only say what would be erased, and where it stands")
            )


def _add_list_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="*", type=Path, metavar="FILE",
                         help=text("the lists (default: those in the folder lists)"))  # fmt: skip


def _add_server_options(name: str, command: argparse.ArgumentParser) -> None:
    if name == "status":
        command.add_argument("--check", action="store_true", help=text("only whether the last build is good and new"))
        command.add_argument(
            "--max-age", type=float, metavar="HOURS", help=text("too old after (default: max_age_hours)")
        )
    if name == "deploy":
        command.add_argument("--to", type=Path, metavar="DIR", help=text("where to (default: sites in alj.toml)"))
        command.add_argument("--audience", metavar="NAME", help=text("this site alone, as in office-NOR"))


def _add_check_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=text("the workbooks"))
    command.add_argument("--to", type=Path, metavar="DIR",
                         help=text("where marked copies go (default: returned/OFFICE, or beside)"))  # fmt: skip
    command.add_argument("--report", choices=("junit", "github", "gitlab"), help=text("also write a report for CI"))
    command.add_argument("--report-file", metavar="FILE", help=text("where to (default: -, standard output)"))
    _add_summary(command)


def _add_build_options(name: str, command: argparse.ArgumentParser) -> None:
    command.add_argument("--as-of", metavar="DATE", help=text("the day that counts as today (2026-10-31)"))
    command.add_argument("--known-on", metavar="DATE", help=text("use only what was received by then"))
    command.add_argument("--strict", action="store_true", help=text("refuse a workbook for any error"))
    command.add_argument("--audience", metavar="NAME", help=text("render this site alone, as in office-NOR"))
    command.set_defaults(accept_loss=None)
    if name == "build":
        _add_summary(command)
        command.add_argument("--accept-loss", metavar="OFFICE",
                             help=text("take the office's workbook that waits because rows are gone"))  # fmt: skip
    if name == "serve":
        command.set_defaults(summary=None)
        command.add_argument("--port", type=int, default=8000, help=text("on 127.0.0.1 (default: 8000)"))
        command.add_argument("--minutes", type=float, default=480, help=text("stop by itself after (default: 480)"))


def _add_summary(command: argparse.ArgumentParser) -> None:
    command.add_argument("--summary", metavar="FILE", help=text("write a summary in Markdown (-: standard output)"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Expected faults are one line on standard error, no traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    with speaking(given):
        main_parser = parser()
        options = main_parser.parse_args(given)
        if options.command is None and not options.version:
            main_parser.print_help()
            return WRONG_USAGE
    if options.version:
        from importlib.metadata import version

        print(version("alj-reports"))
        return GOOD
    try:
        return _run(options)
    except (Exception, KeyboardInterrupt) as fault:
        return _told(fault, options)


def _run(options: argparse.Namespace) -> int:
    """Run the command; one that changes a workspace is noted in its audit log, whatever it comes to."""
    # Both are read by polars when it is loaded, here and in every process that the command starts. These keep the
    # processors at work already; on tables so small, threads only wait for each other: a fifth of the time of counting.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    # So that it gives back what it no longer needs: else a process seems to hold the most that it ever held.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "muzzy_decay_ms:0")
    run = import_module(f"alj.{options.command}_command").run
    if options.command not in CHANGING:
        code: int = run(options)
    else:
        from alj.audited import audited

        with audited(options) as ended:
            try:
                code = ended.code = run(options)
            except (Exception, KeyboardInterrupt) as fault:
                ended.code = _exit_code(fault)
                raise
    sys.stdout.flush()
    return code


def _exit_code(fault: BaseException) -> int | None:
    """Return what a command ends with for a fault; None for a bug of ours."""
    from alj.system_faults import told_as_fault
    from intake.faults import ExpectedFault, WrongUsage

    if isinstance(fault, WrongUsage):
        return WRONG_USAGE
    expected = isinstance(fault, ExpectedFault | KeyboardInterrupt | BrokenPipeError)
    return COULD_NOT_GO_ON if expected or told_as_fault(fault) else None


def _told(fault: BaseException, options: argparse.Namespace) -> int:
    """Say an expected fault in a line each and return the exit code; anything else, our own bug, has its traceback."""
    from alj.system_faults import told_as_fault
    from intake.faults import ExpectedFault, StopsTheCommand, WrongUsage
    from intake.language import N_

    match fault:
        case ExpectedFault():
            said = fault
        case KeyboardInterrupt():
            said = StopsTheCommand(N_("stopped."))
            # Python notes an interrupt that came while it ran code made from text, as where a dataclass is made, and
            # would end by the signal in spite of the exit code. Running any such code lets it forget that.
            exec("")  # noqa: S102 (there is nothing in it)
        case BrokenPipeError():
            # Whoever read the output has seen enough; what is still to be flushed has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return COULD_NOT_GO_ON
        case _:
            of_the_machine = told_as_fault(fault)
            if of_the_machine is None:
                raise fault
            said = of_the_machine
    tell_fault(said, _language(options))
    return WRONG_USAGE if isinstance(said, WrongUsage) else COULD_NOT_GO_ON


def tell_fault(fault: "ExpectedFault", language: "Language") -> None:
    """Print an expected fault on standard error."""
    for line in fault.lines(language):
        print(f"alj: {line}", file=sys.stderr, flush=True)


def _language(options: argparse.Namespace) -> "Language":
    """Return the language asked for, else that of the workspace as far as it has one, else English."""
    from intake.faults import StopsTheCommand
    from intake.language import Language
    from intake.settings import SETTINGS_FILE, read_settings

    if options.language:
        return Language(options.language)
    try:
        return Language(read_settings(options.workspace / SETTINGS_FILE).language)
    except (StopsTheCommand, OSError):
        return Language()
