"""The faults that stop a command; a fault in the data is a `Problem`, and anything else is our own bug."""

from collections.abc import Sequence

from intake.language import Language, Message


class ExpectedFault(Exception):  # noqa: N818 (what is expected is no error of ours)
    """What a command says in the reader's language instead of a traceback; as text, it is in English."""

    def __init__(self, message: str, *, also: Sequence["ExpectedFault"] = (), **values: object) -> None:
        super().__init__(message.format(**values) if values else message)
        self.message = message
        self.values = values
        self.also = tuple(also)

    def lines(self, language: Language) -> list[str]:
        """Return what it says: a line of its own, then those of the faults found with it."""
        values = {
            name: language.text(value) if isinstance(value, Message) else value for name, value in self.values.items()
        }
        return [language.text(self.message, **values), *(line for fault in self.also for line in fault.lines(language))]


class StopsTheCommand(ExpectedFault):
    """The command could not go on and changed nothing: displayed without a traceback, exit code 3."""


class WrongUsage(ExpectedFault):
    """The command was asked for in a way that it can't follow: displayed without a traceback, exit code 2."""
