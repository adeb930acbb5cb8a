"""What was revised since an edition, and why: each cause by itself, several together, and who may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import revisions
from generator.editions import Frozen, Knowledge, freeze
from generator.late_rows import holds_the_same, with_late_rows
from generator.revisions import KEYS, STEPS, Revisions, revised_editions, what_was_revised
from generator.tables import Figures
from intake.kept import Kept
from intake.register import Register
from intake.settings import Editions, Guarantee, Settings
from tests.registers import Row, Rows, register_of
from tests.sampled_registers import FIRST, REFERENCE, Sampled, figures_of, sampled

DAY = date(2024, 2, 29)
SETTINGS = Settings()
ONE: Row = {"case": "NOR-2324-0001", "listed_on": date(2023, 10, 5), "left_school_on": date(2023, 9, 20)}
TWO: Row = {"case": "SUE-2324-0001", "listed_on": date(2023, 10, 5), "left_school_on": date(2023, 9, 20)}
REACHED: Row = {"case": "NOR-2324-0001", "contact_on": date(2023, 10, 9), "result": "reached"}
TRIED: Row = {**REACHED, "result": "no-response"}
Held = Mapping[str, Rows]


def register(
    contacts: Sequence[Row] = (), leavers: Sequence[Row] = (ONE, TWO), held: Held | None = None, posts: float = 1.5
) -> Register:
    """Two leavers listed on one day, of two offices, and their contacts."""
    offices = [{**row, "posts": posts} for row in REFERENCE["offices"] if isinstance(row, dict)]
    reference = {**REFERENCE, "offices": offices}
    return register_of(leavers=leavers, contacts=contacts, held=held, reference=reference)


def frozen(folder: Path, one: Register, day: date = DAY) -> Frozen:
    """The edition of the day from a register."""
    known = Knowledge(day, day, SETTINGS, 1)
    return freeze(folder, known, one, *figures_of(one, day), datetime(2024, 3, 5, tzinfo=UTC))[0]


def revised(folder: Path, then: Register, now: Register) -> pl.DataFrame:
    """What was revised from one register to the other."""
    return what_was_revised(frozen(folder, then), now, SETTINGS)


def row_of(rows: pl.DataFrame, indicator: str, office: str = "NOR", period: str = "2023/24") -> dict[str, object]:
    """The total of an indicator that was revised: then, now, and what each cause moved."""
    found = rows.filter(indicator=indicator, office=office, period=period, breakdown="")
    return {name: value for name, value in found.row(0, named=True).items() if name not in KEYS}


def causes(rows: pl.DataFrame) -> set[str]:
    """The causes that moved anything."""
    return {cause for cause in STEPS if rows[cause].is_not_null().any()}


def test_nothing_new_revises_nothing(tmp_path: Path) -> None:
    assert revised(tmp_path, register([REACHED]), register([REACHED])).is_empty()


def test_an_answer_that_was_entered_later_is_a_late_row(tmp_path: Path) -> None:
    rows = revised(tmp_path, register(), register([REACHED]))
    # Of one listed by the office nobody was reached, then one.
    assert row_of(rows, "reached") == {
        "then": 0.0, "then_base": 1.0, "now": 1.0, "now_base": 1.0,
        "rules": None, "late": 1.0, "corrected": None, "reference": None,
    }  # fmt: skip
    assert row_of(rows, "reached", "")["now_base"] == 2.0
    assert causes(rows) == {"late"}
    assert set(rows["office"]) == {"", "NOR"}, "the other office has nothing to do with it"


def test_an_answer_that_was_put_right_is_a_correction(tmp_path: Path) -> None:
    rows = revised(tmp_path, register([TRIED]), register([REACHED]))
    assert (row_of(rows, "reached")["late"], row_of(rows, "reached")["corrected"]) == (None, 1.0)
    assert causes(rows) == {"corrected"}


def test_a_day_that_was_put_right_is_a_correction_and_no_late_row(tmp_path: Path) -> None:
    """The row of the old day is gone and one of another day has come, in the same case."""
    rows = revised(tmp_path, register([REACHED]), register([{**REACHED, "contact_on": date(2023, 12, 9)}]))
    assert causes(rows) == {"corrected"}
    assert not rows.is_empty()


def test_each_cause_has_its_part_of_one_figure(tmp_path: Path) -> None:
    three: Row = {**ONE, "case": "NOR-2324-0002"}
    then = register([TRIED], [ONE, TWO])
    now = register([REACHED, {**REACHED, "case": "NOR-2324-0002"}], [ONE, TWO, three])
    found = row_of(revised(tmp_path, then, now), "reached")
    assert (found["then"], found["now"], found["late"], found["corrected"]) == (0.0, 2.0, 1.0, 1.0)
    assert (found["then_base"], found["now_base"]) == (1.0, 2.0)


def test_a_figure_that_ends_where_it_began_is_not_told(tmp_path: Path) -> None:
    """One came late, another is gone: as many are listed as were."""
    rows = revised(tmp_path, register(leavers=[ONE]), register(leavers=[{**ONE, "case": "NOR-2324-0002"}]))
    assert rows.filter(indicator="listed", breakdown="").is_empty()


@pytest.mark.parametrize("mended", [True, False])
def test_a_case_held_back_or_mended_is_a_correction(tmp_path: Path, *, mended: bool) -> None:
    whole, without = register(), register(leavers=[TWO], held={"leavers": [ONE]})
    rows = revised(tmp_path, *((without, whole) if mended else (whole, without)))
    assert row_of(rows, "listed")["corrected"] == (1.0 if mended else -1.0)
    assert causes(rows) == {"corrected"}


def test_a_row_held_back_then_is_no_late_one_once_it_is_mended(tmp_path: Path) -> None:
    assert causes(revised(tmp_path, register(held={"contacts": [REACHED]}), register([REACHED]))) == {"corrected"}


def test_what_hangs_on_a_case_held_back_is_mended_with_it() -> None:
    then = register(leavers=[TWO], held={"leavers": [ONE]})
    assert with_late_rows(then, register([REACHED])).tables["contacts"].is_empty()


def test_a_case_held_back_that_nobody_knew_is_late(tmp_path: Path) -> None:
    rows = revised(tmp_path, register(leavers=[TWO]), register(leavers=[TWO], held={"leavers": [ONE]}))
    assert row_of(rows, "held-cases", period=DAY.isoformat())["late"] == 1.0
    assert causes(rows) == {"late"}


def test_posts_that_were_put_right_are_the_reference_workbooks(tmp_path: Path) -> None:
    rows = revised(tmp_path, register(), register(posts=3.0))
    found = row_of(rows, "cases-a-post", period=DAY.isoformat())
    assert (found["then_base"], found["now_base"], found["reference"]) == (1.5, 3.0, 0.0)
    assert causes(rows) == {"reference"}
    assert set(rows["indicator"]) == {"cases-a-post"}


def test_the_reference_workbook_is_told_from_corrections_that_came_with_it(tmp_path: Path) -> None:
    rows = revised(tmp_path, register([TRIED]), register([REACHED], posts=3.0))
    assert causes(rows.filter(indicator="cases-a-post")) == {"reference"}
    assert causes(rows.filter(indicator="reached")) == {"corrected"}


def test_another_setting_is_a_cause_of_its_own(tmp_path: Path) -> None:
    """At seventeen, five months and nine days after leaving: past four months, and not past six."""
    leavers = [{**ONE, "birth_month": date(2006, 5, 1)}]
    one = frozen(tmp_path, register(leavers=leavers))
    assert what_was_revised(one, register(leavers=leavers), SETTINGS).is_empty()
    longer = replace(SETTINGS, guarantee=Guarantee(months=6))
    rows = what_was_revised(one, register([REACHED], leavers), longer)
    found = row_of(rows, "past-four-months", period=DAY.isoformat())
    assert (found["then"], found["now"], found["rules"], found["late"]) == (1.0, 0.0, -1.0, None)
    assert causes(rows) == {"rules", "late"}


def test_a_figure_that_no_rule_counts_any_more_has_no_now(tmp_path: Path) -> None:
    then = register()
    figures, annual = figures_of(then, DAY)
    former = Figures.validate(figures.with_columns(indicator=pl.col("indicator").replace("listed", "listed-of-old")))
    known = Knowledge(DAY, DAY, SETTINGS, 1)
    one, _ = freeze(tmp_path, known, then, former, annual, datetime(2024, 3, 5, tzinfo=UTC))
    rows = what_was_revised(replace(one, edition=replace(one.edition, code="another")), then, SETTINGS)
    assert set(rows["indicator"]) == {"listed-of-old"}
    assert rows["now"].is_null().all()


def test_a_row_dated_after_the_day_revises_nothing(tmp_path: Path) -> None:
    later = [{**REACHED, "contact_on": DAY + timedelta(days=1)}]
    assert revised(tmp_path, register(), register(later)).is_empty()


def test_what_was_worked_out_is_used_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, kept = frozen(tmp_path / "editions", register()), Kept(tmp_path / "kept", "a program")

    def rows(now: Register, given: Settings = SETTINGS) -> pl.DataFrame:
        (found,) = revised_editions([one], now, given, kept)()
        assert found.rows is not None
        return found.rows

    first = rows(register([REACHED]))
    with monkeypatch.context() as asked_again:
        asked_again.setattr(revisions, "_revised", lambda *_: Revisions.create_empty())
        assert rows(register([REACHED])).equals(first)
        assert rows(register([REACHED]), replace(SETTINGS, guarantee=Guarantee(months=6))).is_empty(), "other rules"
        assert rows(register([REACHED], [ONE])).is_empty(), "another register"
    assert rows(register([REACHED])).equals(first)


def test_a_group_that_another_office_tells_of_last_is_not_late() -> None:
    group: Row = {"workshop": "YW-1", "starts_on": date(2024, 1, 8), "ends_on": date(2024, 5, 8)}
    then, now = (register_of(workshops=[{**group, "office": office}]) for office in ("NOR", "SUE"))
    assert with_late_rows(then, now).tables["workshops"].equals(then.tables["workshops"])


def test_the_latest_editions_are_compared_and_the_older_listed(tmp_path: Path) -> None:
    days = [DAY - timedelta(days=40), DAY]
    editions = [frozen(tmp_path / "editions", register(), day) for day in days]
    given = replace(SETTINGS, editions=Editions(compared=1))
    latest, older = revised_editions(editions, register([REACHED]), given)()
    assert (latest.edition.as_of, older.edition.as_of, older.rows) == (DAY, days[0], None)
    assert latest.rows is not None
    assert latest.rows.height > 0


def dated(one: Sampled) -> list[tuple[str, Row]]:
    """Rows that a workbook might bring later, of days up to the one looked at."""
    day, cases = one.today, [str(row["case"]) for row in one.rows["leavers"] if row["opened_on"] <= one.today]  # type: ignore[operator]
    rows: list[tuple[str, Row]] = [
        ("leavers", {"case": "WES-2324-0777", "listed_on": day, "left_school_on": day - timedelta(days=3)}),
        ("interventions", {"held_on": day, "class_name": "7Z", "offered": 3, "taken_up": 1}),
    ]
    for case in cases:
        rows += [
            ("contacts", {"case": case, "contact_on": day, "result": "reached", "kind": "visit"}),
            ("accompaniment", {"case": case, "started_on": day, "step": "internship"}),
        ]
    return rows


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=4, suppress_health_check=SLOW)
@given(one=sampled(), data=st.data())
def test_the_causes_add_up_to_the_difference(one: Sampled, data: st.DataObject) -> None:
    causes_add_up(one, data)


@pytest.mark.soak
@settings(max_examples=60, suppress_health_check=SLOW)
@given(one=sampled(), data=st.data())
def test_the_causes_add_up_in_many_registers(one: Sampled, data: st.DataObject) -> None:
    causes_add_up(one, data)


def causes_add_up(one: Sampled, data: st.DataObject) -> None:
    now = one.with_row(*data.draw(st.sampled_from(dated(one))))
    changes: bool = data.draw(st.sampled_from([False, True]))
    if now.rows["contacts"] and changes:
        first, *others = now.rows["contacts"]
        corrected = {**first, "contact_on": data.draw(st.dates(FIRST, one.today))}
        now = replace(now, rows={**now.rows, "contacts": [corrected, *others]})
    with TemporaryDirectory() as folder:
        rows = what_was_revised(frozen(Path(folder), one.register, one.today), now.register, SETTINGS)
    moved = pl.sum_horizontal(pl.col(cause).fill_null(0.0) for cause in STEPS)
    assert rows.filter((pl.col("now") - pl.col("then") - moved).abs() > 1e-6).is_empty()
    nothing = pl.all_horizontal(pl.col(cause).is_null() for cause in STEPS)
    assert rows.filter(nothing).is_empty(), "each difference has a cause"


@settings(max_examples=20, suppress_health_check=SLOW)
@given(one=sampled(), data=st.data())
def test_one_row_more_is_late_and_nothing_else(one: Sampled, data: st.DataObject) -> None:
    later = one.with_row(*data.draw(st.sampled_from(dated(one)))).register
    assert holds_the_same(with_late_rows(one.register, later), later)
