"""`output/status.json` and `output/metrics.prom`: for machines that watch whether builds are made and are good.

Written when a build begins, when it has ended well and when it has failed. Office codes, times and numbers stand there,
and nothing else.
"""

import datetime
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from alj.cli import COULD_NOT_GO_ON
from alj.printing import write_whole
from alj.publishing import read_report
from intake.faults import ExpectedFault, StopsTheCommand, WrongUsage
from intake.language import N_
from intake.workspace import Workspace

STATUS_FILE, METRICS_FILE = "status.json", "metrics.prom"
KEPT = ("version", "as_of", "edition", "left_in_inbox", "seconds")
"""What the status says of the last good build as its report does."""
KEPT_OF_OFFICE = ("office", "state", "received_at", "data_on", "age_days", "rows_held")
COUNTED = ("read", "accepted", "held_back", "superseded", "erased")
NOTHING: Mapping[str, Any] = {"state": "none", "running_since": None, "last_good": None, "last_failed": None}
OUR_FAULT = N_("a fault of the program: its traceback stands where the build ran.")
OF_PYTHON = 1
"""The exit code of a program that ends with a traceback."""
KILLED = N_("the build was killed, or its machine stopped.")


@contextmanager
def watched(workspace: Workspace) -> Iterator[None]:
    """Note that a build runs, then how it ended. The caller holds the workspace's lock.

    Of a fault the kind and the message are noted, the latter without what it was filled in with: that may be a name.
    A command that was asked for in a wrong way is no failed build.
    """
    before = {**read_status(workspace), "running_since": None}
    workspace.output.mkdir(exist_ok=True)
    _write(workspace, before | {"running_since": now_written()})
    try:
        yield
    except WrongUsage:
        _write(workspace, before)
        raise
    except BaseException as fault:
        # What can't be noted, as on a full disk, must not hide what went wrong.
        with suppress(OSError):
            _write(workspace, before | {"state": "failed", "last_failed": _failed(fault)})
        raise
    report = read_report(workspace)
    # A site alone, or a build of another day, says nothing of whether what is read is of today.
    good = {"state": "good", "last_good": _good(report)} if report["whole"] else {}
    _write(workspace, before | good)


def read_status(workspace: Workspace) -> Mapping[str, Any]:
    """Return the status as it was written last; that of a workspace without a build where there is none."""
    try:
        read: Mapping[str, Any] = json.loads((workspace.output / STATUS_FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return NOTHING
    return read


def judged(workspace: Workspace, now: datetime.datetime) -> Mapping[str, Any]:
    """Return the status with "age_hours" of the last good build; "failed", too, when a build was killed on its way."""
    status = read_status(workspace)
    if status["running_since"] and not _is_at_work(workspace):
        killed = {"at": status["running_since"], "exit": None, "fault": "Killed", "said": KILLED}
        status = {**status, "state": "failed", "last_failed": killed}
    good = status["last_good"]
    age = now - datetime.datetime.fromisoformat(good["at"]) if good else None
    return {**status, "age_hours": round(age.total_seconds() / 3600, 2) if age is not None else None}


def now_written() -> str:
    """Return the time as it is stated: UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _is_at_work(workspace: Workspace) -> bool:
    try:
        with FileLock(workspace.lock_file, timeout=0):
            return False
    except Timeout:
        return True


def _good(report: Mapping[str, Any]) -> dict[str, Any]:
    counts = [count for sheets in report["rows"].values() for count in sheets.values()]
    return {
        "at": now_written(),
        **{name: report[name] for name in KEPT},
        "unattributed": len(report["unattributed"]),
        "rows": {name: sum(count[name] for count in counts) for name in COUNTED},
        "offices": [{name: office[name] for name in KEPT_OF_OFFICE} for office in report["offices"]],
    }


def _failed(fault: BaseException) -> dict[str, Any]:
    match fault:
        case ExpectedFault():
            said = fault.message.partition("\n")[0]
        case KeyboardInterrupt():
            said = StopsTheCommand(N_("stopped.")).message
        case OSError():
            said = fault.strerror or OUR_FAULT
        case _:
            said = OUR_FAULT
    ended_with = COULD_NOT_GO_ON if said != OUR_FAULT else OF_PYTHON
    return {"at": now_written(), "exit": ended_with, "fault": type(fault).__name__, "said": said}


def _write(workspace: Workspace, status: Mapping[str, Any]) -> None:
    write_whole(str(workspace.output / STATUS_FILE), json.dumps(status, indent=1) + "\n")
    write_whole(str(workspace.output / METRICS_FILE), "".join(f"{line}\n" for line in _metrics(status)))


def _metrics(status: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of Prometheus' text format, as its node exporter reads them from a file."""
    yield f"alj_build_failed {int(status['state'] == 'failed')}"
    for name in ("last_good", "last_failed"):
        if status[name]:
            at = datetime.datetime.fromisoformat(status[name]["at"]).timestamp()
            yield f"alj_{name}_build_timestamp_seconds {at:.0f}"
    good = status["last_good"]
    if not good:
        return
    yield from (f'alj_rows{{fate="{name}"}} {count}' for name, count in good["rows"].items())
    yield from (f'alj_stage_seconds{{stage="{stage}"}} {spent}' for stage, spent in good["seconds"].items())
    yield f"alj_files_left_in_inbox {good['left_in_inbox']}"
    for office in good["offices"]:
        code = office["office"]
        yield f'alj_office_rows_held{{office="{code}"}} {office["rows_held"]}'
        if office["age_days"] is not None:
            yield f'alj_office_data_age_days{{office="{code}"}} {office["age_days"]}'


def status_files(workspace: Workspace) -> tuple[Path, ...]:
    """Return the files for who watches."""
    return tuple(workspace.output / name for name in (STATUS_FILE, METRICS_FILE))
