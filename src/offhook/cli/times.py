"""Times as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from offhook.cli.errors import CommandFailed

FORMS = "18:00, 2026-12-24 18:00, or with a zone 2026-12-24T18:00:00+01:00"


def moment(option: str, text: str | None, *, now: datetime | None = None, ahead: bool = False) -> str | None:
    """A time as the API takes it; without a zone it is this machine's clock's, without a day today's.

    `ahead`: one that is over for today is tomorrow's.

    Raises:
        CommandFailed: it is no time.
    """
    if text is None:
        return None
    here = (now or datetime.now(UTC)).astimezone()
    try:
        if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", text, re.ASCII):
            hour, minute = map(int, text.split(":"))
            # Naive, so that the zone is that of the day that is meant.
            found = here.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
            if ahead and found.astimezone() <= here:
                found += timedelta(days=1)
        else:
            found = datetime.fromisoformat(text)
        return found.astimezone().isoformat(timespec="seconds")
    except (ValueError, OverflowError):
        raise CommandFailed(f"{option} {text!r} can't be used: give a time as {FORMS}.") from None
