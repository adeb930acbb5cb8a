"""Ways to spoil a workbook that go through LibreOffice: its own commands on the template that offices are given."""

from collections.abc import Mapping

from tests.libreoffice import Step
from tests.spoiled import BORN, CASES, NUMBERS, Way
from tests.spoiled_by_hand import HANGING_ON_ALL, HELD_THIRD, ONE_CASE

L = "Leavers"
FREE = ("unprotect", L)
"""Headers are locked; the protection has no password, so people take it off."""
WHOLE_COLUMN = 1_048_576
BY_LAST_NAME = {
    "ByRows": True, "HasHeader": True, "CaseSensitive": False, "NaturalSort": False, "IncludeAttribs": True,
    "UserDefIndex": 0, "Col1": 7, "Ascending1": True,
}  # fmt: skip
VALUES_ONLY = {
    "Flags": "SVD", "FormulaCommand": 0, "SkipEmptyCells": False, "Transpose": False, "AsLink": False, "MoveMode": 4,
}  # fmt: skip
NOT_ORIGINS = ("not-in-list leavers!C2", "not-in-list leavers!C3", "not-in-list leavers!C4")
ALL_CASES = {"leavers": 3, "contacts": 4, "outcomes": 1}


def marked(cells: str, command: str, given: Mapping[str, object] | None = None, sheet: str = L) -> tuple[Step, ...]:
    """Mark cells, and give a command on them."""
    return (("select", sheet, cells), ("command", command, given or {}))


def hidden(cell: str) -> tuple[str, ...]:
    return (f"hidden-data leavers!{cell}",)


def column(letter: str) -> str:
    return f"{letter}1:{letter}{WHOLE_COLUMN}"


