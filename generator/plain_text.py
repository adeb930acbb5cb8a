"""Text from a workbook -> the same as a page may show it: one line, nothing that reaches beyond its own end.

Every text of a page goes through here before it is escaped, whichever way it goes: Markdown (`generator.site`), the
parts of a page (`generator.parts`), charts (`generator.charts`).
"""

import re

# White space that a reader sees as one space; a no-break space is kept.
WHITE_SPACE = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
# Controls, halves of characters, what is no character; and marks that turn the direction of all that follows.
UNSHOWN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(1, 17))
    + "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
RIGHT_TO_LEFT = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
RUN = re.compile(f"[{RIGHT_TO_LEFT}]+(?:[ '’.,-]+[{RIGHT_TO_LEFT}]+)*")
# Letters and marks of our languages: nothing in them is white space, unshown or written from right to left.
OURS = re.compile("[ -~\xa0-\u058f\u2010-\u2027\u202f-\u205e\u2190-\u22ff]*")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


def printable(text: str) -> str:
    """Return a text in one line, with U+FFFD for controls and for marks that turn the direction of what follows."""
    return UNSHOWN.sub("\ufffd", WHITE_SPACE.sub(" ", text))


def isolated(text: str) -> str:
    """Return a printable text in which words written from right to left stand apart, each run of them by itself.

    Else a number that follows an Arabic or Hebrew name would be shown before it.
    """
    if (text.isascii() and text.isprintable()) or OURS.fullmatch(text):
        # Most texts by far, each looked at for every cell that it stands in. Their one white space is the space.
        return str(text)
    shown = printable(text)
    return shown if shown.isascii() else RUN.sub(f"{FIRST_STRONG_ISOLATE}\\g<0>{POP_ISOLATE}", shown)
