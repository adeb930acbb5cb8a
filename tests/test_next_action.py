"""The contact protocol as stories of one case each, day after day; single dated examples: `protocol_examples.txt`."""

from datetime import date, timedelta

import polars as pl
import pytest

from generator.calendar import days_off, next_working_day
from intake.settings import Settings
from tests.registers import register_of
from tests.stories import differences

MINOR = "14.03.2009"
"""Of age from 14 March 2027."""
ADULT = "14.03.2007"

STORIES = {
    "a minor: the letter goes to the parents": (MINOR, """
        day        | what happens                       | next action     | due        | letter
        01.10.2026 | listed                             | first-letter    | 12.10.2026 | -
        05.10.2026 | letter to youngster: no-response   | first-letter    | 12.10.2026 | -
        06.10.2026 | letter to parents: awaiting-answer | second-contact  | 20.10.2026 | 06.10.2026
        """),
    "of age: the letter goes to the youngster": (ADULT, """
        day        | what happens                         | next action    | due        | letter
        01.10.2026 | listed                               | first-letter   | 12.10.2026 | -
        05.10.2026 | letter to parents: no-response       | first-letter   | 12.10.2026 | -
        06.10.2026 | letter to youngster: awaiting-answer | second-contact | 20.10.2026 | 06.10.2026
        """),
    "who comes of age gets the letter themselves": (MINOR, """
        day        | what happens                         | next action    | due        | letter
        02.03.2027 | listed                               | first-letter   | 12.03.2027 | -
        14.03.2027 | letter to parents: awaiting-answer   | first-letter   | 12.03.2027 | -
        15.03.2027 | letter to youngster: awaiting-answer | second-contact | 30.03.2027 | 15.03.2027
        """),
    "nobody answers: three attempts, then a pause of three months, again and again": (MINOR, """
        day        | what happens                       | next action     | due        | attempts | situation
        01.10.2026 | listed                             | first-letter    | 12.10.2026 | 0        | not-known
        05.10.2026 | letter to parents: no-response     | second-contact  | 19.10.2026 | 1        | not-known
        19.10.2026 | phone to parents: no-response      | further-attempt | 16.11.2026 | 2        | not-known
        16.11.2026 | visit to youngster: no-response    | another-try     | 16.02.2027 | 3        | not-reached
        16.02.2027 |                                    | another-try     | 16.02.2027 | 3        | not-known
        17.02.2027 | phone to youngster: no-response    | another-try     | 18.05.2027 | 4        | not-reached
        """),
    "a letter is no second contact, and a call to the school reaches nobody": (MINOR, """
        day        | what happens                       | next action     | due        | reached
        01.10.2026 | listed                             | first-letter    | 12.10.2026 | -
        05.10.2026 | letter to parents: no-response     | second-contact  | 19.10.2026 | -
        12.10.2026 | letter to parents: wrong-address   | second-contact  | 19.10.2026 | -
        13.10.2026 | phone to school: reached           | second-contact  | 19.10.2026 | -
        14.10.2026 | phone to parents: no-response      | another-try     | 14.01.2027 | -
        """),
    "somebody answers: an interview within 30 days": (MINOR, """
        day        | what happens                                     | next action    | due        | reached
        01.10.2026 | listed                                           | first-letter   | 12.10.2026 | -
        05.10.2026 | letter to parents: responded answered 15.10.2026 | second-contact | 19.10.2026 | -
        14.10.2026 |                                                  | second-contact | 19.10.2026 | -
        15.10.2026 |                                                  | interview      | 16.11.2026 | 15.10.2026
        20.10.2026 | interview                                        | -              | -          | 15.10.2026
        """),
    "reached after the pause": (MINOR, """
        day        | what happens                     | next action | due        | situation
        01.10.2026 | listed                           |             |            | not-known
        05.10.2026 | letter to parents: no-response   |             |            | not-known
        12.10.2026 | phone to parents: no-response    |             |            | not-known
        19.10.2026 | phone to youngster: no-response  | another-try | 19.01.2027 | not-reached
        05.01.2027 | phone to youngster: reached      | interview   | 04.02.2027 | not-known
        """),
    "who asks by themselves is contacted within 14 days": (ADULT, """
        day        | what happens                   | next action     | due
        02.11.2026 | opened                         | first-contact   | 16.11.2026
        10.11.2026 | phone to parents: no-response  | further-attempt | 08.12.2026
        11.11.2026 | meeting to youngster: reached  | interview       | 11.12.2026
        """),
    "a letter still owed though somebody phoned": (MINOR, """
        day        | what happens                 | next action  | due
        01.10.2026 | listed                       | first-letter | 12.10.2026
        02.10.2026 | phone to youngster: reached  | first-letter | 12.10.2026
        """),
    "do not contact stops letters and attempts only": (MINOR, """
        day        | what happens                                         | next action       | due
        01.10.2026 | listed; do not contact                               | -                 | -
        05.10.2026 | phone to youngster: no-response                      | -                 | -
        20.10.2026 | says seeking-work                                    | confirm-situation | 20.01.2027
        """),
    "a refusal ends the steps, a later talk takes them up": (MINOR, """
        day        | what happens                     | next action       | due
        01.10.2026 | listed                           | first-letter      | 12.10.2026
        05.10.2026 | letter to parents: refused       | -                 | -
        20.10.2026 | says seeking-work                | -                 | -
        26.10.2026 | phone to parents: reached        | interview         | 04.11.2026
        27.10.2026 | interview                        | confirm-situation | 20.01.2027
        """),
    "parents of who is of age don't refuse for them": (ADULT, """
        day        | what happens                         | next action | due
        01.10.2026 | listed                               |             |
        05.10.2026 | letter to youngster: awaiting-answer |             |
        06.10.2026 | phone to parents: refused            | interview   | 05.11.2026
        07.10.2026 | phone to youngster: refused          | -           | -
        """),
    "an interview after a refusal": (MINOR, """
        day        | what happens                         | next action       | due
        01.10.2026 | listed                               |                   |
        05.10.2026 | letter to parents: refused           | -                 | -
        06.10.2026 | says no-occupation                   | -                 | -
        20.10.2026 | interview                            | confirm-situation | 06.01.2027
        """),
    "the office's own step": (MINOR, """
        day        | what happens                          | next action  | due        | late
        01.10.2026 | listed; own step on 10.10.2026        | first-letter | 12.10.2026 | -11
        02.10.2026 | letter to parents: awaiting-answer    | own-step     | 12.10.2026 | -10
        13.10.2026 | phone to parents: refused             | own-step     | 12.10.2026 | 1
        14.10.2026 | closed: refused                       | -            | -          | -
        """),
    "a situation is confirmed when it expires": (ADULT, """
        day        | what happens                            | next action       | due        | expired
        02.11.2026 | opened; meeting to youngster: reached   | interview         | 02.12.2026 | no
        03.11.2026 | interview                               | -                 | -          | no
        04.11.2026 | says internship                         | confirm-situation | 04.03.2027 | no
        01.03.2027 | says internship from 04.11.2026         | confirm-situation | 01.07.2027 | no
        01.07.2027 |                                         | confirm-situation | 01.07.2027 | yes
        02.07.2027 | says seeking-work                       | confirm-situation | 04.10.2027 | no
        """),
    "a situation to come ends the present one before it expires": (ADULT, """
        day        | what happens                                    | next action       | due        | situation
        02.11.2026 | opened; meeting to youngster: reached; interview | -                | -          | not-known
        03.11.2026 | says seeking-training                           | confirm-situation | 03.02.2027 | seeking-training
        04.11.2026 | says workshop from 11.01.2027                   | -                 | -          | seeking-training
        11.01.2027 |                                                 | confirm-situation | 11.06.2027 | workshop
        """),
    "follow-ups outlive the closing, and lapse": (MINOR, """
        day        | what happens                         | next action | due        | open | owes
        01.09.2026 | left school; opened                  |             |            | yes  | no
        15.10.2026 | says apprenticeship                  | follow-up   | 15.04.2027 | no   | yes
        20.10.2026 | closed: solution-found               | follow-up   | 15.04.2027 | no   | yes
        15.03.2027 | says apprenticeship from 15.10.2026  | follow-up   | 15.04.2027 | no   | yes
        16.03.2027 | says apprenticeship from 15.10.2026  | follow-up   | 15.10.2027 | no   | yes
        14.12.2027 | says apprenticeship from 15.10.2026  | follow-up   | 18.04.2028 | no   | yes
        14.06.2028 |                                      | follow-up   | 18.04.2028 | no   | yes
        15.06.2028 |                                      | -           | -          | no   | no
        """),
    "a statement 61 days after is too late": (MINOR, """
        day        | what happens                         | next action | due
        01.09.2026 | left school; opened                  |             |
        15.10.2026 | says employed                        | follow-up   | 15.04.2027
        14.06.2027 |                                      | follow-up   | 15.04.2027
        15.06.2027 | says employed from 15.10.2026        | follow-up   | 15.10.2027
        """),
    "nobody is asked after the youngster left the country": (MINOR, """
        day        | what happens                     | next action | due | open | owes
        01.09.2026 | left school; opened              |             |     | yes  | no
        15.10.2026 | says emigrated                   | -           | -   | no   | no
        """),
    "nobody is asked after a closing for a refusal": (MINOR, """
        day        | what happens                     | next action       | due        | open | owes
        01.09.2026 | left school; opened              |                   |            | yes  | no
        15.09.2026 | phone to parents: reached        | interview         | 15.10.2026 | yes  | no
        15.10.2026 | closed: refused                  | -                 | -          | no   | no
        """),
    "follow-ups after an expiry, which is an exit too": (MINOR, """
        day        | what happens                                     | next action       | due        | clock
        01.09.2026 | left school; opened                              |                   |            | running
        07.09.2026 | meeting to parents: reached; interview           | -                 | -          | running
        08.09.2026 | says no-occupation                               | confirm-situation | 08.12.2026 | running
        08.12.2026 |                                                  | confirm-situation | 08.12.2026 | stopped
        10.12.2026 | says seeking-work                                | confirm-situation | 10.03.2027 | stopped
        09.03.2027 | says seeking-work from 10.12.2026                | follow-up         | 08.06.2027 | stopped
        """),
    "checks after a workshop": (ADULT, """
        day        | what happens                                              | next action    | due
        02.11.2026 | opened; meeting to youngster: reached; interview          | -              | -
        04.11.2026 | joins a group until 05.03.2027                            | workshop-check | 07.06.2027
        04.08.2027 |                                                           | workshop-check | 07.06.2027
        05.08.2027 |                                                           | workshop-check | 06.09.2027
        06.08.2027 | says voluntary-service                                    | workshop-check | 06.03.2028
        """),
    "three months from the end of November saturate at the month's end": (MINOR, """
        day        | what happens                     | next action | due
        01.10.2026 | listed                           |             |
        05.10.2026 | letter to parents: no-response   |             |
        12.10.2026 | phone to parents: no-response    |             |
        30.11.2026 | phone to youngster: no-response  | another-try | 01.03.2027
        """),
    "a case that waits for another office keeps its steps until it is taken up": (MINOR, """
        day        | what happens                       | next action    | due        | waits for | open
        01.10.2026 | listed                             | first-letter   | 12.10.2026 | -         | yes
        05.10.2026 | letter to parents: awaiting-answer | second-contact | 19.10.2026 | -         | yes
        06.10.2026 | moves to MIN; closed: moved-office | second-contact | 19.10.2026 | MIN       | yes
        12.10.2026 | taken up by MIN                    | -              | -          | -         | no
        """),
    "two steps on one day: the earlier one of the protocol stands": (MINOR, """
        day        | what happens                            | next action    | due
        01.10.2026 | listed; own step on 19.10.2026          | first-letter   | 12.10.2026
        05.10.2026 | letter to parents: awaiting-answer      | second-contact | 19.10.2026
        """),
}  # fmt: skip


@pytest.mark.parametrize(("born", "table"), STORIES.values(), ids=STORIES)
def test_next_action(born: str, table: str) -> None:
    assert differences(table, born) == []


def test_every_day_moves_to_a_working_day_not_before_it() -> None:
    off = days_off(register_of(), date(2026, 10, 31), Settings())
    days = pl.DataFrame({"day": pl.date_range(date(2024, 1, 1), date(2030, 12, 31), eager=True)})
    moved = days.with_columns(moved=next_working_day(pl.col("day"), off))
    assert not moved.filter(
        (pl.col("moved") < pl.col("day")) | (pl.col("moved") > pl.col("day") + timedelta(days=5))
    ).height
    assert not moved.filter(pl.col("moved").is_in(off) | (pl.col("moved").dt.weekday() > 5)).height
    assert moved.filter(pl.col("day") == date(2026, 5, 14))["moved"].item() == date(2026, 5, 15)
