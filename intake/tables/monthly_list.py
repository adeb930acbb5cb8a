"""The monthly list of leavers, drawn from the central pupil register."""

from typing import ClassVar

from intake import codes
from intake.language import N_
from intake.tables import declare as column
from intake.tables.declare import Fault, Sheet, SheetInfo, WorkbookDeclaration

VERSION = 1

NAMES_NEEDED = N_("Needed when there is no national number.")
AS_IN_REGISTER = N_("As in the register.")


class Cover(Sheet):
    """When the list was drawn, and whom it names."""

    INFO: ClassVar = SheetInfo("cover", N_("Cover"), N_("When the list was drawn, and whom it names."), layout="form")

    drawn_on = column.date(N_("Drawn on"), N_("The day on which the register was read."), need="needed")
    kind = column.code(codes.LIST_KIND, N_("Kind of list"), N_("Whom the list names."), need="needed", width=28)
    template_version = column.text(N_("Template version"), N_("Written by the tool; leave as it is."), stamped=True)


class ListedLeavers(Sheet):
    """A row a person who is out of school on the day of the list."""

    INFO: ClassVar = SheetInfo(
        "listed", N_("Leavers"), N_("One row for each person out of school that day."), room=2000
    )
    FAULTS: ClassVar = {"key_is_unique": Fault("duplicate-row", "last_name")}

    national_number = column.national_number(N_("National number"), N_("Thirteen digits; empty when there is none."))
    last_name = column.text(N_("Last name"), AS_IN_REGISTER, need="needed", privacy="I", width=20)
    first_name = column.text(N_("First name"), AS_IN_REGISTER, need="needed", privacy="I", width=18)
    birth_date = column.date(N_("Birth date"), N_("Day, month, year, as in 31.12.2009."), need="needed", privacy="I")
    sex = column.code(codes.SEX, N_("Sex"), AS_IN_REGISTER, need="needed", width=11)
    nationality_group = column.code(codes.NATIONALITY_GROUP, N_("Nationality group"), N_("Choose from the list."))
    parents_name = column.text(N_("Parents' name"), N_("As it stands on a letter."), privacy="I", width=22)
    address = column.text(N_("Address"), N_("Street and number."), privacy="I", width=26)
    post_code = column.text(N_("Post code"), N_("As in L-1234."), privacy="I", width=10)
    locality = column.text(N_("Locality"), N_("Town or village."), privacy="I", width=18)
    commune = column.reference(
        ("communes", "commune"), N_("Commune"), N_("Where the youngster lives; empty when abroad.")
    )
    phone = column.text(N_("Phone"), N_("With the country code when abroad."), privacy="I", width=16)
    language = column.code(codes.LANGUAGE, N_("Language of correspondence"), N_("The language of letters."), width=14)
    school = column.reference(
        ("schools", "code"), N_("Last school"), N_("The school that the youngster left."), need="needed"
    )
    track = column.code(codes.TRACK, N_("Track"), N_("The track at that school."), need="needed", width=22)
    grade = column.integer(N_("Grade"), N_("The class level, as in 9."), low=1, high=14)
    years_behind = column.integer(N_("Years behind"), N_("Behind the grade usual at that age; 0 when none."), high=6)
    left_school_on = column.date(N_("Left school on"), N_("The last day at school."), need="needed")


class Reenrolled(Sheet):
    """A row a person of the list before who is at school again."""

    INFO: ClassVar = SheetInfo(
        "re_enrolled", N_("Re-enrolled"), N_("One row for each person back at school."), room=600
    )
    FAULTS: ClassVar = {"key_is_unique": Fault("duplicate-row", "from_date")}

    national_number = column.national_number(N_("National number"), N_("Or last name, first name and birth date."))
    last_name = column.text(N_("Last name"), NAMES_NEEDED, privacy="I", width=20)
    first_name = column.text(N_("First name"), NAMES_NEEDED, privacy="I", width=18)
    birth_date = column.date(N_("Birth date"), NAMES_NEEDED, privacy="I")
    school = column.text(N_("School"), N_("The school they went back to, here or abroad."), need="needed", width=24)
    abroad = column.yes_no(N_("Abroad"), N_("Whether that school is abroad."), need="needed")
    from_date = column.date(N_("From"), N_("The first day back at school."), need="needed", future=True)


MONTHLY_LIST = WorkbookDeclaration(
    key="monthly-list",
    title=N_("Monthly list of leavers"),
    version=VERSION,
    help=(
        N_("Fill in the cover first: the day on which the list was drawn, and whom it names."),
        N_("The sheet Leavers names everybody who is out of school on that day."),
        N_("The sheet Re-enrolled names those of the list before who are at school again."),
        N_("The national number is text: thirteen digits, no spaces."),
        N_("Save the file in the folder lists of the workspace."),
    ),
    cover=Cover,
    sheets=(ListedLeavers, Reenrolled),
)
