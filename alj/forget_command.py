"""`alj forget`: what identifies a person is erased for good, everywhere in the workspace; coded rows go on counting."""

import argparse
import json
from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl
from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.erasing import Erasure, carry_out, make_ready, plan_erasure, tokens_of
from alj.erasure_proof import prove_erasure
from alj.printing import print_result
from alj.reading import known_by, language_of
from alj.rewriting import write_whole
from alj.stages import Stages
from alj.stored import Stored, read_stored
from alj.taking_in import TakenIn, take_in
from generator.caseload import caseload
from intake.erased_rows import Recogniser, find_rows
from intake.faults import StopsTheCommand, WrongUsage
from intake.identity import read_key
from intake.language import N_, Language
from intake.settings import Settings, read_settings
from intake.submissions import receipts
from intake.tables.office import Leavers
from intake.tombstones import read_tombstones
from intake.workbook import Workbook
from intake.workspace import Workspace, cases_to_erase, open_workspace

PLACES = {
    "archive": N_("archived files rewritten"),
    "returned": N_("files that were made for offices, rewritten or removed"),
    "lists": N_("monthly lists rewritten or removed"),
    "lookup": N_("entries of the lookup of persons removed"),
    "identity": N_("unfinished files removed"),
}
NO_SUCH_CASE = N_("no workbook of the archive has case {case}.")
ERASED_ALREADY = N_("case {case} was erased already.")

Persons = Mapping[str, frozenset[str]]
"""The cases of each person, by the token that stands for them."""


def run(options: argparse.Namespace) -> int:
    """Erase the persons of the given cases, or all that are due; finish first what a killed command began."""
    if bool(options.cases) == options.due:
        raise WrongUsage(N_("write case numbers, or --due."))
    workspace = open_workspace(options.workspace, unfinished=True)
    settings = read_settings(workspace.settings_file)
    stages = Stages(language_of(options, settings))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            finished = carry_out(workspace)
            erasure, open_cases = _forget(workspace, settings, options, stages, finished=finished)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    result = {
        "cases": sorted(erasure.cases) if erasure else [],
        "rows": erasure.rows if erasure else 0,
        "found": dict(sorted(erasure.found.items())) if erasure else {},
        "open": open_cases,
        "dry_run": options.dry_run,
        "finished": finished,
    }
    lines = _told(erasure, open_cases, stages.language, finished=finished, dry_run=options.dry_run)
    print_result(options, lines, result)
    return GOOD


def _forget(
    workspace: Workspace, settings: Settings, options: argparse.Namespace, stages: Stages, *, finished: bool
) -> tuple[Erasure | None, list[str]]:
    """Return what was erased, or would be, and which cases of it are still open; None when nobody is to be erased."""
    key = read_key(workspace.key_file)
    taken = take_in(workspace, None, settings, stages, inbox=not options.dry_run, monthly=None)
    tombstones = read_tombstones(workspace.identity, key)
    cases = caseload(taken.register, settings.day(), settings)
    everything = read_stored(workspace, [*receipts(workspace, kind="office"), *receipts(workspace, kind="list")],
                             settings)  # fmt: skip
    erased = set(tombstones.cases)
    if options.due:
        wanted = due_cases(cases, settings) - erased
    else:
        wanted = set(map(str.upper, options.cases))
        again = sorted(wanted & erased)
        if again and not finished:
            raise WrongUsage(ERASED_ALREADY, case=again[0])
        wanted -= erased
    tokens = _tokens_of_cases(taken, everything, settings)
    # A restored backup may be older than a case that was erased since.
    nobodys = frozenset(set(cases_to_erase(workspace)) - tokens.keys())
    persons = persons_of(wanted - nobodys, taken, tokens)
    if nobodys and not options.dry_run:
        note_erased_again(workspace, nobodys)
    if not persons:
        return None, []
    erasure = plan_erasure(workspace, settings, taken, everything, persons, key, tombstones, stages)
    is_open = cases.filter(pl.col("is_open"), pl.col("case").is_in(sorted(erasure.cases)))["case"].sort().to_list()
    with stages.stage("proof", N_("Proving that no figure moves")):
        prove_erasure(workspace, settings, erasure, taken, everything, stages)
    if not options.dry_run:
        make_ready(workspace, erasure.replaced, erasure.cleared)
        carry_out(workspace)
        note_erased_again(workspace, erasure.cases)
    return erasure, is_open