WAYS = (
    Way("opened and saved", "by LibreOffice, nothing else", ()),
    Way("sorted whole", "all columns by last name", (FREE, *marked("A1:AF4", "DataSort", BY_LAST_NAME)),
        values={"leavers.last_name": ["Zzexemple", "Zzmuster", "Zzsample"]}),
    Way("sorted one column alone", "the birth dates: the national numbers contradict it",
        (FREE, ("sort", L, "I1:I4", 0)), ("birth-date-differs leavers!F2", "birth-date-differs leavers!F3"),
        values={"leavers.birth_date": [BORN[1], BORN[0], BORN[2]]}, differs=True),
    Way("sorted one column that nothing contradicts", "kinds of contact: visible as a change alone",
        (("unprotect", "Contacts"), ("sort", "Contacts", "E1:E5", 0)), differs=True),
    Way("filtered", "rows of one case shown, and saved so",
        (*marked("A1:AF4", "DataFilterAutoFilter"), ("filter", L, "A1:AF4", 0, CASES[1])), hidden("A2")),
    Way("hidden rows", "of what is done", (FREE, *marked("A3:A3", "HideRow")), hidden("A3")),
    Way("hidden columns", "that one does not need", (FREE, *marked("I1:I4", "HideColumn")), hidden("I1")),
    Way("grouped and folded", "rows of an earlier month",
        (FREE, *marked("A2:A3", "Group", {"RowOrCol": "R"}), ("command", "HideDetail")), hidden("A2")),
    Way("pasted with formats", "first names over the dropdown of origins",
        (FREE, *marked("H2:H4", "Copy"), *marked("C2", "Paste")), (*NOT_ORIGINS, *HANGING_ON_ALL), held=ALL_CASES),
    Way("pasted as values", "the dropdown stays and holds nothing back",
        (FREE, *marked("H2:H4", "Copy"), *marked("C2", "InsertContents", VALUES_ONLY)),
        (*NOT_ORIGINS, *HANGING_ON_ALL), held=ALL_CASES),
    Way("pasted transposed", "a column of names over a row",
        (FREE, *marked("G2:G4", "Copy"), *marked("G3", "InsertContents", {**VALUES_ONLY, "Transpose": True})),
        ("not-a-date leavers!I3", "held-with-case contacts!A3"), held={"leavers": 1, "contacts": 1}),
    Way("cut and pasted", "a birth date onto the one below",
        (FREE, *marked("I2", "Cut"), *marked("I3", "Paste")),
        ("missing leavers!I2", "birth-date-differs leavers!F3", "held-with-case contacts!A2",
         "held-with-case outcomes!A2"), held={"leavers": 1, "contacts": 2, "outcomes": 1}),
    Way("a column moved", "births cut out and pasted behind the last",
        (FREE, *marked(column("I"), "Cut"), *marked("AH1", "Paste"))),
    Way("a column inserted", "of one's own, in the middle",
        (FREE, *marked(column("G"), "InsertColumnsBefore"), ("type", L, "G1", "Remark"), ("type", L, "G2", "call")),
        ("unknown-column leavers!G1",)),
    Way("a column deleted", "that is needed", (FREE, *marked(column("I"), "DeleteColumns")),
        ("missing-column leavers!None",)),
    Way("a cell deleted, the rest moved up", "in one column",
        (FREE, *marked("I2", "DeleteCell", {"Flags": "U"})),
        ("missing leavers!I4", "birth-date-differs leavers!F2", "birth-date-differs leavers!F3", HELD_THIRD),
        held=ONE_CASE),
    Way("a cell inserted, the rest moved right", "in one row",
        (FREE, *marked("F3", "InsertCell", {"Flags": ">"})),
        ("not-a-date leavers!I3", "not-in-list leavers!J3", "not-in-list leavers!K3", "out-of-range leavers!P3",
         "date-too-early leavers!Q3", "not-in-list leavers!R3", "held-with-case contacts!A3"),
        held={"leavers": 1, "contacts": 1}),
    Way("the header row deleted", "with the row command", (FREE, *marked("A1:AF1", "DeleteRows")),
        ("no-header leavers!None",)),
    Way("a row deleted", "of a case whose contact stays", (FREE, *marked("A3", "DeleteRows")),
        ("no-such-case contacts!A3",), read={"leavers": 2}, held={"contacts": 1}),
    Way("a row emptied", "and left as a gap", marked("A3:AF3", "ClearContents"),
        ("no-such-case contacts!A3",), read={"leavers": 2}, held={"contacts": 1}),
    Way("rows inserted", "above the second case", (FREE, *marked("A3:A6", "InsertRowsBefore")),
        values={"leavers.row": [2, 7, 8]}),
    Way("filled down", "one birth date over the others", (FREE, *marked("I2:I4", "FillDown")),
        ("birth-date-differs leavers!F3", "birth-date-differs leavers!F4"),
        values={"leavers.birth_date": [BORN[0]] * 3}, differs=True),
    Way("filled as a series", "case numbers counted on: 0001, 0002 …",
        (("unprotect", "Contacts"), *marked("A2", "AutoFill", {"EndCell": "$A$6"}, "Contacts")),
        ("no-such-case contacts!A5", "no-such-case contacts!A6", "missing contacts!B6", "missing contacts!D6",
         "missing contacts!E6"),
        read={"contacts": 5}, held={"contacts": 2}),
    Way("a formula", "of another cell, and a date computed",
        (FREE, ("type", L, "I3", "=DATE(2008;6;20)"), ("type", L, "P4", "=P3+1"))),
    Way("a formula that went wrong", "divided by nothing",
        (FREE, ("type", L, "O2", "=1/0"), ("type", L, "I4", "=NA()")),
        ("formula-without-value leavers!O2", "formula-without-value leavers!I4", HELD_THIRD), held=ONE_CASE),
    Way("a sum below", "with a formula", (FREE, ("type", L, "P6", "=SUM(P2:P4)")),
        ("stray-row leavers!A6",), read={"leavers": 4}, held={"leavers": 1}),
    Way("dates typed in French", "a French LibreOffice reads them",
        (("type", L, "I2", "14/3/09"), ("type", L, "I3", "20/06/2008"), ("type", L, "I4", "2 novembre 2010")),
        locale="fr-FR"),
    Way("dates typed in German", "a German LibreOffice reads them",
        (("type", L, "I2", "14.3.09"), ("type", L, "I3", "20.06.2008"), ("type", L, "I4", "2. November 2010")),
        locale="de-DE"),
    Way("dates typed in an American program", "3/4/2009 becomes March there: the national number contradicts it",
        (("type", L, "I2", "3/4/2009"), ("type", L, "I3", "20/06/2008"), ("type", L, "I4", "November 2, 2010")),
        ("birth-date-differs leavers!F2",), differs=True),
    Way("a date after an apostrophe", "kept as text", (FREE, ("type", L, "I2", "'14.03.2009"))),
    Way("a national number in scientific notation", "typed as 2.0E+12 once its format was cleared",
        (FREE, *marked("F3", "ResetAttributes"), ("type", L, "F3", "2.00806E+12")),
        ("national-number-rounded leavers!F3",), differs=True),
    Way("a national number whose format was cleared", "shown as 2.00903E+12, and whole",
        (FREE, *marked("F2", "ResetAttributes"), ("type", L, "F2", NUMBERS[0]))),
    Way("changed to capitals", "names, codes and all", (FREE, *marked("A2:AF4", "ChangeCaseToUpper")),
        values={"leavers.last_name": ["ZZSAMPLE", "ZZMUSTER", "ZZEXEMPLE"]}, differs=True),
    Way("comments", "in the cells that are unsure", (FREE, *marked("I2", "InsertAnnotation", {"Text": "sure?"}))),
    Way("struck through", "a case that is no more: its row counts, for it is there",
        marked("A3:AF3", "Strikeout", {"Strikeout.Kind": 1})),
    Way("coloured", "for what one means by it: no data",
        marked("A3:AF3", "BackgroundColor", {"BackgroundColor": 65535})),
    Way("panes no longer frozen", "and the protection removed", (FREE, *marked("A1", "FreezePanes"))),
    Way("merged across", "two dates as one", (FREE, ("merge", L, "D2:E2")),
        ("merged-cells leavers!D2",)),
    Way("merged down", "one name over three cases", (FREE, ("merge", L, "G2:G4")),
        ("merged-cells leavers!G2",)),
    Way("saved as the old Excel", ".xls", (), ("old-xls",), kind="MS Excel 97"),
    Way("saved as OpenDocument", ".ods", (), ("ods-file",), kind="calc8"),
    Way("saved as text", ".csv: one sheet of it, and no cell has a type", (), ("not-a-workbook",),
        kind="Text - txt - csv (StarCalc)"),
    Way("saved as a page", ".html", (), ("not-a-workbook",), kind="HTML (StarCalc)"),
)  # fmt: skip
