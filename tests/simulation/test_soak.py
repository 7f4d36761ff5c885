import sys

import pytest

from tests.simulation import soak


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["soak", *arguments])
    return soak.main()


def test_it_counts_the_seeds_that_held(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--seeds", "3") == 0
    assert "3 of 3 seeds held every invariant" in capsys.readouterr().out


def test_a_failing_seed_is_told_with_how_to_replay_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(soak, "wrongs", lambda world: ["the sky is green"] if world.plan.seed == 4 else [])
    assert run(monkeypatch, "--first", "3", "--seeds", "3") == 1
    out = capsys.readouterr().out
    assert "seed 4: the sky is green" in out
    assert "python -m tests.simulation.soak --replay 4" in out
    assert "2 of 3 seeds held every invariant" in out


def test_it_gives_up_after_enough_failures(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(soak, "wrongs", lambda world: ["all is lost"])
    assert run(monkeypatch, "--seeds", "30", "--give-up", "2") == 1
    assert "0 of 2 seeds held every invariant" in capsys.readouterr().out


def test_a_run_that_raises_is_a_failing_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(seed: int) -> None:
        raise RuntimeError("the floor is gone")

    monkeypatch.setattr(soak, "play", fall)
    assert soak.check(1) == (1, ["the run raised RuntimeError: the floor is gone"])


def test_a_replay_tells_everything(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, "--replay", "1") == 0
    out = capsys.readouterr().out
    assert out.startswith("seed 1")
    assert "Started(flow='click_to_call'" in out
    assert "in truth" in out
    assert "nothing is wrong" in out
