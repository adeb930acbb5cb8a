"""The fields of a template as they stand on the page: known, whole, and nothing but fields and conditions.

A paragraph is read as its text, however many pieces Word has cut it into. What a mark holds is compared with a closed
list of forms: a template can ask for a field, or whether one is filled, and for nothing else.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError, nodes
from lxml import etree

from intake.language import N_, Message
from intake.letter_fill import environment, patched
from intake.nearest import nearest_entry

MARK = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
FIELD = re.compile(r"\s*([^\W\d]\w*)\s*")
CONDITION = re.compile(r"(?:p|r|tr|tc)?\s+(?:(?:if|elif)\s+[\w\s()]+|else|endif)\s*|(?:if|elif)\s+[\w\s()]+|else|endif")
"""`p`, `r`, `tr` and `tc` take the paragraph, piece, row or cell away in which the mark stands."""
ALMOST = r"\{{1,2}\s*(NAME)\b|\b(NAME)\s*\}{1,2}"
SHOWN = re.compile(r"[\w.|]+(?: [\w.|]+)*")
LONGEST = 40
FILLED = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes)\.xml")
KNOWN_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip

UNKNOWN = N_("{file}: there is no field {field} in this letter. FIELDS.txt beside it names all.")
UNKNOWN_NEAR = N_("{file}: there is no field {field} in this letter; {nearest} is the nearest. FIELDS.txt names all.")
BROKEN = N_("{file}: the field {field} is not whole: it needs two braces before and two behind, as in {{{{ case }}}}.")
NOT_A_FIELD = N_("{file}: {field} is neither a field nor a condition. A field stands alone, as in {{{{ case }}}}.")
NOT_FILLED_HERE = N_("{file}: the field {field} stands in an endnote or a comment, where none is filled.")
NO_END = N_("{file}: a condition is not whole: each {{% if … %}} needs its {{% endif %}}.")

Found = tuple[Message, Mapping[str, Any]]


def faults_of_marks(parts: Mapping[str, etree._Element], known: Collection[str]) -> list[Found]:
    """Return what is wrong with the marks of a template's parts: a message, and the field it is about; each once."""
    found: list[Found] = []
    for name, tree in parts.items():
        here = [
            one
            for text in paragraphs(tree)
            for one in _faults_of_text(text, known, filled=bool(FILLED.fullmatch(name)))
        ]
        if not here and FILLED.fullmatch(name):
            here += _faults_of_conditions(tree)
        found += [one for one in here if one not in found]
    return found


def paragraphs(tree: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph, without that of text boxes in it, which are paragraphs of their own."""
    for paragraph in tree.iter(qn("w:p")):
        yield "".join(
            piece.text or "" for piece in paragraph.iter(qn("w:t")) if next(piece.iterancestors(qn("w:p"))) is paragraph
        )


def _faults_of_text(text: str, known: Collection[str], *, filled: bool) -> Iterator[Found]:
    between, start, opened = 0, 0, ""
    rest: list[str] = []
    for mark in MARK.finditer(text):
        if opened and ENDS[opened] == mark[0]:
            yield from _faults_of_mark(opened, text[start : mark.start()], known, filled=filled)
            opened, between = "", mark.end()
        elif opened or mark[0] not in ENDS:
            yield (
                BROKEN,
                {
                    "field": _shown(
                        text[start : mark.start()] if opened else text[between : mark.start()], last=not opened
                    )
                },
            )
            return
        else:
            rest.append(text[between : mark.start()])
            opened, start = mark[0], mark.end()
    if opened:
        yield BROKEN, {"field": _shown(text[start:])}
        return
    rest.append(text[between:])
    names = "|".join(sorted(known))
    almost = re.search(ALMOST.replace("NAME", names), "\n".join(rest))
    if almost:
        yield BROKEN, {"field": almost[1] or almost[2]}


def _faults_of_mark(opened: str, inner: str, known: Collection[str], *, filled: bool) -> Iterator[Found]:
    if opened == "{#":
        return
    field = FIELD.fullmatch(inner)
    if (opened == "{{" and not field) or (opened == "{%" and not CONDITION.fullmatch(inner)):
        yield NOT_A_FIELD, {"field": _shown(inner)}
        return
    names = [field[1]] if opened == "{{" and field else _names_of_condition(inner)
    for name in names:
        if name in known:
            continue
        near = nearest_entry(name, {one: one for one in known})
        yield (
            (UNKNOWN_NEAR, {"field": name[:LONGEST], "nearest": near}) if near else (UNKNOWN, {"field": name[:LONGEST]})
        )
    if not filled:
        yield NOT_FILLED_HERE, {"field": _shown(inner)}


def _names_of_condition(inner: str) -> list[str]:
    words = re.findall(r"\w+", inner)
    begins = next((at for at, word in enumerate(words) if word in ("if", "elif")), len(words))
    return [word for word in words[begins + 1 :] if word not in ("and", "or", "not")]


def _shown(inner: str, *, last: bool = False) -> str:
    """Return of a mark's inside what can be named on one line; of what stands before an end, the last word."""
    words: list[str] = SHOWN.findall(inner)
    if not words:
        return "…"
    return words[-1].split()[-1][:LONGEST] if last else words[0][:LONGEST]


def _faults_of_conditions(tree: etree._Element) -> Iterator[Found]:
    """Yield that conditions do not close, or that something passed the forms above that is none of them."""
    try:
        parsed = environment().parse(patched(tree))
    except TemplateSyntaxError:
        yield NO_END, {}
        return
    for node in parsed.find_all(nodes.Node):
        if not isinstance(node, KNOWN_NODES):
            yield NOT_A_FIELD, {"field": type(node).__name__}
