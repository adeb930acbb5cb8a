"""The faults that stop a command; a fault in the data is a `Problem`, and anything else is our own bug."""


class StopsTheCommand(Exception):  # noqa: N818 (named for what it does)
    """The command could not go on and changed nothing: displayed without a traceback, exit code 3."""


class WrongUsage(Exception):  # noqa: N818 (named for what it says)
    """The command was asked for in a way that it can't follow: displayed without a traceback, exit code 2."""
