from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.limits.day import day_of, for_people, next_midnight


def micros(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("now", "zone", "day", "midnight"),
    [
        ("2026-11-21T17:00:00+00:00", "UTC", "2026-11-21", "2026-11-22T00:00:00+00:00"),
        ("2026-11-21T03:00:00+00:00", "America/New_York", "2026-11-20", "2026-11-21T00:00:00-05:00"),
        ("2026-11-21T17:00:00+00:00", "Asia/Tokyo", "2026-11-22", "2026-11-23T00:00:00+09:00"),
        ("2026-10-25T00:30:00+00:00", "Europe/Berlin", "2026-10-25", "2026-10-26T00:00:00+01:00"),
        ("2026-03-28T23:30:00+00:00", "Europe/Berlin", "2026-03-29", "2026-03-30T00:00:00+02:00"),
        # In Beirut the clocks go from midnight straight to one o'clock.
        ("2026-03-28T12:00:00+00:00", "Asia/Beirut", "2026-03-28", "2026-03-29T01:00:00+03:00"),
        ("2026-12-31T12:00:00+00:00", "UTC", "2026-12-31", "2027-01-01T00:00:00+00:00"),
    ],
)
def test_a_day_ends_at_the_workspace_s_midnight(now: str, zone: str, day: str, midnight: str) -> None:
    assert day_of(micros(now), zone) == day
    assert next_midnight(micros(now), zone).isoformat() == midnight


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  # given one by timezones
    st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu", "Asia/Beirut", "Pacific/Apia", "America/Havana"]),
)
def test_the_next_day_begins_at_its_midnight_and_not_before(now: datetime, zone: str) -> None:
    at = round(now.timestamp() * 1_000_000)
    begins = round(next_midnight(at, zone).timestamp() * 1_000_000)
    assert at < begins
    assert day_of(at, zone) == day_of(begins - 1_000_000, zone)
    assert day_of(begins, zone) > day_of(at, zone)


def test_people_read_the_local_time() -> None:
    midnight = next_midnight(micros("2026-11-21T17:00:00+00:00"), "America/New_York")
    assert for_people(midnight, "America/New_York") == "00:00 on 22 November (America/New_York)"
