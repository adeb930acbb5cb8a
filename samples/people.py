"""Made-up young people: names from short invented lists, birth dates, national numbers whose check digits fit.

None of them exists. Names, streets, post codes and phone numbers are invented; e-mail addresses end in a domain that is
reserved for examples.
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from stdnum import luhn, verhoeff

from samples.days import Day, after, age_on
from samples.places import COMMUNES_OF, schools_of

FAMILY_BEGINNINGS = (
    "Alver", "Brem", "Carv", "Dost", "Elmer", "Ferr", "Grand", "Holl", "Irm", "Jung", "Kell", "Lamb", "Maur", "Nord",
    "Olm", "Pint", "Quar", "Ross", "Sant", "Thill", "Urb", "Vell", "Wend", "Zelt",
)  # fmt: skip
FAMILY_ENDINGS = (
    "ach", "adas", "ance", "ard", "eira", "elle", "enga", "erat", "esch", "etti", "ich", "ier", "ing", "is", "onga",
    "ovic", "ula", "uste",
)  # fmt: skip
GIRLS = (
    "Alenia", "Belisa", "Carinda", "Delfine", "Elvane", "Fiorette", "Gisane", "Helva", "Ilena", "Josane", "Kalie",
    "Luzane", "Marise", "Nelia", "Odane", "Perrine", "Rosane", "Silvane", "Tessie", "Yvane",
)  # fmt: skip
BOYS = (
    "Aldin", "Benoro", "Corvin", "Dario", "Elvin", "Fabro", "Gustin", "Henrin", "Ivano", "Jorin", "Kelian", "Lorin",
    "Marlo", "Nevin", "Orlin", "Paulin", "Rodin", "Silvin", "Tiago", "Yorik",
)  # fmt: skip
STREETS = (
    "rue Inventée", "rue du Modèle", "an der Musterwiss", "op der Beispillgaass", "rue de l'Essai", "rue Sans-Nom",
    "um Probebierg", "rue de l'Échantillon",
)  # fmt: skip

AGES = {15: 2, 16: 13, 17: 23, 18: 29, 19: 17, 20: 9, 21: 4, 22: 3}
"""Ages at leaving school and their weights; 18 is the most frequent."""
NATIONALITIES = {"luxembourg": 50, "portugal": 26, "other-eu": 13, "other": 11}
YEARS_BEHIND = {0: 20, 1: 50, 2: 25, 3: 5}
"""Half one year behind at school, a quarter two."""
TRACKS = {
    "preparatoire": 18, "esg-lower": 20, "esg-upper": 16, "esc": 7, "dap": 22, "ccp": 9, "dt": 6, "other": 2,
}  # fmt: skip
LANGUAGES = {"fr": 58, "de": 36, "en": 6}
MALE = 0.61
ABROAD = 0.03
WITHOUT_NUMBER = 0.07


@dataclass(frozen=True)
class Person:
    """A made-up youngster, with what the register would know of them."""

    national_number: str | None
    last_name: str
    first_name: str
    birth_date: Day
    sex: str
    nationality_group: str
    commune: str | None
    language: str
    parents_name: str
    address: str
    post_code: str
    locality: str
    phone: str
    email: str | None


@dataclass(frozen=True)
class Schooling:
    """What a youngster left: school, track, grade, and how many years behind."""

    school: str
    track: str
    grade: int
    years_behind: int


def pick(rng: Random, weights: Mapping[str, int]) -> str:
    """Return one of the keys, drawn by their weights."""
    return rng.choices(list(weights), list(weights.values()))[0]


def national_number(birth_date: Day, serial: int) -> str:
    """Return a national number: birth date, three digits, and the check digits of both kinds over the first eleven."""
    body = f"{birth_date:%Y%m%d}{serial:03d}"
    return f"{body}{luhn.calc_check_digit(body)}{verhoeff.calc_check_digit(body)}"


def draw_person(rng: Random, office: str, left_on: Day, born: Counter[Day]) -> Person:
    """Return a youngster of an office's region, of the age usual at leaving school on a day.

    `born` counts who was born on each day so far, so that no two have one national number.
    """
    age = rng.choices(list(AGES), list(AGES.values()))[0]
    birth_date = after(datetime.date(left_on.year - age, left_on.month, 1), -rng.randrange(1, 364))
    if age_on(birth_date, left_on) > age:
        birth_date = after(birth_date, 365)
    serial = (birth_date.toordinal() + 37 * born[birth_date]) % 1000
    born[birth_date] += 1
    sex = "male" if rng.random() < MALE else "female"
    last_name = rng.choice(FAMILY_BEGINNINGS) + rng.choice(FAMILY_ENDINGS)
    first_name = rng.choice(BOYS if sex == "male" else GIRLS)
    commune = None if rng.random() < ABROAD else rng.choice(COMMUNES_OF[office])
    return Person(
        national_number=None if rng.random() < WITHOUT_NUMBER else national_number(birth_date, serial),
        last_name=last_name,
        first_name=first_name,
        birth_date=birth_date,
        sex=sex,
        nationality_group=pick(rng, NATIONALITIES),
        commune=commune,
        language=pick(rng, LANGUAGES),
        parents_name=f"Famille {last_name}",
        address=f"{rng.randrange(1, 140)}, {rng.choice(STREETS)}",
        post_code=f"L-{rng.randrange(1000, 9999)}" if commune else f"F-{rng.randrange(10000, 99999)}",
        locality=commune or "Ville-Inventée",
        phone=f"+352 000 {rng.randrange(100, 999)} {rng.randrange(100, 999)}",
        email=f"{first_name}.{last_name}@jeunes.example".lower() if rng.random() < 0.4 else None,
    )


def draw_schooling(rng: Random, office: str, age: int) -> Schooling:
    """Return what a youngster of an age left: three in four went to a school of the region."""
    years_behind = rng.choices(list(YEARS_BEHIND), list(YEARS_BEHIND.values()))[0]
    near = schools_of(office if rng.random() < 0.75 else rng.choice(list(COMMUNES_OF)))
    track = pick(rng, TRACKS)
    schools = [school for school in near if school.preparatory] if track == "preparatoire" else list(near)
    grade = max(7, min(13, age - 5 - years_behind))
    return Schooling(rng.choice(schools).code, track, grade, years_behind)
