"""The table of docs/performance.md, written from var/bench/*.json, so that no figure there was ever typed.

It quotes ratios only: to the peer of the same run, or to the limit that the target sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bench.report import ROOT, Result, Verdict

PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def ratios(verdict: Verdict) -> tuple[str, str]:
    """What was measured and what is asked for, without an absolute time."""
    target, measured = verdict.target, verdict.measured
    sign = "≥" if target.at_least else "≤"
    if target.peer and not target.difference:
        return _span(measured.median, measured.lowest, measured.highest), f"{sign} {target.limit:g} × {target.peer}"
    if not target.limit:
        return _span(measured.median, measured.lowest, measured.highest), "none"
    of = f"the limit, {target.limit:g}" + (f" above {target.peer}" if target.difference else "")
    shares = (value / target.limit for value in (measured.median, measured.lowest, measured.highest))
    return _span(*shares), f"{sign} 1 × {of}"


def table(results: Iterable[Result]) -> str:
    """All benchmarks in one Markdown table, and below it where they ran."""
    lines = ["| benchmark | figure | measured (range) | target | |", "| --- | --- | --- | --- | --- |"]
    machines: dict[str, list[str]] = {}
    for result in results:
        for verdict in result.verdicts:
            what = f"{verdict.target.arm}: {verdict.target.figure}"
            outcome = "met" if verdict.met else "**missed**"
            lines.append(f"| {result.title} | {what} | {' | '.join(ratios(verdict))} | {outcome} |")
        on = result.machine
        where = f"{on.processor}, {on.cores} cores, Python {on.python}, commit {on.commit}, {result.at[:10]}"
        machines.setdefault(where, []).append(f"{result.name} (load {on.load:g})")
    lines += ["", *(f"Measured on {where}: {', '.join(names)}." for where, names in machines.items())]
    return "\n".join(lines)


def render(results: Iterable[Result], page: Path = PAGE) -> None:
    """Put the table between the page's two marks.

    Raises:
        ValueError: the page lacks them.
    """
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page} has no line {BEGIN!r} with {END!r} after it")
    page.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}", encoding="utf-8")


def _span(median: float, lowest: float, highest: float) -> str:
    if lowest == highest:
        return f"{median:.3g}"
    return f"{median:.3g} ({lowest:.3g} to {highest:.3g})"
