"""The languages that people read: catalogues through gettext, dates and numbers through Babel.

English is written in the code and is the message id; the other languages stand in `site_templates/locale`. A string is
marked where it is declared (`N_`, `NP_`) and translated where it is shown (`Language.text`). A number or day in words
remembers what it says (`Said`), so that a table sorts by it and a download holds it as a number or day.
"""

import datetime
import decimal
import gettext
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

LANGUAGES = ("en", "fr", "de")
LOCALES = {"en": "en_GB", "fr": "fr_LU", "de": "de_LU"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
SHORT_DAY = "MMMd"
MOST_DECIMALS = 3
"""Digits after the point where their number is not fixed; zeros at the end are left out."""


class Message(str):
    """A string to translate: its English text, and the context that tells apart two uses of one word."""

    __slots__ = ("context",)
    context: str | None

    def __new__(cls, text: str, context: str | None = None) -> "Message":
        """Make a message; a context goes to the catalogue as gettext's msgctxt."""
        message = super().__new__(cls, text)
        message.context = context
        return message


Form: TypeAlias = Literal["number", "percent", "day", "month", "order"]


class Said(str):
    """A number or day in a language's words, and the `value` that the words say, rounded as they are.

    `form`: a number; a share of one told as a percentage; a day; a month, by its first day; or `order`, where the value
    puts the words in order and is not itself what they say ("3 of 7").
    """

    __slots__ = ("form", "value")
    value: float | datetime.date
    form: Form

    def __new__(cls, text: str, value: float | datetime.date, form: Form) -> "Said":
        """Put words and value together."""
        said = super().__new__(cls, text)
        said.value = value
        said.form = form
        return said

    def __getnewargs__(self) -> tuple[str, float | datetime.date, Form]:  # type: ignore[override]
        """Return what makes it again in another process."""
        return str(self), self.value, self.form


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

    def __reduce__(self) -> tuple[type["Language"], tuple[str]]:
        """Return what makes it again in another process: a catalogue that was opened can't go there."""
        return Language, (self.code,)

    @property
    def locale(self) -> str:
        """The CLDR locale: Luxembourg's form of the language."""
        return LOCALES[self.code]

    @property
    def own_name(self) -> str:
        """What the language is called in itself, as in "Deutsch"."""
        return (Locale.parse(self.code).get_language_name(self.code) or self.code).capitalize()

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

    def date(self, day: datetime.date) -> Said:
        """Return a day as in "5 February 2027"."""
        return Said(_formatted_date(day, "long", self.locale), day, "day")

    def short_date(self, day: datetime.date, today: datetime.date) -> Said:
        """Return a day as in "5 Feb", with the year when it is not that of `today`."""
        skeleton = SHORT_DAY if day.year == today.year else "yMMMd"
        return Said(_formatted_skeleton(day, skeleton, self.locale), day, "day")

    def month(self, day: datetime.date) -> Said:
        """Return a month as in "February 2027"."""
        return Said(_formatted_skeleton(day, "yMMMM", self.locale), day.replace(day=1), "month")

    def short_month(self, day: datetime.date) -> Said:
        """Return a month's name as in "Feb"."""
        return Said(_formatted_skeleton(day, "MMM", self.locale), day.replace(day=1), "month")

    def number(self, value: float, decimals: int | None = None) -> Said:
        """Return a number as in "1,120" or "14.75"; `decimals` fixes how many digits follow the point."""
        words, rounded = _formatted_number(value or 0, decimals, self.locale)
        return Said(words, rounded, "number")

    def percent(self, share: float, decimals: int = 0) -> Said:
        """Return a share of one as in "68 %", the space unbreakable."""
        number = self.number(share * 100, decimals)
        return Said(f"{number}{NO_BREAK_SPACE}%", _rounded(float(number.value) / 100, decimals + 2), "percent")  # type: ignore[arg-type]

    def either(self, choices: Iterable[str]) -> str:
        """Return alternatives as in "a, b or c"."""
        return format_list(list(choices), style="or", locale=self.locale)

    def both(self, things: Iterable[str]) -> str:
        """Return an enumeration as in "a, b and c"."""
        return format_list(list(things), style="standard", locale=self.locale)


def _rounded(value: float, decimals: int) -> float:
    """The value of which the words are exact: halves go to the even digit, as Babel has it."""
    exact = decimal.Decimal(str(value)).quantize(decimal.Decimal(1).scaleb(-decimals), decimal.ROUND_HALF_EVEN)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


@lru_cache(1 << 16)
def _formatted_number(value: float, decimals: int | None, locale: str) -> tuple[str, float]:
    pattern = "#,##0.###" if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    rounded = _rounded(value, MOST_DECIMALS if decimals is None else decimals)
    return format_decimal(value, format=pattern, locale=locale), rounded


@cache
def _formatted_date(day: datetime.date, form: Literal["long"], locale: str) -> str:
    return format_date(day, form, locale=locale)


@cache
def _formatted_skeleton(day: datetime.date, skeleton: str, locale: str) -> str:
    return format_skeleton(skeleton, day, locale=Locale.parse(locale))


def all_languages() -> tuple[Language, ...]:
    """Return every language that workbooks may be filled in."""
    return tuple(Language(code) for code in LANGUAGES)
