"""The indicators of individual accompaniment: who is accompanied, by which steps, and what comes of them."""

from typing import Final

from generator.indicators.indicator import HELD_BACK, OPEN_CASES, Indicator
from intake.language import N_

STEPS: Final = N_("The sheet Accompaniment of the offices' workbooks.")
STEPS_LEFT_OUT: Final = N_("Steps of cases held back, and rows held back.")

ACCOMPANIMENT: Final = (
    Indicator(
        "accompanied",
        N_("Accompanied"),
        N_("Of the open cases, in how many a step of accompaniment has been taken."),
        "share",
        N_("Open cases with at least one step begun."),
        base=OPEN_CASES,
        out_of_base=HELD_BACK,
        source=STEPS,
        better="more",
        sensitive=True,
    ),
    Indicator(
        "steps-under-way",
        N_("Steps under way"),
        N_("How many steps of accompaniment are under way on that day."),
        "steps",
        N_("Steps of open cases begun and not ended, with no result other than under way."),
        out_of_base=STEPS_LEFT_OUT,
        source=STEPS,
        breakdowns=("step",),
        sensitive=True,
    ),
    Indicator(
        "steps-successful",
        N_("Steps successful"),
        N_("Of the steps that ended in the school year, how many came to what they were for."),
        "share",
        N_("Steps ended as achieved, contact established or assistance ensured."),
        base=N_("Steps that ended in the school year, whatever came of them."),
        out_of_base=N_("Steps without a day on which they ended, and what is held back."),
        source=STEPS,
        better="more",
        breakdowns=("step",),
        sensitive=True,
    ),
    Indicator(
        "referrals",
        N_("Referrals"),
        N_("How often a youngster was referred to a psychological, social or other service."),
        "steps",
        N_("Referrals begun in the school year."),
        out_of_base=STEPS_LEFT_OUT,
        source=STEPS,
        breakdowns=("step", "step-result"),
        sensitive=True,
    ),
    Indicator(
        "plan-with-alternative",
        N_("Plan with alternative"),
        N_("Of the open cases with a project plan, how many have an alternative."),
        "share",
        N_("Open cases with a project plan A and a project plan B begun."),
        base=N_("Open cases with a project plan A begun."),
        out_of_base=HELD_BACK,
        source=STEPS,
        better="more",
    ),
)
