"""Whether a line is open at a moment, and the words for it. Pure."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from msgspec import Struct

from offhook import checks
from offhook.routing.policy import Hours, Span

_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
END_OF_DAY = "24:00"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Opening(Struct, frozen=True):
    """Whether a line is open, and why in words."""

    open: bool
    why: str


ALWAYS = Opening(True, "")


def opening(hours: Hours | None, at: int) -> Opening:
    """Whether a line is open `at` a moment (UTC, microseconds): by the wall clock of its place.

    When clocks are put back an hour happens twice, and both count; when they are put forward one is missing.
    """
    if hours is None:
        return ALWAYS
    local = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(checks.zone(hours.time_zone))
    day = local.date().isoformat()
    for holiday in hours.holidays:
        if holiday.date == day:
            called = holiday.name or f"the holiday of {day}"
            return _by_spans(holiday.open, local, f"{called} ({day})")
    return _by_spans(hours.week[local.weekday()], local, DAYS[local.weekday()])


def parse_time(text: str) -> int | None:
    """Minutes since midnight of `09:30`; 1440 for `24:00`; None for what is no time."""
    if text == END_OF_DAY:
        return 24 * 60
    found = _TIME.fullmatch(text)
    return None if found is None else int(found[1]) * 60 + int(found[2])


def is_date(text: str) -> bool:
    """Whether this is a day of the calendar in ISO 8601."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _by_spans(spans: tuple[Span, ...], local: datetime, day: str) -> Opening:
    at = _minutes(local.time())
    for span in spans:
        start, end = parse_time(span.start), parse_time(span.end)
        if start is not None and end is not None and start <= at < end:
            return Opening(True, f"open on {day} from {span.start} to {span.end}; it is {local:%H:%M}")
    times = ", ".join(f"{span.start} to {span.end}" for span in spans)
    when = f"outside the opening hours of {day}, {times}" if times else f"closed on {day}"
    return Opening(False, f"{when}; it is {local:%H:%M}")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
