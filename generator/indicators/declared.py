"""Every indicator by its key: what each counts, of what, and what is left out of the count.

Tiles, tables and the page of definitions take their words from here. Sources of the rules: the service's contact
protocol and annual table, and the EU's monitoring framework for the Youth Guarantee, as far as it is confirmed.
"""

from collections.abc import Mapping
from typing import Final

from generator.indicators.indicator import Indicator
from generator.indicators.of_accompaniment import ACCOMPANIMENT
from generator.indicators.of_caseload import CASELOAD
from generator.indicators.of_guarantee import YOUTH_GUARANTEE
from generator.indicators.of_leavers import LEAVERS
from generator.indicators.of_outcomes import RESULTS
from generator.indicators.of_programmes import PREVENTION
from generator.indicators.of_workshop import WORKSHOP

INDICATORS: Final[Mapping[str, Indicator]] = {
    indicator.key: indicator
    for indicator in (
        *CASELOAD,
        *LEAVERS,
        *ACCOMPANIMENT,
        *RESULTS,
        *YOUTH_GUARANTEE,
        *PREVENTION,
        *WORKSHOP,
    )
}
"""In the order of the page of definitions."""
