"""A site in several languages: the same pages in each, and a switch from each page to its like."""

import re
from pathlib import Path
from typing import Any

import pytest

from generator.audience import Audience
from generator.frames import languages
from generator.pages.sites import assemble_sites, draft_sites
from generator.site import build_sites
from intake.language import Language
from intake.settings import SettingsError, read_settings
from tests.service_facts import small_facts

NORTH = Audience("office", "NOR")
FRENCH, GERMAN = Language("fr"), Language("de")
SWITCH = re.compile(r'<a href="([^"]*)" hreflang="(\w\w)" lang="\w\w" aria-label="(\w+)"( aria-current="true")?>')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sites")
    drafts = draft_sites(small_facts(), FRENCH, [NORTH], [GERMAN])
    build_sites(assemble_sites(drafts, 1), output, 1)
    return output / NORTH.key


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}


def test_every_page_is_there_in_every_language(site: Path) -> None:
    german = pages(site / "de")
    assert "caseload.html" in german
    assert pages(site) == german | {f"de/{page}" for page in german}
    for page in german:
        assert '<html lang="fr"' in (site / page).read_text(encoding="utf-8")
        assert '<html lang="de"' in (site / "de" / page).read_text(encoding="utf-8")


def test_the_switch_leads_from_each_page_to_its_like(site: Path) -> None:
    for page in pages(site / "de"):
        for here, shown in ((site / page, "fr"), (site / "de" / page, "de")):
            switch = SWITCH.findall(here.read_text(encoding="utf-8"))
            assert [(code, name, bool(current)) for _, code, name, current in switch] == [
                ("fr", "Français", shown == "fr"), ("de", "Deutsch", shown == "de"),
            ]  # fmt: skip
            goals = {code: (here.parent / href).resolve() for href, code, _, _ in switch}
            assert goals == {"fr": (site / page).resolve(), "de": (site / "de" / page).resolve()}


def test_charts_and_tables_speak_the_language_of_their_page(site: Path) -> None:
    french, german = ((site / page).read_text(encoding="utf-8") for page in ("index.html", "de/index.html"))
    for said, meant in ((french, FRENCH), (german, GERMAN)):
        assert meant.text("The same figures as a table") in said
        assert meant.text("Open cases") in said
    assert FRENCH.text("Open cases") not in german


def test_a_site_in_one_language_has_no_switch(tmp_path: Path) -> None:
    assert languages(["fr"], "fr") == []
    drafts = draft_sites(small_facts(), FRENCH, [NORTH])
    build_sites(assemble_sites(drafts, 1), tmp_path, 1)
    assert "alj-languages" not in (tmp_path / NORTH.key / "index.html").read_text(encoding="utf-8")


def test_the_way_between_languages() -> None:
    ways = {
        shown: {one["code"]: one["way"] for one in languages(["fr", "de", "en"], shown)} for shown in ("fr", "de", "en")
    }
    assert ways == {
        "fr": {"fr": ".", "de": "de", "en": "en"},
        "de": {"fr": "..", "de": "../de", "en": "../en"},
        "en": {"fr": "..", "de": "../de", "en": "../en"},
    }


@pytest.mark.parametrize("stated", ['["fr", "xx"]', '["fr", "fr"]'])
def test_the_settings_take_known_languages_once_each(tmp_path: Path, stated: str) -> None:
    path = tmp_path / "alj.toml"
    path.write_text(f"languages = {stated}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="languages must be some of en, fr, de, each once"):
        read_settings(path)
    path.write_text('languages = ["fr", "de"]\n', encoding="utf-8")
    assert read_settings(path).languages == ("fr", "de")


@pytest.mark.browser
def test_the_switch_works_by_keyboard_from_a_folder(site: Path, chromium: Any) -> None:
    page = chromium.new_page()
    page.goto((site / "caseload.html").as_uri())
    page.locator(".alj-languages a[hreflang=de]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/de/caseload.html")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.locator(".alj-languages [aria-current]").inner_text() == "DE"
    page.close()
