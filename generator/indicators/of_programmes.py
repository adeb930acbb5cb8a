"""The indicators of the class interventions."""

from typing import Final

from generator.indicators.indicator import OSNA, Indicator
from intake.language import N_

PREVENTION: Final = (
    Indicator(
        "interventions",
        N_("Class interventions"),
        N_("In how many classes OSNA was presented."),
        "classes",
        N_("Classes visited in the school year."),
        source=OSNA,
        breakdowns=("school",),
        of_cases=False,
    ),
    Indicator(
        "intervention-pupils",
        N_("Pupils met"),
        N_("How many pupils were present."),
        "persons",
        N_("Pupils present at the interventions; who was at two counts twice."),
        source=OSNA,
        breakdowns=("school",),
        of_cases=False,
    ),
    Indicator(
        "intervention-offered",
        N_("Support offered"),
        N_("Of the pupils present, to how many individual support was offered."),
        "share",
        N_("Pupils who were offered individual support."),
        base=N_("Pupils present."),
        source=OSNA,
        breakdowns=("school",),
        of_cases=False,
    ),
    Indicator(
        "intervention-taken-up",
        N_("Support taken up"),
        N_("Of the pupils who were offered support, how many took it up."),
        "share",
        N_("Pupils who took up individual support."),
        base=N_("Pupils who were offered individual support."),
        out_of_base=N_("Classes of which it is not known how many were offered it."),
        source=OSNA,
        better="more",
        breakdowns=("school",),
        of_cases=False,
    ),
    Indicator(
        "preparatory-visited",
        N_("Schools visited"),
        N_("Of the schools with a régime préparatoire, in how many a class has been visited."),
        "share",
        N_("Schools with a régime préparatoire with a class visited in the school year so far, by any office."),
        base=N_("Schools with a régime préparatoire, at the office of the reference workbook."),
        out_of_base=N_("Schools for which the reference workbook names no office."),
        source=N_("The sheet Class interventions, and the reference workbook."),
        better="more",
        breakdowns=("school",),
        of_cases=False,
    ),
)
