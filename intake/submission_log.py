"""Two more logs of the archive, which only grow: what each receipt came to, and which losses somebody accepted."""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from intake.journal import append_lines, damaged, read_lines
from intake.received import Fate, Received
from intake.settings import SERVICE_TIME
from intake.workspace import Workspace

FATES = "came-to.jsonl"
DECISIONS = "decisions.jsonl"
ACCEPT_LOSS = "accept-loss"


@dataclass(frozen=True)
class Decision:
    """That somebody accepted the rows that a workbook has lost, and when."""

    submission: str
    decided_at: datetime.datetime
    decision: str = ACCEPT_LOSS

    @property
    def decided_on(self) -> datetime.date:
        """The day of the decision in Luxembourg."""
        return self.decided_at.astimezone(SERVICE_TIME).date()


def note_fates(workspace: Workspace, fates: Iterable[Fate], now: datetime.datetime) -> None:
    """Add what receipts came to, where the log does not say the same last: it follows from what was received."""
    log = workspace.archive / FATES
    last = {entry.get("number"): entry for entry in read_lines(log)}
    lines = []
    for fate in fates:
        line = {**asdict(fate), "codes": list(fate.codes)}
        noted = {name: value for name, value in last.get(fate.number, {}).items() if name != "noted_at"}
        if line != noted:
            lines.append({**line, "noted_at": now.astimezone(datetime.UTC).isoformat()})
    append_lines(log, lines)


def accept_losses(workspace: Workspace, waiting: Iterable[Received], now: datetime.datetime) -> None:
    """Note that the rows which workbooks have lost are gone on purpose; later builds need not be told again."""
    at = now.astimezone(datetime.UTC).isoformat()
    lines = [{"submission": one.submission, "decided_at": at, "decision": ACCEPT_LOSS} for one in waiting]
    append_lines(workspace.archive / DECISIONS, lines)


def losses_accepted(workspace: Workspace, known_on: datetime.date | None = None) -> frozenset[str]:
    """Return the hashes of the workbooks whose losses were accepted by the end of a day.

    Raises ArchiveProblem when the log is damaged.
    """
    log = workspace.archive / DECISIONS
    try:
        decisions = [
            Decision(**{**entry, "decided_at": datetime.datetime.fromisoformat(entry["decided_at"])})
            for entry in read_lines(log)
        ]
    except (ValueError, TypeError, KeyError) as broken:
        raise damaged(log) from broken
    return frozenset(
        one.submission
        for one in decisions
        if one.decision == ACCEPT_LOSS and (known_on is None or one.decided_on <= known_on)
    )
