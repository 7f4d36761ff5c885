"""The table of features is written from reports, and claims nothing that did not pass."""

from pathlib import Path

import pytest

from scripts import features
from scripts.features import Case, Outcome

REPORT = """<?xml version="1.0"?>
<testsuites><testsuite>
  <testcase classname="tests.flows.test_call" name="test_rings[1]">
    <properties><property name="behaviour" value="T7"/></properties></testcase>
  <testcase classname="tests.flows.test_call" name="test_rings[2]">
    <properties><property name="behaviour" value="T7"/></properties><failure message="no"/></testcase>
  <testcase classname="tests.flows.test_call.TestKeys" name="test_any_key">
    <properties><property name="behaviour" value="T8"/><property name="behaviour" value="T1"/></properties></testcase>
  <testcase classname="tests.flows.test_call" name="test_away"><skipped message="why"/></testcase>
  <testcase classname="tests.flows.test_call" name="test_broken"><error message="set-up"/></testcase>
</testsuite></testsuites>
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.xml"
    path.write_text(REPORT, encoding="utf-8")
    return path


@pytest.fixture
def table_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(features, "FEATURES", tmp_path / "features.md")
    return tmp_path / "features.md"


def test_a_report_is_read(report: Path) -> None:
    tests = list(features.read(report))
    assert [test.outcome for test in tests] == [
        Outcome.PASSED,
        Outcome.FAILED,
        Outcome.PASSED,
        Outcome.SKIPPED,
        Outcome.FAILED,
    ]
    assert tests[2] == Case("tests/flows/test_call.py::TestKeys::test_any_key", Outcome.PASSED, frozenset({"T1", "T8"}))


def test_one_failed_case_spoils_the_proof(report: Path) -> None:
    assert set(features.proofs(features.read(report))) == {"T1", "T8"}


def test_the_table_can_be_read_back() -> None:
    proven = {"T8": {"tests/a/test_x.py::test_one", "tests/a/test_x.py::test_two", "tests/b/test_y.py::test_three"}}
    written = features.table(proven)
    assert "`tests/a/test_x.py`: test_one, test_two; `tests/b/test_y.py`: test_three |" in written
    assert features.claimed(written) == {("T8", name) for name in proven["T8"]}


def test_a_claim_without_proof_is_refused(table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table_file.write_text(features.table({"T8": {"tests/a/test_x.py::test_gone"}}), encoding="utf-8")
    assert features.check({"T7": {"tests/a/test_x.py::test_new"}}) == 1
    assert capsys.readouterr().out.splitlines() == [
        "docs/features.md says that tests/a/test_x.py::test_gone proves T8, but it did not pass or does not claim so",
        "docs/features.md lacks 1 new proofs: run make features",
    ]


def test_a_true_table_is_accepted(table_file: Path) -> None:
    proven = {"T8": {"tests/a/test_x.py::test_one"}}
    table_file.write_text(features.table(proven), encoding="utf-8")
    assert features.check(proven) == 0


@pytest.mark.usefixtures("table_file")
def test_a_missing_table_is_told() -> None:
    assert features.check({}) == 1


def test_a_missing_report_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["features", "--count", str(tmp_path / "none.xml")])
    assert features.main() == 2
    assert "no such report" in capsys.readouterr().out


def test_the_count_is_one_line(
    report: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["features", "--count", str(report)])
    assert features.main() == 0
    assert capsys.readouterr().out == "2 passed, 2 failed, 1 skipped\n"
