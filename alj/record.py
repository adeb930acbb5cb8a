"""The record of processing: what is held of whom, why, in which class, where and for how long.

It follows from the declaration of the workbooks, the places of the workspace and the settings: a column or a place that
is added is in it, or the tests fail.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from intake.language import N_, NP_, Language, Message
from intake.settings import Settings
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.tables.declare import Privacy, WorkbookDeclaration, fields

Kept = Literal["retention", "workspace", "build", "office", "upload", "restore", "cache"]

CLASSES: dict[Privacy, tuple[Message, Message]] = {
    "I": (N_("Identifies a person"), N_("Workbooks, letters and the intake step only; never on a page.")),
    "T": (N_("Free text, firms, staff"), N_("Workbooks only.")),
    "S": (N_("Sensitive"), N_("Case by case for its own office; elsewhere as counts only.")),
    "": (N_("Coded"), N_("Case by case for the office and the coordination; for the ministry as counts.")),
}
"""Of each class: what it is, and who sees it."""

PURPOSES = (
    N_("To find young people who left school without a diploma, and to stay with them until they have a solution."),
    N_("To remind each office of what is due, and to plan the work of the offices."),
    N_("To report on the work and on the Youth Guarantee, in counts from which nobody can be worked out."),
)

KEPT: dict[Kept, Message] = {
    "retention": N_("Names: until {n} months after the last closing, then erased. Coded rows stay."),
    "workspace": N_("As long as the workspace."),
    "build": N_("Until the next build."),
    "office": N_("Until the office has taken it, at most as long as the names in it."),
    "upload": N_("Until the next build takes it into the archive."),
    "restore": N_("Until it is carried out."),
    "cache": N_("Until an erasure, or when unused for a month."),
}


@dataclass(frozen=True)
class Place:
    """A place of a workspace: what it holds, whether that names anybody, and how long it is kept."""

    holds: Message
    names: bool
    kept: Kept


PLACES: dict[str, Place] = {
    "settings_file": Place(N_("the service's settings"), names=False, kept="workspace"),
    "key_file": Place(N_("the key of the lookup of persons"), names=False, kept="workspace"),
    "lock_file": Place(N_("nothing: it is held by the command at work"), names=False, kept="workspace"),
    "reference": Place(N_("offices, communes, schools, teachers' codes"), names=False, kept="workspace"),
    "inbox": Place(N_("uploaded workbooks"), names=True, kept="upload"),
    "lists": Place(N_("monthly lists from the central pupil register"), names=True, kept="retention"),
    "letters": Place(N_("templates of letters"), names=False, kept="workspace"),
    "archive": Place(N_("every workbook as received, the logs of receipts and of erasures"), names=True,
                     kept="retention"),
    "returned": Place(N_("marked workbooks and letters for each office"), names=True, kept="office"),
    "identity": Place(N_("keyed hashes of numbers, names and birth dates, random tokens, tombstones"), names=False,
                      kept="retention"),
    "editions": Place(N_("frozen figures, and the coded rows that they were counted from"), names=False,
                      kept="workspace"),
    "published": Place(N_("what the ministry was told"), names=False, kept="workspace"),
    "audit": Place(N_("who ran which command, when"), names=False, kept="workspace"),
    "erase_again": Place(N_("case numbers to erase again after a restore"), names=False, kept="restore"),
    "erasing": Place(N_("what takes the place of what is erased"), names=True, kept="restore"),
    "output": Place(N_("the coded register, figures and sites"), names=False, kept="build"),
    "cache": Place(N_("what need not be worked out again: workbooks as read, pages, charts"), names=True,
                   kept="cache"),
}  # fmt: skip
"""By the name of the place in `Workspace`; those below another one are part of it."""


def record_of(settings: Settings, paths: dict[str, str], language: Language) -> str:
    """Return the record in Markdown; `paths` are those of the places, by name, below the workspace."""
    text = language.text
    months = language.number(settings.retention.months_after_closing)
    parts = [
        f"# {text(N_('Record of processing'))}: {settings.service}",
        f"## {text(N_('Why'))}",
        "\n".join(f"- {text(purpose)}" for purpose in PURPOSES),
        f"## {text(N_('Of whom'))}",
        text(WHOM),
        f"## {text(N_('What, by class'))}",
        _table(
            [text(NP_("record", "Class")), text(NP_("record", "What it is")), text(NP_("record", "Who sees it"))],
            [(key or "–", text(what), text(who)) for key, (what, who) in CLASSES.items()],
        ),
        *(part for declaration in (OFFICE_WORKBOOK, MONTHLY_LIST, REFERENCE_WORKBOOK)
          for part in _workbook(declaration, language)),
        f"## {text(N_('Where, and for how long'))}",
        _table(
            [text(NP_("record", "Place")), text(NP_("record", "What it holds")), text(NP_("record", "Names people")),
             text(NP_("record", "How long"))],
            [
                (f"`{paths[name]}`", text(place.holds), text(YES_OR_NO[place.names]),
                 text(KEPT[place.kept], n=months))
                for name, place in PLACES.items()
            ],
        ),
        f"## {text(N_('How it ends'))}",
        text(ENDS, n=months),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


WHOM = N_("Young people who left school or ask for support, and their parents; staff by their initials or code.")
YES_OR_NO = {True: NP_("record", "yes"), False: NP_("record", "no")}
ENDS = N_(
    "`alj forget --due` erases whoever's last case was closed {n} months ago; `alj forget CASE` erases a person on"
    " demand. Their coded rows go on counting, a tombstone without a name recognises them when an old workbook comes"
    " again. Backups made before are to be destroyed as old as that."
)


def _workbook(declaration: WorkbookDeclaration, language: Language) -> Iterator[str]:
    yield f"### {language.text(declaration.title)}"
    rows = []
    for sheet in declaration.all_sheets:
        by_class: dict[Privacy, list[str]] = {}
        for declared in fields(sheet).values():
            by_class.setdefault(declared.privacy, []).append(language.text(declared.label))
        rows += [
            (language.text(sheet.INFO.title), key or "–", ", ".join(by_class[key]))
            for key in CLASSES
            if key in by_class
        ]
    header = (NP_("record", "Sheet"), NP_("record", "Class"), NP_("record", "Columns"))
    yield _table([language.text(one) for one in header], rows)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines)
