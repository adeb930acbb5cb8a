"""Compiles the gettext catalogues when the project is built or installed, so that none is ever stale or committed."""

import io
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_catalogues(root: Path) -> list[Path]:
    """Write `alj.mo` beside each `alj.po` below `root` and return these files."""
    written = []
    for source in sorted(root.glob("site_templates/locale/*/LC_MESSAGES/alj.po")):
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parent.parent.name)
        # Babel would write the time of now: the program, and so all that is kept of it, would be another each minute.
        catalogue.creation_date = datetime.fromtimestamp(0, UTC)
        target, compiled = source.with_suffix(".mo"), io.BytesIO()
        write_mo(compiled, catalogue)
        # In one step, and only where it says something else: a command may be reading it.
        if not target.exists() or target.read_bytes() != compiled.getvalue():
            aside = target.with_suffix(".new")
            aside.write_bytes(compiled.getvalue())
            aside.replace(target)
        written.append(target)
    return written


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Runs `compile_catalogues` before the files of a wheel are gathered."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (the hook's signature)
        """Compile the catalogues of the tree that is being built."""
        compile_catalogues(Path(self.root))
