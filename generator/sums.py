"""The proof that the figures close: what is a part adds up to its whole, in every office, month and year."""

from collections.abc import Mapping
from typing import Final

import dataframely as dy
import polars as pl

from generator.annual_lines import LINES, parts_of
from generator.indicators.declared import INDICATORS
from generator.sums_beside import Beside, faults_beside
from generator.tables import Figures

_SCHOOL_YEAR: Final = r"^\d{4}/\d{2}$"
_MONTH: Final = r"^\d{4}-\d{2}$"
_CLOSE: Final = 1e-6
"""Posts are fractions; everything else is whole."""
_NAMED: Final = 5
_TABLE: Final = ["school_year", "office", "month", "line"]


UNBOUND: Final[Mapping[str, str]] = {
    "workshop-groups": "A group belongs to no office and is in no category: nothing adds up to the number of groups.",
    "workshop-places": "So with its places; who took them is at most as many.",
    "effective-leaving-rate": "Who came back to school is no line of the annual table; it is at most the rate.",
}
"""The indicators that no sum binds, each with the reason; of a share the numerator is within its base all the same."""


class SumsDoNotCloseError(Exception):
    """Figures that contradict each other: the edition must not be published. Each fault names its figure."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        more = len(faults) - _NAMED
        named = "; ".join(faults[:_NAMED]) + (f"; and {more} more" if more > 0 else "")
        super().__init__(f"sums do not close: {named}")


def prove_sums(figures: dy.DataFrame[Figures], annual: pl.DataFrame, beside: Beside | None = None) -> None:
    """Return nothing when every sum closes. Raises SumsDoNotCloseError, which names each figure that does not.

    Checked: every indicator is declared; the offices add up to all, but for what is counted for all
    together only; the categories of a breakdown to its total; the months to their school year; a share's numerator is
    at most its base; the stock of the Youth Guarantee at a month's end is that of the month before, plus entrants, less
    exits; in the annual table left school = temporary + permanent + not reached, and each line = its parts, its offices
    and its months; and the persons who left school are as many in the figures as in the table. What is counted `beside`
    the figures adds up as well. `UNBOUND` names what no sum can prove.
    """
    faults = [
        *_undeclared(figures),
        *_of_one_office(figures),
        *_offices_to_all(figures),
        *_categories_to_total(figures),
        *_months_to_year(figures),
        *_more_than_the_base(figures),
        *_not_the_ratio(figures),
        *_stock_to_stock(figures),
        *_parts_to_line(annual),
        *_annual_to_whole(annual, "office", "offices"),
        *_annual_to_whole(annual, "month", "months"),
        *_persons_to_table(figures, annual),
        *_rates_to_table(figures, annual),
    ]
    if beside is not None:
        then = beside.comparison
        faults += [*_offices_to_all(then), *_more_than_the_base(then), *_not_the_ratio(then), *faults_beside(beside)]
    if faults:
        raise SumsDoNotCloseError(faults)


def _undeclared(figures: pl.DataFrame) -> list[str]:
    found = figures.select("indicator", "breakdown").unique().sort("indicator", "breakdown").iter_rows()
    known = {(key, name) for key, one in INDICATORS.items() for name in ("", *one.breakdowns)}
    return [f"{' by '.join(filter(None, pair))} is not declared" for pair in found if pair not in known]


def _of_one_office(figures: pl.DataFrame) -> list[str]:
    together = [key for key, one in INDICATORS.items() if not one.by_office]
    found = figures.filter(pl.col("indicator").is_in(together), pl.col("office") != "")
    return _named(found, ["indicator", "period", "office"], "it is counted for all offices together only")


def _offices_to_all(figures: pl.DataFrame) -> list[str]:
    keys = ["indicator", "period", "breakdown", "category"]
    counted = figures.filter(pl.col("indicator").is_in([key for key, one in INDICATORS.items() if one.by_office]))
    offices = counted.filter(pl.col("office") != "").group_by(keys).agg(_sums())
    return _unequal(counted.filter(pl.col("office") == ""), offices, keys, "the offices do not add up to all")


def _categories_to_total(figures: pl.DataFrame) -> list[str]:
    """The numerators add up; the base of each category is the total's, or the bases add up to it."""
    keys = ["indicator", "period", "office"]
    categories = figures.filter(pl.col("breakdown") != "")
    bases = pl.col("base")
    parts = categories.group_by([*keys, "breakdown"]).agg(
        pl.col("numerator").sum(),
        base_added=pl.when(bases.count() > 0).then(bases.sum()),
        base_shared=pl.when(bases.max() == bases.min()).then(bases.max()),
    )
    totals = figures.filter(pl.col("breakdown") == "").drop("breakdown", "category")
    joined = parts.join(totals, on=keys, how="left", suffix="_of_total")
    bases_differ = _differs("base_added", "base") & _differs("base_shared", "base")
    differs = _differs("numerator", "numerator_of_total") | bases_differ
    return _named(joined.filter(differs), [*keys, "breakdown"], "the categories do not add up to the total")


