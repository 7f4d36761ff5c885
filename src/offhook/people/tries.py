"""How often a password may be tried: by whom, from where, for which account.

A try is counted before the password is looked at, so that a thousand at once are a thousand tries, and taken back when
it was right. Who is locked out is so until the window ends in which the tries were counted.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from offhook.people.model import sign_in_tries


class Limit(Struct, frozen=True):
    """So many wrong ones within a window that begins with the first."""

    most: int
    within_s: int


FROM_THERE = Limit(5, 15 * 60)
"""For one account from one address."""
KNOWN_BROWSER = Limit(10, 15 * 60)
"""For one account in a browser that was signed in to it before. Nothing else that is counted matters to it."""
ADDRESS = Limit(30, 3600)
"""For all accounts from one address, by browsers that aren't known."""
ACCOUNT = Limit(100, 24 * 3600)
"""For one account from all addresses, by browsers that aren't known (NIST SP 800-63B, 5.2.2)."""
LINKS = Limit(5, 3600)
"""Links that are mailed to one address of a member because somebody who isn't signed in asks for one."""
LONGEST_S = max(each.within_s for each in (FROM_THERE, KNOWN_BROWSER, ADDRESS, ACCOUNT))


def take(conn: Connection, limited: Mapping[str, Limit], now: int) -> int | None:
    """Count a try against every subject. When one is locked none is counted, and it says until when, in UTC µs."""
    conn.execute(delete(sign_in_tries).where(sign_in_tries.c.since <= now - LONGEST_S * 1_000_000))
    rows = conn.execute(select(sign_in_tries).where(sign_in_tries.c.subject.in_(limited)))
    counted: dict[str, tuple[int, int]] = {row.subject: (row.failures, row.since) for row in rows}
    running = {
        subject: (failures, since)
        for subject, (failures, since) in counted.items()
        if since + limited[subject].within_s * 1_000_000 > now
    }
    untils = [
        since + limited[subject].within_s * 1_000_000
        for subject, (failures, since) in running.items()
        if failures >= limited[subject].most
    ]
    if untils:
        return max(untils)
    for subject in limited:
        failures, since = running.get(subject, (0, now))
        values = {"failures": failures + 1, "since": since}
        if subject in counted:
            conn.execute(update(sign_in_tries).where(sign_in_tries.c.subject == subject).values(values))
        else:
            conn.execute(insert(sign_in_tries), {"subject": subject} | values)
    return None


def was_right(conn: Connection, limited: Mapping[str, Limit]) -> None:
    """Take a try back. What counts one account from one place is forgotten; what others share only loses this one.

    Otherwise whoever has an account of their own could try others' for ever, and sign in between.
    """
    own = [subject for subject, limit in limited.items() if limit in {FROM_THERE, KNOWN_BROWSER}]
    forget(conn, own)
    shared = sign_in_tries.c.subject.in_(set(limited) - set(own)) & (sign_in_tries.c.failures > 0)
    conn.execute(update(sign_in_tries).where(shared).values(failures=sign_in_tries.c.failures - 1))


def forget(conn: Connection, subjects: Collection[str]) -> None:
    """Begin anew with these."""
    conn.execute(delete(sign_in_tries).where(sign_in_tries.c.subject.in_(subjects)))
