"""The data dictionary: every column of the workbooks as the one declaration has it, and every code list."""

from collections.abc import Mapping

from markupsafe import Markup

from generator.pages.draft import DraftPage, draft
from generator.pages.nav import definition_links
from generator.pages.view import DEFINITIONS, DICTIONARY, View
from generator.parts import Cell, Column, Row, Table, render_table
from intake.codes import CODE_LISTS, CodeList
from intake.language import N_, NP_, Message
from intake.tables import OFFICE_WORKBOOK, WORKBOOKS
from intake.tables.declare import Field, Sheet, WorkbookDeclaration, fields

KINDS: Mapping[str, Message] = {
    "text": NP_("kind", "text"),
    "date": NP_("kind", "date"),
    "integer": NP_("kind", "whole number"),
    "number": NP_("kind", "number"),
    "code": NP_("kind", "choice from a list"),
    "case": NP_("kind", "case number"),
    "reference": NP_("kind", "choice from a sheet"),
    "national-number": NP_("kind", "national number"),
    "school-year": NP_("kind", "school year"),
    "moment": NP_("kind", "day and time"),
    "workshop": NP_("kind", "workshop number"),
}
NEEDS: Mapping[str, Message] = {
    "key": NP_("need", "needed, key"),
    "needed": NP_("need", "needed"),
    "optional": NP_("need", "may be empty"),
}
CLASSES: Mapping[str, Message] = {
    "I": N_("I: identifies; never leaves the workbook"),
    "T": N_("T: free text, firms, staff; never leaves the workbook"),
    "S": N_("S: sensitive; the case’s own office alone, elsewhere counts"),
    "": N_("coordination case by case"),
}


def dictionary_page(view: View) -> DraftPage:
    """Return the data dictionary: of all workbooks for the coordination, of its own for an office."""
    page = view.at(DICTIONARY)
    fragments = {"links": definition_links(page)}
    workbooks = []
    for workbook in WORKBOOKS if page.is_coordination else (OFFICE_WORKBOOK,):
        keys = []
        for sheet in workbook.all_sheets:
            key = f"{workbook.key}-{sheet.INFO.key}".replace("_", "-")
            fragments[key] = render_table(_sheet_table(page, workbook, sheet, key))
            keys.append(key)
        workbooks.append((page.text(workbook.title), keys))
    fragments["lists"] = render_table(_lists_table(page))
    title = page.text(N_("Data dictionary"))
    return draft(page, "dictionary", title, fragments, state=False, within=DEFINITIONS, workbooks=workbooks)


def _sheet_table(view: View, workbook: WorkbookDeclaration, sheet: type[Sheet], key: str) -> Table:
    columns = (
        Column(view.text(N_("Column")), width=230, card="title", card_label="none"),
        Column(view.text(N_("What stands there")), width=210),
        Column(view.text(N_("Need")), width=130, choose=True),
        Column(view.text(N_("Who sees it")), width=230, choose=True),
        Column(view.text(N_("Help")), card="line"),
    )
    rows = tuple(_column_row(view, workbook, name, declared) for name, declared in fields(sheet).items())
    title = view.text(N_("Sheet {sheet}"), sheet=view.text(sheet.INFO.title))
    return Table(key, title, columns, rows, "–", view.text(sheet.INFO.hint), cards=True, fixed=True)


def _column_row(view: View, workbook: WorkbookDeclaration, name: str, declared: Field) -> Row:
    kind = Cell(view.text(KINDS[declared.kind]))
    if declared.codes in CODE_LISTS:
        kind = Cell(view.text(KINDS[declared.kind]), sub="", html=_list_link(view, declared))
    elif declared.refers_to:
        sheet = _title_of(workbook, declared.refers_to[0])
        kind = Cell(view.text(KINDS[declared.kind]), sub=view.text(sheet) if sheet else "")
    elif declared.low is not None and declared.high is not None:
        low, high = (view.language.number(bound) for bound in (declared.low, declared.high))
        kind = Cell(view.text(KINDS[declared.kind]), sub=view.text(N_("{low} to {high}"), low=low, high=high))
    return Row(
        (
            Cell(view.text(declared.label), sub=name),
            kind,
            Cell(view.text(NEEDS[declared.need]), quiet=not declared.required),
            Cell(view.text(CLASSES[declared.privacy]), quiet=not declared.privacy),
            Cell(view.text(declared.hint)),
        )
    )


def _list_link(view: View, declared: Field) -> Markup:
    codes = declared.codes
    assert codes is not None  # noqa: S101 (asked for by the caller)
    link = Markup('<a href="#list-{key}">{words}</a><span class="sub">{title}</span>')
    return link.format(key=codes.key, words=view.text(KINDS[declared.kind]), title=view.text(codes.title))


def _title_of(workbook: WorkbookDeclaration, sheet: str) -> Message | None:
    for one in (workbook, *WORKBOOKS):
        for declared in one.all_sheets:
            if declared.INFO.key == sheet:
                return declared.INFO.title
    return None


def _lists_table(view: View) -> Table:
    columns = (
        Column(view.text(N_("Code list")), width=260, card="title", card_label="none"),
        Column(view.text(N_("Entries")), card="line", card_label="none"),
    )
    rows = tuple(Row((_list_name(view, codes), Cell(_entries(view, codes)))) for codes in CODE_LISTS)
    subtitle = view.text(N_("The choices of each list, as a dropdown shows them. A star marks those of class S."))
    return Table("lists", view.text(N_("Code lists")), columns, rows, "–", subtitle, cards=True)


def _list_name(view: View, codes: CodeList) -> Cell:
    name = Markup('<span id="list-{key}">{title}</span><span class="sub">{key}</span>')
    return Cell(html=name.format(key=codes.key, title=view.text(codes.title)))


def _entries(view: View, codes: CodeList) -> str:
    return " · ".join(view.text(one.label) + ("*" if one.sensitive else "") for one in codes.entries)
