"""Revisions: the frozen editions, and of each the figures that are others now: then, now, by how much, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import polars as pl
from markupsafe import Markup

from generator.annual_lines import LINES
from generator.editions import Edition
from generator.facts import Figure
from generator.indicators.breakdowns import BREAKDOWNS
from generator.indicators.declared import INDICATORS
from generator.pages.draft import DraftPage, draft
from generator.pages.view import REVISIONS, SMALL_BASE, View
from generator.parts import Cell, Column, Row, Table, render_fold, render_table
from generator.revisions import ANNUAL, CORRECTED, LATE, REFERENCE, RULES, STEPS, Revised
from intake.language import N_, NP_, Message

SHOWN: Final = 10
"""So many figures of all offices, and of single ones, are shown at once; the others are a click away."""
OF_ONE: Final = 3
"""So many of one figure are shown at once."""
MOST: Final = 100
"""So many of the others."""
MINUS: Final = "\u2212"
CAUSES: Final[Mapping[str, Message]] = {
    LATE: NP_("cause", "late rows"),
    CORRECTED: NP_("cause", "corrections"),
    REFERENCE: NP_("cause", "reference workbook"),
}
DEFINITION, SETTINGS, PROGRAM = NP_("cause", "definition"), NP_("cause", "settings"), NP_("cause", "program")
"""What a change of the rules was, the first of these that did change."""
_IS_MONTH: Final = pl.col("period").str.contains(r"^\d{4}-\d{2}$")
_OTHER_BREAKDOWNS: Final[Mapping[str, Message]] = {
    "school": N_("School"), "canton": N_("Canton"), "path-phase": N_("Phase of the Youth Guarantee"),
    "stay-standing": N_("How far participants came"),
}  # fmt: skip


def revisions_page(view: View) -> DraftPage:
    """Return the page of the editions and of what was revised since each."""
    page = view.at(REVISIONS)
    fragments: dict[str, str] = {"editions": render_table(_editions(page))}
    sections = []
    for one in page.facts.revised:
        if one.rows is not None:
            key = _key(one.edition)
            fragments[key] = _section(page, one)
            # Our own key, of letters, digits and hyphens: an escaped hyphen would be no anchor.
            sections.append((Markup(key), _title(page, one.edition)))  # noqa: S704
    return draft(page, "revisions", page.text(N_("Revisions")), fragments, sections=sections)


def _key(edition: Edition) -> str:
    return f"edition-{edition.name}"


def _title(view: View, edition: Edition) -> str:
    """The edition as it is called: by its day, and from the second of that day on by its number."""
    number = edition.name.removeprefix(edition.as_of.isoformat()).removeprefix("-")
    day = view.date(edition.as_of)
    if not number:
        return view.text(N_("Edition of {day}"), day=day)
    return view.text(N_("Edition of {day}, number {number}"), day=day, number=number)


def _editions(view: View) -> Table:
    columns = (
        Column(view.text(N_("Edition")), card="title", card_label="none"),
        Column(view.text(N_("As known on")), card="line", card_label="beside"),
        Column(view.text(N_("Figures frozen")), True),
        Column(view.text(N_("Revised since")), True),
        Column(view.text(N_("Mark of its content")), card="line", card_label="beside"),
    )
    rows = tuple(_edition_row(view, one) for one in view.facts.revised)
    subtitle = view.text(
        N_("Figures of a day as they were known on a day, kept for good; the latest first. The mark changes with them.")
    )
    empty = view.text(N_("No edition has been frozen yet."))
    return Table("editions", view.text(N_("Frozen editions")), columns, rows, empty, subtitle, cards=True)


def _edition_row(view: View, one: Revised) -> Row:
    edition = one.edition
    href = None if one.rows is None else f"#{_key(edition)}"
    revised = Cell(view.text(N_("not compared")), quiet=True)
    if one.rows is not None:
        revised = Cell(view.count(one.rows.height)) if one.rows.height else Cell(view.text(N_("none")), quiet=True)
    return Row((
        Cell(_title(view, edition), href=href), Cell(view.short(edition.known_on)), Cell(view.count(edition.figures)),
        revised, Cell(edition.content[:12], quiet=True),
    ))  # fmt: skip


def _section(view: View, one: Revised) -> str:
    assert one.rows is not None  # noqa: S101 (asked before)
    ordered = _largest_first(one.rows)
    totals = ordered.filter(pl.col("breakdown").is_in(["", ANNUAL]) & ~_IS_MONTH)
    together = _not_all_of_one(totals.filter(pl.col("office") == ""))
    single = _not_all_of_one(totals.filter(pl.col("office") != ""))
    key = _key(one.edition)
    offices = view.text(N_("By office")) if view.is_coordination else view.office(str(view.audience.office))
    tables = [
        _figures(view, one, f"{key}-all", view.text(N_("All offices together")), together[:SHOWN], _summary(view, one)),
        _figures(view, one, f"{key}-offices", offices, single[:SHOWN], named=view.is_coordination),
    ]
    rest = [*together[SHOWN:], *single[SHOWN:]]
    return "\n".join([*map(render_table, tables), *_folded(view, one, rest, ordered)])


def _folded(view: View, one: Revised, rest: Sequence[Mapping[str, Any]], ordered: pl.DataFrame) -> Iterator[str]:
    """The other totals, and how many parts of figures are others."""
    key = _key(one.edition)
    if rest:
        title = view.text(N_("The other revised totals"))
        left = len(rest) - MOST
        more = view.plural(N_("The largest; {n} more is left out."), N_("The largest; {n} more are left out."), left)
        table = _figures(view, one, f"{key}-rest", title, rest[:MOST], more if left > 0 else "", named=True)
        words = view.plural(N_("{n} more revised total"), N_("{n} more revised totals"), len(rest))
        yield render_fold(words, render_table(table))
    parts = ordered.filter(~pl.col("breakdown").is_in(["", ANNUAL]) | _IS_MONTH)
    if parts.height:
        words = view.plural(N_("{n} revised part of a figure"), N_("{n} revised parts of figures"), parts.height)
        yield render_fold(words, render_table(_parts(view, f"{key}-parts", parts)))


def _not_all_of_one(ordered: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows, the first few of each figure before its others: one that counts days would stand for all."""
    place = pl.int_range(pl.len()).over("indicator")
    return list(ordered.sort(place >= OF_ONE, maintain_order=True).iter_rows(named=True))


