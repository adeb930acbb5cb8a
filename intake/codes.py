"""The code lists: what a coded cell may hold, each code with its label.

A cell holds a code or its label in any of the languages; the register holds the code. Labels are message ids, with the
list's key as context, because one English word may need two French ones.
"""

from dataclasses import dataclass
from functools import cached_property

from intake.language import N_, NP_, Message


@dataclass(frozen=True)
class Code:
    """One entry of a code list; `sensitive` ones touch health or family (privacy class S wherever they stand)."""

    code: str
    label: Message
    sensitive: bool = False


@dataclass(frozen=True)
class CodeList:
    """A code list: its entries in the order in which a dropdown shows them."""

    key: str
    title: Message
    entries: tuple[Code, ...]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes in their order."""
        return tuple(entry.code for entry in self.entries)

    @property
    def sensitive_codes(self) -> tuple[str, ...]:
        """The codes that only the case's own office may see case by case."""
        return tuple(entry.code for entry in self.entries if entry.sensitive)

    def entry(self, code: str) -> Code:
        """Return the entry of a code. Raises KeyError when the list has none."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> dict[str, Code]:
        return {entry.code: entry for entry in self.entries}

    def label(self, code: str) -> Message:
        """Return the label of a code. Raises KeyError when the list has none."""
        return self.entry(code).label


YES_NO = CodeList("yes-no", N_("Yes or no"), (Code("yes", NP_("yes-no", "yes")), Code("no", NP_("yes-no", "no"))))
YES = CodeList("yes", N_("Yes"), (Code("yes", NP_("yes-no", "yes")),))

ORIGIN = CodeList(
    "origin",
    N_("How the case came"),
    (
        Code("monthly-list", NP_("origin", "Monthly list")),
        Code("school", NP_("origin", "School")),
        Code("class-intervention", NP_("origin", "Class intervention")),
        Code("youngster", NP_("origin", "Youngster")),
        Code("parents", NP_("origin", "Parents")),
        Code("adem", NP_("origin", "ADEM")),
        Code("snj", NP_("origin", "SNJ")),
        Code("other-service", NP_("origin", "Other service")),
        Code("other-office", NP_("origin", "Other office")),
    ),
)

SEX = CodeList("sex", N_("Sex"), (Code("female", NP_("sex", "Female")), Code("male", NP_("sex", "Male"))))

NATIONALITY_GROUP = CodeList(
    "nationality-group",
    N_("Nationality group"),
    (
        Code("luxembourg", NP_("nationality", "Luxembourg")),
        Code("portugal", NP_("nationality", "Portugal")),
        Code("other-eu", NP_("nationality", "Other EU")),
        Code("other", NP_("nationality", "Other")),
    ),
)

LANGUAGE = CodeList(
    "language",
    N_("Language of correspondence"),
    (
        Code("fr", NP_("language", "French")),
        Code("de", NP_("language", "German")),
        Code("en", NP_("language", "English")),
    ),
)

TRACK = CodeList(
    "track",
    N_("Track at school"),
    (
        Code("preparatoire", NP_("track", "Préparatoire (CIP/COP)")),
        Code("esg-lower", NP_("track", "ESG lower")),
        Code("esg-upper", NP_("track", "ESG upper")),
        Code("esc", NP_("track", "ESC")),
        Code("dap", NP_("track", "DAP")),
        Code("ccp", NP_("track", "CCP")),
        Code("dt", NP_("track", "DT")),
        Code("other", NP_("track", "Other track")),
        Code("abroad", NP_("track", "School abroad")),
    ),
)

CLOSING_REASON = CodeList(
    "closing-reason",
    N_("Closing reason"),
    (
        Code("solution-found", NP_("closing", "Solution found")),
        Code("moved-office", NP_("closing", "Moved to another office")),
        Code("emigrated", NP_("closing", "Emigrated")),
        Code("qualified", NP_("closing", "Qualified")),
        Code("listed-in-error", NP_("closing", "Listed in error")),
        Code("refused", NP_("closing", "Refused")),
        Code("too-old", NP_("closing", "Older than the service follows")),
        Code("died", NP_("closing", "Died")),
        Code("other", NP_("closing", "Other reason")),
    ),
)

CONTACT_KIND = CodeList(
    "contact-kind",
    N_("Kind of contact"),
    (
        Code("letter", NP_("contact", "Letter")),
        Code("phone", NP_("contact", "Phone")),
        Code("message", NP_("contact", "Message")),
        Code("email", NP_("contact", "E-mail")),
        Code("visit", NP_("contact", "Visit")),
        Code("meeting", NP_("contact", "Meeting")),
    ),
)

CONTACT_WITH = CodeList(
    "contact-with",
    N_("Contact with"),
    (
        Code("parents", NP_("contact-with", "Parents")),
        Code("youngster", NP_("contact-with", "Youngster")),
        Code("school", NP_("contact-with", "School")),
        Code("service", NP_("contact-with", "Service")),
    ),
)

CONTACT_RESULT = CodeList(
    "contact-result",
    N_("Result of a contact"),
    (
        Code("to-do", NP_("contact-result", "To do")),
        Code("awaiting-answer", NP_("contact-result", "Awaiting answer")),
        Code("no-response", NP_("contact-result", "No response")),
        Code("responded", NP_("contact-result", "Responded")),
        Code("reached", NP_("contact-result", "Reached")),
        Code("wrong-address", NP_("contact-result", "Wrong address")),
        Code("refused", NP_("contact-result", "Refused")),
    ),
)
ANSWERED = ("responded", "reached", "refused")
"""The results that make a contact one in which somebody was reached."""

REASON = CodeList(
    "reason",
    N_("Reason for leaving school"),
    (
        Code("wrong-orientation", NP_("reason", "Wrong orientation")),
        Code("school-failure", NP_("reason", "School failure")),
        Code("no-training-place", NP_("reason", "No training place or contract ended")),
        Code("motivation", NP_("reason", "Lack of motivation")),
        Code("new-project", NP_("reason", "New school or career project")),
        Code("health", NP_("reason", "Health")),
        Code("absence", NP_("reason", "Excluded for absence")),
        Code("conflict", NP_("reason", "Conflict at school")),
        Code("family", NP_("reason", "Family")),
        Code("earn", NP_("reason", "Wants to earn")),
        Code("other", NP_("reason", "Another reason")),
        Code("not-said", NP_("reason", "Not said")),
    ),
)

AIM = CodeList(
    "aim",
    N_("Aim"),
    (
        Code("school", NP_("aim", "School")),
        Code("apprenticeship", NP_("aim", "Apprenticeship")),
        Code("job", NP_("aim", "Job")),
        Code("voluntary-service", NP_("aim", "Voluntary service")),
    ),
)
WISH = CodeList("wish", N_("Wish"), (*AIM.entries, Code("undecided", NP_("aim", "Undecided"))))

STEP = CodeList(
    "step",
    N_("Step of accompaniment"),
    (
        Code("school-assessment", NP_("step", "School assessment")),
        Code("life-situation", NP_("step", "Life situation")),
        Code("referral-psychological", NP_("step", "Referral, psychological"), sensitive=True),
        Code("referral-social", NP_("step", "Referral, social"), sensitive=True),
        Code("referral-other", NP_("step", "Referral, other")),
        Code("plan-a", NP_("step", "Project plan A")),
        Code("plan-b", NP_("step", "Project plan B")),
        Code("internship", NP_("step", "Internship")),
        Code("reinstatement", NP_("step", "Reinstatement")),
        Code("apprenticeship-search", NP_("step", "Apprenticeship search")),
        Code("employment-search", NP_("step", "Employment search")),
    ),
)
PLANS = ("plan-a", "plan-b")

STEP_RESULT = CodeList(
    "step-result",
    N_("Result of a step"),
    (
        Code("under-way", NP_("step-result", "Under way")),
        Code("contact-established", NP_("step-result", "Contact established")),
        Code("assistance-ensured", NP_("step-result", "Assistance ensured")),
        Code("achieved", NP_("step-result", "Achieved")),
        Code("abandoned", NP_("step-result", "Abandoned")),
        Code("refused", NP_("step-result", "Refused")),
    ),
)

LEAVING_WORKSHOP = CodeList(
    "leaving-workshop",
    N_("Reason for leaving the workshop"),
    (
        Code("found-place", NP_("leaving-workshop", "Found a place")),
        Code("found-job", NP_("leaving-workshop", "Found a job")),
        Code("health", NP_("leaving-workshop", "Health"), sensitive=True),
        Code("family", NP_("leaving-workshop", "Family"), sensitive=True),
        Code("no-longer-wished", NP_("leaving-workshop", "No longer wished")),
        Code("excluded", NP_("leaving-workshop", "Excluded")),
        Code("other", NP_("leaving-workshop", "Other")),
    ),
)

SOURCE = CodeList(
    "source",
    N_("Source of a statement"),
    (
        Code("youngster", NP_("source", "Youngster")),
        Code("parents", NP_("source", "Parents")),
        Code("school", NP_("source", "School")),
        Code("list", NP_("source", "List")),
        Code("service", NP_("source", "Service")),
    ),
)

GUARANTEE_PATH = CodeList(
    "guarantee-path",
    N_("Path of the Youth Guarantee"),
    (
        Code("job", NP_("path", "Job (ADEM)")),
        Code("school", NP_("path", "School (ALJ)")),
        Code("activation", NP_("path", "Activation (SNJ)")),
    ),
)

LIST_KIND = CodeList(
    "list-kind",
    N_("Kind of list"),
    (
        Code("everybody", NP_("list-kind", "Everybody out of school")),
        Code("new-only", NP_("list-kind", "New leavers only")),
    ),
)

SITUATION_GROUP = CodeList(
    "situation-group",
    N_("Group of situations"),
    (
        Code("re-enrolled", NP_("group", "Re-enrolled")),
        Code("in-training", NP_("group", "In training")),
        Code("employed", NP_("group", "Employed")),
        Code("measure", NP_("group", "Measure or activation")),
        Code("settled", NP_("group", "Settled otherwise")),
        Code("no-occupation", NP_("group", "No occupation")),
        Code("not-known", NP_("group", "Not known")),
        Code("out-of-scope", NP_("group", "Out of scope")),
        Code("handed-over", NP_("group", "Handed over")),
    ),
)
"""The groups as charts stack them. Measure and activation share a colour and a place, as both are an occupation that
neither the employer nor a school gives."""

OFFER = CodeList(
    "offer",
    N_("Offer under the Youth Guarantee"),
    (
        Code("employment", NP_("offer", "Employment")),
        Code("education", NP_("offer", "Continued education")),
        Code("apprenticeship", NP_("offer", "Apprenticeship")),
        Code("traineeship", NP_("offer", "Traineeship")),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Situation(Code):
    """A situation, and what it counts as.

    `offer` is the kind of offer of the Youth Guarantee that it is, `expires_after` the months (a setting may change
    them) after which it counts as not known unless it is confirmed again; 0 is never. `definite` ends the
    accompaniment, `closes` closes the case for good.
    """

    group: str
    offer: str | None = None
    definite: bool = False
    closes: bool = False
    expires_after: int = 0


NOT_KNOWN = "not-known"
"""The situation of every case before its first statement, and of one whose statement has expired."""

SITUATIONS = (
    Situation(
        "school-lu",
        NP_("situation", "School in Luxembourg"),
        group="re-enrolled",
        offer="education",
        definite=True,
        expires_after=12,
    ),
    Situation(
        "school-abroad",
        NP_("situation", "School abroad"),
        group="re-enrolled",
        offer="education",
        definite=True,
        expires_after=12,
    ),
    Situation(
        "adult-education",
        NP_("situation", "Adult education"),
        group="re-enrolled",
        offer="education",
        definite=True,
        expires_after=12,
    ),
    Situation(
        "apprenticeship",
        NP_("situation", "Apprenticeship"),
        group="in-training",
        offer="apprenticeship",
        definite=True,
        expires_after=12,
    ),
    Situation("internship", NP_("situation", "Internship"), group="in-training", offer="traineeship", expires_after=4),
    Situation(
        "employment-measure",
        NP_("situation", "Employment measure"),
        group="measure",
        offer="employment",
        expires_after=6,
    ),
    Situation(
        "employed", NP_("situation", "Employed"), group="employed", offer="employment", definite=True, expires_after=12
    ),
    Situation("voluntary-service", NP_("situation", "Voluntary service"), group="measure", expires_after=12),
    Situation("workshop", NP_("situation", "Workshop"), group="measure", expires_after=5),
    Situation("seeking-training", NP_("situation", "Seeking training"), group="no-occupation", expires_after=3),
    Situation("seeking-work", NP_("situation", "Seeking work"), group="no-occupation", expires_after=3),
    Situation("no-occupation", NP_("situation", "No occupation"), group="no-occupation", expires_after=3),
    Situation("ill-or-caring", NP_("situation", "Ill or caring for somebody"), group="settled", expires_after=6),
    Situation(
        "settled-otherwise", NP_("situation", "Settled otherwise"), group="settled", definite=True, expires_after=12
    ),
    Situation("declined", NP_("situation", "Declined to say"), group="not-known", expires_after=6),
    Situation("not-reached", NP_("situation", "Not reached"), group="not-known", expires_after=3),
    Situation("emigrated", NP_("situation", "Emigrated"), group="out-of-scope", closes=True),
    Situation("qualified", NP_("situation", "Qualified"), group="out-of-scope", closes=True),
    Situation("listed-in-error", NP_("situation", "Listed in error"), group="out-of-scope", closes=True),
    Situation("moved-office", NP_("situation", "Moved to another office"), group="handed-over"),
)
SITUATION = CodeList("situation", N_("Situation"), SITUATIONS)

CODE_LISTS_TITLE = N_("Code lists")
"""The sheet of a workbook that shows them, and that dropdowns choose from."""
CODE_LISTS = (
    YES_NO, ORIGIN, SEX, NATIONALITY_GROUP, LANGUAGE, TRACK, CLOSING_REASON, CONTACT_KIND, CONTACT_WITH, CONTACT_RESULT,
    REASON, WISH, AIM, STEP, STEP_RESULT, LEAVING_WORKSHOP, SOURCE, SITUATION, GUARANTEE_PATH, LIST_KIND,
)  # fmt: skip
"""Every code list that a workbook uses, in the order of that sheet."""
