"""`alj match`: cases that may be one person, by case number and without a name, and the coordination's answer."""

import argparse
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

from filelock import FileLock, Timeout

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from intake.answers import Answer, Answers, keep_answer, read_answers
from intake.faults import StopsTheCommand, WrongUsage
from intake.identity import new_token
from intake.language import N_, NP_, Language, Message
from intake.likeness import Agreement
from intake.offers import Offer, SeenCase, read_cases, read_offers
from intake.settings import SERVICE_TIME, read_settings
from intake.workspace import Workspace, open_workspace

AGREEMENTS: Mapping[Agreement, Message] = {
    "equal": NP_("agreement", "birth date equal"),
    "swapped": NP_("agreement", "day and month of birth swapped"),
    "one-digit": NP_("agreement", "one digit of the birth date differs"),
    "differs": NP_("agreement", "birth date differs"),
}
NO_CASE = N_("the last build has no case {case}.")
ONE_ALREADY = N_("the two cases have one national number, or one name and birth date: they are one person.")


def run(options: argparse.Namespace) -> int:
    """List the pairs that nobody has answered yet, or keep an answer for the builds that follow."""
    workspace = open_workspace(options.workspace)
    language = language_of(options, read_settings(workspace.settings_file))
    if not options.cases and not (options.same or options.different):
        offers = open_offers(workspace)
        print_result(options, _listed(offers, language), {"offers": [asdict(offer) for offer in offers]})
        return GOOD
    if len(options.cases) != 2 or not (options.same or options.different):
        raise WrongUsage(N_("to answer, write two case numbers and --same or --different."))
    try:
        with FileLock(workspace.lock_file, timeout=0):
            answer(workspace, options.cases, same=options.same)
    except Timeout as busy:
        raise StopsTheCommand(
            N_("another command is at work on this workspace: try again when it has ended.")
        ) from busy
    kept = "same" if options.same else "different"
    line = language.text(N_("Kept; the next build counts by it. The other answer takes it back."))
    print_result(options, [line], {"cases": options.cases, "answer": kept})
    return GOOD


def open_offers(workspace: Workspace) -> list[Offer]:
    """Return the offers of the last build that nobody has answered since."""
    answers, cases = Answers(read_answers(workspace.identity)), read_cases(workspace.identity)
    return [
        offer
        for offer in read_offers(workspace.identity)
        if answers.is_open(cases[offer.case].person, cases[offer.other_case].person)
    ]


def answer(workspace: Workspace, pair: Sequence[str], *, same: bool) -> None:
    """Keep an answer for two cases: they are one person, whose older token stays, or they are two.

    Two that one national number, or one name and birth date, made one person can be told apart: the older case keeps
    the token, and the newer one gets another, whatever its later rows say of number and name.
    Raises WrongUsage for a case that the last build did not have or where there is nothing to answer, AnswersProblem
    when it contradicts other answers.
    """
    answers = Answers(read_answers(workspace.identity))
    known = {
        case: replace(one, person=answers.person_of(case, one.person))
        for case, one in read_cases(workspace.identity).items()
    }
    missing = [case for case in pair if case not in known]
    if missing:
        raise WrongUsage(NO_CASE, case=missing[0], also=[WrongUsage(NO_CASE, case=case) for case in missing[1:]])
    now = datetime.datetime.now(SERVICE_TIME)
    first, second = sorted(pair, key=lambda case: known[case].age)
    if known[first].person != known[second].person:
        older, other = sorted((known[case].person for case in pair), key=lambda one: _age(one, known, answers))
        given = Answer(now, same, older, other)
    elif same or first == second:
        raise WrongUsage(ONE_ALREADY)
    else:
        given = Answer(now, same, known[first].person, new_token(), second)
    answers.given(given)
    keep_answer(workspace.identity, given)


def _age(person: str, known: Mapping[str, SeenCase], answers: Answers) -> tuple[datetime.date, str]:
    """When the first case was opened of a person, with those whom they were found to be."""
    token = answers.token(person)
    return min(one.age for one in known.values() if answers.token(one.person) == token)


def _listed(offers: Sequence[Offer], language: Language) -> Iterator[str]:
    if not offers:
        yield language.text(N_("No two cases wait to be told apart."))
    for offer in offers:
        names = language.text(N_("names {n} of 100 alike"), n=offer.names)
        agree = [language.text(AGREEMENTS[offer.birth_date]), names]
        if offer.former_case:
            agree.append(language.text(N_("one names the other as its former case")))
        yield f"{offer.case}  {offer.other_case}  {', '.join(agree)}"
