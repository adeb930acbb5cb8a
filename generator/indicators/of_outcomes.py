"""The indicators of lasting solutions and of the rate of school leaving."""

from typing import Final

from generator.indicators.indicator import NOT_LISTED, OUTCOMES, Indicator
from intake.language import N_

SOLVED: Final = N_(
    "Cases whose 6, 12 or 18 months since the first definite solution after leaving school have passed in the school "
    "year."
)
PUPILS: Final = N_("Pupils over compulsory school age, from the sheet Pupils of the reference workbook.")
NO_RATE: Final = N_(
    "School years that are not over, and those whose base is not stated or is less than the leavers: they have no rate."
)
RATE_SOURCE: Final = N_(
    "The annual table at the year's last day, and the reference workbook. The rule is the ministry's since 2021."
)

RESULTS: Final = (
    Indicator(
        "lasting-6",
        N_("6 months after solution"),
        N_("Where youngsters are six months after their first definite solution; the unknown stay in the base."),
        "share",
        N_("Cases that are in the category six months later."),
        base=SOLVED,
        out_of_base=NOT_LISTED,
        source=OUTCOMES,
        breakdowns=("standing",),
    ),
    Indicator(
        "lasting-12",
        N_("12 months after solution"),
        N_("Where youngsters are twelve months after their first definite solution; the unknown stay in the base."),
        "share",
        N_("Cases that are in the category twelve months later."),
        base=SOLVED,
        out_of_base=NOT_LISTED,
        source=OUTCOMES,
        breakdowns=("standing",),
    ),
    Indicator(
        "lasting-18",
        N_("18 months after solution"),
        N_("Where youngsters are eighteen months after their first definite solution; the unknown stay in the base."),
        "share",
        N_("Cases that are in the category eighteen months later."),
        base=SOLVED,
        out_of_base=NOT_LISTED,
        source=OUTCOMES,
        breakdowns=("standing",),
    ),
    Indicator(
        "leaving-rate",
        N_("Rate of school leaving"),
        N_("Of the pupils over compulsory school age, how many left school in a school year."),
        "share",
        N_("Persons who left school in the school year, as the annual table counts them."),
        base=PUPILS,
        out_of_base=NO_RATE,
        source=RATE_SOURCE,
        better="less",
        by_office=False,
        of_cases=False,
    ),
    Indicator(
        "effective-leaving-rate",
        N_("Effective rate"),
        N_("The same, less those who were re-enrolled in the next school year, so far as it has gone."),
        "share",
        N_("Persons who left school in the school year and were not re-enrolled on any day of the next one."),
        base=PUPILS,
        out_of_base=NO_RATE,
        source=RATE_SOURCE,
        better="less",
        by_office=False,
        of_cases=False,
    ),
)
