"""How to fill the workbook, for an office: the ten lines of its cover, and a picture of each sheet.

All of it derives from the declaration: a column that comes or goes there comes or goes here.
"""

from collections.abc import Iterator

from openpyxl.utils import get_column_letter

from generator.pages.dictionary import KINDS
from generator.pages.draft import DraftPage, draft
from generator.pages.view import HOW_TO_FILL, View
from generator.parts import (
    Cell,
    Column,
    Row,
    SheetCell,
    SheetPicture,
    Table,
    render_sheet_picture,
    render_table,
)
from intake.codes import CodeList
from intake.language import N_, NP_
from intake.settings import school_year_of
from intake.tables import OFFICE_WORKBOOK
from intake.tables.declare import Field, Sheet, fields

TITLE = N_("How to fill the workbook")
FORM_LETTERS, FORM_ROW = ("B", "C"), 6
"""Where the cover has its labels and its cells to fill in, from which row on."""


def how_to_fill_page(view: View) -> DraftPage:
    """Return the page for the office of the site, in the words of the workbook's own cover."""
    page = view.at(HOW_TO_FILL)
    sheets = []
    fragments: dict[str, str] = {}
    for sheet in OFFICE_WORKBOOK.all_sheets:
        key = sheet.INFO.key.replace("_", "-")
        fragments[f"picture-{key}"] = render_sheet_picture(sheet_picture(page, sheet))
        fragments[f"needed-{key}"] = render_table(_needed(page, sheet))
        sheets.append((page.text(sheet.INFO.title), page.text(sheet.INFO.hint), key))
    lines = [page.text(line) for line in OFFICE_WORKBOOK.help]
    return draft(page, "how_to_fill", page.text(TITLE), fragments, state=False, lines=lines, sheets=sheets)


def sheet_picture(view: View, sheet: type[Sheet]) -> SheetPicture:
    """Return a sheet as it looks when one row is filled and the next has only begun: its missing cells are shaded."""
    columns = _shown(sheet)
    title = view.text(sheet.INFO.title)
    alt = view.text(N_("Picture of the sheet {sheet}"), sheet=title)
    if sheet.INFO.layout == "form":
        form = tuple((_head(view, declared), _filled(view, declared, 1)) for declared in columns.values())
        return SheetPicture(sheet.INFO.key, title, alt, FORM_LETTERS, form, FORM_ROW)
    heads = tuple(_head(view, declared) for declared in columns.values())
    filled = tuple(_filled(view, declared, 1) for declared in columns.values())
    first, *others = columns.values()
    begun = (_filled(view, first, 2), *(_begun(view, declared) for declared in others))
    letters = tuple(get_column_letter(place) for place in range(1, len(columns) + 1))
    return SheetPicture(sheet.INFO.key, title, alt, letters, (heads, filled, begun))


def _filled(view: View, declared: Field, number: int) -> SheetCell:
    """A cell that every row needs holds an example; one that may stay empty says what may stand there."""
    if declared.required:
        return SheetCell(_example(view, declared, number), "filled")
    return SheetCell(view.text(KINDS[declared.kind]), "free")


def _begun(view: View, declared: Field) -> SheetCell:
    return SheetCell(view.text(NP_("example", "missing")), "missing") if declared.required else SheetCell("", "free")


def _example(view: View, declared: Field, number: int) -> str:
    """What a cell of a column may hold, made from the declaration alone; `number` is that of the case."""
    year = school_year_of(view.today, view.facts.settings.year)
    office = view.audience.office or ""
    match declared:
        case Field(codes=CodeList() as codes):
            return view.text(codes.entries[0].label)
        case Field(kind="date"):
            return f"{view.today:%d.%m.%Y}"
        case Field(kind="case"):
            return f"{office}-{year[2:4]}{year[5:]}-{number:04d}"
        case Field(kind="school-year"):
            return year
        case Field(refers_to=("offices", _)):
            return office
    return view.text(KINDS[declared.kind])


def _shown(sheet: type[Sheet]) -> dict[str, Field]:
    """The columns that people fill in: what the tool writes of the file itself is none."""
    return {key: declared for key, declared in fields(sheet).items() if not declared.stamped}


def _head(view: View, declared: Field) -> SheetCell:
    label = view.text(declared.label)
    return SheetCell(f"{label} *", "needed") if declared.required else SheetCell(label, "optional")


def _needed(view: View, sheet: type[Sheet]) -> Table:
    columns = (
        Column(view.text(N_("Column")), width=260, card="title", card_label="none"),
        Column(view.text(N_("Where")), width=90, card="corner", card_label="none"),
        Column(view.text(N_("What to enter")), card="line", card_label="none"),
    )
    key = f"columns-{sheet.INFO.key}".replace("_", "-")
    title = view.text(N_("Needed on the sheet {sheet}"), sheet=view.text(sheet.INFO.title))
    empty = view.text(N_("Nothing is needed here."))
    return Table(key, title, columns, tuple(_rows(view, sheet)), empty, cards=True, fixed=True)


def _rows(view: View, sheet: type[Sheet]) -> Iterator[Row]:
    for place, declared in enumerate(_shown(sheet).values()):
        if not declared.required:
            continue
        where = f"{FORM_LETTERS[1]}{place + FORM_ROW}" if sheet.INFO.layout == "form" else get_column_letter(place + 1)
        yield Row((Cell(view.text(declared.label), strong=True), Cell(where), Cell(view.text(declared.hint))))
