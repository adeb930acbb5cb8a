"""One mistake of each code in an office workbook, and the whole sentence that the office is told.

Each example is two sound cases with one thing changed. `leaver` changes cells of the first; `table` writes a sheet as a
text table of which the first line names the columns.
"""

import datetime
from collections.abc import Mapping

Table = list[list[object]]
Tables = dict[str, Table]

LEAVER: dict[str, object] = {
    "case": "NOR-2627-0001",
    "origin": "Monthly list",
    "opened_on": "01.10.2026",
    "listed_on": "01.10.2026",
    "last_name": "Sample",
    "first_name": "Una",
    "birth_date": "14.03.2009",
    "sex": "Male",
    "left_school_on": "15.09.2026",
    "years_behind": "1",
}


def leavers(*changes: Mapping[str, object]) -> Tables:
    """Return a sheet Leavers with a row for each set of changed cells."""
    every = [{**LEAVER, **changed} for changed in changes]
    columns = list(dict.fromkeys(key for row in every for key in row))
    return {"leavers": [list(columns), *([row.get(key) for key in columns] for row in every)]}


def leaver(**changed: object) -> Tables:
    """Return a sheet Leavers whose one case has changed cells."""
    return leavers(changed)


def table(sheet: str, *lines: str) -> Tables:
    """Return a sheet from lines of cells between bars, the columns first."""
    return {sheet: [[cell.strip() or None for cell in line.split("|")] for line in lines]}


CONTACTS = "case | kind | contact_on | with_whom | result | answered_on"
OUTCOMES = "case | situation | from_date | confirmed_on | source"
INTERVENTIONS = "held_on | school | class_name | pupils | offered | taken_up"
WORKSHOPS = "workshop | place | starts_on | ends_on | places"
GROUP = "YW-2627-01 | Clervaux | 01.10.2026 | 01.02.2027 | 12"
INTERVIEWS = "case | interviewed_on | main_reason | vocational_interest | accepts"
CASE = "NOR-2627-0001"


def in_group(participants: tuple[str, str], interest: str = "yes", accepts: str = "yes") -> Tables:
    """Return a group with one participant, who was interviewed before it began."""
    return {
        **table("workshops", WORKSHOPS, GROUP),
        **table("interviews", INTERVIEWS, f"{CASE} | 30.09.2026 | Health | {interest} | {accepts}"),
        **table("participants", *participants),
    }


JOINED = ("workshop | case | joined_on", f"YW-2627-01 | {CASE} | 01.10.2026")

