"""Letters as files: what stands in them, where they lie, and that nothing that is there is written over."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from intake.language import LANGUAGES, Language
from intake.letter_cases import field_values
from intake.letter_fields import FIELDS, HEADER, field_rows
from intake.letter_fill import filled_document
from intake.letter_kinds import KINDS
from intake.letters import OfficeLetters, write_letters
from intake.letters_due import WHY_NOT, Withheld
from tests.letters import (
    FIRST_DE,
    FIRST_FR,
    GROUP,
    MINOR,
    OF_AGE,
    OFFICE,
    WRITTEN_ON,
    case,
    contents,
    letter,
    mailing,
    opened,
    saved,
    templates,
    texts,
    with_runs,
)

AWKWARD = (
    "O'Neill-da Silva", "Müller & Söhne <test>", "{{ name }}", "{% raw %}", "{_{ x }_} {_% x %_}",
    "{# no #} &amp; &#123;", "محمد بن عبد الله", "van der Straeten-d’Huart", "=HYPERLINK(1)", "</w:t>", "Weber-Muller",
)  # fmt: skip


@pytest.mark.parametrize("name", AWKWARD)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_stays_as_it_is_written(name: str, language: str) -> None:
    one = letter(case(first_name=name, last_name=name, parents_name=f"{name} {name}"), language)
    page = filled_document(templates().contents[one.template], field_values(one, OFFICE, WRITTEN_ON, "ALJ"))
    shown = texts(page)
    assert f"{name} {name}\n12, rue du Moulin\nL-9012 Ettelbruck" in shown
    assert sum(f"{name} {name}" in text for text in shown) >= 4
    assert not any("\u2068" in text for text in shown)


def test_what_no_document_can_hold_is_left_out() -> None:
    name = "A\u202eb\x00c\ud800d\ufffee\tf\ng"
    values = field_values(letter(case(first_name=name, address="1\u2028x\r\n\n 2 ")), OFFICE, WRITTEN_ON, "ALJ")
    assert values["first_name"] == "Abcde f g"
    assert values["address"].splitlines() == ["Mme et M. Weber-Muller", "1", "x", "2", "L-9012 Ettelbruck"]


@pytest.mark.parametrize(
    ("language", "first", "other", "to_parents"),
    [
        ("fr", "1er septembre 2026", "30 novembre 2026", "Aux parents de Léa Weber-Muller"),
        ("de", "1. September 2026", "30. November 2026", "An die Eltern von Léa Weber-Muller"),
        ("en", "1 September 2026", "30 November 2026", "To the parents of Léa Weber-Muller"),
    ],
)
def test_dates_and_addressees_are_written_as_the_language_writes_them(
    language: str, first: str, other: str, to_parents: str
) -> None:
    one = letter(case(parents_name=" "), language)
    values = field_values(one, OFFICE, date(2026, 11, 30), "ALJ")
    assert (values["left_school_on"], values["letter_date"]) == (first, other)
    assert (values["addressee"], values["parents"]) == (to_parents, "")


def test_every_declared_field_has_a_value_and_no_other() -> None:
    for kind in KINDS:
        values = field_values(letter(case(), kind=kind), OFFICE, WRITTEN_ON, "ALJ")
        assert values.keys() == {field.name for field in FIELDS}
        empty = {field.name for field in FIELDS if kind in field.kinds and not values[field.name]}
        assert not empty, "this case has everything"
    bare = letter(case(first_name=None, parents_name=None, listed_on=None, left_school_on=None))
    values = field_values(bare, {"name": "Nord", "code": "NOR", "phone": "1"}, WRITTEN_ON, "ALJ")
    assert {field.name for field in FIELDS if not field.may_be_empty and field.kinds[0] != "invitation"} <= {
        name for name, value in values.items() if value
    }


def written(folder: Path, *, on: date = WRITTEN_ON) -> OfficeLetters:
    """Three letters in three languages, and one that is withheld."""
    minor = case("NOR-2627-0002", first_name="=HYPERLINK(1)", last_name="+1")
    of_age = case("NOR-2627-0001", birth_date=OF_AGE, language="de")
    letters = [
        letter(minor), letter(of_age, "de", "second-letter", "youngster"),
        letter(case("NOR-2627-0003", birth_date=MINOR), "en", "invitation"),
    ]  # fmt: skip
    withheld = [Withheld(case("NOR-2627-0004", do_not_contact=True), "first-letter", "do-not-contact")]
    (office,) = write_letters(letters, withheld, templates(), folder, mailing(on=on))
    return office


def test_files_are_called_by_case_and_kind_and_lie_in_the_offices_folder(tmp_path: Path) -> None:
    office = written(tmp_path)
    folder = tmp_path / "NOR" / "letters" / "2026-10"
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"NOR"}
    assert sorted(path.name for path in folder.iterdir()) == [
        "NOR 2026-10 lettres à imprimer.docx",
        "NOR 2026-10 qui reçoit quelle lettre.xlsx",
        "NOR-2627-0001 Deuxième lettre.docx",
        "NOR-2627-0002 Première lettre.docx",
        "NOR-2627-0003 Invitation à l’atelier.docx",
    ]
    assert set(office.files) == {"NOR-2627-0001", "NOR-2627-0002", "NOR-2627-0003"}
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert {one.stat().st_mode & 0o777 for one in (folder, folder.parent, folder.parent.parent)} == {0o700}


def test_the_same_letters_are_the_same_bytes_and_are_not_written_twice(tmp_path: Path) -> None:
    first, again = written(tmp_path / "a"), written(tmp_path / "b")
    for one, other in zip(sorted((tmp_path / "a").rglob("*.*")), sorted((tmp_path / "b").rglob("*.*")), strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "a").rglob("*.*")}
    assert written(tmp_path / "a") == first != again
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "a").rglob("*.*")} == stamps


def test_a_letter_that_somebody_worked_in_stays(tmp_path: Path) -> None:
    mended = written(tmp_path).files["NOR-2627-0001"]
    mended.write_bytes(b"mended by hand")
    again = written(tmp_path).files["NOR-2627-0001"]
    assert mended.read_bytes() == b"mended by hand"
    assert again.name == "NOR-2627-0001 Deuxième lettre (2).docx"


def test_a_file_says_of_itself_no_more_than_case_service_and_day(tmp_path: Path) -> None:
    for path in (tmp_path / "NOR").rglob("*.docx") if written(tmp_path) else ():
        with zipfile.ZipFile(path) as archive:
            assert {member.date_time for member in archive.infolist()} == {(2026, 11, 1, 0, 0, 0)}
            assert "docProps/thumbnail.jpeg" not in archive.namelist()
        properties = opened(path.read_bytes()).core_properties
        assert (properties.title, properties.author, properties.last_modified_by) == (path.stem, "ALJ", "ALJ")
        assert (properties.comments, properties.keywords, properties.subject) == ("", "", "")
        assert properties.created == properties.modified is not None


def test_the_list_says_who_gets_which_letter_and_who_gets_none_and_why(tmp_path: Path) -> None:
    listing = written(tmp_path).listing
    assert listing is not None
    sheet = load_workbook(listing).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    family = "Mme et M. Weber-Muller"
    assert rows == [
        ["NOR-2627-0001", "Léa Weber-Muller", "Deuxième lettre", "Jeune", "Léa Weber-Muller", "Allemand",
         "NOR-2627-0001 Deuxième lettre.docx"],
        ["NOR-2627-0002", "=HYPERLINK(1) +1", "Première lettre", "Parents", family, "Français",
         "NOR-2627-0002 Première lettre.docx"],
        ["NOR-2627-0003", "Léa Weber-Muller", "Invitation à l’atelier", "Parents", family, "Anglais",
         "NOR-2627-0003 Invitation à l’atelier.docx"],
        ["NOR-2627-0004", "Léa Weber-Muller", "Première lettre", None, None, None,
         "Ne pas contacter\xa0: aucune lettre n’est envoyée."],
    ]  # fmt: skip
    assert {cell.data_type for row in sheet.iter_rows(min_row=5) for cell in row if cell.value} == {"s"}


def test_each_reason_says_what_it_is_in_each_language() -> None:
    for code in LANGUAGES:
        assert len({Language(code).text(message) for message in WHY_NOT.values()}) == len(WHY_NOT)


def test_to_print_each_letter_begins_on_its_own_page_with_its_own_header(tmp_path: Path) -> None:
    changed = {}
    for key, margin in ((FIRST_FR, 1_000_000), (FIRST_DE, 1_200_000)):
        page = opened(with_runs("End of {{ case }}", content=contents()[key]))
        page.sections[0].header.paragraphs[0].text = f"{key.language} {{{{ case }}}}"
        page.sections[0].left_margin = margin
        changed[key.language] = saved(page)
    letters = [letter(case(f"NOR-2627-000{at}"), language) for at, language in enumerate(("fr", "de", "fr"), start=1)]
    (office,) = write_letters(letters, [], templates(**changed), tmp_path, mailing())
    assert office.to_print is not None
    whole = opened(office.to_print.read_bytes())
    headers = [section.header.paragraphs[0].text for section in whole.sections]
    assert headers == ["fr NOR-2627-0001", "de NOR-2627-0002", "fr NOR-2627-0003"]
    assert [round(section.left_margin or 0, -5) for section in whole.sections] == [1_000_000, 1_200_000, 1_000_000]
    ends = [text for text in texts(whole) if text.startswith("End of")]
    assert ends == [f"End of NOR-2627-000{at}" for at in (1, 2, 3)]
    # What stands first on each page is the table with the address, and never an empty line above it.
    tables = [at for at, element in enumerate(whole.element.body) if element.tag.endswith("}tbl")]
    before = [whole.element.body[at - 1] for at in tables[1:]]
    assert all(element.xpath("./w:pPr/w:sectPr") for element in before)
    assert tables[0] == 0


def test_an_office_without_letters_gets_its_list_alone(tmp_path: Path) -> None:
    (office,) = write_letters([], [Withheld(case(), "first-letter", "closed")], templates(), tmp_path, mailing())
    assert (dict(office.files), office.to_print) == ({}, None)
    assert office.listing is not None and load_workbook(io.BytesIO(office.listing.read_bytes())) is not None
    assert write_letters([], [], templates(), tmp_path / "none", mailing()) == []


def test_an_invitation_names_the_group() -> None:
    one = letter(case(), kind="invitation")
    assert one.group == GROUP
    page = filled_document(contents()[one.template], field_values(one, OFFICE, WRITTEN_ON, "ALJ"))
    line = "Le prochain groupe commence le 1er décembre 2026 à Mersch et dure jusqu’au 31 mars 2027."
    assert line in [text.replace("\xa0", " ") for text in texts(page)]


def test_the_readme_names_every_field() -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    english = Language("en")
    rows = [f"| `{name}` | {meaning} | {source} | {filled} |" for name, meaning, source, filled in field_rows(english)]
    header = f"| {' | '.join(HEADER)} |"
    assert "\n".join((header, "|---|---|---|---|", *rows)) in readme
