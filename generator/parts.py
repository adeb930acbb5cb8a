"""The parts of a page: tiles, tables, chips, clocks and links, as data and as the HTML made of them.

A page says what a part holds; how it looks is one Jinja template (`site_templates/partials/parts.html.jinja`) and one
style sheet. All text is escaped here, so a cell may hold whatever stood in a workbook. Every string is passed in
translated and formatted.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from generator.plain_text import isolated
from intake.language import Said

ROWS_TO_SORT, ROWS_TO_FIND = 3, 9
"""From so many rows on a table can be sorted, and has a bar to find rows; fewer are seen at a glance."""
KEY = re.compile("[a-z][a-z0-9-]*")

ChipKind = Literal["late", "soon", "info", "neutral", "outline"]
ClockKind = Literal["running", "soon", "late", "met"]
CardPlace = Literal["title", "corner", "half", "end", "line", "none"]
CardLabel = Literal["above", "beside", "none"]


@dataclass(frozen=True)
class Link:
    """A link with its words; `href` is relative to the page that it stands on and ends in `.html` or a file's name."""

    label: str
    href: str


@dataclass(frozen=True)
class Tile:
    """One figure: label (a link to its definition), value, base and comparison; `late` asks somebody to act.

    The value is a link to the `cases` in it, where they can be shown; `held` says what is held back beside it.
    """

    label: str
    value: str
    unit: str = ""
    base: str = ""
    comparison: str = ""
    href: str | None = None
    comparison_href: str | None = None
    late: bool = False
    cases: str | None = None
    held: str = ""


@dataclass(frozen=True)
class Chip:
    """A mark of an exception, always in words ("83 days late"); what is normal is plain text instead."""

    text: str
    kind: ChipKind


@dataclass(frozen=True)
class Clock:
    """A period that runs out: `share` of it used (0 to 1), and in words what is left or past."""

    share: float
    kind: ClockKind
    text: str


@dataclass(frozen=True)
class Bar:
    """A small bar behind a number: its length is `value` of `maximum`; the number itself is the cell's text."""

    value: float
    maximum: float
    hot: bool = False

    @property
    def share(self) -> float:
        """Length of the bar as a share of its full width; 0 when there is nothing to measure against."""
        return 0.0 if self.maximum <= 0 else min(1.0, max(0.0, self.value / self.maximum))


@dataclass(frozen=True)
class Cell:
    """One cell of a table. Shown in this order: text (a link with `href`), aside, links, chip, clock, sub, held.

    `aside` follows on the same line in secondary ink ("of 153"), `sub` stands beneath ("since 27 Oct"), a link with
    `sub_href`. `quiet` sets
    the text in secondary ink, for what is normal or absent ("on time", "not yet"). `bar` stands beside a text
    without link. `html` is trusted HTML that replaces all of it. A figure's text is a link to the `cases` in it, and
    `held` says what is held back beside it. A text that is a number or a day (`Said`) is sorted and downloaded as such;
    `sort` gives the place of other words in the order ("83 days late").
    """

    text: str = ""
    sub: str = ""
    aside: str = ""
    href: str | None = None
    chip: Chip | None = None
    clock: Clock | None = None
    bar: Bar | None = None
    quiet: bool = False
    strong: bool = False
    links: tuple[Link, ...] = ()
    html: Markup | None = None
    sub_href: str | None = None
    cases: str | None = None
    held: str = ""
    sort: float | datetime.date | None = None

    @property
    def order(self) -> float | datetime.date | None:
        """What the cell is sorted by where its words alone don't tell."""
        if self.sort is None and isinstance(self.text, Said) and self.text.form == "order":
            return self.text.value
        return self.sort


@dataclass(frozen=True)
class Column:
    """One column: its head, how its cells are set, and where they go on a phone's card.

    `nowrap` is for case numbers and the like. `href` leads to the definition. `width` is in px at the full page width.
    `sorted` says that the rows stand in this column's order. `choose`: rows can be chosen by this column's words, of
    which there are few. `card`: in the first line at the left (`title`) or
    right (`corner`), in the next free half (`half`, `end` = set to the right), on a line of its own (`line`), or
    not at all (`none`); `card_label` puts the head above or beside it there.
    """

    label: str
    number: bool = False
    nowrap: bool = False
    href: str | None = None
    width: int | None = None
    sorted: Literal["ascending", "descending"] | None = None
    choose: bool = False
    card: CardPlace = "half"
    card_label: CardLabel = "above"


