import io
from importlib.util import find_spec
from pathlib import Path

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench.report import Report, Round, Target, read, write


def test_every_benchmark_is_there() -> None:
    assert [name for name in bench.BENCHMARKS if find_spec(f"bench.{name}") is None] == []


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert bench.missing(["kernel", "storage"]) == []
    assert bench.missing(["kernel", "outbound"]) == ["sipp is not installed; outbound needs it"]


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as status:
        bench.main(["--only", "nonsense"])
    assert status.value.code == 2
    assert "nonsense" in capsys.readouterr().err


def test_the_summary_shows_a_missed_target(tmp_path: Path) -> None:
    rounds = (Round(1, "ours", {"ms": 30.0}), Round(1, "peer", {"ms": 5.0}))
    target = Target("ours", "ms", 20, peer="peer", difference=True)
    write(Report("sample", "B0: a sample", (target,), rounds, {}), tmp_path)
    console = Console(width=120, file=io.StringIO())
    with console.capture() as captured:
        bench.summary([read("sample", tmp_path)], console)
    assert "missed" in captured.get()
    assert "1.2" in captured.get()
