"""What sipp writes about itself: lines of statistics, with `-trace_stat`."""

from __future__ import annotations

import csv
from dataclasses import dataclass

COMPLETED = "GenericCounter1(C)"


@dataclass(frozen=True, slots=True)
class Counts:
    """Since its start: calls that a contact ended as its script says, messages sent again, calls that went wrong."""

    completed: int
    again: int
    failed: int

    def since(self, before: Counts) -> Counts:
        """What has come since then."""
        return Counts(self.completed - before.completed, self.again - before.again, self.failed - before.failed)


def counts(text: str) -> Counts:
    """Read the last whole line of the statistics.

    Raises:
        ValueError: there is none yet, or a column is missing.
    """
    *lines, _ = text.split("\n")
    if len(lines) < 2:
        raise ValueError("sipp has written no statistics yet")
    names, values = csv.reader((lines[0], lines[-1]), delimiter=";")
    row = dict(zip(names, values, strict=False))
    missing = {COMPLETED, "Retransmissions(C)", "FailedCall(C)"} - row.keys()
    if missing:
        raise ValueError(f"sipp's statistics lack {', '.join(sorted(missing))}")
    return Counts(int(row[COMPLETED]), int(row["Retransmissions(C)"]), int(row["FailedCall(C)"]))
