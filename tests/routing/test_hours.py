"""Opening hours by the wall clock of a place: clocks that change, holidays, the end of the day."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from offhook.routing.hours import is_date, opening, parse_time
from offhook.routing.policy import Holiday, Hours, Span

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
OFFICE = (Span("09:00", "12:00"), Span("13:00", "17:30"))
CLOSED: tuple[Span, ...] = ()


def week(*days: tuple[Span, ...]) -> tuple[tuple[Span, ...], ...]:
    """A week that begins so on Monday, the other days closed."""
    return (*days, *[CLOSED] * (7 - len(days)))


def at(text: str, zone: str = "UTC", *, fold: int = 0) -> int:
    """A moment by the wall clock of a place; `fold` 1: the second of two."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(local.timestamp() * 1_000_000)


def is_open(hours: Hours, moment: int) -> bool:
    return opening(hours, moment).open


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("08:59:59.999999", False),
        ("09:00", True),
        ("11:59:59.999999", True),
        ("12:00", False),
        ("12:59", False),
        ("13:00", True),
        ("17:29", True),
        ("17:30", False),
    ],
)
def test_a_span_begins_with_its_start_and_is_over_at_its_end(time: str, expected: bool) -> None:
    hours = Hours(BERLIN, week(OFFICE))
    assert is_open(hours, at(f"2026-11-23T{time}", BERLIN)) is expected  # a Monday


def test_each_day_of_the_week_is_its_own() -> None:
    hours = Hours(BERLIN, week(CLOSED, OFFICE))
    days = [is_open(hours, at(f"2026-11-{23 + day}T10:00", BERLIN)) for day in range(7)]
    assert days == [False, True, False, False, False, False, False]


def test_the_day_is_that_of_the_place() -> None:
    hours = Hours(NEW_YORK, week((Span("20:00", "24:00"),)))
    assert is_open(hours, at("2026-11-24T02:30"))  # still Monday, 21:30 in New York
    assert not is_open(hours, at("2026-11-24T05:00"))  # Tuesday, 00:00 there


def test_the_end_of_the_day_belongs_to_it() -> None:
    hours = Hours(BERLIN, week((Span("00:00", "24:00"),)))
    assert is_open(hours, at("2026-11-23T00:00", BERLIN))
    assert is_open(hours, at("2026-11-23T23:59:59.999999", BERLIN))
    assert not is_open(hours, at("2026-11-24T00:00", BERLIN))


def test_an_hour_that_happens_twice_counts_twice() -> None:
    """On 25 October 2026 clocks in Berlin are put back from 03:00 to 02:00."""
    hours = Hours(BERLIN, (*[CLOSED] * 6, (Span("02:00", "03:00"),)))
    first, second = at("2026-10-25T02:30", BERLIN), at("2026-10-25T02:30", BERLIN, fold=1)
    assert second - first == 3_600_000_000
    assert [is_open(hours, moment) for moment in (first, second)] == [True, True]
    assert not is_open(hours, at("2026-10-25T03:00", BERLIN))


def test_an_hour_that_is_missing_opens_nothing_and_what_surrounds_it_joins() -> None:
    """On 29 March 2026 clocks in Berlin are put forward from 02:00 to 03:00."""
    within = Hours(BERLIN, (*[CLOSED] * 6, (Span("02:00", "03:00"),)))
    around = Hours(BERLIN, (*[CLOSED] * 6, (Span("01:00", "04:00"),)))
    last, first = at("2026-03-29T00:59:59"), at("2026-03-29T01:00")  # 01:59:59 and 03:00 in Berlin
    assert [is_open(within, moment) for moment in (last, first)] == [False, False]
    assert [is_open(around, moment) for moment in (last, first)] == [True, True]
    assert not is_open(around, at("2026-03-29T02:00"))


@pytest.mark.parametrize("day", ["2026-03-28", "2026-03-30", "2026-10-24", "2026-10-26"])
def test_opening_follows_the_wall_clock_over_the_year(day: str) -> None:
    hours = Hours(BERLIN, (OFFICE,) * 7)
    assert is_open(hours, at(f"{day}T09:00", BERLIN))
    assert not is_open(hours, at(f"{day}T08:59", BERLIN))


def test_a_holiday_wins_over_its_weekday() -> None:
    holidays = (Holiday("2026-12-24", "Christmas Eve", (Span("09:00", "11:00"),)), Holiday("2026-12-25"))
    hours = Hours(BERLIN, (OFFICE,) * 7, holidays)
    assert is_open(hours, at("2026-12-24T10:00", BERLIN))
    assert not is_open(hours, at("2026-12-24T14:00", BERLIN))
    assert not is_open(hours, at("2026-12-25T10:00", BERLIN))
    assert is_open(hours, at("2026-12-26T10:00", BERLIN))


def test_it_says_why() -> None:
    holidays = (Holiday("2026-12-25", "Christmas"), Holiday("2026-12-26"))
    hours = Hours(BERLIN, week(OFFICE, *[OFFICE] * 4), holidays)
    said = {
        "2026-11-23T10:05": "open on Monday from 09:00 to 12:00; it is 10:05",
        "2026-11-23T12:30": "outside the opening hours of Monday, 09:00 to 12:00, 13:00 to 17:30; it is 12:30",
        "2026-11-28T10:00": "closed on Saturday; it is 10:00",
        "2026-12-25T10:00": "closed on Christmas (2026-12-25); it is 10:00",
        "2026-12-26T10:00": "closed on the holiday of 2026-12-26 (2026-12-26); it is 10:00",
    }
    assert {time: opening(hours, at(time, BERLIN)).why for time in said} == said


def test_a_line_without_hours_is_always_open() -> None:
    assert opening(None, 0).open
    assert opening(None, 0).why == ""


def test_times_and_dates_are_read_strictly() -> None:
    times = {"00:00": 0, "09:30": 570, "23:59": 1439, "24:00": 1440}
    assert {text: parse_time(text) for text in times} == times
    for text in ("", "9:30", "24:01", "25:00", "09:60", "09:30:00", "09.30", " 09:30", "09:30\n", "٠٩:٣٠"):
        assert parse_time(text) is None
    assert is_date("2028-02-29")
    for text in ("", "2026-02-29", "2026-13-01", "20261225", "2026-W52-5", "25.12.2026", "2026-12-25T00:00"):
        assert not is_date(text)
