"""The lists that a workbook brings along on its sheet "Code lists": its dropdowns, where there is no other source."""

from collections.abc import Mapping, Sequence

from intake.codes import CODE_LISTS_TITLE
from intake.labels import folded
from intake.language import Message, all_languages
from intake.tables import REFERENCE_WORKBOOK
from intake.template_lists import BETWEEN_CODE_AND_NAME, LIST_COLUMNS, NAME_OF_ENTRY
from intake.workbook import RawSheet, Workbook


def entries_held(read: Workbook) -> Mapping[str, Sequence[str]]:
    """Return the entries of each reference list in a workbook, as `intake.template_lists.lists_of` gives them."""
    held: dict[str, Sequence[str]] = {}
    for raw in read.sheets:
        if raw.rows and _is_called(raw.name, CODE_LISTS_TITLE):
            for key in LIST_COLUMNS:
                title = REFERENCE_WORKBOOK.sheet(key).INFO.title
                found = [at for at, cell in enumerate(raw.rows[0]) if isinstance(cell, str) and _is_called(cell, title)]
                if found:
                    held[key] = _entries(raw, found[0])
    return held


def _is_called(name: str, title: Message) -> bool:
    return folded(name) in {folded(language.text(title)) for language in all_languages()}


def _entries(raw: RawSheet, at: int) -> list[str]:
    behind = raw.rows[0][at + 1] if at + 1 < len(raw.rows[0]) else None
    width = 2 if isinstance(behind, str) and _is_called(behind, NAME_OF_ENTRY) else 1
    rows = (cells[at : at + width] for cells in raw.rows[1:])
    return [BETWEEN_CODE_AND_NAME.join(str(cell) for cell in cells if cell is not None) for cells in rows if any(cells)]
