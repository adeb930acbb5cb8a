"""`alj init`: an empty workspace, with a reference workbook to fill in, and the files for a server and a CI service."""

import argparse

from alj.cli import GOOD
from alj.printing import print_result
from alj.reading import language_of
from alj.setup_command import write_setup
from intake.language import N_
from intake.letter_layout import write_letter_templates
from intake.settings import Settings
from intake.tables import MONTHLY_LIST, REFERENCE_WORKBOOK
from intake.template import Stamp, write_template
from intake.workspace import make_workspace

LIST_TEMPLATE = "template.xlsx"


def run(options: argparse.Namespace) -> int:
    """Make the workspace; refuse to touch one that is there."""
    settings = Settings(language=options.language or Settings.language)
    language = language_of(options, settings)
    workspace = make_workspace(options.folder, settings)
    today = settings.day()
    stamp = Stamp(REFERENCE_WORKBOOK.version, language, today, None, None)
    write_template(REFERENCE_WORKBOOK, workspace.reference, language, stamp=stamp)
    write_template(MONTHLY_LIST, workspace.lists / LIST_TEMPLATE, language, stamp=stamp)
    write_letter_templates(workspace.letters, language, settings.service, today)
    setup = write_setup(workspace, settings, (), language)
    lines = (
        language.text(N_("A workspace was made in {folder}."), folder=options.folder),
        language.text(N_("Fill in {file} first: offices, communes, schools, calendar."), file=workspace.reference),
        language.text(N_("The letters are Word files in {folder}: change them as you like."), folder=workspace.letters),
        language.text(
            N_("Keep {file} safe and apart: without it nobody is recognised again."), file=workspace.key_file
        ),
        *setup[:2],
    )
    print_result(options, lines, {"workspace": str(options.folder)})
    return GOOD
