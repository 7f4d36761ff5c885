import io
import json
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from bench.report import (
    Figures,
    Report,
    Round,
    Spread,
    Target,
    alternate,
    cpu_seconds,
    percentile,
    resident_mib,
    show,
    spread,
    verdicts,
    write,
)


def report(*targets: Target) -> Report:
    figures = {"ours": [2.0, 4.0, 3.0], "peer": [1.0, 4.0, 2.0]}
    rounds = [Round(number, arm, {"ms": values[number - 1]}) for number in (1, 2, 3) for arm, values in figures.items()]
    return Report("sample", "B0: a sample", targets, tuple(rounds), {"thing": "1.0"}, ("A note.",))


def test_arms_take_turns() -> None:
    order: list[str] = []

    def arm(name: str) -> Figures:
        order.append(name)
        return {"ms": float(len(order))}

    rounds = alternate({"a": lambda: arm("a"), "b": lambda: arm("b")}, rounds=3)
    assert "".join(order) == "ababab"
    assert [(each.number, each.arm) for each in rounds[:3]] == [(1, "a"), (1, "b"), (2, "a")]


@pytest.mark.parametrize(("percent", "value"), [(0, 1), (50, 50), (99, 99), (99.5, 100), (100, 100)])
def test_percentiles_are_values_that_were_measured(percent: float, value: float) -> None:
    assert percentile([float(n) for n in range(100, 0, -1)], percent) == value


def test_a_figure_is_given_with_its_range_and_a_ratio_is_taken_round_by_round() -> None:
    assert spread(report().rounds, "ours", "ms") == Spread(3.0, 2.0, 4.0)
    assert spread(report().rounds, "ours", "ms", peer="peer") == Spread(1.5, 1.0, 2.0)
    assert spread(report().rounds, "ours", "ms", peer="peer", difference=True) == Spread(1.0, 0.0, 1.0)


def test_rounds_in_which_only_one_arm_measured_a_figure_make_no_ratio() -> None:
    rounds = (*report().rounds, Round(4, "ours", {"ms": 100.0}))
    assert spread(rounds, "ours", "ms", peer="peer") == Spread(1.5, 1.0, 2.0)


def test_a_figure_that_nobody_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="No round of 'ours' measured 'seconds'"):
        spread(report().rounds, "ours", "seconds")


@pytest.mark.parametrize(
    ("target", "met"),
    [
        (Target("ours", "ms", 3), True),
        (Target("ours", "ms", 2.9), False),
        (Target("ours", "ms", 3, at_least=True), True),
        (Target("ours", "ms", 3.1, at_least=True), False),
        (Target("ours", "ms", 1.5, peer="peer"), True),
        (Target("ours", "ms", 1.4, peer="peer"), False),
        (Target("ours", "ms", 1, peer="peer", difference=True), True),
        (Target("ours", "ms", 0.9, peer="peer", difference=True), False),
    ],
)
def test_targets_are_held_against_the_median(target: Target, met: bool) -> None:
    assert [verdict.met for verdict in verdicts(report(target))] == [met]


def test_the_file_holds_machine_versions_and_every_round(tmp_path: Path) -> None:
    path = write(report(Target("ours", "ms", 3)), tmp_path / "var")
    assert path.name == "sample.json"
    document = json.loads(path.read_bytes())
    assert document["machine"]["cores"] >= 1
    assert document["versions"] == {"thing": "1.0"}
    assert document["summary"]["ours"]["ms"] == {"median": 3.0, "lowest": 2.0, "highest": 4.0}
    assert document["verdicts"][0]["met"] is True
    assert msgspec.convert(document["rounds"], tuple[Round, ...]) == report().rounds


def test_the_table_shows_targets_beside_figures() -> None:
    console = Console(width=120, file=io.StringIO())
    with console.capture() as captured:
        show(report(Target("ours", "ms", 2), Target("ours", "ms", 1.5, peer="peer")), console)
    table = captured.get()
    assert "≤ 2" in table
    assert "missed" in table
    assert "ms / peer" in table
    assert "met" in table
    assert "A note." in table


def test_cpu_and_memory_of_this_process_are_plausible() -> None:
    assert 0 < cpu_seconds() < 3600
    assert 10 < resident_mib() < 10_000
