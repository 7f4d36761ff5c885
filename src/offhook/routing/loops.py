"""Whether a call could come back to where it began: over the whole graph of lines, forwards and agents' phones. Pure.

A line leads to every number that its route may ring. A number that is a line leads on to what that rings. A way from a
line back to itself is a ring, and is refused when a route is saved, whichever workspaces its lines are of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from offhook.calls.values import E164

Graph = Mapping[E164, Sequence[E164]]
"""For each line of the installation, by number, the numbers that its route may ring."""


def ring_through(line: E164, graph: Graph) -> tuple[E164, ...] | None:
    """The shortest way from a line back to itself, both ends included; None where there is none."""
    ways: list[tuple[E164, ...]] = [(line,)]
    seen: set[E164] = set()
    while ways:
        longer: list[tuple[E164, ...]] = []
        for way in ways:
            for number in graph.get(way[-1], ()):
                if number == line:
                    return (*way, number)
                if number not in seen and number in graph:
                    seen.add(number)
                    longer.append((*way, number))
        ways = longer
    return None
