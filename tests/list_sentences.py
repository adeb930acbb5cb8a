"""What is said of monthly lists, once they are held against the offices' cases."""

SENTENCES: dict[str, str] = {
    "no-office-known": (
        "Leavers!K7: No office follows the place where this person lives, nor the school that was left. Correct the "
        "commune in the list, or enter commune and school with their office in the reference workbook. "
        "[no-office-known]"
    ),
    "not-recognised": (
        "Re-enrolled!A4: A row without a national number and without name and birth date: nobody can tell who it is. "
        "Have the list corrected; the corrected one takes its place. [not-recognised]"
    ),
    "no-national-number": (
        "Leavers!A5, case NOR-2627-0005: No national number; the person is matched by name and birth date. Look the "
        "number up in the register, where there is one. [no-national-number]"
    ),
    "listed-twice": (
        "Leavers!B4, case NOR-2627-0002: The person stands on the list a second time; the first row counts. Have the "
        "list corrected; the corrected one takes its place. [listed-twice]"
    ),
    "back-and-listed": (
        "Re-enrolled!B2, case NOR-2627-0002: The person is said to be back at school, and stands among the leavers, "
        "too; they count as out of school. Have the list corrected; the corrected one takes its place. "
        "[back-and-listed]"
    ),
    "left-again": (
        "Leavers!R2, case NOR-2627-0006: The person left school after an earlier list, and no list said that they "
        "were back; it is a new start. If the day of leaving is wrong, have the list corrected. [left-again]"
    ),
    "back-unlisted": (
        "Re-enrolled!B3: The person is back at school, and no list had named them; it counts nowhere. If a month's "
        "list is missing, put it in the folder lists. [back-unlisted]"
    ),
    "joined-to-case": (
        "Leavers!B5, case MIN-2627-5001: MIN follows this person already; no new number was given. MIN goes on in "
        "that case, and may enter there when the person was listed. [joined-to-case]"
    ),
    "listed-elsewhere": (
        "Leavers!K6, case NOR-2627-0003: By this list the person belongs to MIN; the case stays where it is. Agree on "
        "who follows the person; the old office then states “Moved to another office”. [listed-elsewhere]"
    ),
    "may-be-known": (
        "Leavers!B5, case NOR-2627-0005: By name and birth date this may be the person of case MIN-2627-5002. Answer "
        "with `alj match`; until then they are two people. [may-be-known]"
    ),
    "number-without-list": (
        "Leavers, case NOR-2627-0004: The number was given to a leaver whom no list names any more. The number stays. "
        "If the person was listed in error, the office states so on its sheet Outcomes. [number-without-list]"
    ),
}
"""The whole sentence of each code that only the lists and the offices' cases together show."""
