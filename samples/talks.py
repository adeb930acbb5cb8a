"""What an interview opens: reasons and wishes, steps of accompaniment, phases of the Youth Guarantee."""

from collections.abc import Mapping
from random import Random

from samples.cases import PHASES, STEPS_DONE, Group, Row
from samples.days import Day, after, working_day
from samples.people import pick

REASONS: Mapping[str, int] = {
    "new-project": 21, "no-training-place": 17, "motivation": 14, "school-failure": 12, "wrong-orientation": 10,
    "health": 8, "absence": 6, "conflict": 3, "family": 3, "earn": 2, "other": 2, "not-said": 2,
}  # fmt: skip
"""Main reasons and their weights: the published shares, small ones split."""

WISHES: Mapping[str, int] = {"apprenticeship": 36, "school": 27, "job": 20, "voluntary-service": 5, "undecided": 12}
INTERESTED = {"apprenticeship": 0.92, "undecided": 0.6, "job": 0.45, "voluntary-service": 0.4, "school": 0.25}
"""Share of those interested in vocational training, by wish."""

PATHS: Mapping[str, int] = {"school": 52, "job": 33, "activation": 15}
PARTNERS = ("Service Modèle", "Maison Exemple", "Cabinet Échantillon")
FIRMS = ("Atelier Modèle", "Menuiserie Exemple", "Boulangerie Échantillon", "Garage Beispill", "Jardinerie Inventée")
LEAVING_WORKSHOP: Mapping[str, int] = {
    "found-place": 25, "found-job": 15, "health": 10, "family": 8, "no-longer-wished": 30, "excluded": 8, "other": 4,
}  # fmt: skip

STEP_SHARES: Mapping[str, float] = {
    "school-assessment": 0.8, "life-situation": 0.7, "referral-psychological": 0.12, "referral-social": 0.10,
    "referral-other": 0.07, "plan-a": 0.72, "plan-b": 0.52, "internship": 0.3, "reinstatement": 0.26,
    "apprenticeship-search": 0.34, "employment-search": 0.24,
}  # fmt: skip
"""Share of those accompanied with whom a step is taken, in the order in which steps begin."""

RESULTS: Mapping[str, int] = {"achieved": 62, "abandoned": 22, "refused": 16}
REFERRAL_RESULTS: Mapping[str, int] = {
    "contact-established": 38,
    "assistance-ensured": 42,
    "refused": 12,
    "abandoned": 8,
}


def draw_interview(rng: Random, day: Day, *, settled: bool) -> Row:
    """Return an interview on a day; those who have found something already seldom accept accompaniment."""
    reason, wish = pick(rng, REASONS), pick(rng, WISHES)
    second = pick(rng, REASONS) if rng.random() < 0.4 else None
    return {
        "interviewed_on": day,
        "main_reason": reason,
        "second_reason": second if second not in (reason, "not-said") and reason != "not-said" else None,
        "wish": wish,
        "vocational_interest": "yes" if rng.random() < INTERESTED[wish] else "no",
        "accepts": "yes" if rng.random() < (0.25 if settled else 0.84) else "no",
    }


def draw_steps(rng: Random, day: Day, wish: str) -> list[Row]:
    """Return the steps of accompaniment from an interview on, each ended some weeks after it began."""
    rows: list[Row] = []
    begins = after(day, rng.randrange(0, 10))
    for step, share in STEP_SHARES.items():
        if rng.random() >= share:
            continue
        started_on = working_day(begins)
        ended_on = working_day(after(started_on, 3 + rng.expovariate(1 / 24)))
        results = REFERRAL_RESULTS if step.startswith("referral") else RESULTS
        row: Row = {"step": step, "started_on": started_on, "ended_on": ended_on, "result": pick(rng, results)}
        if step in ("plan-a", "plan-b"):
            row["aim"] = wish if step == "plan-a" and wish != "undecided" else rng.choice(("apprenticeship", "job"))
        elif step.startswith("referral"):
            row["partner"] = rng.choice(PARTNERS)
        elif step == "internship":
            row["partner"] = rng.choice(FIRMS)
        rows.append(row)
        begins = after(started_on, rng.randrange(4, 18))
    return rows


def draw_guarantee(rng: Random, day: Day) -> Row:
    """Return the path and the phases of the Youth Guarantee from the day of an interview on."""
    row: Row = {"path": pick(rng, PATHS)}
    for phase, gap in zip(PHASES, (0, 14, 24, 16), strict=True):
        if gap:
            day = working_day(after(day, 2 + rng.expovariate(1 / gap)))
        row[phase] = day
        if rng.random() > 0.86:
            break
    return row


def draw_participation(rng: Random, group: Group) -> Row:
    """Return how a participant goes through a group: steps on time or behind, now and then leaving early."""
    row: Row = {"joined_on": group.starts_on, "presence": round(rng.uniform(0.7, 0.98), 2)}
    length = (group.ends_on - group.starts_on).days
    slow = rng.random() < 0.28
    left = after(group.starts_on, rng.randrange(20, length - 10)) if rng.random() < 0.17 else None
    done = group.starts_on
    for number, step in enumerate(STEPS_DONE, start=1):
        due = after(group.starts_on, length * number / 5)
        lag = rng.randrange(3, 20) if slow else rng.randrange(-7, 2)
        done = working_day(max(after(done, 1), after(due, lag)))
        if (left and done >= left) or (slow and number == 5 and rng.random() < 0.5):
            break
        row[step] = min(done, working_day(after(group.ends_on, 10)))
    if rng.random() < 0.8 and not left:
        row |= {"internship_from": working_day(after(group.starts_on, length * 0.6)), "firm": rng.choice(FIRMS)}
    if left:
        row |= {"left_early_on": working_day(left), "leaving_reason": pick(rng, LEAVING_WORKSHOP)}
    return row
