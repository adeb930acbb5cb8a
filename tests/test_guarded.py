"""What no site may hold: gathered from workbooks as they were read, and a build that finds it stops."""

import datetime
import pickle
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from alj import guarded as guarded_module
from alj.cli import COULD_NOT_GO_ON, main
from alj.guarded import Vocabulary, guarded_values, rows_of
from alj.stages import Stages
from alj.taking_in import take_in
from generator.leaks import ADDRESS, BIRTH_DATE, EMAIL, FREE_TEXT, NAME, NATIONAL_NUMBER, PHONE, Guarded, Origin
from intake.kept import Kept
from intake.problems import Problem
from intake.received import refused_whole
from intake.settings import Settings, read_settings
from intake.workbook import Workbook, read_workbook
from intake.workspace import Workspace
from tests.checked import reference_workbook
from tests.monthly_lists import SEPTEMBER, make_service, out, person, write_list
from tests.problem_examples import leavers
from tests.workbooks import COVER, ENGLISH, cells_of, checked, write_workbook

TODAY = datetime.date(2026, 10, 31)
CASE = "NOR-2627-0001"
SOUND = {
    "case": CASE, "origin": "Youngster", "opened_on": "05.10.2026", "sex": "Female", "birth_date": "14.03.2009",
    "last_name": "Quasimodus", "first_name": "Zélie-Anne",
}  # fmt: skip


def guarded(folder: Path, row: Mapping[str, object], settings: Settings | None = None, **sheets: str) -> Guarded:
    """What a workbook of one case guards, beside a reference workbook of two offices, Clervaux and Minett."""
    given = {**SOUND, **row}
    tables: dict[str, list[list[object]]] = {"leavers": [list(given), list(given.values())]}
    tables |= {key: [list(line) for line in cells_of(text)] for key, text in sheets.items()}
    path = write_workbook(folder / "a.xlsx", tables)
    read = read_workbook(path)
    assert isinstance(read, Workbook)
    reference = reference_workbook("Clervaux", "Minett")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(guarded_module, "Vocabulary", lambda texts, _kept: vocabulary(*texts))
        return guarded_values(rows_of(read, checked(path)), reference, settings or Settings(), TODAY)


@cache
def vocabulary(*said: str) -> Vocabulary:
    """What a service says that says so, put together once: the words of the program take a second."""
    return Vocabulary(said)


@pytest.mark.parametrize(
    ("row", "phrases"),
    [
        (
            {},
            {"quasimodus", "zelie anne", "quasimodus zelie anne", "zelie anne quasimodus", "quasimodus zelie",
             "zelie quasimodus"},
        ),
        # A short name is looked for beside the other one alone, and so is one that is a word of the service's own.
        ({"last_name": "Ey", "first_name": "Abelard"}, {"abelard", "ey abelard", "abelard ey"}),
        ({"last_name": "Clervaux", "first_name": "Juni"}, {"clervaux juni", "juni clervaux"}),
        ({"last_name": "Li", "first_name": "Wu"}, set()),
        ({"last_name": "???", "first_name": "Abelard"}, {"abelard"}),
    ],
)  # fmt: skip
def test_names_are_looked_for_by_themselves_where_the_service_does_not_use_them(
    tmp_path: Path, row: dict[str, object], phrases: set[str]
) -> None:
    found = guarded(tmp_path, row).phrases
    assert set(found) == phrases
    assert set(found.values()) <= {Origin(NAME, CASE)}


@pytest.mark.parametrize(
    ("column", "written", "phrase", "kind"),
    [
        ("address", "17, rue de l'Essai", "17 rue de l essai", ADDRESS),
        ("address", "Haus 3", None, ADDRESS),
        ("email", "z.q@jeunes.example", "z q jeunes example", EMAIL),
        ("parents_name", "M. et Mme Quasimodo", "m et mme quasimodo", NAME),
        ("post_code", "L-1234", None, ADDRESS),
        ("locality", "Trifouillis-les-Oies", None, ADDRESS),
        ("referent", "ZQ", None, FREE_TEXT),
        ("note", "Menuiserie Xylophon", "menuiserie xylophon", FREE_TEXT),
        ("note", "wants to earn", None, FREE_TEXT),
        ("own_next_step", "the parents come back after the holidays", "the parents come back after the holidays",
         FREE_TEXT),
    ],
)  # fmt: skip
def test_other_cells_are_looked_for_where_they_are_distinctive(
    tmp_path: Path, column: str, written: str, phrase: str | None, kind: object
) -> None:
    found = guarded(tmp_path, {column: written}).phrases
    new = {words: origin for words, origin in found.items() if words not in guarded(tmp_path, {}).phrases}
    assert new == ({} if phrase is None else {phrase: Origin(kind, CASE)})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("column", "written", "numbers"),
    [
        ("national_number", "1893 1201 05732", {"1893120105732"}),
        ("national_number", 1893120105732, {"1893120105732"}),
        ("national_number", "18931201", set()),
        ("phone", "621 234 567", {"621234567", "352621234567", "00352621234567"}),
        ("phone", "+352 621 234 567", {"621234567", "352621234567", "00352621234567"}),
        ("phone", "00352-26 12 34", {"352261234", "00352261234"}),
        ("phone", "26 12 34 / 621234567", {"352261234", "00352261234", "621234567", "352621234567", "00352621234567"}),
        ("phone", "ask", set()),
    ],
)
def test_numbers_are_looked_for_as_digits(tmp_path: Path, column: str, written: object, numbers: set[str]) -> None:
    found = guarded(tmp_path, {column: written}).numbers
    assert set(found) == numbers
    assert {kind for kind, _ in found.values()} <= {NATIONAL_NUMBER if column == "national_number" else PHONE}