@dataclass(frozen=True)
class Row:
    """One row: its cells in the order of the columns, and the values that filters look for.

    `keys` maps a select's key to this row's values, separated by spaces (codes, never a reader's words). `anchor` is
    the place that links lead to: a hit of the search, which shows the row whatever was chosen.
    """

    cells: tuple[Cell, ...]
    keys: Mapping[str, str] = field(default_factory=dict)
    anchor: str = ""


@dataclass(frozen=True)
class Select:
    """A choice above a table: `options` are pairs of value and words; a row stays when it has any of the value's words.

    The empty value keeps all rows. `chosen` is the value set at first, once the script runs.
    """

    key: str
    label: str
    options: tuple[tuple[str, str], ...]
    chosen: str = ""


@dataclass(frozen=True)
class Filter:
    """The bar above a table: find a text, selects, how many rows are shown, downloads.

    `count` has the fields {shown} and {all}: "{shown} of {all} open cases"; `none_left` is said when no row is left.
    """

    find: str
    placeholder: str
    count: str
    none_left: str
    selects: tuple[Select, ...] = ()
    downloads: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table, or the sentence `empty` when there is no row.

    `key` is unique on its page (small letters, digits, hyphens). `ordered`: the order of the rows is part of what they
    say, so that nothing sorts them. `cards`: below 720 px each row is a card. `matrix`:
    the table scrolls sideways there instead, its first column stays. `fixed`: column widths are kept as declared.
    """

    key: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str
    subtitle: str = ""
    foot: Row | None = None
    cards: bool = False
    matrix: bool = False
    fixed: bool = False
    ordered: bool = False
    filter: Filter | None = None

    @property
    def tools(self) -> str:
        """What the script adds to it (`table_tools`)."""
        return table_tools(len(self.rows), matrix=self.matrix, ordered=self.ordered, filtered=self.filter is not None)


@dataclass(frozen=True)
class SheetCell:
    """One cell in the picture of a sheet: a header that every row needs or one that may stay empty, or a row's cell.

    A row's cell is filled, free to be filled, or needed and still missing.
    """

    text: str
    kind: Literal["needed", "optional", "filled", "free", "missing"]


@dataclass(frozen=True)
class SheetPicture:
    """A sheet of a workbook as a spreadsheet shows it: letters above, numbers of rows at the left, its tab beneath.

    `alt` names the picture to those who cannot see it. Each row has a cell for each letter.
    """

    key: str
    title: str
    alt: str
    letters: tuple[str, ...]
    rows: tuple[tuple[SheetCell, ...], ...]
    first_row: int = 1


@dataclass(frozen=True)
class OfficeLink:
    """One of an office's own pages: its name, how many it lists, and whether it is the page being read."""

    label: str
    href: str
    count: str = ""
    current: bool = False


def render_tiles(tiles: Sequence[Tile]) -> Markup:
    """Return a grid of tiles: six (or three) in 6/3/2 columns, four in 4/4/2."""
    return render_macro("tiles", tiles)


def render_table(table: Table) -> Markup:
    """Return a table with its caption and filter bar, or its caption and the sentence for no rows.

    Raises ValueError when a row has not as many cells as there are columns, or a key could not stand in an attribute.
    """
    selects = table.filter.selects if table.filter else ()
    for key in (table.key, *(select.key for select in selects), *{key for row in table.rows for key in row.keys}):
        if not KEY.fullmatch(key):
            raise ValueError(f"table {table.key}: not a key: {key!r}")
    for row in (*table.rows, *([table.foot] if table.foot else [])):
        if len(row.cells) != len(table.columns):
            raise ValueError(f"table {table.key}: {len(row.cells)} cells in a row, {len(table.columns)} columns")
    return render_macro("table", table)


