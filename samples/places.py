"""Where the made-up service works: the country's communes by canton, made-up offices, made-up schools and teachers.

The communes and cantons are those of Luxembourg since the mergers of September 2023. The offices, their regions and
posts, the schools and the teachers are made up: those of the real service are not public.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Office:
    """A made-up office: its posts of social pedagogues, and which share of the country's leavers it follows."""

    code: str
    name: str
    posts: float
    town: str
    share: float
    region: str
    language: str


OFFICES = (
    Office("ALZ", "Alzette", 1.25, "Dudelange", 0.079, "south", "fr"),
    Office("CEN", "Centre", 2.0, "Mersch", 0.143, "centre", "fr"),
    Office("CIT", "City", 2.0, "Luxembourg", 0.132, "centre", "fr"),
    Office("EAS", "East", 1.25, "Echternach", 0.076, "east", "de"),
    Office("MIN", "Minett", 1.75, "Esch-sur-Alzette", 0.137, "south", "fr"),
    Office("MOS", "Moselle", 1.0, "Grevenmacher", 0.050, "east", "de"),
    Office("NOR", "North", 1.5, "Clervaux", 0.093, "north", "de"),
    Office("SOU", "South", 2.0, "Differdange", 0.185, "south", "fr"),
    Office("SUR", "Sûre", 1.0, "Diekirch", 0.048, "north", "en"),
    Office("WES", "West", 1.0, "Redange/Attert", 0.057, "centre", "fr"),
)
"""Ten made-up offices; their posts add up to 14.75, as the service's do."""

CANTONS: Mapping[str, tuple[str, ...]] = {
    "Capellen": (
        "Dippach", "Garnich", "Habscht", "Käerjeng", "Kehlen", "Koerich", "Kopstal", "Mamer", "Steinfort",
    ),
    "Clervaux": ("Clervaux", "Parc Hosingen", "Troisvierges", "Weiswampach", "Wincrange"),
    "Diekirch": (
        "Bettendorf", "Bourscheid", "Diekirch", "Erpeldange-sur-Sûre", "Ettelbruck", "Feulen", "Mertzig", "Reisdorf",
        "Schieren", "Vallée de l'Ernz",
    ),
    "Echternach": (
        "Beaufort", "Bech", "Berdorf", "Consdorf", "Echternach", "Rosport-Mompach", "Waldbillig",
    ),
    "Esch-sur-Alzette": (
        "Bettembourg", "Differdange", "Dudelange", "Esch-sur-Alzette", "Frisange", "Kayl", "Leudelange", "Mondercange",
        "Pétange", "Reckange-sur-Mess", "Roeser", "Rumelange", "Sanem", "Schifflange",
    ),
    "Grevenmacher": (
        "Betzdorf", "Biwer", "Flaxweiler", "Grevenmacher", "Junglinster", "Manternach", "Mertert", "Wormeldange",
    ),
    "Luxembourg": (
        "Bertrange", "Contern", "Hesperange", "Luxembourg", "Niederanven", "Sandweiler", "Schuttrange", "Steinsel",
        "Strassen", "Walferdange", "Weiler-la-Tour",
    ),
    "Mersch": (
        "Bissen", "Colmar-Berg", "Fischbach", "Heffingen", "Helperknapp", "Larochette", "Lintgen", "Lorentzweiler",
        "Mersch", "Nommern",
    ),
    "Redange": (
        "Beckerich", "Ell", "Groussbus-Wal", "Préizerdaul", "Rambrouch", "Redange/Attert", "Saeul", "Useldange",
        "Vichten",
    ),
    "Remich": (
        "Bous-Waldbredimus", "Dalheim", "Lenningen", "Mondorf-les-Bains", "Remich", "Schengen", "Stadtbredimus",
    ),
    "Vianden": ("Putscheid", "Tandel", "Vianden"),
    "Wiltz": (
        "Boulaide", "Esch-sur-Sûre", "Goesdorf", "Kiischpelt", "Lac de la Haute-Sûre", "Wiltz", "Winseler",
    ),
}  # fmt: skip
"""The hundred communes in their twelve cantons, since 1 September 2023."""