def _months_to_year(figures: pl.DataFrame) -> list[str]:
    """Only where an indicator has its school year and months, which then are those of that year."""
    keys = ["indicator", "office", "breakdown", "category"]
    years = figures.filter(pl.col("period").str.contains(_SCHOOL_YEAR))
    months = figures.filter(pl.col("period").str.contains(_MONTH)).join(
        years.select("indicator").unique(), on="indicator"
    )
    yearly = years.join(months.select("indicator").unique(), on="indicator")
    return _unequal(yearly, months.group_by(keys).agg(_sums()), keys, "the months do not add up to the year")


def _more_than_the_base(figures: pl.DataFrame) -> list[str]:
    shares = [key for key, indicator in INDICATORS.items() if indicator.unit == "share"]
    over = figures.filter(
        pl.col("indicator").is_in(shares),
        pl.col("base").is_null() | (pl.col("numerator") > pl.col("base") + _CLOSE) | (pl.col("numerator") < 0),
    )
    return _named(over, ["indicator", "period", "office", "category"], "a share has more than its base")


def _not_the_ratio(figures: pl.DataFrame) -> list[str]:
    """The value is numerator ÷ base, or the numerator of a count, and lies in its interval."""
    base = pl.col("base")
    expected = pl.when(base.is_null()).then(pl.col("numerator")).when(base > 0).then(pl.col("numerator") / base)
    within = pl.col("value").is_between(pl.col("low") - _CLOSE, pl.col("high") + _CLOSE).fill_null(value=True)
    wrong = figures.with_columns(expected=expected).filter(_differs("value", "expected") | ~within)
    return _named(wrong, ["indicator", "period", "office", "category"], "its value is not numerator by base")


def _stock_to_stock(figures: pl.DataFrame) -> list[str]:
    """Where a school year begins within a month, that month's entrants and exits before it are not counted."""
    flows = ("stock-at-month-end", "guarantee-entrants", "guarantee-exits")
    stock, entered, left = (
        figures.filter(pl.col("period").str.contains(_MONTH), indicator=key, breakdown="").select(
            "office", "period", pl.col("numerator").alias(key)
        )
        for key in flows
    )
    joined = stock.sort("office", "period").with_columns(before=pl.col(flows[0]).shift().over("office"))
    joined = joined.join(entered, on=["office", "period"]).join(left, on=["office", "period"])
    expected = pl.col("before") + pl.col(flows[1]) - pl.col(flows[2])
    unequal = joined.filter(pl.col(flows[0]) != expected).with_columns(indicator=pl.lit(flows[0]))
    return _named(unequal, ["indicator", "period", "office"], "it is not the stock before plus entrants less exits")


def _parts_to_line(annual: pl.DataFrame) -> list[str]:
    faults = []
    keys = ["school_year", "office", "month"]
    for line in LINES.codes:
        parts = parts_of(line)
        if parts:
            summed = annual.filter(pl.col("line").is_in(parts)).group_by(keys).agg(parts=pl.col("persons").sum())
            whole = annual.filter(pl.col("line") == line).join(summed, on=keys, how="left")
            unequal = whole.filter(pl.col("persons").ne_missing(pl.col("parts")))
            faults += _named(unequal, _TABLE, f"it is not {' + '.join(parts)}")
    return faults