def _largest_first(rows: pl.DataFrame) -> pl.DataFrame:
    moved = pl.max_horizontal(
        (pl.col("now") - pl.col("then")).abs(), (pl.col("now_base") - pl.col("then_base")).abs()
    ).fill_null(0.0)
    return rows.sort(moved, *rows.columns[:5], descending=[True, *[False] * 5], maintain_order=True)


def _summary(view: View, one: Revised) -> str:
    """How many figures each cause moved; those that two causes moved count for both."""
    assert one.rows is not None  # noqa: S101 (asked before)
    said = []
    for cause in STEPS:
        moved = one.rows.filter(pl.col(cause).is_not_null())
        words: dict[str, int] = {}
        for indicator, breakdown in moved.select("indicator", "breakdown").iter_rows():
            word = _cause(view, one, cause, indicator, breakdown)
            words[word] = words.get(word, 0) + 1
        said += [view.text(N_("{cause}: {n}"), cause=word, n=view.count(count)) for word, count in words.items()]
    causes = view.text(N_("Figures moved by {causes}."), causes=" · ".join(said)) if said else ""
    first = view.text(N_("The figures of {day}, largest difference first."), day=view.date(one.edition.as_of))
    return f"{first} {causes}".strip()


def _figures(
    view: View, one: Revised, key: str, caption: str, rows: Sequence[Mapping[str, Any]], subtitle: str = "",
    *, named: bool = False,
) -> Table:  # fmt: skip
    """A row a figure; `named` says whose it is."""
    columns = (
        Column(view.text(N_("Figure")), card="title", card_label="none", width=330),
        *([Column(view.text(N_("Office")), card="line", card_label="beside")] if named else []),
        Column(view.text(N_("Period")), card="line", card_label="beside"),
        Column(view.text(NP_("revision", "Then")), True),
        Column(view.text(NP_("revision", "Now")), True),
        Column(view.text(N_("Difference")), True, card="corner", card_label="none"),
        Column(view.text(N_("Why")), card="line", card_label="beside"),
    )
    empty = view.text(N_("No total was revised."))
    made = tuple(_figure_row(view, one, row, named=named) for row in rows)
    return Table(key, caption, columns, made, empty, subtitle, cards=True)


def _figure_row(view: View, one: Revised, row: Mapping[str, Any], *, named: bool) -> Row:
    office = view.office(row["office"]) if row["office"] else view.text(N_("All offices"))
    then, now, difference = _values(view, row)
    return Row((
        _name(view, row), *([Cell(office, quiet=not row["office"])] if named else []),
        Cell(_period(view, row["period"]), quiet=True), then, now, Cell(difference, strong=True),
        Cell(_why(view, one, row)),
    ))  # fmt: skip


def _name(view: View, row: Mapping[str, Any]) -> Cell:
    if row["breakdown"] == ANNUAL:
        return Cell(view.text(LINES.label(row["category"])), sub=view.text(N_("annual table")))
    known = INDICATORS.get(row["indicator"])
    if known is None:
        return Cell(row["indicator"], sub=view.text(N_("counted no more")))
    return Cell(view.text(known.name), href=view.definition(known.key))


