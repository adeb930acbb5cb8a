"""Parts of pages that follow from one office's cases alone, rendered once and kept until these cases change.

Such a part is made from the office's own share of the facts, so that it can follow from nothing else: not from a total
of all offices, which moves with each upload of any of them.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of

import polars as pl
from markupsafe import Markup

from generator.facts import Facts
from generator.pages.view import View
from intake.register import Changes, Offers, Problems, Register, Submissions, content_of

_OWN = ("cases", "members")
"""The tables of the facts that the parts are made from; the others are emptied."""


@dataclass(frozen=True)
class Share:
    """What an office's own cases are told from, and the hash of it."""

    facts: Facts
    hash: str


def of_own_share(view: View, office: str, part: str, make: Callable[[View], Markup]) -> Markup:
    """Return a part of the page of a view as it is made from an office's own share of the facts.

    `part` names it, with all else that it follows from.
    """
    share = view.shares.get(office)
    if not isinstance(share, Share):
        share = view.shares[office] = _share(view.facts, office)
    own = replace(view, facts=share.facts)
    if view.kept is None:
        return make(own)
    key = view.kept.key("own share", view.audience.key, view.language.code, view.path, office, part, share.hash)
    if held := view.kept.get(key):
        return Markup(held.decode())  # noqa: S704 (made by our own templates)
    made = make(own)
    view.kept.put(key, made.encode())
    return made


def _share(facts: Facts, office: str) -> Share:
    own = pl.col("office") == office
    tables = {one.name: getattr(facts, one.name) for one in fields_of(facts)}
    emptied = {name: table.clear() for name, table in tables.items() if isinstance(table, pl.DataFrame)}
    kept = {name: tables[name].filter(own) for name in _OWN}
    share = replace(
        facts, **{**emptied, **kept}, register=_register(facts.register, own), statuses={}, revised=(), ministry=None
    )  # fmt: skip
    return Share(share, _hash(share))


def _register(register: Register, own: pl.Expr) -> Register:
    return replace(
        register,
        tables={key: table.filter(own) for key, table in register.tables.items()},
        held={key: table.filter(own) for key, table in register.held.items()},
        submissions=Submissions.validate(register.submissions.filter(own)),
        problems=Problems.create_empty(),
        changes=Changes.create_empty(),
        offers=Offers.create_empty(),
    )


def _hash(facts: Facts) -> str:
    """The hash of all that is left of the facts; the reference workbook counts as a whole."""
    register, digest = facts.register, hashlib.sha256()
    told = [facts.settings, facts.today, facts.edition, register.key_id, register.lists_received]
    digest.update("\n".join(map(repr, told)).encode())
    for part in (register.tables, register.held, register.reference):
        for key in sorted(part):
            digest.update(key.encode() + content_of(part[key]))
    # Members come in no order, and nothing that is told of them has one.
    members = facts.members.cast(pl.String).sort(facts.members.columns)
    for table in (register.submissions, facts.cases, members):
        digest.update(content_of(table))
    return digest.hexdigest()
