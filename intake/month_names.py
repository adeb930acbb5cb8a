"""A day with its month by name, as letters and other programs write it, in any of the languages."""

import datetime
from collections.abc import Mapping
from functools import cache

from babel import Locale

from intake.labels import folded
from intake.language import all_languages

ORDINALS = ("st", "nd", "rd", "th", "er")


def day_with_month_name(text: str) -> datetime.date | None:
    """Return the day of a text such as "14 mars 2009", "14. März 2009" or "March 14, 2009"; None when it is no such."""
    words = folded(text).split()
    if len(words) != 3:
        return None
    months = _month_numbers()
    first, second, year = words
    day, month = (second, months.get(first)) if first in months else (first, months.get(second))
    for ordinal in ORDINALS:
        day = day.removesuffix(ordinal)
    if month is None or len(year) != 4 or not (day.isdecimal() and year.isdecimal()):
        return None
    try:
        return datetime.date(int(year), month, int(day))
    except ValueError:
        return None


@cache
def _month_numbers() -> Mapping[str, int]:
    """Return the number of each month by its folded names, long and short: no two languages mean two months by one."""
    return {
        folded(name): number
        for language in all_languages()
        for form in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in Locale.parse(language.code).months[form][width].items()
    }
