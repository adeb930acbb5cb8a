"""The Word templates: those of a new workspace are good, and each fault is told by file and field."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from intake.language import LANGUAGES, Language, all_languages
from intake.letter_fields import FIELDS, HEADER, fields_of, fields_page
from intake.letter_fill import filled
from intake.letter_kinds import template_keys
from intake.letter_layout import FIELDS_FILE, letter_templates, write_letter_templates
from intake.letter_templates import LIMITS, LetterTemplateProblem, faults_in, read_templates
from tests.letters import FIRST_FR, LIST_DAY, WRITTEN_ON, contents, opened, saved, texts, with_parts, with_runs

FILE = "first-letter-parents.fr.docx"
TYPES, SETTINGS, RELATIONS = "[Content_Types].xml", "word/settings.xml", "word/_rels/document.xml.rels"
DOCUMENT = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ENGLISH = Language("en")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The letters of a new workspace."""
    folder = tmp_path_factory.mktemp("letters")
    write_letter_templates(folder, ENGLISH, "ALJ", LIST_DAY)
    return folder


def test_a_new_workspace_has_good_templates_in_each_language(good: Path) -> None:
    keys = list(template_keys())
    assert len(keys) == 3 * 2 * len(LANGUAGES) == len(set(keys))
    assert set(read_templates(good).contents) == set(keys)
    assert {path.name for path in good.iterdir()} == {*(key.file_name for key in keys), FIELDS_FILE}
    # Whoever translates a text leaves its fields as they are.
    asked = {
        key: {name for name in fields_of(key.kind) if f"{{{{ {name} }}}}" in _text(contents()[key])} for key in keys
    }
    for key in keys:
        assert asked[key] == asked[type(key)(key.kind, key.addressee, "en")], key


def _text(content: bytes) -> str:
    return "\n".join(texts(opened(content)))


def test_templates_are_the_same_bytes_each_time() -> None:
    assert dict(letter_templates("ALJ", LIST_DAY)) == contents()


