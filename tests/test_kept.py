"""What was worked out before: given back as it was, or not at all."""

import os
import stat
import time
from pathlib import Path

import pytest

from generator.charts.draw import draw_charts
from generator.pages.draft import DraftPage
from generator.pages.placed_charts import DrawingsOfAudiences, with_drawn_before
from intake import kept
from intake.kept import Kept, prune
from tests.test_charts import bars, chart


def test_what_is_kept_is_given_back_to_the_same_program_for_the_same_inputs(tmp_path: Path) -> None:
    one = Kept(tmp_path / "a", "1")
    one.put(one.key("x", "y"), b"content")
    assert one.get(one.key("x", "y")) == b"content"
    assert one.get(one.key("xy")) is one.get(one.key("x", "", "y")) is None
    other = Kept(tmp_path / "a", "2")
    assert other.get(other.key("x", "y")) is None
    file = tmp_path / "a" / one.key("x", "y")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("at", [0, 31, 32, -1])
def test_what_is_damaged_is_as_if_it_were_not_there_and_goes_away(at: int, tmp_path: Path) -> None:
    one = Kept(tmp_path, "1")
    one.put("key", b"content")
    content = bytearray((tmp_path / "key").read_bytes())
    content[at] ^= 1
    (tmp_path / "key").write_bytes(content)
    assert one.get("key") is None
    assert not (tmp_path / "key").exists()


def test_so_is_what_is_cut_short_put_under_another_name_or_signed_with_another_key(tmp_path: Path) -> None:
    one = Kept(tmp_path, "1", b"secret")
    for key in ("short", "moved", "foreign"):
        one.put(key, b"content")
    (tmp_path / "short").write_bytes((tmp_path / "short").read_bytes()[:20])
    (tmp_path / "moved").rename(tmp_path / "there")
    assert one.get("short") is one.get("there") is None
    assert Kept(tmp_path, "1", b"another").get("foreign") is None


def test_what_cannot_be_kept_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    one = Kept(tmp_path / "file" / "below", "1")
    one.put("key", b"content")
    assert one.get("key") is None


def test_what_was_of_no_use_for_long_goes_and_then_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, now = Kept(tmp_path / "a", "1"), time.time()
    for name, days in (("old", 31), ("older", 20), ("newer", 3)):
        one.put(name, os.urandom(100))
        os.utime(tmp_path / "a" / name, (now - days * 86400, now - days * 86400))
    prune(tmp_path)
    assert {file.name for file in (tmp_path / "a").iterdir()} == {"older", "newer"}
    monkeypatch.setattr(kept, "LARGEST", 150)
    prune(tmp_path)
    assert {file.name for file in (tmp_path / "a").iterdir()} == {"newer"}


def test_a_drawing_is_made_once_and_kept_for_each_audience_by_itself(tmp_path: Path) -> None:
    def folder(audience: str) -> Kept:
        return Kept(tmp_path / audience, "1")

    one = chart("a", bars("Minett"))
    wanted = [("ministry", one), ("office-NOR", one)]
    drawn = draw_charts([one], 1, keep=DrawingsOfAudiences(wanted, folder).keep)
    names = [{file.name for file in (tmp_path / audience).iterdir()} for audience, _ in wanted]
    assert len(names[0]) == 2
    assert names[0] == names[1]

    page = DraftPage("index.md", "Home", "# Home", charts={"here": (one,), "there": (one, one)})
    placed = with_drawn_before(page, folder("office-NOR"))
    assert placed.fragments["here"] == drawn["a"]
    assert placed.fragments["there"].count(drawn["a"].splitlines()[0]) == 2
    assert not placed.charts
    assert with_drawn_before(page, folder("office-MIN")) == page
    # Half a chart is none.
    (tmp_path / "office-NOR" / min(names[0])).unlink()
    assert with_drawn_before(page, folder("office-NOR")) == page
