"""What is worked out of a register once is kept for that register alone, and no longer than it is in use."""

import gc
from dataclasses import replace
from weakref import ref

from generator.remembered import once_a_register
from intake.register import Register
from tests.registers import register_of


class Result:
    """What a piece of work comes to."""


def test_a_register_is_worked_on_once_for_the_same_arguments() -> None:
    asked: list[tuple[Register, int, int]] = []

    @once_a_register
    def work(register: Register, year: int, *, known: int = 0) -> int:
        asked.append((register, year, known))
        return len(asked)

    one, alike = register_of(), register_of()
    assert [work(one, 2025), work(one, 2025), work(one, 2026), work(one, 2025, known=1), work(one, 2025)] == [
        1, 1, 2, 3, 1,
    ]  # fmt: skip
    assert work(alike, 2025) == 4, "another register, though of the same rows"
    assert work(replace(one, lists_received=()), 2025) == 5
    assert work.__name__ == "work"


def test_with_the_register_goes_what_was_kept_of_it() -> None:
    @once_a_register
    def work(_register: Register) -> Result:
        return Result()

    register = register_of()
    kept = ref(work(register))
    assert kept() is work(register)
    del register
    gc.collect()
    assert kept() is None
