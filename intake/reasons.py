"""Why a file was refused, as far as its refusal tells: kinds and limits, never a name or a value of the file.

`intake.precheck` and the reader say it in a word (`why`, `what` or `found`) and in numbers (`limit`).
"""

from collections.abc import Mapping

from intake.language import N_, Message

_DAMAGE = N_("Parts of it are damaged.")
_ALTERED = N_("Its table of contents does not fit what it holds.")
_NO_PROGRAM = N_("A part of it bears a name that is not allowed, or the name of another.")
_MORE_BEHIND = N_("Something was added before or behind it.")

REASONS: Mapping[str, Mapping[str, Message]] = {
    "too-large": {
        "file": N_("The file has more than {limit} MB."),
        "unpacked": N_("Unpacked, it has more than {limit} MB."),
        "ratio": N_("A part of it grows to more than {limit} times its size when it is unpacked."),
        "parts": N_("It consists of more than {limit} parts."),
        "text": N_("A cell or a part of it holds a text of more than {limit} characters."),
        "depth": N_("A part of it is nested more than {limit} levels deep."),
        "elements": N_("A part of it has more than {limit} elements."),
        "styles": N_("It has more than {limit} cell formats."),
        "merges": N_("A sheet has more than {limit} merged ranges."),
        "shared-strings": N_("It has more than {limit} texts."),
        "defined-names": N_("It has more than {limit} named ranges."),
        "rows": N_("A sheet has a cell filled below row {limit}."),
        "columns": N_("A sheet has a cell filled to the right of column {limit}."),
        "cells": N_("Its sheets span more than {limit} cells: look for a cell filled far below or beside the rows."),
    },
    "not-a-workbook": {
        "pdf": N_("It is a PDF."),
        "web-page": N_("It is a web page."),
        "text": N_("It is a plain text, perhaps a .csv file that was renamed."),
        "document": N_("It is a text document."),
        "presentation": N_("It is a presentation."),
        "archive": N_("It is an archive of other files."),
        "other-office-file": N_("It is a file of another Office program."),
        "damage": _DAMAGE,
    },
    "incomplete-file": {
        "damage": _DAMAGE,
        "zeros": N_("It holds nothing but zeros, as a copy does that was broken off."),
        "cut-short": N_("Its end is missing."),
    },
    "cannot-open": {
        "missing": N_("It is not there any more."),
        "folder": N_("It is a folder."),
        "no-file": N_("It is no file but a device or a pipe."),
    },
    "unsafe-archive": {
        "encrypted": N_("A part of it is encrypted."),
        "compression": N_("A part of it is packed in an unusual way."),
        "trailing-data": _MORE_BEHIND,
        "directory": _ALTERED,
        "overlap": _ALTERED,
        "sizes": _ALTERED,
        "name": _NO_PROGRAM,
        "duplicate": _NO_PROGRAM,
        "encoding": N_("A part of it is written in an unusual encoding."),
        "doctype": N_("A part of it brings definitions of its own, as attacks do."),
    },
    "reader-stopped": {
        "time": N_("It took too long."),
        "memory": N_("It needed too much memory."),
        "crash": N_("The program broke off."),
    },
}
"""What a message adds to a refusal's sentence, by code and reason; a reason that is not here is not told."""

SAID_BY = ("why", "what", "found")


def details_of(code: str, detail: Mapping[str, str | int]) -> dict[str, str | int]:
    """Return what a message may tell of a refusal's details: the reason, and the limit that was passed."""
    reason = next((str(detail[name]) for name in SAID_BY if name in detail), "")
    if reason not in REASONS.get(code, {}):
        return {}
    limit = detail.get("limit")
    return {"reason": reason, **({"limit": limit} if isinstance(limit, int) else {})}