def table_tools(rows: int, *, matrix: bool = False, ordered: bool = False, filtered: bool = False) -> str:
    """Return what the script adds to a table, beside its downloads: "sort", "find", both or nothing.

    One place for every table of the sites, those beneath charts included. A matrix is found one's way in by its first
    column, which stays in sight; what stands in an order of its own is read from above.
    """
    finds = filtered or (rows >= ROWS_TO_FIND and not matrix and not ordered)
    return " ".join(tool for tool, has in (("sort", rows >= ROWS_TO_SORT and not ordered), ("find", finds)) if has)


def render_said(text: str) -> Markup:
    """Return words as text, a number or day among them as an element that says so to scripts."""
    shown = escape(_finalize(text))
    if not isinstance(text, Said) or text.form == "order":
        return shown
    tag, value = ("time", "datetime") if text.form in ("day", "month") else ("data", "value")
    form = f' data-form="{text.form}"' if text.form in ("month", "percent") else ""
    return Markup(f'<{tag} {value}="{text.value}"{form}>{shown}</{tag}>')  # noqa: S704 (escaped)


def render_in_figure(cases: str | None, text: str) -> Markup:
    """Return the words of a figure, HTML or plain, as a link to the `cases` in it where there is one."""
    shown = escape(_finalize(text))
    return Markup(f'<a class="in-figure" href="{escape(_finalize(cases))}">{shown}</a>') if cases else shown  # noqa: S704


def render_chip(chip: Chip) -> Markup:
    """Return a chip."""
    return render_macro("chip", chip)


def render_clock(clock: Clock) -> Markup:
    """Return a clock: a bar of 120 × 6 px with its words beneath."""
    return render_macro("clock", clock)


def render_bar(bar: Bar) -> Markup:
    """Return a small bar of 90 × 6 px."""
    return render_macro("bar", bar)


def render_office_links(label: str, links: Sequence[OfficeLink]) -> Markup:
    """Return the row of links to an office's pages; `label` names the row to those who cannot see it."""
    return render_macro("office_links", label, links)


def render_sheet_picture(picture: SheetPicture) -> Markup:
    """Return the picture of a sheet; it scrolls sideways where it is wider than the page."""
    return render_macro("sheet_picture", picture)


def render_state_line(state: str, parts: Sequence[str], strong_parts: Sequence[str] = ()) -> Markup:
    """Return the line under a page's title: the state of the data in bold, then what else is to know."""
    return render_macro("state_line", state, parts, strong_parts)


def render_note(text: str, lead: str = "") -> Markup:
    """Return a note in secondary ink, its `lead` in bold ("[w]")."""
    return render_macro("note", text, lead)


def render_fold(summary: str, body: Markup) -> Markup:
    """Return what is unfolded by a click on its summary; `body` is trusted HTML."""
    return render_macro("fold", summary, body)


def render_files(lead: str, links: Sequence[Link]) -> Markup:
    """Return a line of files to download, its `lead` in bold."""
    return render_macro("files", lead, links)


def render_pair(first: str, second: str) -> Markup:
    """Return two half-width figures side by side (beneath each other on a phone); both are trusted HTML."""
    return render_macro("pair", Markup(first), Markup(second))  # noqa: S704 (rendered by our own templates)


def render_macro(macro: str, *values: object) -> Markup:
    """Return what a macro of the parts makes of its values, as HTML without a blank line."""
    html = str(getattr(_macros(), macro)(*values))
    # A blank line would end a block of HTML within Markdown.
    return Markup("\n".join(line.strip() for line in html.splitlines() if line.strip()))  # noqa: S704


def _finalize(value: object) -> object:
    """Return a value as a page may show it, before it is escaped."""
    return isolated(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def prepare_parts() -> None:
    """Read the templates of the parts now, before processes are forked that would each read them."""
    _macros()


@cache
def _macros() -> ModuleType:
    loader = PackageLoader("site_templates", "partials")
    environment = Environment(
        loader=loader, autoescape=True, finalize=_finalize, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    # In Python, for they are asked for each cell of each table.
    environment.globals |= {"said": render_said, "in_figure": render_in_figure}
    return environment.get_template("parts.html.jinja").module  # type: ignore[return-value]
