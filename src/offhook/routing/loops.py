"""Whether a call could come back to where it began: over the whole graph of lines, forwards and agents' phones. Pure.

A line leads to every number that its route may ring. A number that is a line leads on to what that rings. A way from a
line back to itself is a ring, and is refused when a route is saved, whichever workspaces its lines are of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from offhook.calls.values import E164

Leads = Callable[[E164], Sequence[E164]]
"""The numbers that a number's route may ring: none where it is no line of the installation."""

ELSEWHERE = "a number outside this workspace"


def ring_through(line: E164, leads: Leads) -> tuple[E164, ...] | None:
    """The shortest way from a line back to itself, both ends included; None where there is none."""
    ways: list[tuple[E164, ...]] = [(line,)]
    seen: set[E164] = set()
    while ways:
        longer: list[tuple[E164, ...]] = []
        for way in ways:
            for number in leads(way[-1]):
                if number == line:
                    return (*way, number)
                if number not in seen:
                    seen.add(number)
                    longer.append((*way, number))
        ways = longer
    return None


def spelt_out(way: Sequence[E164], known: Collection[E164]) -> str:
    """A ring in words. Numbers that aren't `known` to who asks are not told: whose they are is nobody's business."""
    words: list[str] = []
    for number in way:
        word = number if number in known else ELSEWHERE
        if word != ELSEWHERE or words[-1:] != [ELSEWHERE]:
            words.append(word)
    return " to ".join(words)
