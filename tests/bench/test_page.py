from pathlib import Path

import pytest

from bench.page import PAGE, ratios, render, table
from bench.report import Machine, Result, Spread, Target, Verdict

MACHINE = Machine("Processor", 2, 4096, "Linux", "3.11.7", 0.1, "abc1234")
PEERED = Verdict(Target("offhook", "cpu ms a call", 1.25, peer="bare"), Spread(1.2, 1.1, 1.3), met=True)
LATER = Verdict(Target("offhook", "p99 ms", 20, peer="bare", difference=True), Spread(5, 4, 30), met=True)
LIMITED = Verdict(Target("offhook", "seconds", 5), Spread(10, 10, 10), met=False)
NONE = Verdict(Target("offhook", "legs lost", 0), Spread(0, 0, 0), met=True)


def result(*verdicts: Verdict) -> Result:
    return Result("sample", "B0: a sample", "2026-11-21T10:00:00+00:00", MACHINE, verdicts)


@pytest.mark.parametrize(
    ("verdict", "measured", "wanted"),
    [
        (PEERED, "1.2 (1.1 to 1.3)", "≤ 1.25 × bare"),
        (LATER, "0.25 (0.2 to 1.5)", "≤ 1 × the limit, 20 above bare"),
        (LIMITED, "2", "≤ 1 × the limit, 5"),
        (NONE, "0", "none"),
    ],
)
def test_figures_are_quoted_as_ratios(verdict: Verdict, measured: str, wanted: str) -> None:
    assert ratios(verdict) == (measured, wanted)


def test_a_missed_target_is_shown_as_such() -> None:
    missed, *_ = [line for line in table([result(LIMITED)]).splitlines() if "seconds" in line]
    assert missed.endswith("| **missed** |")


def test_the_table_says_where_it_was_measured() -> None:
    words = "Measured on Processor, 2 cores, Python 3.11.7, commit abc1234, 2026-11-21: sample (load 0.1)."
    assert table([result(NONE)]).endswith(words)


def test_rendering_changes_only_what_is_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.read_text(encoding="utf-8"), encoding="utf-8")
    before, after = (part for part in page.read_text(encoding="utf-8").split("<!-- figures: begin -->")[:2])
    render([result(PEERED)], page)
    written = page.read_text(encoding="utf-8")
    assert written.startswith(before)
    assert written.endswith(after.partition("<!-- figures: end -->")[2])
    assert "| B0: a sample | offhook: cpu ms a call | 1.2 (1.1 to 1.3) |" in written
    render([], page)
    assert "B0" not in page.read_text(encoding="utf-8")


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# No marks", encoding="utf-8")
    with pytest.raises(ValueError, match="has no line"):
        render([], page)
