"""What a build does in other processes: read, mark, count, write pages, draw charts, build sites.

To import this is to import all of it; the one process that does so is the one that they are forked from.
"""

from typing import Final

from intake.processes import import_for_good

NEEDED: Final = (
    "alj.archived",
    "alj.marking",
    "alj.taking_in",
    "generator.builder",
    "generator.pages.sites",
    "holidays.countries",
    "matplotlib.backends.backend_svg",
    "matplotlib.figure",
)


def _get_ready() -> None:
    import_for_good(*NEEDED)
    # Only now: else what it imports would be looked through for garbage.
    from generator.parts import prepare_parts

    prepare_parts()


_get_ready()
