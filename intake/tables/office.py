"""The office workbook: one per office and school year, filled all year, uploaded again each time."""

from collections.abc import Mapping
from typing import ClassVar

import dataframely as dy
import polars as pl

from intake import codes
from intake.language import N_
from intake.tables import declare as column
from intake.tables.declare import CaseSheet, Fault, Sheet, SheetInfo, WorkbookDeclaration
from intake.tables.programmes import Interventions, Participants, Workshops, YouthGuarantee

VERSION = 1
"""Raised when workbooks made from the template before need to be moved to a new one."""

FIRST_OWN_NUMBER = 5001
"""Running numbers of cases from lists count from 1, those that an office opens itself from here."""

WRITTEN_BY_THE_TOOL = N_("Written by the tool; leave as it is.")
CHOOSE = N_("Choose from the list.")


class Cover(Sheet):
    """Who filled the workbook and as of when, and what the template says of itself."""

    INFO: ClassVar = SheetInfo("cover", N_("Cover"), N_("Who filled the workbook, and as of which day."), layout="form")

    office = column.reference(("offices", "code"), N_("Office"), N_("The three letters of your office."), need="needed")
    school_year = column.school_year(N_("School year"), N_("The school year of this workbook, as in 2026/27."))
    filled_in_by = column.text(N_("Filled in by"), N_("Who may be asked about this workbook."), privacy="T")
    data_on = column.date(N_("State of the data on"), N_("The day up to which everything is entered."), need="needed")
    posts = column.number(N_("Posts of social pedagogues filled this month"), N_("As in 1.75."), high=100)
    remarks = column.text(N_("Remarks"), N_("Anything the coordinators should know."), privacy="T")
    template_version = column.text(N_("Template version"), WRITTEN_BY_THE_TOOL, stamped=True)
    written_in = column.text(N_("Language of the template"), WRITTEN_BY_THE_TOOL, stamped=True)
    written_on = column.text(N_("Template written on"), WRITTEN_BY_THE_TOOL, stamped=True)
    written_for = column.text(N_("Template written for"), WRITTEN_BY_THE_TOOL, stamped=True)
    lists_held = column.text(N_("Monthly lists held"), WRITTEN_BY_THE_TOOL, stamped=True)


class Leavers(Sheet):
    """A row a case."""

    INFO: ClassVar = SheetInfo(
        "leavers", N_("Leavers"), N_("One row for each case, listed or not. The number stays for life."), room=400
    )
    KEY: ClassVar = ("case",)
    HOLD_ALL_DUPLICATES: ClassVar = True
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-case", "case"),
        "leaver_left_on_a_day": Fault("missing", "left_school_on"),
        "leaver_has_years_behind": Fault("missing", "years_behind"),
        "leaver_listed_on_a_day": Fault("missing", "listed_on"),
        "left_after_birth": Fault("left-before-birth", "left_school_on", also="birth_date"),
        "opened_after_birth": Fault("opened-before-birth", "opened_on", also="birth_date"),
        "closed_after_opened": Fault("closed-before-opened", "closed_on", empties=True, also="opened_on"),
    }

    case = column.case_number(
        N_("Case number"), N_("Given by the tool: take the next free one, never change one."), need="key",
        prefilled=True,
    )  # fmt: skip
    former_case = column.case_number(N_("Former case number"), N_("The number at the office that handed the case on."))
    origin = column.code(codes.ORIGIN, N_("Origin"), N_("How the case came to the office."), need="needed")
    opened_on = column.date(N_("Opened on"), N_("The day on which the office took the case up."), need="needed")
    listed_on = column.date(N_("Listed on"), N_("The date of the monthly list; empty when on none."))
    national_number = column.national_number(N_("National number"), N_("Thirteen digits; empty when there is none."))
    last_name = column.text(N_("Last name"), N_("As in the register."), need="needed", privacy="I", width=20)
    first_name = column.text(N_("First name"), N_("As in the register."), need="needed", privacy="I", width=18)
    birth_date = column.date(N_("Birth date"), N_("Day, month, year, as in 31.12.2009."), need="needed", privacy="I")
    sex = column.code(codes.SEX, N_("Sex"), N_("As in the register."), need="needed", width=11)
    nationality_group = column.code(codes.NATIONALITY_GROUP, N_("Nationality group"), CHOOSE)
    commune = column.reference(
        ("communes", "commune"), N_("Commune"), N_("Where the youngster lives; empty when abroad.")
    )
    school = column.reference(("schools", "code"), N_("Last school"), N_("The school that the youngster left."))
    track = column.code(codes.TRACK, N_("Track"), N_("The track at that school."), width=22)
    grade = column.integer(N_("Grade"), N_("The class level, as in 9."), low=1, high=14)
    years_behind = column.integer(N_("Years behind"), N_("Behind the grade usual at that age; 0 when none."), high=6)
    left_school_on = column.date(N_("Left school on"), N_("Needed for leavers; empty for who never left."))
    language = column.code(codes.LANGUAGE, N_("Language of correspondence"), N_("The language of letters."), width=14)
    parents_name = column.text(N_("Parents' name"), N_("As it stands on a letter."), privacy="I", width=22)
    address = column.text(N_("Address"), N_("Street and number."), privacy="I", width=26)
    post_code = column.text(N_("Post code"), N_("As in L-1234."), privacy="I", width=10)
    locality = column.text(N_("Locality"), N_("Town or village."), privacy="I", width=18)
    phone = column.text(N_("Phone"), N_("With the country code when abroad."), privacy="I", width=16)
    email = column.text(N_("E-mail"), N_("One address."), privacy="I", width=24)
    referent = column.text(N_("Referent"), N_("Initials of who follows the case."), privacy="T", width=10)
    came_from = column.reference(
        ("offices", "code"), N_("Came from office"), N_("The office that handed the case over.")
    )
    do_not_contact = column.tick(N_("Do not contact"), N_("Yes when no letter and no call may go out."))
    own_next_step_on = column.date(
        N_("Own next step on"), N_("A day you set yourself; empty it when done."), future=True
    )
    own_next_step = column.text(N_("Own next step"), N_("What you will do on that day."), privacy="T", width=26)
    closed_on = column.date(N_("Closed on"), N_("The day on which the office closed the case."))
    closing_reason = column.code(codes.CLOSING_REASON, N_("Closing reason"), N_("Why it was closed."), width=24)
    note = column.text(N_("Note"), N_("For the office alone: it never leaves the workbook."), privacy="T", width=40)

    @dy.rule()
    def leaver_left_on_a_day(cls) -> pl.Expr:
        """A youngster on a monthly list left school on a day."""
        return (cls.origin.col != "monthly-list") | cls.left_school_on.col.is_not_null()

    @dy.rule()
    def leaver_has_years_behind(cls) -> pl.Expr:
        """Of a leaver it is known how many years behind at school they were."""
        return (cls.origin.col != "monthly-list") | cls.years_behind.col.is_not_null()

    @dy.rule()
    def leaver_listed_on_a_day(cls) -> pl.Expr:
        """Whoever is on a monthly list was listed on its day: the first letter is due from then."""
        return (cls.origin.col != "monthly-list") | cls.listed_on.col.is_not_null()

    @dy.rule()
    def left_after_birth(cls) -> pl.Expr:
        """Nobody leaves school before being born."""
        return cls.left_school_on.col > cls.birth_date.col

    @dy.rule()
    def opened_after_birth(cls) -> pl.Expr:
        """No case is opened before its youngster was born."""
        return cls.opened_on.col > cls.birth_date.col

    @dy.rule()
    def closed_after_opened(cls) -> pl.Expr:
        """A case is closed on the day it was opened or later."""
        return cls.closed_on.col >= cls.opened_on.col


