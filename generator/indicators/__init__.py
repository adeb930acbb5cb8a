"""From the caseload to the figures: what is counted is declared, then counted once, by office and for all offices.

`indicator.py` says what an indicator is; `of_caseload.py`, `of_leavers.py` and `of_programmes.py` declare them, with
their words; `declared.py` holds them all by key. `tally.py` counts one of them over a table; `cases.py`, `leavers.py`,
`deadlines.py` and `programmes.py` prepare the tables; `compute.py` puts the figures together. `generator.sums` proves
that they close.
"""

from generator.indicators.breakdowns import BREAKDOWNS
from generator.indicators.compute import (
    compute_comparison,
    compute_comparisons,
    compute_indicators,
    compute_with_members,
)
from generator.indicators.declared import INDICATORS
from generator.indicators.indicator import Indicator

__all__ = [
    "BREAKDOWNS", "INDICATORS", "Indicator", "compute_comparison", "compute_comparisons", "compute_indicators",
    "compute_with_members",
]  # fmt: skip
