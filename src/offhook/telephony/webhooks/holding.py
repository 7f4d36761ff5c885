"""The numbers of one account as they are asked for and changed, whatever the carrier's API for that is like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from offhook.calls.values import TrunkId
from offhook.telephony.webhooks.numbers import Hooks, Leads, NumbersPage, NumberType, OwnNumber, Wanted
from offhook.telephony.webhooks.shop import Country, Offer, Price, Search


class Holding(Protocol):
    """One account's. Whatever asks the carrier raises `NoAnswer` and `Refused`."""

    @property
    def trunk(self) -> TrunkId:
        """The account's."""
        ...

    @property
    def carrier(self) -> str:
        """Its name, for people."""
        ...

    @property
    def most_a_page(self) -> int:
        """How many numbers are listed at a time at most."""
        ...

    # What it has

    async def page(self, *, size: int, cursor: str | None = None, all_of_each: bool = True) -> NumbersPage:
        """Some numbers, in the carrier's order. Raises `BadCursor`, too: that is none.

        Args:
            all_of_each: False: only where each leads matters, so what it can do need not be asked for.
        """
        ...

    async def find(self, number: str) -> OwnNumber | None:
        """One of the account's, by its number; None where it has none such."""
        ...

    # Where it leads

    async def ours(self, *, make: bool = False) -> Wanted:
        """What a number has that leads here.

        Args:
            make: Whether what leads here may be made at the carrier, where there is none yet.
        """
        ...

    def differing(self, found: Hooks, wanted: Wanted) -> list[str]:
        """Names of what is not as it should be."""
        ...

    def leads(self, hooks: Hooks) -> tuple[Leads, str]:
        """Where calls lead, and to whom, for people; empty where there is nobody to name."""
        ...

    async def lead(self, own: OwnNumber, wanted: Wanted) -> OwnNumber | None:
        """Change where a number leads; how it is then."""
        ...

    # What is to be had

    async def countries(self) -> Sequence[Country]:
        """Where numbers are sold, and of what type."""
        ...

    async def search(self, wanted: Search) -> tuple[Sequence[Offer], Price | None]:
        """Numbers that are to be had, and what each costs a month; None where the carrier tells no price."""
        ...

    async def price(self, number: str, kind: NumberType, country: str) -> Price | None:
        """What this very number costs now; None where the carrier tells none."""
        ...

    async def buy(self, number: str) -> None:
        """Buy this very number. `NoAnswer`: it may be bought."""
        ...