EXAMPLES: dict[str, tuple[Tables, str]] = {
    "missing": (
        leaver(birth_date=None),
        "Leavers!I2, case NOR-2627-0001: “Birth date” is needed and empty. Fill it in; until then the row "
        "is held back. [missing]",
    ),
    "not-a-date": (
        leaver(birth_date="14 March"),
        "Leavers!I2, case NOR-2627-0001: A text that can't be read as a date. Write day, month and year, as "
        "in 31.12.2009. [not-a-date]",
    ),
    "no-such-day": (
        leaver(birth_date="31.02.2009"),
        "Leavers!I2, case NOR-2627-0001: A date that the calendar does not have. Check day and month; write "
        "the day first, as in 31.12.2009. [no-such-day]",
    ),
    "month-before-day": (
        leaver(birth_date="12/31/2009"),
        "Leavers!I2, case NOR-2627-0001: A date with the month before the day. Write the day first, as in "
        "31.12.2009. [month-before-day]",
    ),
    "year-of-two-digits": (
        leaver(birth_date="14.03.09"),
        "Leavers!I2, case NOR-2627-0001: A date with a year of two digits. Write all four digits of the year,"
        " as in 31.12.2009. [year-of-two-digits]",
    ),
    "date-without-dots": (
        leaver(birth_date=20090314),
        "Leavers!I2, case NOR-2627-0001: A date written as one number. Write it with dots, as in 31.12.2009. "
        "[date-without-dots]",
    ),
    "merge-field": (
        leaver(last_name="«Nom»"),
        "Leavers!G2, case NOR-2627-0001: The field of a mail merge, in place of what it stands for. Write the value "
        "itself, or empty the cell when it may be empty. [merge-field]",
    ),
    "not-a-number": (
        leaver(grade="nine"),
        "Leavers!O2, case NOR-2627-0001: A text where a number belongs. Write the number in digits, without a"
        " unit or a word. Until then the cell counts as empty. [not-a-number]",
    ),
    "not-a-text": (
        leaver(phone=datetime.time(12, 30)),
        "Leavers!W2, case NOR-2627-0001: A time where a text belongs. Write the text anew, in a cell formatted as "
        "text. Until then the cell counts as empty. [not-a-text]",
    ),
    "not-whole": (
        leaver(grade="9.5"),
        "Leavers!O2, case NOR-2627-0001: A number with decimals where a whole number belongs. Write a whole "
        "number, and format the cell as a number, not as a percentage. Until then the cell counts as empty. "
        "[not-whole]",
    ),
    "out-of-range": (
        leaver(grade=19),
        "Leavers!O2, case NOR-2627-0001: A number outside 1 to 14. Correct the number; if it belongs to "
        "another column, move it there. Until then the cell counts as empty. [out-of-range]",
    ),
    "not-in-list": (
        leaver(closed_on="20.10.2026", closing_reason="Solution fond"),
        "Leavers!AE2, case NOR-2627-0001: A text that is not in the list “Closing reason”. Choose an entry "
        "from the list. “Solution found” is the nearest. Until then the cell counts as empty. [not-in-list]",
    ),
    "not-a-case-number": (
        table("contacts", CONTACTS, "number one | Letter | 05.10.2026 | Parents | No response"),
        "Contacts!A2: A text that is not a case number. Copy the number from the sheet Leavers; it looks like"
        " NOR-2627-0041. [not-a-case-number]",
    ),
    "not-a-new-case-number": (
        leaver(case="number one"),
        "Leavers!A2: A text that is not a case number. Take the next free number of your office; it looks "
        "like NOR-2627-0041. [not-a-new-case-number]",
    ),
    "not-a-former-case-number": (
        leaver(former_case=27),
        "Leavers!B2, case NOR-2627-0001: A number that is not a case number. Write the number that the case "
        "had at the other office, as in NOR-2627-0041, or leave the cell empty. Until then the cell counts as"
        " empty. [not-a-former-case-number]",
    ),
    "not-a-national-number": (
        leaver(national_number="20090314"),
        "Leavers!F2, case NOR-2627-0001: A text that is not a national number. Write all thirteen digits in a"
        " cell formatted as text, or leave the cell empty. Until then the cell counts as empty. [not-a-"
        "national-number]",
    ),
    "national-number-rounded": (
        leaver(national_number=2009031400000),
        "Leavers!F2, case NOR-2627-0001: A national number that was rounded: only its first digits are left. Copy it "
        "anew from the register, as text, or leave the cell empty. Until then the cell counts as empty. "
        "[national-number-rounded]",
    ),
    "date-in-future": (
        leaver(closed_on="20.12.2026"),
        "Leavers!AD2, case NOR-2627-0001: A date in the future. Correct it: only what has already happened is"
        " entered here. Until then the cell counts as empty. [date-in-future]",
    ),
    "date-too-early": (
        leaver(birth_date="14.03.1909"),
        "Leavers!I2, case NOR-2627-0001: A date before 1980. Correct the year; a small number in a date cell "
        "is read as such a date, too. [date-too-early]",
    ),
    "stray-row": (
        leavers({}, {**dict.fromkeys(LEAVER), "case": "Total", "years_behind": 1}),
        "Leavers!A3: A row in which nearly everything that is needed is missing. If it is a total or a "
        "remark, delete it; else fill it in. Until then it is held back. [stray-row]",
    ),
    "duplicate-case": (
        leavers({}, {}),
        "Leavers!A2, case NOR-2627-0001: This case number stands in several rows, so that none of them "
        "counts. Keep one row for the case; if another case stands there, give it the next free number. "
        "[duplicate-case]",
    ),
    "duplicate-row": (
        table("contacts", CONTACTS, *2 * [f"{CASE} | Letter | 05.10.2026 | Parents | No response"]),
        "Contacts!C3, case NOR-2627-0001: A row further up is about the same thing. Delete this row; if it is"
        " about something else, correct what tells the two apart. [duplicate-row]",
    ),
    "duplicate-workshop": (
        table("workshops", WORKSHOPS, GROUP, GROUP),
        "Workshops!A2: This workshop number stands in a row further up, too. Keep one row for each group; "
        "give another group its own number. [duplicate-workshop]",
    ),
    "left-before-birth": (
        leaver(left_school_on="15.09.2008"),
        "Leavers!Q2, case NOR-2627-0001: “Left school on” lies before “Birth date”. Correct one of the two "
        "dates. [left-before-birth]",
    ),
    "opened-before-birth": (
        leaver(opened_on="01.10.2008"),
        "Leavers!D2, case NOR-2627-0001: “Opened on” lies before “Birth date”. Correct one of the two "
        "dates. [opened-before-birth]",
    ),
    "closed-before-opened": (
        leaver(closed_on="20.09.2026"),
        "Leavers!AD2, case NOR-2627-0001: “Closed on” lies before “Opened on”. Correct one of the two dates. "
        "Until then the cell counts as empty. [closed-before-opened]",
    ),
    "answered-before-contact": (
        table("contacts", CONTACTS, f"{CASE} | Letter | 05.10.2026 | Parents | Responded | 01.10.2026"),
        "Contacts!F2, case NOR-2627-0001: “Answered on” lies before “Contact on”. Correct one of the two "
        "dates. Until then the cell counts as empty. [answered-before-contact]",
    ),
    "ended-before-started": (
        table(
            "accompaniment", "case | step | started_on | ended_on", f"{CASE} | Life situation | 12.10.2026 | 10.10.2026"
        ),
        "Accompaniment!D2, case NOR-2627-0001: “Ended on” lies before “Started on”. Correct one of the two "
        "dates. Until then the cell counts as empty. [ended-before-started]",
    ),
    "aim-without-plan": (
        table("accompaniment", "case | step | started_on | aim", f"{CASE} | Life situation | 12.10.2026 | Job"),
        "Accompaniment!E2, case NOR-2627-0001: An aim at a step that is not a project plan. Empty the cell, "
        "or choose project plan A or B. Until then the cell counts as empty. [aim-without-plan]",
    ),
    "same-reason-twice": (
        table(
            "interviews",
            "case | interviewed_on | main_reason | second_reason | accepts",
            f"{CASE} | 12.10.2026 | Health | Health | yes",
        ),
        "Interviews!D2, case NOR-2627-0001: “Second reason” is the same as “Main reason”. Choose another "
        "reason, or leave the cell empty. Until then the cell counts as empty. [same-reason-twice]",
    ),
    "two-situations-one-day": (
        table(
            "outcomes",
            OUTCOMES,
            f"{CASE} | Employed | 12.10.2026 | 12.10.2026 | Youngster",
            f"{CASE} | Seeking work | 12.10.2026 | 14.10.2026 | Parents",
        ),
        "Outcomes!B2, case NOR-2627-0001: Two different situations begin on the same day. Correct one of "
        "the two dates, or delete the row that is wrong. [two-situations-one-day]",
    ),
    "situation-before-leaving": (
        table("outcomes", OUTCOMES, f"{CASE} | Employed | 12.09.2026 | 12.10.2026 | Youngster"),
        "Outcomes!C2, case NOR-2627-0001: This situation starts before the youngster left school. Correct "
        "the date here, or the leaving date on the sheet Leavers, Q2. [situation-before-leaving]",
    ),
    "moved-to-itself": (
        table(
            "outcomes",
            f"{OUTCOMES} | to_office",
            f"{CASE} | Moved to another office | 12.10.2026 | 12.10.2026 | Service | NOR",
        ),
        "Outcomes!F2, case NOR-2627-0001: A move of the case to its own office. Choose the office that takes the case "
        "over, or correct the situation. [moved-to-itself]",
    ),
    "former-case-of-own-office": (
        leaver(former_case="NOR-2526-0007"),
        "Leavers!B2, case NOR-2627-0001: The former case number is one of this office's own; it counts as empty. "
        "Only a case that another office handed over has one: empty the cell. [former-case-of-own-office]",
    ),
    "former-case-missing": (
        leaver(came_from="MIN"),
        "Leavers!B2, case NOR-2627-0001: The case comes from MIN, and its number there is missing. Enter the number "
        "that MIN gave it as former case number, so that it counts once. [former-case-missing]",
    ),
    "came-from-differs": (
        leaver(former_case="EAS-2627-0001", came_from="MIN"),
        "Leavers!Z2, case NOR-2627-0001: “Came from office” is another office than that of “Former case number”. "
        "Correct the one that is wrong. [came-from-differs]",
    ),
    "phases-out-of-order": (
        table("youth_guarantee", "case | path | informed_on | guided_on", f"{CASE} | school | 12.10.2026 | 10.10.2026"),
        "Youth Guarantee!E2, case NOR-2627-0001: “Guided on” lies before “Informed on”, the phase before it. "
        "Correct one of the two dates. Until then the cell counts as empty. [phases-out-of-order]",
    ),
    "not-a-workshop-number": (
        table("workshops", WORKSHOPS, "our group | Clervaux | 01.10.2026 | 01.02.2027 | 12"),
        "Workshops!A2: A text that is not a workshop number. Write the number agreed with the coordinators; it looks "
        "like YW-2627-03. [not-a-workshop-number]",
    ),
    "group-without-place": (
        table("workshops", WORKSHOPS, "YW-2627-01 | | 01.10.2026 | 01.02.2027 | 12"),
        "Workshops!B2: “Place” is empty. Choose the commune in which the group meets; the group counts all the same. "
        "[group-without-place]",
    ),
    "more-days-than-held": (
        {
            **in_group(("workshop | case | joined_on | days_attended", f"YW-2627-01 | {CASE} | 01.10.2026 | 9")),
            **table("workshops", f"{WORKSHOPS} | days_held", f"{GROUP} | 8"),
        },
        "Participants!I2, case NOR-2627-0001: More days attended than the group has met: 8 on the sheet Workshops, F2. "
        "Correct one of the two numbers. [more-days-than-held]",
    ),
    "more-than-present": (
        table("interventions", INTERVENTIONS, "12.10.2026 | LTA | 7P1 | 14 | 15 | 2"),
        "Class interventions!G2: More pupils were offered support than were present. Correct one of the two "
        "numbers. Until then the cell counts as empty. [more-than-present]",
    ),
    "more-than-offered": (
        table("interventions", INTERVENTIONS, "12.10.2026 | LTA | 7P1 | 14 | 5 | 6"),
        "Class interventions!H2: More pupils took up support than were offered it. Correct one of the two "
        "numbers. Until then the cell counts as empty. [more-than-offered]",
    ),
    "no-such-case": (
        table("contacts", CONTACTS, "NOR-2627-0009 | Letter | 05.10.2026 | Parents | No response"),
        "Contacts!A2, case NOR-2627-0009: No row of the sheet Leavers has this case number. Correct the "
        "number, or enter the case on the sheet Leavers. “NOR-2627-0001” is the nearest. [no-such-case]",
    ),
    "no-such-workshop": (
        table("participants", "workshop | case | joined_on", f"YW-2627-09 | {CASE} | 12.10.2026"),
        "Participants!B2, case NOR-2627-0001: No row of the sheet Workshops has this workshop number. "
        "Correct the number, or enter the group on the sheet Workshops. [no-such-workshop]",
    ),
    "case-of-another-office": (
        leaver(case="MIN-2627-0001"),
        "Leavers!A2, case MIN-2627-0001: A case number of another office. Give the case a number of your "
        "own office, and enter the old one as former case number. [case-of-another-office]",
    ),
    "held-with-case": (
        {
            **leaver(birth_date=None),
            **table("contacts", CONTACTS, f"{CASE} | Letter | 05.10.2026 | Parents | No response"),
        },
        "Contacts!A2, case NOR-2627-0001: Rows held back here with the case's row on the sheet Leavers: 1. "
        "Nothing is to mend here: they count again once that row is mended. [held-with-case]",
    ),
    "held-with-workshop": (
        {**in_group(JOINED), **table("workshops", WORKSHOPS, "YW-2627-01 | Clervaux | | 01.02.2027 | 12")},
        "Participants!B2: Rows held back here with the group's row on the sheet Workshops: 1. Nothing is to "
        "mend here: they count again once that row is mended. [held-with-workshop]",
    ),
    "bad-check-digit": (
        leaver(national_number="2009031400100"),
        "Leavers!F2, case NOR-2627-0001: A national number whose check digits do not fit; the person is "
        "matched by name and birth date. Compare it digit by digit with the register or with a document. "
        "[bad-check-digit]",
    ),
    "birth-date-differs": (
        leaver(national_number="1893120105732"),
        "Leavers!F2, case NOR-2627-0001: The national number begins with a date other than the birth date. "
        "Compare both with the register or with a document. [birth-date-differs]",
    ),
    "unlikely-age": (
        leaver(birth_date="14.03.1989"),
        "Leavers!Q2, case NOR-2627-0001: An age at leaving school below 12 or above 26. Compare the birth "
        "date and the day of leaving school with the register. [unlikely-age]",
    ),
    "reason-without-date": (
        leaver(closing_reason="Refused"),
        "Leavers!AD2, case NOR-2627-0001: “Closing reason” is filled in, but “Closed on” is empty. Fill in "
        "the date, or empty the reason. [reason-without-date]",
    ),
    "internship-before-joining": (
        in_group(("workshop | case | joined_on | internship_from", f"YW-2627-01 | {CASE} | 12.10.2026 | 10.10.2026")),
        "Participants!K2, case NOR-2627-0001: “Internship from” lies before “Joined on”. Correct one of the "
        "two dates. Until then the cell counts as empty. [internship-before-joining]",
    ),
    "left-before-joining": (
        in_group(("workshop | case | joined_on | left_early_on", f"YW-2627-01 | {CASE} | 12.10.2026 | 10.10.2026")),
        "Participants!L2, case NOR-2627-0001: “Left early on” lies before “Joined on”. Correct one of the two"
        " dates. Until then the cell counts as empty. [left-before-joining]",
    ),
    "steps-out-of-order": (
        in_group(
            (
                "workshop | case | joined_on | step_1_on | step_2_on",
                f"YW-2627-01 | {CASE} | 01.10.2026 | 12.10.2026 | 10.10.2026",
            )
        ),
        "Participants!E2, case NOR-2627-0001: This step is dated before the one that precedes it. Correct one"
        " of the dates of the steps. [steps-out-of-order]",
    ),
    "group-not-four-months": (
        table("workshops", WORKSHOPS, "YW-2627-01 | Clervaux | 01.10.2026 | 01.04.2027 | 12"),
        "Workshops!D2: The group lasts longer or shorter than four months. Correct the first or the last day,"
        " unless it is meant so. [group-not-four-months]",
    ),
    "workshop-left-too-long-ago": (
        {**in_group(JOINED), **leaver(left_school_on="15.03.2026")},
        "Participants!C2, case NOR-2627-0001: The youngster left school more than six months before the "
        "group began. The workshop is for leavers of the last months: check the dates. "
        "[workshop-left-too-long-ago]",
    ),
    "workshop-no-interest": (
        in_group(JOINED, interest="no"),
        "Participants!A2, case NOR-2627-0001: The latest interview does not say that the youngster is "
        "interested in vocational training. Enter the interview, or talk it over with the youngster. "
        "[workshop-no-interest]",
    ),
    "workshop-not-accompanied": (
        in_group(JOINED, accepts="no"),
        "Participants!A2, case NOR-2627-0001: The case was not open with accompaniment accepted when the "
        "group began. Enter the interview in which accompaniment was accepted. [workshop-not-accompanied]",
    ),
}
