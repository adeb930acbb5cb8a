"""The reference workbook, kept by the coordinators: offices, communes, schools, the calendar, published figures."""

from collections.abc import Mapping
from typing import ClassVar

import dataframely as dy
import polars as pl

from intake.language import N_
from intake.tables import declare as column
from intake.tables.declare import Fault, Sheet, SheetInfo, WorkbookDeclaration

VERSION = 1


class Cover(Sheet):
    """As of when the reference data stand."""

    INFO: ClassVar = SheetInfo("cover", N_("Cover"), N_("As of when these data stand."), layout="form")

    data_on = column.date(N_("State of the data on"), N_("The day up to which everything is entered."), need="needed")
    template_version = column.text(N_("Template version"), N_("Written by the tool; leave as it is."), stamped=True)


class Offices(Sheet):
    """A row a regional office."""

    INFO: ClassVar = SheetInfo("offices", N_("Offices"), N_("One row for each regional office."), room=20)
    KEY: ClassVar = ("code",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "code"),
        "code_is_three_letters": Fault("not-an-office-code", "code"),
    }

    code = column.text(
        N_("Office code"), N_("Three capital letters; case numbers begin with it."), need="key", width=12
    )
    name = column.text(N_("Name"), N_("As it is to stand on the pages."), need="needed", width=20)
    posts = column.number(N_("Posts"), N_("Posts of social pedagogues, as in 1.75."), need="needed", high=100)
    email = column.text(N_("E-mail"), N_("Where to write to the office."), width=26)
    address = column.text(N_("Address"), N_("Street and number."), width=30)
    phone = column.text(N_("Phone"), N_("The office's number."), width=16)

    @dy.rule()
    def code_is_three_letters(cls) -> pl.Expr:
        """An office's code can begin a case number."""
        return cls.code.col.str.contains(r"^[A-Z]{3}$")


class Communes(Sheet):
    """A row a commune, with the office that follows its youngsters."""

    INFO: ClassVar = SheetInfo("communes", N_("Communes"), N_("One row for each of the country's communes."), room=120)
    KEY: ClassVar = ("commune",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {"key_is_unique": Fault("duplicate-row", "commune")}

    commune = column.text(N_("Commune"), N_("The commune's official name."), need="key", width=24)
    canton = column.text(N_("Canton"), N_("The canton that it lies in."), width=20)
    office = column.reference(("offices", "code"), N_("Office"), N_("The office that follows it."), need="needed")


class Schools(Sheet):
    """A row a secondary school."""

    INFO: ClassVar = SheetInfo("schools", N_("Schools"), N_("One row for each secondary school."), room=60)
    KEY: ClassVar = ("code",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {"key_is_unique": Fault("duplicate-row", "code")}

    code = column.text(N_("School code"), N_("A short code, as in LTB."), need="key", width=12)
    name = column.text(N_("Name"), N_("As it is to stand on the pages."), need="needed", width=34)
    preparatory = column.yes_no(
        N_("Has a régime préparatoire"), N_("Whether teachers of the ALJ are attached to it."), need="needed"
    )
    office = column.reference(("offices", "code"), N_("Office"), N_("For youngsters who live abroad."))


class Teachers(Sheet):
    """A row a teacher attached to a school, by code and never by name."""

    INFO: ClassVar = SheetInfo("teachers", N_("Teachers"), N_("One row for each attached teacher."), room=60)
    KEY: ClassVar = ("code",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {"key_is_unique": Fault("duplicate-row", "code")}

    code = column.text(N_("Teacher code"), N_("A code, never a name."), need="key", width=14)
    school = column.reference(("schools", "code"), N_("School"), N_("Choose from the list."), need="needed")
    hours = column.number(N_("Hours a week"), N_("Hours for the ALJ."), high=40)


class Calendar(Sheet):
    """A row a month: when its list and its workbooks are expected, and its school holidays."""

    INFO: ClassVar = SheetInfo("calendar", N_("Calendar"), N_("One row for each month of a school year."), room=60)
    KEY: ClassVar = ("school_year", "month")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "month"),
        "holidays_end_after_start": Fault("ended-before-started", "holidays_to", empties=True, also="holidays_from"),
    }

    school_year = column.school_year(N_("School year"), N_("As in 2026/27."), need="key")
    month = column.integer(N_("Month"), N_("1 is January, 12 is December."), need="key", low=1, high=12)
    list_expected_on = column.date(N_("List expected on"), N_("When the register's list should come."), future=True)
    workbooks_due_on = column.date(N_("Workbooks due on"), N_("When the offices should upload."), future=True)
    holidays_from = column.date(N_("School holidays from"), N_("The first day off."), future=True)
    holidays_to = column.date(N_("School holidays to"), N_("The last day off."), future=True)

    @dy.rule()
    def holidays_end_after_start(cls) -> pl.Expr:
        """Holidays end on the day they begin or later."""
        return cls.holidays_to.col >= cls.holidays_from.col


class Pupils(Sheet):
    """A row a school year and track: the base of the rate of school leaving."""

    INFO: ClassVar = SheetInfo("pupils", N_("Pupils"), N_("The base of the rate, by school year and track."), room=120)
    KEY: ClassVar = ("school_year", "track")
    FAULTS: ClassVar[Mapping[str, Fault]] = {"key_is_unique": Fault("duplicate-row", "track")}

    school_year = column.school_year(N_("School year"), N_("As in 2026/27."), need="key")
    track = column.text(N_("Track"), N_("A track's code, or all."), need="key")
    compulsory_age = column.integer(
        N_("Compulsory school age"), N_("The age up to which schooling is compulsory."), need="needed", low=14, high=19
    )
    pupils = column.integer(N_("Pupils over it"), N_("Pupils older than that."), high=1_000_000)


class Published(Sheet):
    """A row a figure that the ministry published, to be quoted beside ours."""

    INFO: ClassVar = SheetInfo("published", N_("Published figures"), N_("What the ministry published."), room=120)
    KEY: ClassVar = ("school_year", "figure", "definition", "source")
    FAULTS: ClassVar[Mapping[str, Fault]] = {"key_is_unique": Fault("duplicate-row", "figure")}

    school_year = column.school_year(N_("School year"), N_("As in 2026/27."), need="key")
    figure = column.text(N_("Figure"), N_("What was counted, as in left school."), need="key", width=28)
    value = column.number(N_("Value"), N_("As it was published."), need="needed")
    definition = column.text(N_("Definition"), N_("By which rule it was counted."), need="key", width=36)
    source = column.text(N_("Source"), N_("Where it was published."), need="key", width=36)


REFERENCE_WORKBOOK = WorkbookDeclaration(
    key="reference",
    title=N_("Reference workbook"),
    version=VERSION,
    help=(
        N_("Kept by the coordinators. The offices' workbooks take their lists from here."),
        N_("A new office, commune or school is a new row; the next build knows it."),
        N_("The calendar says when lists and workbooks are due, and when school is out."),
        N_("Published figures are quoted beside the computed ones, never mixed with them."),
    ),
    cover=Cover,
    sheets=(Offices, Communes, Schools, Teachers, Calendar, Pupils, Published),
)