def test_birth_dates_are_looked_for_and_days_of_today_are_not(tmp_path: Path) -> None:
    assert guarded(tmp_path, {}).days == {datetime.date(2009, 3, 14): Origin(BIRTH_DATE, CASE)}
    assert guarded(tmp_path, {"birth_date": "14.03.2017"}).days == {}
    assert guarded(tmp_path, {"birth_date": "nobody knows"}).days == {}


def test_every_sheet_and_the_cover_are_looked_through_and_a_name_in_place_of_a_number_is_not_told(
    tmp_path: Path,
) -> None:
    found = guarded(
        tmp_path,
        {"case": "Quasimodus"},
        accompaniment="case | step | partner\nNOR-2627-0002 | Internship | Xylophonbau Trara",
    )
    assert found.phrases["xylophonbau trara"] == Origin(FREE_TEXT, "NOR-2627-0002")
    assert found.phrases["quasimodus"] == Origin(NAME, "")
    assert "NOR-2627-0002" in found.cases
    cover = {**COVER, "filled_in_by": "Zora Wumpus"}
    path = write_workbook(tmp_path / "b.xlsx", {}, cover)
    read = read_workbook(path)
    assert (
        "zora wumpus" in guarded_values(rows_of(read, checked(path)), reference_workbook(), Settings(), TODAY).phrases
    )


def test_a_refused_workbook_is_looked_through_and_a_name_that_may_be_shown_is_not(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"leavers": "case | last_name\nNOR-2627-0001 | Quasimodus"})
    read = read_workbook(path)
    refused = refused_whole(checked(path), Problem("refused-for-errors"))
    found = guarded_values(rows_of(read, refused), reference_workbook(), Settings(), TODAY)
    assert "quasimodus" in found.phrases
    allowed = Settings(names_shown=("Maison Quasimodus",))
    assert "quasimodus" not in guarded_values(rows_of(read, refused), reference_workbook(), allowed, TODAY).phrases


def test_a_leak_stops_the_build_and_leaves_the_old_sites(
    service_of_one: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A made-up person's name comes through as the name of the service."""
    workspace = service_of_one
    before = contents(workspace.output / "site")
    figures = (workspace.output / "figures" / "figures.parquet").read_bytes()
    name = "Quarkolin"
    upload = leavers({"last_name": name}, {"case": "NOR-2627-0002"})
    write_workbook(workspace.inbox_of("NOR") / "a.xlsx", upload, COVER)
    settings = workspace.settings_file.read_text(encoding="utf-8")
    monkeypatch.setattr("alj.guarded._said_by_the_service", lambda *_: iter(()))
    service = next(line for line in settings.splitlines() if line.lstrip("# ").startswith("service ="))
    workspace.settings_file.write_text(settings.replace(service, f'service = "{name}"', 1), encoding="utf-8")
    assert main(["build", "--workspace", str(workspace.root), "--language", "en"]) == COULD_NOT_GO_ON
    said = [line for line in capsys.readouterr().err.splitlines() if line.startswith("alj: ")]
    assert said[0].startswith("alj: nothing was published: the sites hold what their readers may not see, in ")
    assert all("a name (case " in line for line in said[1:-1])
    assert not any(name.casefold() in line.casefold() for line in said)
    assert contents(workspace.output / "site") == before
    assert (workspace.output / "figures" / "figures.parquet").read_bytes() == figures
    assert not [path for path in (workspace.output / "site").iterdir() if path.name.startswith(".")]


def test_the_time_that_looking_takes_is_reported(demo: Path) -> None:
    assert '"leaks"' in (demo / "output" / "build.json").read_text(encoding="utf-8")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_the_service_says_is_told_by_words_that_stand_beside_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    kept = Kept(tmp_path, "1")
    first = Vocabulary(["Maison Quasimodus", "Quasimodus et Zora"], kept)
    monkeypatch.setattr(guarded_module, "_words_of_the_program", lambda: pytest.fail("read twice"))
    for vocabulary in (first, Vocabulary(["Maison Quasimodus", "Quasimodus et Zora"], Kept(tmp_path, "1"))):
        said = ["maison", "maison quasimodus", "quasimodus et zora", "yes ech well"]
        assert [phrase for phrase in said if not vocabulary.has(phrase)] == []
        # The last has its words in a row, though no text has them so.
        other = ["wumpus", "quasimodus maison", "et quasimodus", "maison quasimodus et zora"]
        assert [phrase for phrase in other if vocabulary.has(phrase)] == []


def test_who_is_on_a_monthly_list_alone_may_stand_on_no_site_either(tmp_path: Path) -> None:
    workspace = make_service(tmp_path / "service")
    write_list(workspace.lists / "september.xlsx", SEPTEMBER, out("Una"), out("Quattra", commune=None))
    taken = take_in(workspace, None, read_settings(workspace.settings_file), Stages(ENGLISH))
    found: Guarded = pickle.loads(taken.guarded())
    assert {"zzalder una", "zzdouglas quattra", "1 rue zzinvent"} <= found.phrases.keys()
    assert str(person("Una")["national_number"]) in found.numbers
