#!/usr/bin/env python3
"""Refuses workbooks and letters in a commit: what a repository's history holds once can't be erased.

It stands alone, so that any Python runs it: as a step of CI with the revisions to look through and all that came before
them (`refuse_workbooks.py HEAD`); linked to as `pre-commit` in `.git/hooks`, for what is about to be committed; as
`pre-receive` on a git server, for what is pushed. A file is known by its name or by its first bytes. It is called by
its hash, never by its name: that may be somebody's.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

REFUSED = frozenset(
    {
        ".csv", ".doc", ".docm", ".docx", ".dot", ".dotm", ".dotx", ".fodt", ".fods", ".ods", ".odt", ".ots", ".ott",
        ".parquet", ".pdf", ".rtf", ".tsv", ".xls", ".xlsb", ".xlsm", ".xlsx", ".xlt", ".xltm", ".xltx", ".zip",
    }
)  # fmt: skip
"""The ends of names that workbooks, letters and lists of people have."""
STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PAR1", b"%PDF-")
"""How workbooks and letters begin, whatever they are called: an archive, the older format of Office, tables, PDF."""
LINK, SUBMODULE = b"120000", b"160000"

Blob = tuple[str, bytes]
"""The hash of a file that a commit brings, and its name."""


def main(arguments: list[str]) -> int:
    """Return 1 when there is something to refuse, having said what."""
    match Path(arguments[0]).name:
        case "pre-commit":
            changes = _git("diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--diff-filter=AM")
        case "pre-receive":
            pushed = [line.split()[1] for line in sys.stdin if line.split()[1].strip("0")]
            changes = _history([*pushed, "--not", "--all"]) if pushed else b""
        case _:
            changes = _history(arguments[1:] or ["HEAD"])
    refused = sorted(set(_refused(list(_brought(changes)))))
    for blob in refused:
        print(
            f"A workbook, a letter or a list is in a commit: {blob[:12]}. It belongs into the workspace, never into a "
            "repository.",
            file=sys.stderr,
        )
    if refused:
        print("Which one it is: git log --all --find-object=HASH, or git diff --cached --raw.", file=sys.stderr)
    return 1 if refused else 0


def _git(*arguments: str, given: bytes = b"") -> bytes:
    return subprocess.run(["git", *arguments], input=given, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603, S607


def _history(revisions: list[str]) -> bytes:
    """Return every change that every commit brought, also one that a later commit took back, as git's raw lines."""
    shown = ("--raw", "-z", "-m", "--root", "--no-abbrev", "--no-renames", "--diff-filter=AM", "--format=")
    return _git("log", *shown, *revisions)


def _brought(changes: bytes) -> Iterator[Blob]:
    """Yield the files of raw lines: ":MODE MODE HASH HASH STATE", then the name, each ended by a NUL."""
    parts = iter(changes.split(b"\0"))
    for part in parts:
        if part.lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, _ = part.split()
            name = next(parts)
            if mode not in (LINK, SUBMODULE):
                yield blob.decode(), name


def _refused(brought: list[Blob]) -> Iterator[str]:
    unnamed: dict[str, None] = {}
    for blob, name in brought:
        if Path(name.decode(errors="replace")).suffix.lower() in REFUSED:
            yield blob
        else:
            unnamed[blob] = None
    yield from (blob for blob, start in _starts(unnamed) if start.startswith(STARTS))


def _starts(blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the first bytes of each file; one that this clone lacks is passed over."""
    given = "".join(f"{blob}\n" for blob in blobs).encode()
    told = _git("cat-file", "--batch", given=given) if given else b""
    at = 0
    while at < len(told):
        end = told.index(b"\n", at)
        head = told[at:end].split()
        at = end + 1
        if len(head) == 3 and head[1] == b"blob":
            yield head[0].decode(), told[at : at + 8]
            at += int(head[2]) + 1


if __name__ == "__main__":
    sys.exit(main(sys.argv))
