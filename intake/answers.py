"""What the coordination answered about cases that may be one person: kept for ever, and applied by every later build.

An answer names two people by their tokens and nobody by name. The latest answer about two people is the one that
counts, so each can be taken back; an edition as known on a day uses those given by then.
"""

import datetime
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.faults import StopsTheCommand
from intake.language import N_

ANSWERS_FILE = "answers.jsonl"


ONE_BY_OTHERS = N_(
    "by earlier answers the two cases are one person through other cases: change those first; nothing was changed."
)
DIFFERENT_BY_OTHERS = N_(
    "by earlier answers the two cases were found to be different people: change those first; nothing was changed."
)


class AnswersProblem(StopsTheCommand):
    """Answers that can't be read, or one that contradicts those given before."""


@dataclass(frozen=True)
class Answer:
    """Two people, by their tokens, are the same or not; when they are, the token of `older` stands for both.

    Where one national number, or one name and birth date, made one person of two, `case` is that of the second: the
    answer gave it the token `other`, which its rows have from then on. Whoever says later that the two are the same
    takes it back.
    `at` is in the service's own time, so that its date is the day on which it was given.
    """

    at: datetime.datetime
    same: bool
    older: str
    other: str
    case: str | None = None

    @property
    def pair(self) -> frozenset[str]:
        """The two people, in no order."""
        return frozenset((self.older, self.other))


class Answers:
    """The answers that count: of each two people the latest one."""

    def __init__(self, given: Sequence[Answer] = ()) -> None:
        latest = {one.pair: one for one in given}
        self._parents: dict[str, str] = {}
        for one in given:
            if one.same and latest[one.pair] is one:
                self._join(one.older, one.other)
        self._apart = [one.pair for one in latest.values() if not one.same]
        self._given = tuple(given)
        self._told_apart = {(one.case, one.older): one.other for one in given if one.case}
        self._known_apart = {frozenset(map(self.token, pair)) for pair in self._apart}

    def token(self, person: str) -> str:
        """Return the token that stands for a person: their own, or that of whom they were found to be."""
        while person in self._parents:
            person = self._parents[person]
        return person

    def person_of(self, case: str | None, person: str) -> str:
        """Return whose a case is that the lookup takes for that of a person: theirs, or somebody's told apart since."""
        while case and (case, person) in self._told_apart:
            person = self._told_apart[case, person]
        return person

    def is_open(self, person: str, other: str) -> bool:
        """Whether nobody has said yet, of these two or through others, if they are the same person."""
        pair = frozenset((self.token(person), self.token(other)))
        return len(pair) == 2 and pair not in self._known_apart

    def given(self, answer: Answer) -> "Answers":
        """Return the answers with one more. Raises AnswersProblem when it contradicts others that still stand."""
        after = Answers((*self._given, answer))
        if after.contradict():
            raise AnswersProblem(DIFFERENT_BY_OTHERS if answer.same else ONE_BY_OTHERS)
        return after

    def contradict(self) -> bool:
        """Whether two people who are different would be one through others."""
        return any(len(pair) == 1 for pair in self._known_apart)

    def _join(self, older: str, other: str) -> None:
        kept, alias = self.token(older), self.token(other)
        if kept != alias:
            self._parents[alias] = kept


def read_answers(folder: Path, known_on: datetime.date | None = None) -> list[Answer]:
    """Return the answers of a folder in the order in which they were given, those later than `known_on` left out.

    Raises AnswersProblem when a line of the file is no answer.
    """
    file = folder / ANSWERS_FILE
    if not file.exists():
        return []
    try:
        read = [_answer(line) for line in file.read_text(encoding="utf-8").splitlines()]
    except (ValueError, KeyError, TypeError) as broken:
        raise AnswersProblem(N_("{file} can't be read: put the last good one back."), file=file) from broken
    return [one for one in read if known_on is None or one.at.date() <= known_on]


def keep_answer(folder: Path, answer: Answer) -> None:
    """Add an answer to those kept in a folder; only the owner can read the file."""
    written = {
        "at": answer.at.isoformat(),
        "answer": "same" if answer.same else "different",
        "older": answer.older,
        "other": answer.other,
        **({"case": answer.case} if answer.case else {}),
    }
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    with os.fdopen(os.open(folder / ANSWERS_FILE, flags, 0o600), "a", encoding="utf-8") as opened:
        opened.write(json.dumps(written) + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def _answer(line: str) -> Answer:
    read = json.loads(line)
    return Answer(
        datetime.datetime.fromisoformat(read["at"]),
        {"same": True, "different": False}[read["answer"]],
        str(read["older"]),
        str(read["other"]),
        str(read["case"]) if "case" in read else None,
    )
