"""The course of a made-up case, day by day: the office does what is due, late or in time, and hears what it is told."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from samples.cases import Case, Contact, OwnStep, Row
from samples.days import HORIZON, Day, after, age_on, first_list_after, months_after, working_day
from samples.groups import Groups
from samples.lives import BACK_AT_SCHOOL, NEXT, Life, expires_after, is_definite, is_offer
from samples.manners import Manner
from samples.people import pick
from samples.talks import draw_guarantee, draw_interview, draw_participation, draw_steps

LETTER_DAYS, OPENING_DAYS, SECOND_DAYS, FURTHER_DAYS, INTERVIEW_DAYS = 10, 14, 14, 28, 30
TRIES, PAUSE_MONTHS = 3, 3
FOLLOW_UP_MONTHS = (6, 12, 18)
CHECK_MONTHS = (3, 6, 12)
LONGEST_DAYS = 560
"""Days after which an office closes a case that leads nowhere."""

ANSWERS = {"letter": 0.42, "phone": 0.5, "message": 0.4, "email": 0.35, "visit": 0.55, "meeting": 1.0}
"""The chance that somebody who can be reached answers, by kind of contact."""
WRITTEN = ("letter", "message", "email")
CAN_BE_REACHED = 0.87
REFUSES = 0.06
DO_NOT_CONTACT = 0.01
INTO_WORKSHOP = 0.8
CLOSING = {"emigrated": "emigrated", "qualified": "qualified", "listed-in-error": "listed-in-error"}
OWN_STEPS = ("Appeler l'école", "Revoir le CV", "Visite d'une entreprise", "Rendez-vous ADEM", "Préparer l'inscription")


@dataclass(frozen=True)
class Due:
    """Something to do by a day. `early` is how many days before it may be done; events happen on the day itself."""

    on: Day
    act: Callable[[Day], None]
    late: float = 0.0
    early: int = 0
    event: bool = False


class Course:
    """The course of one case: `run` fills the case with what its office did up to the horizon."""

    def __init__(self, case: Case, life: Life, manner: Manner, rng: Random, groups: Groups) -> None:
        """Begin on the day on which the case was opened."""
        self.case, self.life, self.manner, self.rng, self.groups = case, life, manner, rng, groups
        self.day = after(case.opened_on, -1)
        self.answers = min(1.0, manner.reach) if rng.random() < CAN_BE_REACHED * min(1.1, manner.reach**0.4) else 0.03
        self.attempts = 0
        self.last_attempt = case.opened_on
        self.reached_on: Day | None = None
        self.interviewed = self.accepts = self.ended = False
        self.current: tuple[str, Day, Day] | None = None
        self.meeting_on: Day | None = None
        self.to_come: list[Due] = []
        self.follow_ups: list[Day] = []
        self.misses = 0
        self.heard_of_return = False
        if rng.random() < DO_NOT_CONTACT and case.listed_on:
            case.do_not_contact_from = case.opened_on
            self._end_later(after(case.opened_on, 280), "other")

    def run(self) -> None:
        """Do what is due, the earliest first, until the case has ended or the horizon is reached."""
        while not self.ended:
            dues = self._dues()
            if not dues:
                return
            due = min(dues, key=lambda one: one.on)
            day = self._done_on(due)
            sooner = [one for one in dues if one.event and one is not due and self._done_on(one) < day]
            if sooner:
                due = min(sooner, key=lambda one: one.on)
                day = self._done_on(due)
            if not due.event:
                self.case.dues.append((working_day(due.on), day))
            if day > HORIZON:
                return
            self.day = day
            if due in self.to_come:
                self.to_come.remove(due)
            due.act(day)

    def _done_on(self, due: Due) -> Day:
        first = after(self.day, 1)
        if due.event:
            return working_day(max(first, due.on))
        if due.on < first or self.rng.random() < due.late:
            lag = min(75.0, self.rng.expovariate(1 / self.manner.days_late))
            return working_day(max(first, after(working_day(due.on), 1 + lag)))
        return working_day(max(first, after(due.on, -self.rng.randrange(0, due.early + 1))))

    def _dues(self) -> list[Due]:
        dues = list(self.to_come)
        other = self.manner.other_late
        back_on = self.life.back_on()
        listed = first_list_after(back_on) if back_on and self.case.listed_on else None
        if listed and listed > self.case.opened_on and not self.heard_of_return:
            dues.append(Due(listed, self._hear_of_return, event=True))
        relisted = first_list_after(self.life.left_again_on) if self.life.left_again_on else None
        if relisted and self.case.listed_on:
            dues.append(Due(relisted, self._close_for_new_start, event=True))
        if self.current and expires_after(self.current[0]):
            expires_on = months_after(self.current[2], expires_after(self.current[0]))
            dues.append(Due(expires_on, self._confirm, other, early=20))
        dues += [Due(on, self._follow_up, other, early=24) for on in self.follow_ups[:1]]
        if not self.case.do_not_contact_from:
            dues += self._contacts_due()
        return dues

    def _contacts_due(self) -> list[Due]:
        if self.current and is_definite(self.current[0]):
            return []
        if self.reached_on is None:
            return [self._attempt_due()]
        dues = []
        if not self.interviewed:
            dues.append(Due(after(self.reached_on, INTERVIEW_DAYS), self._interview, self.manner.other_late, early=26))
        if self.meeting_on:
            dues.append(Due(self.meeting_on, self._meet, event=True))
        return dues

    def _attempt_due(self) -> Due:
        manner, case = self.manner, self.case
        if self.attempts == 0 and case.listed_on:
            return Due(after(case.listed_on, LETTER_DAYS), self._attempt, manner.letters_late, early=8)
        if self.attempts == 0:
            return Due(after(case.opened_on, OPENING_DAYS), self._attempt, manner.letters_late, early=14)
        if self.attempts == TRIES:
            on = months_after(self.last_attempt, PAUSE_MONTHS)
        else:
            on = after(self.last_attempt, SECOND_DAYS if self.attempts == 1 else FURTHER_DAYS)
        return Due(on, self._attempt, manner.contacts_late, early=3 if self.attempts == 1 else 8)

    def _attempt(self, day: Day) -> None:
        minor = age_on(self.case.person.birth_date, day) < 18
        if self.attempts == 0:
            kind = "letter" if self.case.listed_on else "meeting"
            who = "parents" if minor and kind == "letter" else "youngster"
        else:
            kind = pick(self.rng, {"phone": 58, "message": 14, "visit": 16, "email": 12})
            who = "parents" if minor and self.rng.random() < 0.6 else "youngster"
        self.attempts += 1
        self.last_attempt = day
        # Who comes of their own accord is reached; the others answer or do not.
        chance = 1.0 if kind == "meeting" else ANSWERS[kind] * self.answers
        if self.rng.random() < chance:
            refuses = kind != "meeting" and self.rng.random() < REFUSES
            answered_on = after(day, self.rng.randrange(1, 12)) if kind in WRITTEN else day
            result = "refused" if refuses else "responded" if kind in WRITTEN else "reached"
            self._write_contact(day, kind, who, result, answered_on)
            self.day = answered_on
            self._reach(answered_on, refuses=refuses)
            return
        wrong = kind == "letter" and self.rng.random() < 0.08
        self._write_contact(day, kind, who, "wrong-address" if wrong else "no-response")
        if self.attempts > TRIES + 1 and self.rng.random() < 0.75:
            self._end_later(after(day, self.rng.randrange(10, 40)), "other")

    def _write_contact(self, day: Day, kind: str, who: str, result: str, answered_on: Day | None = None) -> None:
        planned = self.rng.random() < 0.4
        self.case.contacts.append(Contact(day, kind, who, result, answered_on, planned))

    def _reach(self, day: Day, *, refuses: bool) -> None:
        self.reached_on = day
        if not refuses:
            self._state(day)
            return
        self._state_as(day, "declined", day)
        self.interviewed = True
        if self.rng.random() < 0.25:
            self.case.do_not_contact_from = day
        self._end_later(after(day, self.rng.randrange(5, 60)), "refused")

    def _interview(self, day: Day) -> None:
        self.interviewed = True
        self._write_contact(day, "meeting", "youngster", "reached", day)
        settled = bool((now := self.life.at(day)) and is_definite(now[0]))
        row = draw_interview(self.rng, day, settled=settled)
        self.case.interviews.append(row)
        self._state(day)
        if row["accepts"] != "yes":
            return
        self.accepts = True
        self.case.steps = draw_steps(self.rng, day, str(row["wish"]))
        if self.rng.random() < 0.62 and age_on(self.case.person.birth_date, day) >= 16:
            self.case.guarantee = draw_guarantee(self.rng, day)
        self.meeting_on = after(day, self.rng.randrange(14, 45))
        if row["vocational_interest"] == "yes" and not settled and self.rng.random() < INTO_WORKSHOP:
            self._into_workshop(day)

    def _into_workshop(self, day: Day) -> None:
        if self.case.left_on is None or self.case.listed_on is None:
            return
        settling = (when for when, what in zip(self.life.days, self.life.situations, strict=True) if is_definite(what))
        settled_on = next(settling, HORIZON)
        group = self.groups.take_place(self.case.office, day, self.case.left_on, settled_on)
        if group is None:
            return
        self.case.group = group
        self.case.participation = row = draw_participation(self.rng, group)
        left = row.get("left_early_on")
        over_on = after(left if isinstance(left, Day) else group.ends_on, 1)
        self.life.turn(group.starts_on, "workshop", self.rng)
        self.life.turn(over_on, pick(self.rng, NEXT["workshop"]), self.rng)
        self.to_come += [
            Due(group.starts_on, self._hear_from_workshop, event=True),
            Due(over_on, self._hear_from_workshop, event=True),
        ]
        self.follow_ups = sorted([*self.follow_ups, *(months_after(group.ends_on, months) for months in CHECK_MONTHS)])

    def _hear_from_workshop(self, day: Day) -> None:
        self._state(day, source="service")

    def _meet(self, day: Day) -> None:
        kind = pick(self.rng, {"meeting": 50, "phone": 34, "message": 16})
        came = self.rng.random() < 0.88
        result = ("responded" if kind == "message" else "reached") if came else "no-response"
        self._write_contact(day, kind, "youngster", result, day if came else None)
        self.meeting_on = after(day, 24 + self.rng.expovariate(1 / 40))
        now = self.life.at(day)
        changed = now is not None and (self.current is None or self.current[0] != now[0])
        if came and self.rng.random() < (0.85 if changed else 0.45):
            self._state(day)
        if self.rng.random() < 0.3:
            self._set_own_step(day)
        if (day - self.case.opened_on).days > LONGEST_DAYS and not self.case.group:
            self._end_later(after(day, 14), pick(self.rng, {"other": 60, "too-old": 40}))

    def _set_own_step(self, day: Day) -> None:
        if self.case.own_steps and self.case.own_steps[-1].done_on > day:
            return
        due_on = working_day(after(day, self.rng.randrange(6, 30)))
        late = self.rng.random() < self.manner.other_late
        done_on = working_day(after(due_on, 1 + self.rng.expovariate(1 / self.manner.days_late))) if late else due_on
        self.case.own_steps.append(OwnStep(day, due_on, done_on, self.rng.choice(OWN_STEPS)))
        self.case.dues.append((due_on, done_on))

    def _confirm(self, day: Day) -> None:
        if self.case.do_not_contact_from:
            self._end_later(after(day, 3), "other")
            return
        if self._is_at_school(day) and self.rng.random() < 0.9:
            self._state(day, source="school")
            return
        who = "youngster" if self.rng.random() < 0.8 else "parents"
        if self.rng.random() < 0.82 and self.answers > 0.1:
            self._write_contact(day, "phone", who, "reached", day)
            self._state(day)
            return
        self._write_contact(day, "phone", who, "no-response")
        self.misses += 1
        if self.misses > 2 or (day - self.case.opened_on).days > LONGEST_DAYS:
            self._end_later(after(day, 20), "other")
        self._state_as(day, "not-reached", day, source="service")

    def _follow_up(self, day: Day) -> None:
        due_on = self.follow_ups.pop(0)
        if day > after(due_on, 55) or self.rng.random() < 0.07:
            return
        if self._is_at_school(day) or self.reached_on is None:
            self._state(day, source="school")
        else:
            self._write_contact(day, "phone", "youngster", "reached", day)
            self._state(day)
        if not self.follow_ups and self.current and is_definite(self.current[0]) and not self.case.group:
            self._end_later(after(day, 5), "solution-found")

    def _is_at_school(self, day: Day) -> bool:
        """Whether a school can confirm that the youngster is back."""
        now = self.life.at(day)
        known = self.current and self.current[0] in BACK_AT_SCHOOL
        return bool(known and now and now[0] in BACK_AT_SCHOOL)

    def _hear_of_return(self, day: Day) -> None:
        self.heard_of_return = True
        now = self.life.at(day)
        if now and now[0] in BACK_AT_SCHOOL and self.rng.random() < 0.95:
            self._state(day, source="list")

    def _state(self, day: Day, source: str = "") -> None:
        now = self.life.at(day)
        if now:
            self._state_as(day, now[0], now[1], source)

    def _state_as(self, day: Day, situation: str, since: Day, source: str = "") -> None:
        """Write a statement; a situation begins after the one before it, and a known one keeps its first day."""
        if self.current:
            before, began, confirmed_on = self.current
            goes_on = situation == before and since <= max(began, confirmed_on)
            since = began if goes_on else max(since, after(began, 1))
        source = source or pick(self.rng, {"youngster": 70, "parents": 20, "school": 4, "service": 6})
        row: Row = {"situation": situation, "from_date": since, "confirmed_on": day, "source": source}
        if not self.case.statements or self.case.statements[-1] != row:
            self.case.statements.append(row)
        self.current = (situation, since, day)
        self._follow_from(situation, since, day)

    def _follow_from(self, situation: str, since: Day, day: Day) -> None:
        if (is_offer(situation) or is_definite(situation)) and self.case.exit_on is None:
            self.case.exit_on = since
            due = (months_after(since, months) for months in FOLLOW_UP_MONTHS)
            self.follow_ups = sorted([*self.follow_ups, *(on for on in due if on > day)])
        lost_on = self.life.next_day(since)
        if situation == "employed" and lost_on and self.case.guarantee:
            self.case.guarantee["unemployed_since"] = lost_on
        if situation in CLOSING:
            self._end_later(after(day, self.rng.randrange(0, 9)), CLOSING[situation])
        elif is_definite(situation):
            self.meeting_on = None
        elif self.accepts and self.meeting_on is None:
            self.meeting_on = after(day, self.rng.randrange(10, 30))

    def _end_later(self, day: Day, reason: str) -> None:
        self.to_come.append(Due(day, lambda on: self._close(on, reason), event=True))

    def move(self, day: Day, to_office: str) -> None:
        """Hand the case over to another office on a day, if it is still in the work then."""
        self.to_come.append(Due(day, lambda on: self._hand_over(on, to_office), event=True))

    def _hand_over(self, day: Day, to_office: str) -> None:
        if self.case.group or (self.current and is_definite(self.current[0])):
            return
        self._state_as(day, "moved-office", day, "service")
        self.case.statements[-1]["to_office"] = to_office
        self._close(day, "moved-office")

    def _close_for_new_start(self, day: Day) -> None:
        """The list names the youngster again: a new case is opened, and this one has come to its end."""
        if self.current and is_definite(self.current[0]) and self.life.left_again_on:
            # What was definite has ended; else this case would open again beside the new one.
            self._state_as(day, "no-occupation", self.life.left_again_on, "list")
        self._close(day, "other")

    def _close(self, day: Day, reason: str) -> None:
        if self.case.group and day <= self.case.group.starts_on:
            return
        self.case.closed_on, self.case.closing_reason = day, reason
        self.ended = True