OFFICE_OF_CANTON: Mapping[str, str] = {
    "Capellen": "WES", "Clervaux": "NOR", "Diekirch": "SUR", "Echternach": "EAS", "Esch-sur-Alzette": "MIN",
    "Grevenmacher": "MOS", "Luxembourg": "CEN", "Mersch": "CEN", "Redange": "WES", "Remich": "MOS", "Vianden": "SUR",
    "Wiltz": "NOR",
}  # fmt: skip
OFFICE_OF_COMMUNE: Mapping[str, str] = {
    "Luxembourg": "CIT",
    "Bettembourg": "ALZ", "Dudelange": "ALZ", "Frisange": "ALZ", "Kayl": "ALZ", "Roeser": "ALZ", "Rumelange": "ALZ",
    "Differdange": "SOU", "Pétange": "SOU", "Sanem": "SOU", "Käerjeng": "SOU", "Reckange-sur-Mess": "SOU",
    "Dippach": "SOU",
    "Junglinster": "EAS", "Larochette": "EAS", "Heffingen": "EAS", "Betzdorf": "EAS",
    "Ettelbruck": "NOR", "Bourscheid": "NOR",
}  # fmt: skip
"""Communes that another made-up office than their canton's follows."""


def commune_office(canton: str, commune: str) -> str:
    """Return the code of the office that follows a commune."""
    return OFFICE_OF_COMMUNE.get(commune, OFFICE_OF_CANTON[canton])


COMMUNES_OF: Mapping[str, tuple[str, ...]] = {
    office.code: tuple(
        commune
        for canton, communes in CANTONS.items()
        for commune in communes
        if commune_office(canton, commune) == office.code
    )
    for office in OFFICES
}
"""The communes of each office."""


@dataclass(frozen=True)
class School:
    """A made-up secondary school, named after an animal or a tree so that nobody takes it for a real one."""

    code: str
    name: str
    preparatory: bool
    office: str


SCHOOLS = (
    School("LHER", "Lycée du Héron", True, "NOR"),
    School("LLOU", "Lycée de la Loutre", True, "NOR"),
    School("LCAS", "Lycée du Castor", False, "NOR"),
    School("LMAR", "Lycée du Martin-pêcheur", True, "SUR"),
    School("LTRU", "Lycée de la Truite", False, "SUR"),
    School("LECU", "Lycée de l'Écureuil", True, "EAS"),
    School("LREN", "Lycée du Renard", True, "EAS"),
    School("LHIB", "Lycée du Hibou", False, "EAS"),
    School("LMES", "Lycée de la Mésange", True, "MOS"),
    School("LCIG", "Lycée de la Cigogne", False, "MOS"),
    School("LCER", "Lycée du Cerf", True, "WES"),
    School("LBLA", "Lycée du Blaireau", False, "WES"),
    School("LALO", "Lycée de l'Alouette", True, "CEN"),
    School("LPIC", "Lycée du Pic-vert", True, "CEN"),
    School("LHET", "Lycée du Hêtre", False, "CEN"),
    School("LTIL", "Lycée du Tilleul", False, "CEN"),
    School("LFAU", "Lycée du Faucon", True, "CIT"),
    School("LGRI", "Lycée de la Grive", True, "CIT"),
    School("LERA", "Lycée de l'Érable", False, "CIT"),
    School("LBOU", "Lycée du Bouleau", False, "CIT"),
    School("LHIR", "Lycée de l'Hirondelle", True, "ALZ"),
    School("LCHE", "Lycée du Chêne", False, "ALZ"),
    School("LFRE", "Lycée du Frêne", False, "ALZ"),
    School("LMIL", "Lycée du Milan", True, "MIN"),
    School("LLYN", "Lycée du Lynx", True, "MIN"),
    School("LSAU", "Lycée du Saule", False, "MIN"),
    School("LAUL", "Lycée de l'Aulne", False, "MIN"),
    School("LPIN", "Lycée du Pinson", True, "SOU"),
    School("LVAN", "Lycée du Vanneau", True, "SOU"),
    School("LNOY", "Lycée du Noyer", False, "SOU"),
    School("LORM", "Lycée de l'Orme", False, "SOU"),
)

TEACHERS = tuple(
    (f"T-{number + 1:02d}", school.code, 4.0 + number % 4 * 2)
    for number, school in enumerate(([one for one in SCHOOLS if one.preparatory] * 3)[:40])
)
"""Forty made-up teachers by code: the school that each is attached to, and their hours a week."""


def schools_of(office: str) -> tuple[School, ...]:
    """Return the schools of an office's region."""
    return tuple(school for school in SCHOOLS if school.office == office)
