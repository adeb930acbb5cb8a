"""Pages as an earlier build wrote them, where all that they were written from is as it was."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from generator.facts import Facts, FigureKey
from generator.kept_pages import KeptPage, WrittenFrom, kept_page
from generator.pages.draft import DraftPage
from generator.pages.noted_facts import NotedFacts, Readings
from generator.pages.view import View


class Writer:
    """Writes pages of a view, or takes them as they are kept; what a page needs for that goes along with it."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._readings = Readings(view.facts)

    def __call__(self, page: Callable[..., DraftPage], *given: str | FigureKey) -> DraftPage:
        """Return the page that a function makes of the view and what else it is given."""
        view, kept = self._view, self._view.kept
        if kept is None:
            return page(view, *given)
        place = (view.audience.key, view.language.code, page.__module__, page.__qualname__, json.dumps(given))
        key = kept.key("page", *place)
        if held := kept_page(kept, key):
            told, before = json.loads(held[0]), held[1]
            if self._is_as_before(told):
                return self._as_before(told, before)
        noted = NotedFacts(view.facts)
        # What it leads to is gathered by itself: other pages may lead there, too.
        apart = replace(view, facts=cast(Facts, noted), linked=set())
        made = page(apart, *given)
        view.linked.update(apart.linked)
        reads = list(noted.reads)
        told = {
            "reads": reads,
            "hash": self._readings.hash_of(reads),
            "linked": sorted(apart.linked),
            "state": made.state_of,
        }
        return replace(made, written_from=WrittenFrom(key, json.dumps(told)))

    def _as_before(self, told: Mapping[str, Any], page: KeptPage) -> DraftPage:
        self._view.linked.update(FigureKey(*names) for names in told["linked"])
        state = told["state"]
        parts = page.parts
        if state is not None:
            parts = parts.but({"state": self._view.at(page.path).state_line(state)})
        return DraftPage(page.path, page.title, page.markdown, parts, {}, page.within, page.finds, state)

    def _is_as_before(self, told: Mapping[str, Any]) -> bool:
        reads = [(name, _tuples(asked), _tuples(named)) for name, asked, named in told["reads"]]
        return bool(self._readings.hash_of(reads) == told["hash"])


def _tuples(told: Any) -> Any:  # noqa: ANN401 (what JSON makes of tuples)
    return tuple(map(_tuples, told)) if isinstance(told, list) else told