class Contacts(CaseSheet):
    """A row an attempt."""

    INFO: ClassVar = SheetInfo(
        "contacts", N_("Contacts"), N_("One row for each letter, call, message, visit or meeting."), room=2000
    )
    KEY: ClassVar = ("case", "contact_on", "kind", "with_whom")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "contact_on"),
        "dated_unless_to_do": Fault("missing", "contact_on"),
        "answered_after_contact": Fault("answered-before-contact", "answered_on", empties=True, also="contact_on"),
    }

    kind = column.code(codes.CONTACT_KIND, N_("Kind of contact"), CHOOSE, need="key", width=14)
    contact_on = column.date(
        N_("Contact on"), N_("The day of the contact; empty only while it is to do."), need="key", nullable=True,
        future=True,
    )  # fmt: skip
    with_whom = column.code(codes.CONTACT_WITH, N_("Contact with"), N_("Who was contacted."), need="key", width=14)
    result = column.code(codes.CONTACT_RESULT, N_("Result"), N_("What came of it."), need="needed")
    answered_on = column.date(N_("Answered on"), N_("When the answer came on a later day."))
    by = column.text(N_("By"), N_("Initials of who made the contact."), privacy="T", width=8)

    @dy.rule()
    def dated_unless_to_do(cls) -> pl.Expr:
        """Only a contact that is still to do may lack its day."""
        return (cls.result.col == "to-do") | cls.contact_on.col.is_not_null()

    @dy.rule()
    def answered_after_contact(cls) -> pl.Expr:
        """An answer comes on the day of the contact or later."""
        return cls.answered_on.col >= cls.contact_on.col


class Interviews(CaseSheet):
    """A row an interview for statistics."""

    INFO: ClassVar = SheetInfo(
        "interviews", N_("Interviews"), N_("One row for each interview for statistics."), room=400
    )
    KEY: ClassVar = ("case", "interviewed_on")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "interviewed_on"),
        "second_reason_differs": Fault("same-reason-twice", "second_reason", empties=True, also="main_reason"),
    }

    interviewed_on = column.date(N_("Interviewed on"), N_("The day of the interview."), need="key")
    main_reason = column.code(
        codes.REASON, N_("Main reason"), N_("Why the youngster left school."), need="needed", privacy="S", width=30
    )
    second_reason = column.code(codes.REASON, N_("Second reason"), N_("Another reason, if any."), privacy="S", width=30)
    wish = column.code(codes.WISH, N_("Wish"), N_("What the youngster wants next."))
    vocational_interest = column.yes_no(N_("Interested in vocational training"), N_("Yes opens the workshop's door."))
    accepts = column.yes_no(N_("Accepts accompaniment"), N_("Whether the youngster takes up the offer."), need="needed")

    @dy.rule()
    def second_reason_differs(cls) -> pl.Expr:
        """A second reason is another one."""
        return cls.second_reason.col != cls.main_reason.col


