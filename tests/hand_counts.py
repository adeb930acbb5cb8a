"""Which figures the tests compare with a number that was counted by hand: read from the tests' own source.

An expectation counts where a test asserts that a figure, named by its key in the same expression (or in what a variable
of the test stands for), equals something written out, with a number in it that is not 0: that a figure is 0 is true of
many that are counted wrongly.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.indicators import BREAKDOWNS, INDICATORS

Pair = tuple[str, str]
"""An indicator and a breakdown, "" for the total."""
KINDS: Final = {*BREAKDOWNS, "canton", "school", "path-phase", "stay-standing", "sex-standing", "entry-age-standing"}
HELPERS: Final = {"standings": "standing"}
"""Functions of the tests that ask for each category of a breakdown; others are told the breakdown."""
WRITTEN_OUT: Final = (
    ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.BinOp, ast.operator, ast.UnaryOp, ast.unaryop, ast.Load,
)  # fmt: skip
StandsFor = Mapping[str, ast.expr]


def counted_by_hand(tests: Path) -> set[Pair]:
    """Return what the tests of a folder expect, those left out that look at the demo."""
    found: set[Pair] = set()
    for file in sorted(tests.glob("test_*.py")):
        module = ast.parse(file.read_text(encoding="utf-8"))
        for one in ast.walk(module):
            if isinstance(one, ast.FunctionDef) and "demo" not in {argument.arg for argument in one.args.args}:
                found |= set(_expected(one))
    return found


def _expected(test: ast.FunctionDef) -> Iterator[Pair]:
    parameters = dict(_parameters(test))
    stands_for = {
        **parameters,
        **{
            target.id: node.value
            for node in ast.walk(test)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        },
    }
    varying = [kind for given in parameters.values() for kind in _kinds_in(given)]
    for node in ast.walk(test):
        if not (isinstance(node, ast.Assert) and isinstance(node.test, ast.Compare)):
            continue
        one, other = node.test.left, node.test.comparators[0]
        if isinstance(node.test.ops[0], ast.Eq):
            for figure, written in ((one, other), (other, one)):
                if _is_written_out(written, stands_for):
                    yield from _named(figure, stands_for, varying)


def _parameters(test: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """Yield the arguments for which a test is given values, each with all that is given."""
    for one in test.decorator_list:
        if isinstance(one, ast.Call) and ast.unparse(one.func) == "pytest.mark.parametrize":
            for name in ast.walk(one.args[0]):
                if isinstance(name, ast.Constant):
                    yield str(name.value), one.args[1]


def _kinds_in(node: ast.expr) -> list[str]:
    return [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and one.value in KINDS]


def _is_written_out(node: ast.expr, stands_for: StandsFor) -> bool:
    """Whether an expression is written out with a number other than 0, or put together of a name that is."""
    if _has_a_number(node):
        return True
    names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
    return not list(_named(node, stands_for, [])) and any(
        name in stands_for and _has_a_number(stands_for[name]) for name in names
    )


def _has_a_number(node: ast.expr) -> bool:
    parts = list(ast.walk(node))
    numbers = [one.value for one in parts if isinstance(one, ast.Constant)]
    return all(isinstance(one, WRITTEN_OUT) for one in parts) and any(
        isinstance(number, int | float) and number for number in numbers
    )


def _named(node: ast.AST, stands_for: StandsFor, varying: list[str]) -> Iterator[Pair]:
    """Yield the figures that an expression asks for, by the calls in it and in what its names stand for."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and part.id in stands_for:
            yield from _named(stands_for[part.id], {}, varying)
        if isinstance(part, ast.Call):
            yield from _of_call(part, varying)


def _of_call(call: ast.Call, varying: list[str]) -> Iterator[Pair]:
    given = {keyword.arg or "": keyword.value for keyword in call.keywords}
    keys = [one.value for one in (*call.args, given.get("indicator")) if isinstance(one, ast.Constant)]
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    kinds = [kind for one in call.args for kind in _kinds_in(one)]
    kinds += [kind for argument in given if (kind := argument.replace("_", "-")) in KINDS]
    kinds += [HELPERS[name]] if name in HELPERS else []
    for key in keys:
        if key in INDICATORS:
            yield from ((str(key), kind) for kind in kinds or (varying if "" in given else [""]))