def _period(view: View, period: str) -> str:
    if len(period) == len("2026-10-31"):
        return view.short(date.fromisoformat(period))
    return period


def _values(view: View, row: Mapping[str, Any]) -> tuple[Cell, Cell, str]:
    """Then, now and the difference: of counts in cases, of shares in points, of anything else as a number."""
    then, now = Figure(row["then"], row["then_base"]), Figure(row["now"] or 0.0, row["now_base"])
    if row["now"] is None:
        return Cell(_number(view, then)), Cell("–", quiet=True), "–"
    bases = [one.base for one in (then, now)]
    is_share = row["indicator"] in INDICATORS and INDICATORS[row["indicator"]].unit == "share"
    if None in bases or any(not base for base in bases):
        return Cell(_number(view, then)), Cell(_number(view, now)), _signed(view, now.numerator - then.numerator)
    shares = [one.numerator / (one.base or 1) for one in (then, now)]
    if not is_share:
        said = [view.language.number(share, 1) for share in shares]
        return Cell(said[0]), Cell(said[1]), _signed(view, shares[1] - shares[0], 1)
    if any((base or 0) < SMALL_BASE for base in bases):
        return Cell(view.of(then)), Cell(view.of(now)), _signed(view, now.numerator - then.numerator)
    points = 100 * (shares[1] - shares[0])
    if not round(points, 1):
        moved = (now.base or 0) - (then.base or 0) or now.numerator - then.numerator
        return Cell(view.of(then)), Cell(view.of(now)), _signed(view, moved)
    # One decimal where whole percentages would look the same.
    decimals = 0 if round(100 * shares[0]) != round(100 * shares[1]) else 1
    cells = [
        Cell(view.language.percent(share, decimals), sub=view.of(one))
        for share, one in zip(shares, (then, now), strict=True)
    ]
    return cells[0], cells[1], view.text(N_("{n} points"), n=_signed(view, points, 1))


def _number(view: View, figure: Figure) -> str:
    return view.count(figure.numerator) if figure.base is None else view.of(figure)


def _signed(view: View, number: float, decimals: int = 0) -> str:
    said = view.language.number(abs(number), decimals)
    if not round(number, decimals):
        return said
    return f"{'+' if number > 0 else MINUS}{said}"


def _why(view: View, one: Revised, row: Mapping[str, Any]) -> str:
    """The causes; where several moved a count, each with its part."""
    causes = [cause for cause in STEPS if row[cause] is not None]
    parts = len(causes) > 1 and row["now_base"] is None
    words = (
        (_cause(view, one, cause, row["indicator"], row["breakdown"]), _signed(view, row[cause])) for cause in causes
    )
    return ", ".join(f"{word} {number}" if parts else word for word, number in words)


def _cause(view: View, one: Revised, cause: str, indicator: str, breakdown: str) -> str:
    if cause != RULES:
        return view.text(CAUSES[cause])
    if indicator in one.edition.definitions_changed() and breakdown != ANNUAL:
        return view.text(DEFINITION)
    return view.text(SETTINGS if one.edition.settings_changed(view.facts.settings) else PROGRAM)


def _parts(view: View, key: str, parts: pl.DataFrame) -> Table:
    """How many parts of each figure are others: by month, or by what it is broken down."""
    columns = (
        Column(view.text(N_("Figure")), card="title", card_label="none"), Column(view.text(N_("By what"))),
        Column(view.text(N_("Revised")), True), Column(view.text(N_("Largest difference")), True),
    )  # fmt: skip
    month = pl.when(_IS_MONTH & pl.col("breakdown").is_in(["", ANNUAL])).then(pl.lit("")).otherwise("breakdown")
    counted = (
        parts.with_columns(by=month, moved=(pl.col("now") - pl.col("then")).abs())
        .group_by("indicator", "by", maintain_order=True)
        .agg(pl.len(), pl.col("moved").max(), pl.col("breakdown").first())
        .sort("len", "indicator", "by", descending=[True, False, False])
    )
    rows = tuple(
        Row((
            _name(view, {"indicator": row["indicator"], "breakdown": ""}), Cell(_by(view, row["by"]), quiet=True),
            Cell(view.count(row["len"])), Cell(view.count(row["moved"] or 0.0)),
        ))
        for row in counted.iter_rows(named=True)
    )  # fmt: skip
    return Table(key, view.text(N_("Parts of figures that were revised")), columns, rows, "", cards=True)


def _by(view: View, breakdown: str) -> str:
    if not breakdown:
        return view.text(N_("Month"))
    known: Iterable[Message] = (BREAKDOWNS[breakdown].title,) if breakdown in BREAKDOWNS else ()
    return view.text(next(iter(known), _OTHER_BREAKDOWNS.get(breakdown, N_("Other"))))
