"""The day that limits are counted by: the workspace's own, from its midnight to the next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from offhook import checks


def day_of(now: int, time_zone: str) -> str:
    """The date (YYYY-MM-DD) in a time zone, at `now` in UTC microseconds."""
    return _local(now, time_zone).date().isoformat()


def next_midnight(now: int, time_zone: str) -> datetime:
    """When the next day begins in a time zone; where clocks skip midnight, when they go on after it."""
    tomorrow = _local(now, time_zone).date() + timedelta(days=1)
    midnight = datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=checks.zone(time_zone))
    # There and back again: a time that a clock never shows becomes the one that it shows instead.
    return midnight.astimezone(UTC).astimezone(checks.zone(time_zone))


def for_people(moment: datetime, time_zone: str) -> str:
    """`00:00 on 22 November (America/New_York)`."""
    return f"{moment:%H:%M} on {moment.day} {moment:%B} ({time_zone})"


def _local(now: int, time_zone: str) -> datetime:
    return datetime.fromtimestamp(now / 1_000_000, checks.zone(time_zone))
