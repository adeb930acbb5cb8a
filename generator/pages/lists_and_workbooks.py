"""When lists and workbooks were due and came: what was due last and is due next, and each month of the school year."""

from collections.abc import Collection, Iterator
from datetime import date

from generator.pages.case_cells import SOON_DAYS
from generator.pages.compare import workbook_cell
from generator.pages.view import View
from generator.parts import Cell, Chip, Column, Row, Table
from generator.submission_calendar import LIST, Expected
from intake.language import N_, NP_, Message
from intake.settings import school_year_of

NO_CALENDAR = N_("The reference workbook has no calendar for this school year.")
THE_LIST = N_("List from the register")
RECEIVED = (NP_("list", "received {day}"), N_("received {day}"))
DUE = (NP_("list", "due {day}"), N_("due {day}"))
WAS_DUE = (NP_("list", "was due {day}"), N_("was due {day}"))
"""Of a list, and of a workbook: in French the two are not of one gender."""


def due_table(view: View, office: str | None = None) -> Table:
    """Return what was due last and is due next: of the list and of each office, or of one office alone."""
    columns = (
        Column(view.text(N_("Office") if office else N_("List or workbook")), card="title", card_label="none"),
        Column(view.text(NP_("calendar", "For"))),
        Column(view.text(N_("Due"))),
        Column(view.text(N_("Received"))),
        Column(view.text(N_("Data as of"))),
        Column(view.text(N_("State")), card="corner", card_label="none"),
        Column(view.text(N_("Next due"))),
    )
    senders = [LIST, *view.facts.statuses] if office is None else [office]
    rows = tuple(_due_row(view, sender) for sender in senders if view.facts.calendar.expected)
    title = N_("Lists and workbooks: due and received") if office is None else N_("Workbook: due and received")
    return Table(
        "due", view.text(title), columns, rows, view.text(NO_CALENDAR), _scope(view),
        cards=True, ordered=True,
    )  # fmt: skip


def _scope(view: View) -> str:
    words = view.text(N_("What was due last, and what is due next; {day}."), day=view.on_today)
    missing = [view.language.month(month) for month in view.facts.calendar.without_day]
    if not missing or not view.facts.calendar.expected:
        return words
    lacks = view.text(
        N_("The calendar of the reference workbook has no day for workbooks in {months}."),
        months=view.language.both(missing),
    )
    return f"{words} {lacks}"


def _due_row(view: View, sender: str) -> Row:
    calendar = view.facts.calendar
    name = Cell(view.text(THE_LIST))
    if sender:
        name = Cell(view.office(sender), href=view.link(view.office_page(sender)) if view.is_coordination else None)
    last, coming = calendar.last(sender), calendar.next(sender)
    next_cell = _next_cell(view, coming)
    if last is None:
        none = Cell("–", quiet=True)
        return Row((name, none, none, none, none, Cell(view.text(N_("nothing due yet")), quiet=True), next_cell))
    came = Cell(view.short(last.came_on)) if last.came_on else Cell(view.text(N_("not yet")), quiet=True)
    stands = last.tells_of
    if sender and not last.came_on:
        stands = view.facts.statuses[sender].state.data_on
    told = Cell(view.short(stands)) if stands else Cell("–", quiet=True)
    return Row(
        (name, Cell(view.language.month(last.month)), Cell(view.short(last.due_on)), came, told,
         _state_cell(view, last), next_cell)
    )  # fmt: skip


def _state_cell(view: View, one: Expected) -> Cell:
    late = view.plural(N_("{n} day late"), N_("{n} days late"), one.days_late)
    if one.came_on:
        return Cell(late if one.days_late else view.text(N_("on time")), quiet=True, sort=one.days_late)
    if one.refused_on:
        refused = view.text(N_("refused {day}"), day=view.short(one.refused_on))
        return Cell(chip=Chip(late if one.days_late else refused, "late"), sub=refused if one.days_late else "",
                    sort=one.days_late)  # fmt: skip
    if one.days_late:
        return Cell(chip=Chip(late, "late"), sort=one.days_late)
    return Cell(chip=Chip(view.text(NP_("calendar", "due today")), "soon"), sort=0)


def _next_cell(view: View, one: Expected | None) -> Cell:
    if one is None:
        return Cell("–", quiet=True)
    if one.came_on:
        return Cell(view.short(one.due_on), sub=_in_words(view, RECEIVED, one, one.came_on))
    days = (one.due_on - view.today).days
    soon = view.plural(N_("in {n} day"), N_("in {n} days"), days) if days <= SOON_DAYS else ""
    return Cell(view.short(one.due_on), sub=soon)


def month_grid(view: View) -> Table:
    """Return the lists and the workbooks of each office by month of the school year so far, and the next, in words."""
    months = _months(view)
    columns = (
        Column(view.text(N_("Office"))), Column(view.text(N_("Now"))),
        *(Column(view.language.month(month)) for month in months),
    )  # fmt: skip
    lists = [_grid_row(view, LIST, months)] if view.is_coordination else []
    rows = (*lists, *(_grid_row(view, office, months) for office in view.facts.statuses))
    subtitle = view.text(
        N_("A workbook is of the month that its data tell of; one sent after a month left out stands for both; {day}."),
        day=view.on_today,
    )  # fmt: skip
    title = view.text(N_("Workbooks by office and month"))
    return Table("grid", title, columns, rows if months else (), view.text(NO_CALENDAR), subtitle, matrix=True)


def _months(view: View) -> list[date]:
    """The months of the school year so far, and the next, of which the calendar has a day."""
    year = view.facts.settings.year
    known = sorted({one.month for one in view.facts.calendar.expected})
    own = [month for month in known if school_year_of(_within(month), year) == view.facts.school_year]
    begun = [month for month in own if month <= view.today]
    return own[: len(begun) + 1]


def _within(month: date) -> date:
    """A day of the month that lies in the school year that the month is of, also where one begins within it."""
    return month.replace(day=28)


def _grid_row(view: View, sender: str, months: Collection[date]) -> Row:
    expected = {one.month: one for one in view.facts.calendar.of(sender)}
    cells = [_month_cell(view, expected[month]) if month in expected else Cell("–", quiet=True) for month in months]
    return Row((*_head_cells(view, sender), *cells))


def _head_cells(view: View, sender: str) -> Iterator[Cell]:
    yield Cell(view.office(sender) if sender else view.text(THE_LIST))
    if sender:
        yield workbook_cell(view, view.facts.statuses[sender])
    else:
        last = view.facts.calendar.last(LIST)
        yield _state_cell(view, last) if last else Cell("–", quiet=True)


def _month_cell(view: View, one: Expected) -> Cell:
    late = view.plural(N_("{n} day late"), N_("{n} days late"), one.days_late)
    if one.came_on:
        return Cell(_in_words(view, RECEIVED, one, one.came_on), sub=late if one.days_late else "", quiet=True)
    if one.is_missing:
        was_due = _in_words(view, WAS_DUE, one, one.due_on)
        return Cell(chip=Chip(view.text(N_("missing")), "late"), sub=was_due)
    return Cell(_in_words(view, DUE, one, one.due_on), quiet=True)


def _in_words(view: View, words: tuple[Message, Message], one: Expected, day: date) -> str:
    of_list, of_workbook = words
    return view.text(of_workbook if one.office else of_list, day=view.short(day))
