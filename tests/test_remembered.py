"""What is worked out of a register once is kept for that register alone, and no longer than it is in use."""

import gc
from dataclasses import replace
from weakref import ref

from generator.remembered import lately_of_a_register, once_a_register
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


def test_of_what_is_large_the_last_results_alone_are_kept() -> None:
    asked: list[int] = []

    @lately_of_a_register(2)
    def work(_register: Register, year: int) -> int:
        asked.append(year)
        return year

    register = register_of()
    # 2026 is asked for again before a third comes, so that 2025 has to go.
    for year in (2025, 2026, 2026, 2027, 2026, 2025):
        assert work(register, year) == year
    assert asked == [2025, 2026, 2027, 2025]


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
