"""How far a share may be chance: the 95 % interval of Wilson (1927), which never leaves 0 to 1, even at 0 of 5."""

from statistics import NormalDist
from typing import Final

import polars as pl

CONFIDENCE: Final = 0.95
Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
"""So many standard errors to each side hold that share of chance results."""


def wilson_interval(numerator: pl.Expr, base: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The lower and the upper end of the interval of numerator ÷ base, each from 0 to 1; null where the base is 0.

    The score interval without a continuity correction: Wilson, Journal of the American Statistical Association 22.
    """
    whole = pl.when(base > 0).then(base)
    share, spread = numerator / whole, Z**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * ((share * (1 - share) + spread / 4) / whole).sqrt()
    # The ends are exact where nobody or everybody counts; rounding must not put them beyond.
    low = pl.when(numerator == 0).then(pl.lit(0.0)).otherwise(middle - half)
    high = pl.when(numerator == base).then(pl.lit(1.0)).otherwise(middle + half)
    return pl.when(base > 0).then(low), pl.when(base > 0).then(high)
