"""What a problem's code means: how much it weighs, and the words for what was found and what to do."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from intake.language import Message


@dataclass(frozen=True)
class ProblemKind:
    """What one code means: `sentence` says what was found, `to_do` how to mend it.

    A new rule may begin as a warning: with `error_from` it is an error from that day on, the day being that of the
    check (for a submission, the day of its receipt, so that an earlier edition keeps what was valid then). Rules of a
    sheet's schema and refusals hold from their first day.
    """

    severity: Literal["error", "warning"]
    sentence: Message
    to_do: Message
    refuses: bool = False
    error_from: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it holds back on a day what it is about."""
        return self.severity == "error" and (self.error_from is None or day >= self.error_from)


def refusal(sentence: Message, to_do: Message) -> ProblemKind:
    """Return a kind for which the whole workbook is refused."""
    return ProblemKind("error", sentence, to_do, refuses=True)


def error(sentence: Message, to_do: Message) -> ProblemKind:
    """Return a kind that holds something back."""
    return ProblemKind("error", sentence, to_do)


def warning(sentence: Message, to_do: Message) -> ProblemKind:
    """Return a kind that only tells."""
    return ProblemKind("warning", sentence, to_do)
