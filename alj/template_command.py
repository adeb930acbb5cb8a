"""`alj template`: a blank workbook."""

import argparse
import re
from pathlib import Path

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of, read_reference
from intake.faults import WrongUsage
from intake.language import N_
from intake.settings import SETTINGS_FILE, Settings, read_settings
from intake.tables import OFFICE_WORKBOOK, WORKBOOKS
from intake.template import Stamp, lists_of, write_template
from intake.values import school_year_of
from intake.workspace import UPLOADS, Workspace, make_private


def run(options: argparse.Namespace) -> int:
    """Write the workbook; inside a workspace its dropdowns hold the reference workbook's lists."""
    declaration = next(workbook for workbook in WORKBOOKS if workbook.key == options.kind)
    office, year = _for_whom(options) if declaration is OFFICE_WORKBOOK else (None, None)
    workspace = Workspace(options.workspace)
    has_settings = (options.workspace / SETTINGS_FILE).exists()
    settings = read_settings(workspace.settings_file) if has_settings else Settings(language="en")
    language = language_of(options, settings)
    today = settings.day()
    reference = read_reference(workspace.reference, today, language, settings.reading) if has_settings else None
    tables = reference.tables if reference else {}
    if tables and office and office not in tables["offices"]["code"].to_list():
        raise WrongUsage(N_("the reference workbook has no office {office}."), office=office)
    target: Path = options.to or Path(
        "-".join(filter(None, [office, (year or "").replace("/", "-"), options.kind])) + ".xlsx"
    )
    if target.exists():
        raise WrongUsage(N_("{file} is there already: choose another name with --to."), file=target)
    stamp = Stamp(declaration.version, language, today, office, year)
    cover = {"office": office, "school_year": year} if office else {}
    write_template(declaration, target, language, cover=cover, lists=lists_of(tables) if tables else {}, stamp=stamp)
    if has_settings and office:
        # The office's upload folder, ready for what comes back.
        make_private(workspace.inbox_of(office), UPLOADS)
    print_result(options, [language.text(N_("Written: {file}"), file=target)], {"file": str(target)})
    return GOOD


def _for_whom(options: argparse.Namespace) -> tuple[str, str]:
    if not options.office or not re.fullmatch(r"[A-Z]{3}", options.office):
        raise WrongUsage(N_("--office takes the office's three capital letters, as in NOR."))
    year = school_year_of(options.year or "")
    if year is None:
        raise WrongUsage(N_("--year takes a school year written as 2026/27."))
    return options.office, year
