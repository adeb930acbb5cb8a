"""The two school years that the ministry published, from real workbooks to the page: the same figures, exactly."""

import datetime
import json
import re

import polars as pl
import pytest

from alj import building
from alj.cli import GOOD, TO_MEND, main
from generator.annual_lines import parts_of
from generator.annual_table import annual_table, annual_tables
from generator.sums import SumsDoNotCloseError
from intake.language import Language
from intake.register import Register, read_register
from intake.settings import DEFAULT_SETTINGS, Settings
from intake.tables import OFFICE_WORKBOOK, REFERENCE_WORKBOOK
from intake.template import Stamp, write_template
from intake.workspace import Workspace, make_workspace
from tests.published_years import OFFICES, PUBLISHED, last_day, published_cover, published_rows

ENGLISH = Language("en")
LISTS = {"offices": list(OFFICES)}


def reference_rows() -> dict[str, list[dict[str, object]]]:
    """Return a reference workbook with the ten offices and nothing else that the years need."""
    return {"offices": [{"code": code, "name": f"Office {code}", "posts": 1.475} for code in OFFICES]}


FIRST, *OTHERS = PUBLISHED


@pytest.fixture(scope="module", params=[FIRST, *(pytest.param(year, marks=pytest.mark.soak) for year in OTHERS)])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Workspace]:
    """A workspace of ten real workbooks that follow a published year, built as of that year's last day.

    The second year goes this way in the long form; that its rows give its lines is looked at in test_annual_table.
    """
    year: str = request.param
    day = last_day(year)
    workspace = make_workspace(tmp_path_factory.mktemp("year") / "workspace", Settings(language="en", today=day))
    stamp = Stamp(1, "en", day, None, None)
    cover = {"data_on": day}
    write_template(REFERENCE_WORKBOOK, workspace.reference, ENGLISH, cover=cover, rows=reference_rows(), stamp=stamp)
    for office, sheets in published_rows(year).items():
        workspace.inbox_of(office).mkdir()
        target = workspace.inbox_of(office) / f"{office}.xlsx"
        stamped = Stamp(1, "en", day, office, year)
        filled = published_cover(office, year)
        write_template(OFFICE_WORKBOOK, target, ENGLISH, cover=filled, rows=sheets, lists=LISTS, stamp=stamped)
    ended = main(["build", "--workspace", str(workspace.root), "--audience", "coordination"])
    assert ended in (GOOD, TO_MEND)
    return year, workspace


def test_the_published_lines_come_out_at_the_end_of_the_way(built: tuple[str, Workspace]) -> None:
    year, workspace = built
    table = annual_table(read_register(workspace.register), year, last_day(year), DEFAULT_SETTINGS)
    whole = table.filter(office="", month="")
    found = dict(whole.select("line", "persons").iter_rows())
    assert {line: found[line] for line in PUBLISHED[year]} == dict(PUBLISHED[year])
    assert found["left-school"] == found["temporary"] + found["permanent"] + found["not-reached"]
    assert found["permanent"] == sum(found[line] for line in parts_of("permanent"))


def test_the_page_shows_the_published_lines(built: tuple[str, Workspace]) -> None:
    year, workspace = built
    page = (workspace.output / "site" / "coordination" / "outcomes.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    shown = PUBLISHED[year]
    assert f"Left school {shown['left-school']:,}" in text
    assert f"temporary {shown['temporary']:,} + permanent " in text
    assert f"not reached {shown['not-reached']:,}." in text


def test_no_row_of_the_ten_workbooks_is_lost(built: tuple[str, Workspace]) -> None:
    year, workspace = built
    report = json.loads((workspace.output / "build.json").read_text(encoding="utf-8"))
    given = {office: sum(map(len, sheets.values())) for office, sheets in published_rows(year).items()}
    read = {
        one["office"]: sum(count["read"] for count in report["rows"][one["sha256"]].values())
        for one in report["submissions"]
    }
    assert read == given
    assert {one["status"] for one in report["submissions"]} <= {"accepted", "accepted-with-warnings"}


def test_a_build_whose_lines_do_not_close_fails_with_the_figures_name(
    built: tuple[str, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, workspace = built
    before = (workspace.output / "build.json").read_bytes()

    def one_too_many(register: Register, today: datetime.date, settings: Settings) -> pl.DataFrame:
        employed = (pl.col("line") == "employed").cast(pl.Int64)
        return annual_tables(register, today, settings).with_columns(persons=pl.col("persons") + employed)

    monkeypatch.setattr(building, "annual_tables", one_too_many)
    with pytest.raises(SumsDoNotCloseError, match="permanent"):
        main(["build", "--workspace", str(workspace.root)])
    assert (workspace.output / "build.json").read_bytes() == before