class Accompaniment(CaseSheet):
    """A row a step of individual accompaniment."""

    INFO: ClassVar = SheetInfo("accompaniment", N_("Accompaniment"), N_("One row for each step taken."), room=800)
    KEY: ClassVar = ("case", "step", "started_on")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "step"),
        "ended_after_start": Fault("ended-before-started", "ended_on", empties=True, also="started_on"),
        "aim_of_plans_only": Fault("aim-without-plan", "aim", empties=True, also="step"),
    }

    step = column.code(codes.STEP, N_("Step"), CHOOSE, need="key", width=24)
    started_on = column.date(N_("Started on"), N_("The day on which the step began."), need="key")
    ended_on = column.date(N_("Ended on"), N_("Empty while it is under way."))
    aim = column.code(codes.AIM, N_("Aim of the plan"), N_("For project plans A and B."))
    result = column.code(codes.STEP_RESULT, N_("Result of the step"), N_("How far the step has come."), width=20)
    partner = column.text(N_("Partner"), N_("Service, school or firm."), privacy="T", width=26)

    @dy.rule()
    def ended_after_start(cls) -> pl.Expr:
        """A step ends on the day it started or later."""
        return cls.ended_on.col >= cls.started_on.col

    @dy.rule()
    def aim_of_plans_only(cls) -> pl.Expr:
        """Only a project plan has an aim."""
        return cls.aim.col.is_null() | cls.step.col.cast(pl.String).is_in(codes.PLANS)


class Outcomes(CaseSheet):
    """A row a statement of a situation."""

    INFO: ClassVar = SheetInfo(
        "outcomes", N_("Outcomes"), N_("One row for each statement; confirming again is a new row."), room=1000
    )
    KEY: ClassVar = ("case", "from_date", "situation", "confirmed_on")
    FAULTS: ClassVar[Mapping[str, Fault]] = {
        "key_is_unique": Fault("duplicate-row", "confirmed_on"),
        "one_situation_a_day": Fault("two-situations-one-day", "situation", also="from_date"),
        "moves_to_an_office": Fault("missing", "to_office"),
        "moves_elsewhere": Fault("moved-to-itself", "to_office"),
    }

    situation = column.code(codes.SITUATION, N_("Situation"), CHOOSE, need="key", width=26)
    from_date = column.date(N_("From"), N_("The first day of the situation."), need="key", future=True)
    confirmed_on = column.date(N_("Confirmed on"), N_("The day on which somebody told you so."), need="key")
    source = column.code(codes.SOURCE, N_("Source"), N_("Who said so."), need="needed", width=14)
    to_office = column.reference(("offices", "code"), N_("To office"), N_("For cases moved to another office."))

    @dy.rule()
    def one_situation_a_day(cls) -> pl.Expr:
        """From one day a case has one situation; which of two is right, only the office knows."""
        # What can't be read was told as such: a day of nobody knows when is no day that two have in common.
        several = cls.situation.col.drop_nulls().n_unique().over("case", "from_date") > 1
        return cls.from_date.col.is_null() | ~several

    @dy.rule()
    def moves_to_an_office(cls) -> pl.Expr:
        """A case that moves goes to an office."""
        return (cls.situation.col != "moved-office") | cls.to_office.col.is_not_null()

    @dy.rule()
    def moves_elsewhere(cls) -> pl.Expr:
        """A case that moves goes to another office than its own."""
        to_own = cls.to_office.col.is_not_null() & (cls.case.col.str.head(3) == cls.to_office.col)
        return (cls.situation.col != "moved-office") | ~to_own


OFFICE_WORKBOOK = WorkbookDeclaration(
    key="office",
    title=N_("Office workbook"),
    version=VERSION,
    help=(
        N_("Fill in the cover first: the day up to which everything is entered."),
        N_("One row for each case on the sheet Leavers. Its number stays for life: never change one."),
        N_("On the other sheets, begin each row with the case number."),
        N_("Cells with an arrow have a list: choose from it."),
        N_("Dates as day, month, year: 31.12.2026."),
        N_("Shaded cells need a value. Dark headers are needed, light ones are not."),
        N_("Sort, filter and insert rows as you like. Leave the headers as they are."),
        N_("A changed situation, or the same one confirmed, is a new row on the sheet Outcomes."),
        N_("Save, and upload the workbook as often as you like: the latest one counts."),
        N_("What is to mend comes back in your own workbook, with the cells marked."),
    ),
    cover=Cover,
    sheets=(
        Leavers, Contacts, Interviews, Accompaniment, Workshops, Participants, Outcomes, YouthGuarantee, Interventions,
    ),
)  # fmt: skip
