"""The nearest entry of a list: what people meant, in three languages, and no word that says the contrary."""

import pytest

from intake.codes import CODE_LISTS
from intake.labels import folded
from intake.nearest import nearest_entry
from intake.values import code_names

LISTS = {codes.key: code_names(codes) for codes in CODE_LISTS}


@pytest.mark.parametrize(
    ("codes", "written", "nearest"),
    [
        # French
        ("contact-result", "Réponse reçu", "responded"),
        ("contact-result", "Adresse éronée", "wrong-address"),
        ("contact-result", "Refusé", "refused"),
        ("contact-kind", "Rendez vou", "meeting"),
        ("situation", "Apprentisage", "apprenticeship"),
        ("situation", "Non jiont", "not-reached"),
        ("contact-result", "Atteint", None),
        ("contact-result", "Non joint", None),
        ("contact-result", "Injoint", None),
        ("contact-result", "Avec réponse", None),
        ("situation", "Pas qualification obtenue", None),
        ("step", "Projet C", None),
        # German
        ("contact-result", "Ereicht", "reached"),
        ("contact-result", "Antwort erhalte", "responded"),
        ("situation", "Berufstätich", "employed"),
        ("situation", "Sucht Arbeid", "seeking-work"),
        ("contact-result", "Nicht erreicht", None),
        ("contact-result", "Unerreicht", None),
        ("contact-result", "Eine Antwort", None),
        ("situation", "Nicht qualifiziert", None),
        ("closing-reason", "Keine Lösung gefunden", None),
        # English
        ("contact-result", "Reeched", "reached"),
        ("contact-result", "Awaiting anwser", "awaiting-answer"),
        ("closing-reason", "Solution fond", "solution-found"),
        ("contact-result", "Not reached", None),
        ("situation", "Not qualified", None),
        ("situation", "Unqualified", None),
        ("closing-reason", "No solution found", None),
        # In any language: too short to tell, and like nothing.
        ("yes-no", "on", None),
        ("track", "DPA", None),
        ("situation", "xxxxxxxx", None),
    ],
)
def test_the_nearest_entry_is_what_was_meant_or_none(codes: str, written: str, nearest: str | None) -> None:
    assert nearest_entry(folded(written), LISTS[codes]) == nearest
