"""The made-up service as files: the reference workbook, the monthly lists, and every workbook that the offices sent."""

import datetime
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from intake.language import N_, Language
from intake.stamp import stamp_of_lists
from intake.tables import MONTHLY_LIST, OFFICE_WORKBOOK, REFERENCE_WORKBOOK, WORKBOOKS
from intake.tables.declare import WorkbookDeclaration
from intake.workers import workers
from intake.workspace import OWNER_ALONE, UPLOADS, make_private
from samples.days import FIRST_DAY, LIST_DAYS, TODAY, Day, first_day_of
from samples.mistakes import Mistake, plant_mistakes
from samples.reference import reference_cover, reference_lists, reference_rows
from samples.service import make_up_service
from samples.workbooks import MonthlyList, OfficeWorkbook, monthly_lists, office_workbooks

NOTE = N_("made-up data")
"""What the state line of each page of the sample sites says."""
CUT_OFF_AT = 0.6
"""Share of a damaged file that has arrived."""
Progress = Callable[[int, int], None]
"""Told how many workbooks are written, of how many."""


@dataclass(frozen=True)
class WorkbookToWrite:
    """One workbook to write: which declaration (by its key), where, in which language, and what stands in it."""

    declaration: str
    target: Path
    language: str
    written_on: Day
    cover: Mapping[str, object]
    rows: Mapping[str, Sequence[Mapping[str, object]]]
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    office: str | None = None
    school_year: str | None = None
    lists_held: str = ""
    damaged: bool = False

    @property
    def declared(self) -> WorkbookDeclaration:
        """The declaration of the workbook."""
        return next(one for one in WORKBOOKS if one.key == self.declaration)


class WriteWorkbook(Protocol):
    """Writes one workbook; a function of a module, so that it can run in another process."""

    def __call__(self, workbook: WorkbookToWrite, /) -> None:
        """Write it to its target."""


@dataclass(frozen=True)
class SampleUpload:
    """A workbook that an office sent, where it lies, and when it was received (UTC)."""

    path: Path
    office: str
    school_year: str
    received_at: datetime.datetime
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class SampleWorkspace:
    """What was written: the reference workbook, the lists, and the uploads in order of receipt."""

    reference: Path
    lists: tuple[Path, ...]
    uploads: tuple[SampleUpload, ...]


def write_from_template(workbook: WorkbookToWrite) -> None:
    """Write a workbook as the tool writes every workbook, from its declaration."""
    from intake.template import Stamp, write_template

    write_template(
        workbook.declared,
        workbook.target,
        Language(workbook.language),
        cover=workbook.cover,
        rows=workbook.rows,
        lists=workbook.lists,
        stamp=Stamp(
            version=workbook.declared.version,
            language=workbook.language,
            written_on=workbook.written_on,
            office=workbook.office,
            school_year=workbook.school_year,
            lists_held=workbook.lists_held,
        ),
    )


def write_sample_workspace(
    target: Path,
    *,
    language: Language,
    seed: int = 1,
    scale: float = 1.0,
    write: WriteWorkbook = write_from_template,
    progress: Progress = lambda _done, _total: None,
    processes: int | None = None,
) -> SampleWorkspace:
    """Return the files of a made-up service, once they are written below a folder.

    They are `reference.xlsx`, `lists/YYYY-MM.xlsx` and `inbox/OFFICE/*.xlsx`. The same seed writes the same data;
    `scale` 1 is of the real service's size, 0.05 the least that holds every sheet and mistake. `language` is that of
    reference workbook and lists; each office fills its workbook in its own. So many `processes` write at once: as many
    as there are processors, unless told otherwise.
    """
    service = make_up_service(seed, scale)
    sent = office_workbooks(service)
    planted = [plant_mistakes(workbook) for workbook in sent]
    to_send = [_office_file(target, workbook) for workbook in sent]
    to_list = [_list_file(target, drawn, language) for drawn in monthly_lists(service)]
    reference = _reference_file(target, language)
    _write_all([reference, *to_list, *to_send], write, progress, processes or os.cpu_count() or 1)
    uploads = (
        SampleUpload(file.target, one.office, one.school_year, one.received_at, mistakes)
        for file, one, mistakes in zip(to_send, sent, planted, strict=True)
    )
    return SampleWorkspace(reference.target, tuple(one.target for one in to_list), tuple(uploads))


def write_office_workbook(target: Path, workbook: OfficeWorkbook) -> Path:
    """Return where one office's workbook lies below a folder, once it is written."""
    file = _office_file(target, workbook)
    make_private(file.target.parent, UPLOADS if file.target.parent.parent.name == "inbox" else OWNER_ALONE)
    return _write_file(file, write_from_template)


def _reference_file(target: Path, language: Language) -> WorkbookToWrite:
    return WorkbookToWrite(
        REFERENCE_WORKBOOK.key,
        target / "reference.xlsx",
        language.code,
        FIRST_DAY,
        reference_cover(),
        reference_rows(),
        reference_lists(),
    )


def _list_file(target: Path, drawn: MonthlyList, language: Language) -> WorkbookToWrite:
    return WorkbookToWrite(
        MONTHLY_LIST.key,
        target / "lists" / f"{drawn.drawn_on:%Y-%m}.xlsx",
        language.code,
        drawn.drawn_on,
        drawn.cover,
        drawn.rows,
        reference_lists(),
    )


def _office_file(target: Path, workbook: OfficeWorkbook) -> WorkbookToWrite:
    year = workbook.school_year.replace("/", "-")
    name = f"ALJ-{workbook.office}-{year}-{workbook.data_on:%Y-%m-%d}.xlsx"
    first_day = first_day_of(workbook.school_year)
    held = [drawn for drawn in LIST_DAYS if first_day <= drawn <= min(workbook.data_on, TODAY)]
    return WorkbookToWrite(
        OFFICE_WORKBOOK.key,
        target / "inbox" / workbook.office / name,
        workbook.language,
        first_day,
        workbook.cover,
        workbook.rows,
        reference_lists(),
        workbook.office,
        workbook.school_year,
        stamp_of_lists(held),
        workbook.damaged,
    )


def _write_all(files: Sequence[WorkbookToWrite], write: WriteWorkbook, progress: Progress, processes: int) -> None:
    for folder in {file.target.parent for file in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for folder in {file.target.parent for file in files if file.office}:
        folder.chmod(UPLOADS)
    progress(0, len(files))
    for done, _ in enumerate(_written(files, write, processes), start=1):
        progress(done, len(files))


def _written(files: Sequence[WorkbookToWrite], write: WriteWorkbook, processes: int) -> Iterator[Path]:
    """Yield the path of each workbook once written, the largest first, so that no processor waits for the last."""
    if processes == 1:
        for file in files:
            yield _write_file(file, write)
        return
    largest_first = sorted(files, key=lambda file: -sum(len(rows) for rows in file.rows.values()))
    with workers(processes) as pool:
        futures = [pool.submit(_write_file, file, write) for file in largest_first]
        for future in as_completed(futures):
            yield future.result()


def _write_file(file: WorkbookToWrite, write: WriteWorkbook) -> Path:
    write(file)
    if file.damaged:
        written = file.target.read_bytes()
        file.target.write_bytes(written[: int(len(written) * CUT_OFF_AT)])
    return file.target
