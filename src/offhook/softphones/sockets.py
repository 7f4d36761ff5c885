"""Which pages' WebSockets are let through to the network, and which are open: a ticket for each page's account."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

MOST_SOCKETS = 3
"""Of one page: the one that it has, and others that it has lost and nobody has noticed yet."""


class Socket(Protocol):
    """An open WebSocket of a page."""

    def close(self) -> None:
        """The page is welcome no more."""
        ...


class Sockets:
    """The tickets of pages that are signed in. Used on the event loop only."""

    def __init__(self) -> None:
        self._tickets: dict[str, str] = {}
        """User names, by ticket."""
        self._open: defaultdict[str, set[Socket]] = defaultdict(set)
        """By user name."""
        self._pages: dict[str, str] = {}
        """Where pages really are, by the address at which the network sees them."""

    def ticket(self, username: str) -> str:
        """By which the page of this account opens its WebSocket: the same for as long as it is let in."""
        for ticket, whose in self._tickets.items():
            if whose == username:
                return ticket
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = username
        return ticket

    def opened(self, ticket: str, socket: Socket) -> bool:
        """A page wants to open one; whether it may."""
        username = self._tickets.get(ticket)
        if username is None or len(self._open[username]) >= MOST_SOCKETS:
            return False
        self._open[username].add(socket)
        return True

    def closed(self, ticket: str, socket: Socket) -> None:
        """It is closed."""
        if (username := self._tickets.get(ticket)) is not None:
            self._open[username].discard(socket)

    def seen(self, address: str, page: str) -> None:
        """The network sees a page at this address, which is really there; empty: nobody knows, or no more."""
        self._pages.pop(address, None)
        if page:
            self._pages[address] = page

    def really(self, address: str) -> str:
        """Where a page really is; any other address is given back."""
        return self._pages.get(address, address)

    def keep(self, usernames: Collection[str]) -> None:
        """Only these are let in any more: the others' sockets are closed."""
        for ticket, username in list(self._tickets.items()):
            if username not in usernames:
                del self._tickets[ticket]
                for socket in self._open.pop(username, ()):
                    socket.close()
