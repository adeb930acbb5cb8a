"""`alj editions`: what was frozen, and with `--verify` whether the archive still gives it."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from filelock import FileLock, Timeout

from alj.cli import COULD_NOT_GO_ON, GOOD
from alj.freezing import Found, Verified, verify_editions
from alj.printing import print_result
from alj.reading import language_of
from alj.stages import Stages
from generator.editions import Edition, frozen_editions
from intake.faults import StopsTheCommand
from intake.language import N_, Language, Message
from intake.settings import read_settings
from intake.workspace import open_workspace

SAID: Mapping[Found, Message] = {
    "as-frozen": N_("the archive gives exactly these figures"),
    "other-rules": N_("other figures, since they are counted otherwise now: {rules}"),
    "other-rows": N_("other figures, since the archive gives other rows: restore it from the workspace's backup"),
    "damaged": N_("not as it was frozen: restore it from the workspace's backup"),
}


def run(options: argparse.Namespace) -> int:
    """List the editions, the latest last; an edition that is damaged, or that the archive no longer gives, is told."""
    workspace = open_workspace(options.workspace)
    settings = read_settings(workspace.settings_file)
    language = language_of(options, settings)
    if not options.verify:
        editions = [one.edition for one in frozen_editions(workspace.editions)]
        print_result(options, _listed(editions, language), {"editions": [as_json(one) for one in editions]})
        return GOOD
    try:
        with FileLock(workspace.lock_file, timeout=0):
            verified = list(verify_editions(workspace, settings, Stages(language)))
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    told = [{**as_json(one.edition), "found": one.found, "rules": list(one.rules)} for one in verified]
    print_result(options, _verified(verified, language), {"editions": told})
    broken = any(one.found in ("other-rows", "damaged") for one in verified)
    return COULD_NOT_GO_ON if broken else GOOD


def as_json(edition: Edition) -> dict[str, Any]:
    """Return what is printed of an edition: not the settings and definitions, which its own file has."""
    days = {name: getattr(edition, name).isoformat() for name in ("as_of", "known_on", "frozen_at")}
    told = ("version", "receipts", "figures", "content")
    return {"name": edition.name, **days, **{name: getattr(edition, name) for name in told}}


def _listed(editions: Sequence[Edition], language: Language) -> Iterator[str]:
    if not editions:
        yield language.text(N_("No edition has been frozen yet: see `alj freeze`."))
    for one in editions:
        yield _line(one, language)


def _line(edition: Edition, language: Language) -> str:
    known = language.text(N_("as known on {day}"), day=language.date(edition.known_on))
    figures = language.plural(N_("{n} figure"), N_("{n} figures"), edition.figures)
    return f"{edition.name:<12}  {known}  {figures}  {edition.content[:12]}"


def _verified(verified: Sequence[Verified], language: Language) -> Iterator[str]:
    if not verified:
        yield language.text(N_("No edition has been frozen yet: see `alj freeze`."))
    for one in verified:
        yield _line(one.edition, language)
        rules = ", ".join(one.rules) or language.text(N_("the program"))
        yield "     " + language.text(SAID[one.found], rules=rules)
