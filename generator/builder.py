"""The site builder, MkDocs with its theme, which nothing else calls: to build with another is to change this file.

Titles and navigation are escaped here: MkDocs escapes none of them.
"""

import logging
import os
from importlib.resources import files
from pathlib import Path
from typing import Any

from markupsafe import Markup
from mkdocs.commands.build import build
from mkdocs.config.base import ConfigErrors, ConfigWarnings
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.utils.yaml import yaml_load

from generator.markdown import escape_markdown
from generator.script_words import script_words
from generator.site_parts import Site, SiteError, Switch
from intake.language import N_, Language


def run_mkdocs(site: Site, documents: Path, built: Path, switch: Switch) -> None:
    """Build a folder of Markdown and assets. Raises SiteError with all that MkDocs warns of."""
    # The theme prints a notice about MkDocs 2 unless told not to.
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    config = _configuration(site, documents, built, switch)
    logger, messages = logging.getLogger("mkdocs"), _Messages()
    propagate, logger.propagate = logger.propagate, False
    logger.addHandler(messages)
    try:
        _validate(site, config)
        # Its addresses are absolute, which are wrong when the site is read from a folder.
        config.theme.static_templates.discard("404.html")
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()
    except MkDocsException as error:
        raise SiteError(f"{site.key}: " + "; ".join(messages.texts or [str(error)])) from error
    finally:
        logger.removeHandler(messages)
        logger.propagate = propagate


def templates() -> Path:
    """Return the folder of what pages are made with."""
    return Path(str(files("site_templates")))


def _base_configuration() -> Path:
    """Return the base configuration: within the package when installed, else at the top of the source tree."""
    installed = templates() / "mkdocs.yml"
    return installed if installed.exists() else templates().parent / "mkdocs.yml"


def _configuration(
    site: Site, documents: Path, built: Path, switch: Switch
) -> MkDocsConfig:  # fmt: skip
    path = _base_configuration()
    with path.open(encoding="utf-8") as file:
        base: dict[str, Any] = yaml_load(file)
    theme = base["theme"] | {
        "custom_dir": str(templates() / "theme"),
        "language": site.language,
        "palette": _palette(site),
    }
    # MkDocs 1.x is typed, but its configuration is filled from plain dictionaries.
    config = MkDocsConfig(config_file_path=str(path))
    config.load_dict(base)
    config.load_dict(
        {
            # The theme escapes the name in some places and not in others; `Markup` is left alone in both.
            "site_name": Markup(escape_markdown(site.name)),  # noqa: S704 (escaped)
            "docs_dir": str(documents),
            "site_dir": str(built),
            "nav": _navigation(site),
            "theme": theme,
            "extra": base.get("extra", {})
            | {
                "generated_note": escape_markdown(site.generated_note),
                "alternate": switch,
                "shown_language": site.language,
                "script_words": script_words(Language(site.language)),
            },
        }
    )
    return config


def _navigation(site: Site) -> list[dict[str, Any]]:
    navigation: list[dict[str, Any]] = []
    for group in site.nav:
        links: list[dict[str, Any]] = [{escape_markdown(link.title): link.path} for link in group.pages]
        navigation += [{escape_markdown(group.title): links}] if group.title else links
    return navigation


def _palette(site: Site) -> list[dict[str, Any]]:
    """Return both schemes; the "primary" names the audience, from which the style sheet takes the header's colour."""
    language = Language(site.language)
    audience = site.key.partition("-")[0]
    schemes = (
        ("default", "(prefers-color-scheme: light)", "material/weather-night", N_("Switch to dark colours")),
        ("slate", "(prefers-color-scheme: dark)", "material/weather-sunny", N_("Switch to light colours")),
    )
    return [
        {
            "scheme": scheme,
            "media": media,
            "primary": audience,
            "accent": audience,
            "toggle": {"icon": icon, "name": escape_markdown(language.text(name))},
        }
        for scheme, media, icon, name in schemes
    ]


class _Messages(logging.Handler):
    """Keeps what MkDocs warns of, which otherwise goes to the terminal while strict mode says only how many."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.texts.append(record.getMessage())


def _validate(site: Site, config: MkDocsConfig) -> None:
    errors: ConfigErrors
    warnings: ConfigWarnings
    errors, warnings = config.validate()
    if errors or warnings:
        raise SiteError(f"{site.key}: " + "; ".join(f"{key}: {message}" for key, message in (*errors, *warnings)))