def _annual_to_whole(annual: pl.DataFrame, column: str, what: str) -> list[str]:
    keys = [key for key in _TABLE if key != column]
    parts = annual.filter(pl.col(column) != "").group_by(keys).agg(parts=pl.col("persons").sum())
    whole = annual.filter(pl.col(column) == "").join(parts, on=keys, how="left")
    unequal = whole.filter(pl.col("persons").ne_missing(pl.col("parts")))
    return _named(unequal, _TABLE, f"the {what} do not add up")


def _persons_to_table(figures: pl.DataFrame, annual: pl.DataFrame) -> list[str]:
    table = annual.filter(pl.col("line") == "left-school", pl.col("month") == "").select(
        "office", "persons", period=pl.col("school_year")
    )
    persons = figures.filter(pl.col("indicator") == "persons", pl.col("period").str.contains(_SCHOOL_YEAR))
    joined = persons.join(table, on=["period", "office"], how="left")
    # The table has no line for an office that is not in the reference workbook and had nobody who left.
    unequal = joined.filter(pl.col("numerator").ne_missing(pl.col("persons").cast(pl.Float64).fill_null(0.0)))
    return _named(unequal, ["indicator", "period", "office"], "it is not what the annual table says")


def _rates_to_table(figures: pl.DataFrame, annual: pl.DataFrame) -> list[str]:
    """The leavers of a rate are those of the annual table; the effective ones are not more, of the same base."""
    left = annual.filter(pl.col("line") == "left-school", pl.col("month") == "", pl.col("office") == "")
    rates = figures.filter(pl.col("indicator") == "leaving-rate")
    joined = rates.join(left.select("persons", period=pl.col("school_year")), on="period", how="left")
    unequal = joined.filter(pl.col("numerator").ne_missing(pl.col("persons").cast(pl.Float64)))
    effective = figures.filter(pl.col("indicator") == "effective-leaving-rate").join(rates, on="period", how="left")
    more = (pl.col("numerator") > pl.col("numerator_right")) | (pl.col("base") != pl.col("base_right"))
    return [
        *_named(unequal, ["indicator", "period"], "it is not what the annual table says"),
        *_named(effective.filter(more.fill_null(value=True)), ["indicator", "period"], "it is more than the rate"),
    ]


def _sums() -> list[pl.Expr]:
    base = pl.col("base")
    return [pl.col("numerator").sum(), pl.when(base.count() > 0).then(base.sum()).alias("base")]


def _differs(one: str, other: str) -> pl.Expr:
    """Whether two columns differ; both empty is no difference, one empty is."""
    apart = (pl.col(one) - pl.col(other)).abs() > _CLOSE
    return (
        pl.when(pl.col(one).is_null() & pl.col(other).is_null())
        .then(pl.lit(value=False))
        .otherwise(apart.fill_null(value=True))
    )


def _unequal(whole: pl.DataFrame, parts: pl.DataFrame, keys: list[str], fault: str) -> list[str]:
    """The figures whose parts add up to something else; a figure without parts, or parts without one, as well."""
    joined = whole.select([*keys, *(name for name in ("period",) if name not in keys), "numerator", "base"]).join(
        parts, on=keys, how="full", coalesce=True, suffix="_of_parts"
    )
    differs = _differs("numerator", "numerator_of_parts") | _differs("base", "base_of_parts")
    missing = pl.col("numerator").is_null() | pl.col("numerator_of_parts").is_null()
    return _named(joined.filter(differs | missing), keys, fault)


def _named(rows: pl.DataFrame, keys: list[str], fault: str) -> list[str]:
    """One sentence a row: the figure by its keys, empty ones left out, and what is wrong with it."""
    return [
        f"{' '.join(str(value) for value in row if value not in ('', None))}: {fault}"
        for row in rows.select(keys).sort(keys).iter_rows()
    ]
