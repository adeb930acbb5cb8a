"""Frozen editions: written once and whole, never over another, and every change of them told."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from generator import editions
from generator.editions import EditionDamaged, Frozen, Knowledge, content_hash, freeze, frozen_editions
from generator.indicators.declared import INDICATORS
from intake.register import Register
from intake.settings import Guarantee, Settings
from tests.registers import Row, register_of
from tests.sampled_registers import REFERENCE, figures_of

DAY, KNOWN_ON = date(2024, 2, 29), date(2024, 3, 4)
NOW = datetime(2024, 3, 5, 9, tzinfo=UTC)
SETTINGS = Settings()
LISTED: Row = {"case": "NOR-2324-0001", "listed_on": date(2023, 10, 5), "left_school_on": date(2023, 9, 20)}


def register(*leavers: Row) -> Register:
    """The register of some leavers."""
    return register_of(leavers=leavers, reference=REFERENCE)


def frozen(folder: Path, one: Register, known: Knowledge | None = None, now: datetime = NOW) -> tuple[Frozen, bool]:
    """The edition of the day from a register."""
    return freeze(folder, known or Knowledge(DAY, KNOWN_ON, SETTINGS, 1), one, *figures_of(one, DAY), now)


def test_an_edition_keeps_its_figures_tables_and_register(tmp_path: Path) -> None:
    one, is_new = frozen(tmp_path / "editions", register(LISTED))
    (found,) = frozen_editions(tmp_path / "editions")
    figures, annual = figures_of(register(LISTED), DAY)
    assert is_new
    assert found.edition == one.edition
    assert (found.edition.name, found.edition.known_on, found.edition.receipts) == ("2024-02-29", KNOWN_ON, 1)
    assert found.figures.equals(figures)
    assert found.annual.equals(annual)
    assert found.register.tables["leavers"].equals(register(LISTED).tables["leavers"])
    assert found.edition.definitions == {key: indicator.definition for key, indicator in INDICATORS.items()}
    found.prove_whole()


def test_the_same_figures_again_freeze_nothing(tmp_path: Path) -> None:
    first, _ = frozen(tmp_path, register(LISTED))
    again, is_new = frozen(tmp_path, register(LISTED), Knowledge(DAY, date(2024, 4, 1), SETTINGS, 2))
    assert (again.edition, is_new) == (first.edition, False)
    assert len(frozen_editions(tmp_path)) == 1


def test_other_figures_of_the_day_are_a_further_edition_and_the_first_stays(tmp_path: Path) -> None:
    first, _ = frozen(tmp_path, register(LISTED))
    before = {file: file.read_bytes() for file in first.folder.rglob("*") if file.is_file()}
    second, is_new = frozen(tmp_path, register(LISTED, {**LISTED, "case": "NOR-2324-0002"}), now=NOW.replace(hour=10))
    assert is_new
    assert [one.edition.name for one in frozen_editions(tmp_path)] == ["2024-02-29", "2024-02-29-2"]
    assert second.edition.content != first.edition.content
    assert {file: file.read_bytes() for file in first.folder.rglob("*") if file.is_file()} == before


def test_nobody_can_write_over_a_frozen_file_by_mistake(tmp_path: Path) -> None:
    one, _ = frozen(tmp_path, register(LISTED))
    modes = {file.stat().st_mode & 0o777 for file in one.folder.rglob("*") if file.is_file()}
    assert modes == {0o400}
    assert one.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("fails", ["write_register", "_make_lasting"])
def test_an_edition_is_there_whole_or_not_at_all(fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(*_: object) -> None:
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(editions, fails, no_room)
        with pytest.raises(OSError):
            frozen(tmp_path, register(LISTED))
    assert frozen_editions(tmp_path) == []
    frozen(tmp_path, register(LISTED))
    assert [one.name for one in tmp_path.iterdir()] == ["2024-02-29"], "what the broken one left is gone"


@pytest.mark.parametrize("file", ["figures.parquet", "register/leavers.parquet"])
def test_a_file_that_was_changed_is_told(file: str, tmp_path: Path) -> None:
    one, _ = frozen(tmp_path, register(LISTED))
    path = one.folder / file
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(EditionDamaged, match="2024-02-29 is not as it was frozen"):
        one.prove_whole()


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    one, _ = frozen(tmp_path, register(LISTED))
    (one.folder / "annual.parquet").unlink()
    with pytest.raises(EditionDamaged):
        one.prove_whole()


@pytest.mark.parametrize("text", ["", "{}", '{"name": "x"}'])
def test_an_edition_that_does_not_say_what_it_is_is_told(text: str, tmp_path: Path) -> None:
    one, _ = frozen(tmp_path, register(LISTED))
    (one.folder / "edition.json").chmod(0o600)
    (one.folder / "edition.json").write_text(text, encoding="utf-8")
    with pytest.raises(EditionDamaged):
        frozen_editions(tmp_path)


def test_the_content_is_that_of_values_and_of_their_order() -> None:
    figures, annual = figures_of(register(LISTED), DAY)
    assert content_hash(figures, annual) == content_hash(figures.rechunk(), annual)
    assert content_hash(figures, annual) != content_hash(figures.reverse(), annual)
    assert content_hash(figures, annual) != content_hash(figures, annual.with_columns(pl.col("persons") + 1))


def test_it_says_which_rules_changed(tmp_path: Path) -> None:
    edition = frozen(tmp_path, register(LISTED))[0].edition
    longer = replace(SETTINGS, guarantee=Guarantee(months=5))
    assert not edition.rules_changed(SETTINGS)
    assert edition.rules_changed(longer)
    assert edition.settings_changed(longer) == ("guarantee.months",)
    assert edition.settings_changed(replace(SETTINGS, language="de", service="X", note="y")) == ()
    former = replace(edition, definitions={**edition.definitions, "reached": 0, "gone": 1})
    assert former.definitions_changed() == ("reached", "gone")
    assert replace(edition, code="another").rules_changed(SETTINGS)


def test_nothing_in_it_names_anybody(tmp_path: Path) -> None:
    one, _ = frozen(tmp_path, register(LISTED))
    stated = json.loads((one.folder / "edition.json").read_text(encoding="utf-8"))
    assert set(stated["settings"]).isdisjoint({"service", "note", "language"})
    columns = set(pl.read_parquet_schema(one.folder / "register" / "leavers.parquet"))
    assert columns.isdisjoint({"last_name", "first_name", "national_number", "birth_date", "phone", "note"})
