"""What the ministry could be told, sampled: counts of two school years, small or large, and rows that come late."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from tests.attacker import Sum

YEARS: Final = ("2024/25", "2025/26")
FIRST_EDITION: Final = ("2024/25-1", "2024/25-2", "2024/25-3", "2024/25-4", "2024/25", "2025/26-1")
SECOND_EDITION: Final = ("2025/26-2", "2025/26-3", "2025/26-4", "2025/26")
OFFICES: Final = ("ALZ", "MIN", "NOR", "SUR", "WES")
LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "left-school": ("temporary", "permanent", "not-reached"),
    "temporary": ("temporary-luxembourg", "temporary-abroad"),
    "permanent": ("employed", "measure", "left-again", "no-occupation"),
    "not-reached": ("never-reached", "no-longer-known", "declined", "emigrated"),
}
STANDINGS: Final = ("positive", "negative", "out-of-scope", "unknown")
SEXES: Final = ("female", "male", "unknown")
AGES: Final = ("15-19", "20-24")
PEOPLE: Final = (*(f" sex/{code}" for code in SEXES), *(f" entry-age/{code}" for code in AGES))
PARTS: Final = (
    ("listed", "reached"), ("listed", "interviewed"), ("interviewed", "accompanied"), ("exits", "positive"),
    ("positive", "timely"),
)  # fmt: skip
FLOWS: Final = ("listed", "reached", "interviewed", "accompanied", "entrants", "exits", "positive", "timely")

Counts = dict[str, int]


def sampled_counts(seed: int) -> dict[str, Counts]:
    """The counts of every period of two school years, by name. A few come late: the stock then says more or less."""
    draw = random.Random(seed)
    size = draw.choice([0.3, 1, 3, 8, 20, 60])
    stock = {(sex, age): _some(draw, size * 4) for sex in SEXES for age in AGES}
    counts: dict[str, Counts] = {}
    for year in YEARS:
        for at in range(1, 5):
            late = draw.random() < 0.5 and f"{year}-{at}" == SECOND_EDITION[0]
            counts[f"{year}-{at}"] = _quarter(draw, size, stock, late=late)
        counts[year] = _year(draw, size)
    return counts


def _some(draw: random.Random, size: float) -> int:
    """A count, often far below the size and sometimes far above it, often none."""
    return 0 if draw.random() < 0.15 else int(draw.expovariate(1 / size) + 0.3)


def _quarter(draw: random.Random, size: float, stock: dict[tuple[str, str], int], *, late: bool) -> Counts:
    listed = _some(draw, size * 20)
    reached, interviewed = draw.randint(0, listed), draw.randint(0, listed)
    counts: Counts = {
        "listed": listed, "reached": reached, "interviewed": interviewed, "accompanied": draw.randint(0, interviewed),
        "interventions": _some(draw, size), "pupils": (pupils := _some(draw, size * 20)),
        "offered": (offered := draw.randint(0, pupils)), "taken-up": draw.randint(0, offered),
    }  # fmt: skip
    for sex in SEXES:
        for age in AGES:
            came = _some(draw, size * (1 if sex in SEXES[:2] else 0.05))
            went = draw.randint(0, stock[sex, age] + came)
            stock[sex, age] += came - went
            if late and stock[sex, age]:
                stock[sex, age] += draw.choice([-1, 0, 1, 2])
            positive = draw.randint(0, went)
            told = {"entrants": came, "exits": went, "positive": positive, "timely": draw.randint(0, positive)}
            for name, count in {**told, "stock": stock[sex, age]}.items():
                for people in ("", f" sex/{sex}", f" entry-age/{age}"):
                    key = f"{name}{people}"
                    counts[key] = counts.get(key, 0) + count
    return counts


def _year(draw: random.Random, size: float) -> Counts:
    counts: Counts = {"back": _some(draw, size)}
    for line in LINES["left-school"]:
        for office in OFFICES:
            counts[f"annual {office} {line}"] = _some(draw, size * 2)
        counts[f"annual {line}"] = sum(counts[f"annual {office} {line}"] for office in OFFICES)
        left = counts[f"annual {line}"]
        *some, last = LINES[line]
        for part in some:
            counts[f"annual {part}"] = draw.randint(0, left) if draw.random() < 0.7 else min(left, draw.randint(0, 3))
            left -= counts[f"annual {part}"]
        counts[f"annual {last}"] = left
    for office in ("", *(f" {office}" for office in OFFICES)):
        counts[f"annual{office} left-school"] = sum(counts[f"annual{office} {part}"] for part in LINES["left-school"])
    for months in (6, 12, 18):
        for standing in STANDINGS:
            counts[f"lasting {months} {standing}"] = _some(draw, size * (5 if standing == "positive" else 0.5))
        counts[f"lasting {months}"] = sum(counts[f"lasting {months} {standing}"] for standing in STANDINGS)
    return counts


def sums_of_tables(
    years: tuple[str, str] = YEARS, offices: Sequence[str] = OFFICES, second: str = SECOND_EDITION[0]
) -> list[Sum]:
    """What a reader of the ministry's tables knows to add up, written from the tables' own words.

    `second` is the first quarter of the second edition: from it to the one before, the stock need not close.
    """
    quarters = [f"{year}-{at}" for year in years for at in range(1, 5)]
    sums: list[Sum] = [rest_of(f"{years[0]} annual left-school", f"{years[0]} effective")]
    for year in years:
        sums += [*_sums_of_leavers(year, offices), *_sums_of_flows(year), *_sums_of_people(year)]
    for before, now in pairwise(quarters):
        sums += _chain(before, now, now, "", late=now == second)
    for people in PEOPLE:
        sums += _chain(quarters[3], quarters[7], years[1], people, late=True)
    return sums


def _sums_of_leavers(year: str, offices: Sequence[str]) -> Iterator[Sum]:
    for line, parts in LINES.items():
        yield f"{year} annual {line}", tuple(f"{year} annual {part}" for part in parts)
    for office in offices:
        row = f"{year} annual {office}"
        yield f"{row} left-school", tuple(f"{row} {part}" for part in LINES["left-school"])
    for line in LINES:
        yield f"{year} annual {line}", tuple(f"{year} annual {office} {line}" for office in offices)
    for months in (6, 12, 18):
        asked = f"{year} lasting {months}"
        yield asked, tuple(f"{asked} {standing}" for standing in STANDINGS)


def _sums_of_flows(year: str) -> Iterator[Sum]:
    quarters = [f"{year}-{at}" for at in range(1, 5)]
    for name in FLOWS:
        yield f"{year} {name}", tuple(f"{one} {name}" for one in quarters)
    for whole, part in PARTS:
        for one in (*quarters, year):
            yield rest_of(f"{one} {whole}", f"{one} {part}")
    yield rest_of(f"{year} pupils", f"{year} offered")
    yield rest_of(f"{year} offered", f"{year} taken-up")


def _sums_of_people(year: str) -> Iterator[Sum]:
    for name, when in [*((name, year) for name in FLOWS[4:]), ("stock", f"{year}-4")]:
        for codes in (SEXES, AGES):
            yield f"{when} {name}", tuple(f"{when} {name}{people}" for people in PEOPLE if people.endswith(codes))
    for whole, part in PARTS[3:]:
        for people in PEOPLE:
            yield rest_of(f"{year} {whole}{people}", f"{year} {part}{people}")


def rest_of(whole: str, part: str) -> Sum:
    """A whole, its part, and what is left: in no table, and yet to be had."""
    return whole, (part, f"{whole} less {part}")


def _chain(before: str, now: str, span: str, people: str, *, late: bool) -> list[Sum]:
    """Who waited and who came are who waits and who went, and between two editions also those entered late."""
    left, right = (
        [f"{before} stock{people}", f"{span} entrants{people}"],
        [f"{now} stock{people}", f"{span} exits{people}"],
    )
    both = f"waited or came {now}{people}"
    if late:
        left.append(f"more {both}")
        right.append(f"fewer {both}")
    return [(both, tuple(left)), (both, tuple(right))]
