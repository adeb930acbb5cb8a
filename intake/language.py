"""The languages that people read: catalogues through gettext, dates and numbers through Babel.

English is written in the code and is the message id; the other languages stand in `site_templates/locale`. A string is
marked where it is declared (`N_`, `NP_`) and translated where it is shown (`Language.text`).
"""

import datetime
import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

LANGUAGES = ("en", "fr", "de")
LOCALES = {"en": "en_GB", "fr": "fr_LU", "de": "de_LU"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
SHORT_DAY = "MMMd"


class Message(str):
    """A string to translate: its English text, and the context that tells apart two uses of one word."""

    __slots__ = ("context",)
    context: str | None

    def __new__(cls, text: str, context: str | None = None) -> "Message":
        """Make a message; a context goes to the catalogue as gettext's msgctxt."""
        message = super().__new__(cls, text)
        message.context = context
        return message


def N_(text: str) -> Message:  # noqa: N802 (gettext's customary name)
    """Mark a string for the catalogues."""
    return Message(text)


def NP_(context: str, text: str) -> Message:  # noqa: N802 (gettext's customary name)
    """Mark a string for the catalogues whose translation depends on where it stands."""
    return Message(text, context)


def locale_folder() -> Path:
    """Return the folder with the catalogues, in a source tree and in an installed package alike."""
    return Path(str(files("site_templates"))) / "locale"


@dataclass(frozen=True)
class Language:
    """One language to write in: its texts, dates and numbers."""

    code: str = "en"

    @property
    def locale(self) -> str:
        """The CLDR locale: Luxembourg's form of the language."""
        return LOCALES[self.code]

    @cached_property
    def catalogue(self) -> gettext.NullTranslations:
        """The catalogue; English needs none."""
        if self.code == "en":
            return gettext.NullTranslations()
        return gettext.translation("alj", localedir=locale_folder(), languages=[self.code], fallback=True)

    def text(self, message: str, **values: object) -> str:
        """Return the message in this language with its named fields filled in."""
        context = message.context if isinstance(message, Message) else None
        if not message:
            return ""
        translated = self.catalogue.pgettext(context, message) if context else self.catalogue.gettext(message)
        return translated.format(**values) if values else translated

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """Return the form of the message that the language uses for `n`; `{n}` stands for the number."""
        return self.catalogue.ngettext(one, many, n).format(n=self.number(n), **values)

    def date(self, day: datetime.date) -> str:
        """Return a day as in "5 February 2027"."""
        return _formatted_date(day, "long", self.locale)

    def short_date(self, day: datetime.date, today: datetime.date) -> str:
        """Return a day as in "5 Feb", with the year when it is not that of `today`."""
        skeleton = SHORT_DAY if day.year == today.year else "yMMMd"
        return _formatted_skeleton(day, skeleton, self.locale)

    def month(self, day: datetime.date) -> str:
        """Return a month as in "February 2027"."""
        return _formatted_skeleton(day, "yMMMM", self.locale)

    def short_month(self, day: datetime.date) -> str:
        """Return a month's name as in "Feb"."""
        return _formatted_skeleton(day, "MMM", self.locale)

    def number(self, value: float, decimals: int | None = None) -> str:
        """Return a number as in "1,120" or "14.75"; `decimals` fixes how many digits follow the point."""
        pattern = "#,##0.###" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Return a share of one as in "68 %", the space unbreakable."""
        return f"{self.number(share * 100, decimals)}{NO_BREAK_SPACE}%"

    def either(self, choices: Iterable[str]) -> str:
        """Return alternatives as in "a, b or c"."""
        return format_list(list(choices), style="or", locale=self.locale)

    def both(self, things: Iterable[str]) -> str:
        """Return an enumeration as in "a, b and c"."""
        return format_list(list(things), style="standard", locale=self.locale)


@cache
def _formatted_date(day: datetime.date, form: Literal["long"], locale: str) -> str:
    return format_date(day, form, locale=locale)


@cache
def _formatted_skeleton(day: datetime.date, skeleton: str, locale: str) -> str:
    return format_skeleton(skeleton, day, locale=Locale.parse(locale))


def all_languages() -> tuple[Language, ...]:
    """Return every language that workbooks may be filled in."""
    return tuple(Language(code) for code in LANGUAGES)
