"""Texts that break pages which trust them, and what tells whether one did: the shape of the page."""

import re
from collections import Counter
from html.parser import HTMLParser

HARMLESS = "Alzette"
HOSTILE = (
    "<script>window.hacked = 1</script>",
    "</title><script>window.hacked = 1</script>",
    "</h1></article><h1>taken over</h1>",
    "<img src=x onerror=window.hacked=1>",
    "&lt;img src=x onerror=window.hacked=1&gt;",
    "&#60;b&#62;bold",
    '" onmouseover="window.hacked=1',
    "' onmouseover='window.hacked=1",
    "<!-- comment",
    "--> end of comment",
    "<![CDATA[ x ]]>",
    "[link](javascript:window.hacked=1)",
    "![picture](//example.org/x.png)",
    "<https://example.org/>",
    "[ref]: http://example.org",
    "**bold** and _italic_ and `code`",
    "# heading",
    "1. first of a list",
    "- item",
    "> quotation",
    "| a | b |",
    "---",
    "~~~ fence",
    "``` fence",
    "word {: onclick=window.hacked=1 }",
    "{{ config.site_name }}",
    "{% include 'x' %}",
    "$x$ and \\(y\\)",
    "Müller-Østergård, François",
    "title: other",
    '<div data-fragment="table"></div>',
    "\u0002wzxhzdk:0\u0003",
    "\u202egnissim",
    "a & b &amp; c",
    "back\\slash \\# \\<",
    "@import 'x' !important",
    "~",
    # Markup that ends, opens or hides what follows.
    "</td></tr></table><table><tr><td>",
    "</div></main></body></html>",
    "<style>*{display:none}</style>",
    "</style><script>window.hacked=1</script>",
    "</textarea></select></option><b>",
    "</svg><svg onload=window.hacked=1>",
    "<text>]]></text>",
    "<base href=//example.org/>",
    "<meta http-equiv=refresh content=0;url=//example.org>",
    "<iframe srcdoc='<script>window.hacked=1</script>'>",
    "<a href=//example.org>x</a>",
    "<form action=//example.org><input name=q>",
    "<details open ontoggle=window.hacked=1>",
    "<plaintext>",
    "<!DOCTYPE html>",
    "<?php echo 1 ?>",
    "<?xml version='1.0'?>",
    "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "<svg/onload=window.hacked=1>",
    "<<b>double</b>>",
    "<b",
    "b>",
    "</",
    '" autofocus onfocus="window.hacked=1',
    "' style='position:fixed",
    "` onmouseover=`window.hacked=1",
    "= onmouseover=window.hacked=1 x=",
    "javascript:window.hacked=1",
    "data:text/html,<script>window.hacked=1</script>",
    # Entities, whole and broken.
    "&amp;&lt;&gt;&quot;&#39;",
    "&",
    "&&&",
    "&#x3c;script&#x3e;",
    "&#0; and &#xD800; and &#x110000;",
    "&nosuchentity; &copy &copy;",
    "&lt",
    # Markdown and what its extensions know.
    "![](x.png)",
    "[link][ref] and [ref]",
    "[^1] and [^1]: a note",
    "*[HTML]: an abbreviation",
    "__init__ and *args and **kwargs**",
    "`` ` ``",
    "~~gone~~ ^up^ ~down~ ==marked== ++added++",
    "{++added++}{--gone--}{~~one~>two~~}{==marked==}{>>said<<}",
    "- [ ] to do",
    "- [x] done",
    "+ plus",
    "* star",
    "10) ten",
    "## second",
    "###### sixth {#anchor .class onclick=x}",
    "Setext",
    '=== "Tab"',
    '!!! danger "Title"',
    "??? note",
    "/// details | Title",
    "///",
    '--8<-- "mkdocs.yml"',
    ";--8<--",
    ":smile: and :material-home: and :fontawesome-solid-bug:",
    "++ctrl+alt+del++",
    "{: #id .class key=value }",
    "text {: style=display:none }",
    "{ .annotate }",
    "[TOC]",
    "(1)!",
    "Term\n:   definition",
    "| - | :-: |",
    "    indented by four",
    "\tindented by a tab",
    "two  \nlines",
    "```python exec=1\nprint(1)\n```",
    "***",
    "___",
    "<http://example.org>",
    "www.example.org and https://example.org/?a=1&b=2",
    "someone@example.org",
    "\\",
    "ends with a backslash\\",
    "\\*not bold\\*",
    # Templates, formats, formulas.
    "{{ 7*7 }} {% raw %} {# gone #}",
    "{{ config }}{{ self.__init__.__globals__ }}",
    "${7*7} #{7*7} <%= 7*7 %> {0} {name} %s %(name)s %d",
    "{shown} of {all}",
    "{",
    "}}",
    "$x^2_i$ $$\\frac{1}{2}$$ \\[x\\]",
    "$",
    "$\\undefined{",
    '=HYPERLINK("http://example.org")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1 and -1",
    # YAML, JSON, paths.
    "key: [value, {a: 1}]",
    "!!python/object/apply:os.system [ls]",
    "&anchor *alias",
    "yes",
    "null",
    "2026-10-31",
    "'single' and \"double\" and “curly” and «angled»",
    "../../../etc/passwd",
    "index.md",
    "#top",
    "?q=1",
    "CON.txt:stream",
    # Letters of other kinds.
    "\u05e9\u05dc\u05d5\u05dd 12",
    "\u0645\u0643\u062a\u0628 (7)",
    "abc \u05d0\u05d1\u05d2 123 \u05d3\u05d4\u05d5 def",
    "\u202dforced left\u202c",
    "\u2066isolated\u2069\u2069\u2069",
    "\u2067open isolate",
    "\u200fmark\u200e and \u061cmark",
    "zero\u200bwidth\u200c\u200d\ufeff",
    "soft\u00adhyphen and no\u00a0break and thin\u2009space",
    "\u2028line\u2029paragraph",
    "tag\U000e0041\U000e007f",
    "Za\u0338\u0335\u0336\u0337\u0321lgo\u0489",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f1f1\U0001f1fa \u2764\ufe0f",
    "\u6f22\u5b57 and \u1112\u1161\u11ab",
    "\ufdfd and \U0001242b",
    "\x00\x01\x1b[31mred\x7f\x85\x9b",
    "\ufffe\uffff\ufdd0",
    "long" * 60,
)
"""Each is one line of a page: white space of any kind counts as one space there."""

UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]")


def visible(text: str) -> str:
    """The text as a reader sees it: white space is one space, and what cannot be shown is replaced."""
    return UNSHOWN.sub("\ufffd", re.sub("[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+", " ", text)).strip(" ")


def said(text: str) -> str:
    """A text of a page without the marks that isolate words written from right to left."""
    return re.sub("[\u2068\u2069]", "", text).strip(" ")


class Shape(HTMLParser):
    """Tags with the names of their attributes, and the text within some of them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag, tuple(sorted(name for name, _ in attrs))] += 1
        kind = "navigation" if ("class", "md-nav__link") in attrs or ("aria-current", "page") in attrs else tag
        if kind in ("navigation", "title", "h1"):
            self._open.append(kind)
            self.texts.setdefault(kind, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == {"navigation": "a"}.get(self._open[-1], self._open[-1]):
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data