def linked(kind: str, target: str) -> bytes:
    """A template with a relationship that leads outside."""
    more = (
        f'<Relationship Id="rId99" Type="{RELATION}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return with_parts({RELATIONS: ("</Relationships>", more)})


def inserted(markup: str) -> bytes:
    """A template with more markup at the end of its text."""
    return with_parts({DOCUMENT: ("<w:sectPr", f"{markup}<w:sectPr")})


def in_header(text: str) -> bytes:
    """A template with a header."""
    page = opened(contents()[FIRST_FR])
    page.sections[0].header.paragraphs[0].text = text
    return saved(page)


ATTACHED = (
    f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="{RELATION}/attachedTemplate" Target="file:///Z:/alj.dotx" TargetMode="External"/></Relationships>'
)
ENDNOTE = f"<w:endnotes {W}><w:endnote><w:p><w:r><w:t>{{{{ case }}}}</w:t></w:r></w:p></w:endnote></w:endnotes>"
TEXT_BOX = "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>{{ nam }}</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
NO_GRID = "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
IN_TWO = "<w:p><w:r><w:t>{% if school %}</w:t></w:r></w:p><w:tbl><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>{% endif %}\
</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
NO_WORD = "is not a Word document, or it is damaged: save it in Word as .docx."
OUTSIDE = (
    "fetches something from outside (a linked picture or document, an attached template): paste pictures into the \
document, and choose Normal as its template."
)
MACROS = "holds macros or controls: save it as a Word document without macros (.docx)."
NOT_WHOLE = "is not whole: it needs two braces before and two behind, as in {{ case }}."
NO_FIELD = "is neither a field nor a condition. A field stands alone, as in {{ case }}."
CONDITION = ": a condition is not whole: each {% if … %} needs its {% endif %}."
UNFILLED = "can't be filled: make it anew from the one that `alj init` writes."
NAMES_ALL = "in this letter. FIELDS.txt beside it names all."

FAULTS: dict[str, tuple[Callable[[], bytes], str] | tuple[Callable[[], bytes], str, str]] = {
    "unknown": (lambda: with_runs("Für {{ hobby }}"), f": there is no field hobby {NAMES_ALL}"),
    "misspelt": (
        lambda: with_runs("{{ youngstr }}"),
        ": there is no field youngstr in this letter; youngster is the nearest. FIELDS.txt names all.",
    ),
    "of another letter": (lambda: with_runs("{{ workshop_place }}"), f": there is no field workshop_place {NAMES_ALL}"),
    "unknown in a condition": (
        lambda: with_runs("{% if not hobby and school %}x{% endif %}"), f": there is no field hobby {NAMES_ALL}",
    ),
    "unknown in pieces": (lambda: with_runs("{", "{ ho", "bby }", "}"), f": there is no field hobby {NAMES_ALL}"),
    "unknown in a header": (lambda: in_header("{{ hobby }}"), f": there is no field hobby {NAMES_ALL}"),
    "unknown in a text box": (lambda: inserted(TEXT_BOX), f": there is no field nam {NAMES_ALL}"),
    "no end": (lambda: with_runs("Dear {{ youngster, welcome"), f": the field youngster {NOT_WHOLE}"),
    "no end in pieces": (lambda: with_runs("{", "{ young", "ster"), f": the field youngster {NOT_WHOLE}"),
    "one brace at the end": (lambda: with_runs("{{ youngster } now"), f": the field youngster {NOT_WHOLE}"),
    "no beginning": (lambda: with_runs("Dear youngster }} now"), f": the field youngster {NOT_WHOLE}"),
    "single braces": (lambda: with_runs("Dear {youngster}"), f": the field youngster {NOT_WHOLE}"),
    "braces apart": (lambda: with_runs("Dear { { youngster } }"), f": the field youngster {NOT_WHOLE}"),
    "over two paragraphs": (
        lambda: with_runs("case }}", content=with_runs("{{")),
        f": the field … {NOT_WHOLE}", f": the field case {NOT_WHOLE}",
    ),
    "condition cut": (lambda: with_runs("{% if school"), f": the field if school {NOT_WHOLE}"),
    "condition open": (lambda: with_runs("{% if school %} at {{ school }}"), CONDITION),
    "end too many": (lambda: with_runs("{% endif %}"), CONDITION),
    "filter": (lambda: with_runs("{{ youngster|upper }}"), f": youngster|upper {NO_FIELD}"),
    "attribute": (lambda: with_runs("{{ youngster.__class__ }}"), f": youngster.__class__ {NO_FIELD}"),
    "loop": (lambda: with_runs("{% for a in youngster %}{% endfor %}"), f": for a in youngster {NO_FIELD}",
             f": endfor {NO_FIELD}"),
    "import": (lambda: with_runs("{% include 'x' %}"), f": include {NO_FIELD}"),
    "number": (lambda: with_runs("{{ 7 }}"), f": 7 {NO_FIELD}"),
    "text as markup": (lambda: with_runs("{{r youngster }}"), f": r youngster {NO_FIELD}"),
    "in an endnote": (
        lambda: with_parts({}, {"word/endnotes.xml": ENDNOTE}),
        ": the field case stands in an endnote or a comment, where none is filled.",
    ),
    "condition across a table": (lambda: inserted(IN_TWO), f" {UNFILLED}"),
    "a table that Word would not write": (lambda: inserted(NO_GRID), f" {UNFILLED}"),
    "a text": (lambda: b"Dear parents", f" {NO_WORD}"),
    "nothing": (lambda: b"", f" {NO_WORD}"),
    "an old .doc": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), f" {NO_WORD}"),
    "cut off": (lambda: contents()[FIRST_FR][:5000], f" {NO_WORD}"),
    "another archive": (lambda: with_parts({}, {"../evil.xml": "<x/>"}), f" {NO_WORD}"),
    "entities": (
        lambda: with_parts({DOCUMENT: ("<w:document", "<!DOCTYPE x [<!ENTITY y 'z'>]><w:document")}), f" {NO_WORD}",
    ),
    "not well-formed": (lambda: inserted("<w:p>"), f" {NO_WORD}"),
    "unpacked too large": (
        lambda: with_parts({}, {f"word/media/{number}.bin": bytes(9 * 2**20) for number in range(3)}),
        " is too large for a letter: unpacked, it may have 24 MB.",
    ),
    "macros": (lambda: with_parts({}, {"word/vbaProject.bin": b"x"}), f" {MACROS}"),
    "renamed .docm": (
        lambda: with_parts({TYPES: (
            "wordprocessingml.document.main+xml", "ms-word.document.macroEnabled.main+xml")}), f" {MACROS}",
    ),
    "controls": (lambda: with_parts({}, {"word/activeX/activeX1.xml": "<x/>"}), f" {MACROS}"),
    "another document": (
        lambda: with_parts({}, {"word/embeddings/oleObject1.bin": b"x"}),
        " holds another document within it: take it out, or paste it as text.",
    ),
    "linked picture": (lambda: linked("image", "https://example.org/a.png"), f" {OUTSIDE}"),
    "attached template": (lambda: with_parts({}, {"word/_rels/settings.xml.rels": ATTACHED}), f" {OUTSIDE}"),
    "link to a file": (lambda: linked("hyperlink", "file:///Z:/list.xlsx"), f" {OUTSIDE}"),
    "text from elsewhere": (
        lambda: inserted('<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>TEXT "Z:/a"</w:instrText>'
                         "</w:r></w:p>"), f" {OUTSIDE}",
    ),
    "tracked change": (
        lambda: inserted('<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>new</w:t></w:r></w:ins></w:p>'),
        " holds comments or tracked changes, which would stand in each letter: accept the changes and delete the"
        " comments.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_by_file_and_field(name: str) -> None:
    make, *said = FAULTS[name]
    told = [line for problem in faults_in(FIRST_FR, make()) for line in problem.lines(ENGLISH)]
    assert told == [f"{FILE}{one}" for one in said]


@pytest.mark.parametrize(
    "content",
    [
        linked("hyperlink", "mailto:nor@alj.example"),
        with_runs("{% if school and not parents %}at {{ school }}{% else %}-{% endif %}"),
        with_runs("Price: {5}, 100 %, {} and }{"),
        in_header("{{ office_name }}"),
    ],
    ids=["mail address", "condition", "braces that are none", "header"],
)
def test_what_is_no_fault(content: bytes) -> None:
    assert list(faults_in(FIRST_FR, content)) == []


def test_every_fault_of_every_template_is_told_at_once(good: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(good, tmp_path / "letters"))
    (folder / FILE).write_bytes(with_runs("{{ hobby }} {{ youngstr }}", content=with_runs("{{ case")))
    (folder / "invitation-parents.en.docx").unlink()
    (folder / "second-letter-youngster.de.docx").rename(folder / "second-letter-youngster.de.docm")
    (folder / "second-letter-parents.de.docx").write_bytes(bytes(LIMITS.file_bytes + 1))
    with pytest.raises(LetterTemplateProblem) as refused:
        read_templates(folder)
    assert refused.value.lines(ENGLISH) == [
        f"{FILE}: the field case {NOT_WHOLE}",
        f"{FILE}: there is no field hobby {NAMES_ALL}",
        f"{FILE}: there is no field youngstr in this letter; youngster is the nearest. FIELDS.txt names all.",
        "second-letter-parents.de.docx is too large for a letter: it may have 4 MB. Make its pictures smaller.",
        "second-letter-youngster.de.docx is missing in the folder letters, and second-letter-youngster.de.docm can't be"
        " used: save it as a Word document (.docx).",
        "invitation-parents.en.docx is missing in the folder letters. `alj init` in another folder writes one to copy.",
    ]


def test_a_field_in_pieces_is_filled() -> None:
    content = with_runs("At {", "{ sch", "ool }", "}, {% i", "f parents %}both{% endif %}", ".")
    assert list(faults_in(FIRST_FR, content)) == []
    values = {field.name: "" for field in FIELDS} | {"school": "{{ x }} & <y>"}
    page = opened(filled(content, values, WRITTEN_ON, "t", "ALJ", "fr"))
    assert page.paragraphs[-1].text == "At {{ x }} & <y>, ."


@pytest.mark.parametrize("language", all_languages(), ids=LANGUAGES)
def test_the_page_of_fields_names_each_with_its_meaning_and_its_column(language: Language) -> None:
    page = fields_page(language)
    for field in FIELDS:
        assert f"{{{{ {field.name} }}}}\n    {language.text(field.meaning)}" in page
    assert len({field.name for field in FIELDS}) == len(FIELDS)
    told = {"en": "Leavers: Post code", "fr": "Décrocheurs: Code postal", "de": "Abgänger: Postleitzahl"}
    assert f"    {told[language.code].split(':')[0]}: " in page
    assert language.text(HEADER[0]) != ""