def note_erased_again(workspace: Workspace, cases: frozenset[str]) -> None:
    """Take cases off the list of those to erase again since a backup was restored; the last one takes the list off."""
    left = sorted(set(cases_to_erase(workspace)) - cases)
    if left:
        write_whole(workspace.erase_again, json.dumps(left).encode())
    else:
        workspace.erase_again.unlink(missing_ok=True)


def due_cases(cases: pl.DataFrame, settings: Settings) -> set[str]:
    """Return the cases of persons of whom none is open and the last was closed long enough ago.

    A case that is held back tells nothing for sure: whoever has one waits until it is mended.
    """
    months = settings.retention.months_after_closing
    last = pl.col("closed_from").max().dt.offset_by(f"{months}mo")
    persons = cases.filter(pl.col("person").is_not_null()).group_by("person").agg(
        done=~(pl.col("is_open") | pl.col("held")).any(), until=last
    )  # fmt: skip
    due = persons.filter("done", pl.col("until") <= settings.day())
    return set(cases.join(due, on="person", how="semi")["case"])


def persons_of(wanted: Collection[str], taken: TakenIn, tokens: Mapping[str, frozenset[str]]) -> Persons:
    """Return whose the wanted cases are, with all other cases of theirs and those handed on between them.

    `tokens` says whose each case is. Raises WrongUsage for a case that nobody has sent.
    """
    lookup = taken.lookup
    missing = sorted(set(wanted) - tokens.keys())
    if missing:
        raise WrongUsage(
            NO_SUCH_CASE, case=missing[0], also=[WrongUsage(NO_SUCH_CASE, case=one) for one in missing[1:]]
        )
    handed = taken.register.table(Leavers).filter(pl.col("former_case").is_not_null()).select("case", "former_case")
    links = list(handed.iter_rows())
    cases, before = set(wanted), set[str]()
    while cases != before:
        before = set(cases)
        cases |= {one for pair in links if cases & set(pair) for one in pair if one in tokens}
        theirs = set[str]().union(*(tokens[case] for case in cases))
        cases |= {case for case, of_case in tokens.items() if of_case <= theirs}
    persons: dict[str, set[str]] = {}
    for case in cases:
        for token in tokens[case]:
            persons.setdefault(lookup.answers.token(token), set()).add(case)
    return {token: frozenset(own) for token, own in persons.items()}


def _tokens_of_cases(taken: TakenIn, everything: Stored, settings: Settings) -> dict[str, frozenset[str]]:
    """Return whose each case is: by the workbooks that stand, else by all that ever named it.

    A case that names nobody has a token of its own, which is nobody's else.
    """
    answers = taken.lookup.answers
    standing = {one.case: frozenset([answers.token(one.person)]) for one in taken.lookup.seen}
    named: dict[str, set[str]] = {}
    every = Recogniser(lambda _case: True, lambda _cells: False)
    for receipt, read in zip(everything.receipts, everything.read, strict=True):
        for row in find_rows(read, known_by(receipt, settings), every).rows if isinstance(read, Workbook) else ():
            if row.sheet == Leavers.INFO.key and row.case:
                own = {answers.token(token) for token in tokens_of(row.person, taken.lookup)}
                named.setdefault(row.case, set()).update(own)
    archived = {case: frozenset(own or {f"case {case}"}) for case, own in named.items()}
    return {**archived, **standing}


def _told(
    erasure: Erasure | None, open_cases: Sequence[str], language: Language, *, finished: bool, dry_run: bool
) -> Iterator[str]:
    """Yield what was erased, or would be, counted by place: no name, no value."""
    if finished:
        yield language.text(N_("An erasure that had been interrupted was completed."))
    if erasure is None:
        if not finished:
            yield language.text(N_("Nobody is to be erased."))
        return
    count, cases = len(erasure.persons), ", ".join(sorted(erasure.cases))
    if dry_run:
        yield language.plural(
            N_("{n} person would be erased: {cases}"), N_("{n} persons would be erased: {cases}"), count, cases=cases
        )
    else:
        yield language.plural(
            N_("{n} person was erased: {cases}"), N_("{n} persons were erased: {cases}"), count, cases=cases
        )
    for place, number in sorted(erasure.found.items()):
        yield f"  {language.number(number):>6}  {language.text(PLACES[place])}"
    yield f"  {language.number(erasure.rows):>6}  {language.text(N_('rows in which nothing names anybody any more'))}"
    for case in open_cases:
        yield language.text(
            N_("{case} is still open: it goes on counting as it stands, and nothing can be added."), case=case
        )
    if not dry_run:
        yield language.text(N_("Backups made before still hold what was erased: see the README on how to restore one."))
