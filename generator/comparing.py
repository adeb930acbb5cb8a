"""Whether two shares differ by more than chance would make them; nothing is said where there are too few to tell."""

import math
from statistics import NormalDist
from typing import Final, Literal

from generator.facts import Figure
from generator.intervals import Z

Verdict = Literal["none", "few", "alike", "perhaps-lower", "perhaps-higher", "lower", "higher"]
COMPARED_FROM: Final = 20
"""Below this base a share is not called higher or lower than another (assumed): one person is more than 5 points."""
INNER: Final = Z
OUTER: Final = NormalDist().inv_cdf(0.999)
"""So many standard errors hold 95 % and 99.8 % of chance results, the limits of a funnel plot."""


def band(centre: float, base: float, errors: float) -> tuple[float, float]:
    """Return the lowest and the highest share that chance alone makes of a base where `centre` is the true share.

    The limits of a funnel plot: Spiegelhalter, Statistics in Medicine 24 (2005). A share lies outside them exactly
    when its Wilson interval does not hold the centre.
    """
    width = errors * math.sqrt(centre * (1 - centre) / base)
    return max(0.0, centre - width), min(1.0, centre + width)


def against_all(figure: Figure, everywhere: Figure) -> Verdict:
    """Return how a share stands beside that of all: `perhaps-` beyond 95 % of chance results, plain beyond 99.8 %."""
    if figure.value is None or everywhere.value is None or not figure.base:
        return "none"
    if figure.base < COMPARED_FROM:
        return "few"
    inner, outer = (band(everywhere.value, figure.base, errors) for errors in (INNER, OUTER))
    if figure.value < inner[0]:
        return "lower" if figure.value < outer[0] else "perhaps-lower"
    if figure.value > inner[1]:
        return "higher" if figure.value > outer[1] else "perhaps-higher"
    return "alike"


def apart(one: Figure, other: Figure) -> Verdict:
    """Return how one share stands beside another of other people, as that of a year ago: by 95 %, never `perhaps-`."""
    if one.value is None or other.value is None:
        return "none"
    if min(one.base or 0, other.base or 0) < COMPARED_FROM:
        return "few"
    low, high = difference_interval(one, other)
    if low > 0:
        return "higher"
    return "lower" if high < 0 else "alike"


def difference_interval(one: Figure, other: Figure) -> tuple[float, float]:
    """Return the 95 % interval of one share less another, from the Wilson interval of each; both have a value.

    Method 10 of Newcombe, Statistics in Medicine 17 (1998), 873-890. It holds for shares of different people.
    """
    (p, low, high), (q, low_other, high_other) = ((_of(figure)) for figure in (one, other))
    difference = p - q
    return difference - math.hypot(p - low, high_other - q), difference + math.hypot(high - p, q - low_other)


def _of(figure: Figure) -> tuple[float, float, float]:
    if figure.value is None or figure.low is None or figure.high is None:
        raise ValueError("a share without a base has no interval")
    return figure.value, figure.low, figure.high
