"""Names of cells as Excel shows them, and the numbers of rows and columns behind them; both count from 1."""

from __future__ import annotations


def column_letters(column: int) -> str:
    """Letters that Excel shows above a column: 1 -> "A", 27 -> "AA"."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column by its letters, in either case: "A" -> 1, "AA" -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def cell_name(row: int, column: int) -> str:
    """Name that Excel shows for a cell: (17, 6) -> "F17"."""
    return f"{column_letters(column)}{row}"
