"""The entry of a list that somebody seems to have meant: none rather than a wrong one."""

from collections.abc import Mapping

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

NEAR_ENOUGH = 80
"""Similarity (0 to 100) of the whole text from which an entry is offered: a slip or two, never one word of several."""
APART = 5
"""Points by which the nearest entry must be nearer than any other: where two are as near, either is a guess."""
SHORTEST = 4
"""Letters from which a text can be recognised in spite of a slip."""
LOOKED_AT = 8

DENYING = frozenset(
    [
        "no",
        "not",
        "non",
        "pas",
        "sans",
        "ne",
        "n",
        "plus",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "ohne",
        "nie",
        "without",
        "never",
    ]
)
DENYING_PREFIXES = ("un", "in", "im", "ir", "non", "dis", "mis", "des", "ab")


def nearest_entry(written: str, names: Mapping[str, str]) -> str | None:
    """Return the code of the entry of which a folded text is a misspelling, if it is one.

    `names` are the codes by their folded names. What says the contrary of an entry is no misspelling of it, however few
    letters they are apart.
    """
    if len(written) < SHORTEST:
        return None
    scores: dict[str, float] = {}
    cutoff = NEAR_ENOUGH - APART
    for name, score, _ in extract(written, names.keys(), scorer=ratio, score_cutoff=cutoff, limit=LOOKED_AT):
        if not _denies(written, name):
            scores.setdefault(names[name], score)
    ranked = [*scores.items(), ("", 0.0), ("", 0.0)]
    (best, score), (_, next_score) = ranked[:2]
    return best if score >= NEAR_ENOUGH and score - next_score > APART else None


def _denies(one: str, other: str) -> bool:
    """Whether one of two texts denies what the other says: by a word for it, or by a syllable before a word."""
    these, those = set(one.split()), set(other.split())
    if bool(these & DENYING) != bool(those & DENYING):
        return True
    return any(
        f"{prefix}{word}" in longer
        for prefix in DENYING_PREFIXES
        for shorter, longer in ((these, those - these), (those, these - those))
        for word in shorter
    )
