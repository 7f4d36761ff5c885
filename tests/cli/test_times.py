"""Times as people type them, by this machine's clock."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from offhook.cli.errors import CommandFailed
from offhook.cli.times import moment

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)  # 13:00 in Berlin


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:00", "2026-11-21T18:00:00+01:00"),
        ("9:05", "2026-11-21T09:05:00+01:00"),
        ("2026-12-24 18:00", "2026-12-24T18:00:00+01:00"),
        ("2026-07-01", "2026-07-01T00:00:00+02:00"),
        ("2026-12-24T18:00:00Z", "2026-12-24T19:00:00+01:00"),
        (None, None),
    ],
)
def test_a_time_is_this_machine_s_unless_it_says_its_zone(text: str | None, expected: str | None) -> None:
    assert moment("--at", text, now=NOON) == expected


def test_what_is_over_for_today_is_tomorrow_s_where_the_future_is_meant() -> None:
    assert moment("--until", "12:59", now=NOON, ahead=True) == "2026-11-22T12:59:00+01:00"
    assert moment("--until", "13:00", now=NOON, ahead=True) == "2026-11-22T13:00:00+01:00"
    assert moment("--until", "13:01", now=NOON, ahead=True) == "2026-11-21T13:01:00+01:00"
    changes = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)  # clocks are put back in the night that follows
    assert moment("--until", "09:00", now=changes, ahead=True) == "2026-10-25T09:00:00+01:00"


@pytest.mark.parametrize("text", ["", "soon", "25:00", "12:60", "18", "2026-02-30", "24:00", "18:00:00:00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(CommandFailed, match="give a time as 18:00"):
        moment("--at", text, now=NOON)
