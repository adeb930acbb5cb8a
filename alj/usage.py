"""Help and usage errors in the reader's language, through the hooks that argparse has for gettext.

Nothing of the intake is imported here, nor Babel: help comes at once.
"""

import gettext
import os
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

DOMAIN = "alj"
LANGUAGE_OPTION, WORKSPACE_OPTION, SETTINGS = "--language", "--workspace", "alj.toml"
CODES = ("en", "fr", "de")
USUAL = "fr"
"""The language of a workspace that states none; a test holds these to the settings."""


def N_(text: str) -> str:  # noqa: N802 (gettext's customary name)
    """Mark a string for the catalogues, as `intake.language.N_` does; that one imports Babel."""
    return text


def text(message: str) -> str:
    """Return a string of the help in the language that is being spoken."""
    return gettext.gettext(message)


OF_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("not allowed with argument %s"),
    N_("one of the arguments %s is required"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("ignored explicit argument %r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
)
"""What argparse itself says to whoever uses a command; it asks gettext for each by its English text."""


@contextmanager
def speaking(arguments: Sequence[str]) -> Iterator[None]:
    """Let argparse, and `text`, speak the language asked for in the arguments, else the workspace's, else English."""
    code = language_asked_for(arguments)
    if code == "en":
        yield
        return
    before, languages = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain(DOMAIN, str(files("site_templates").joinpath("locale")))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = code
    try:
        yield
    finally:
        gettext.textdomain(before)
        os.environ.pop("LANGUAGE")
        if languages is not None:
            os.environ["LANGUAGE"] = languages


def language_asked_for(arguments: Sequence[str]) -> str:
    """Return the code of the language in which to say what is wrong with the arguments, whatever is."""
    asked = _value(arguments, LANGUAGE_OPTION)
    if asked in CODES:
        return asked
    try:
        stated = tomllib.loads((Path(_value(arguments, WORKSPACE_OPTION)) / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "en"
    language = stated.get("language", USUAL)
    return language if language in CODES else "en"


def _value(arguments: Sequence[str], option: str) -> str:
    """Return the value of an option, the last one given; empty without any."""
    given = [after for before, after in pairwise(arguments) if before == option]
    given += [one.removeprefix(f"{option}=") for one in arguments if one.startswith(f"{option}=")]
    return given[-1] if given else ""
