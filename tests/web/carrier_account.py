"""An owner at work on the numbers of an account with a carrier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from offhook.networks import ByWebhook
from tests.web.conftest import Answer, Client, Installation


@dataclass
class OneAccount:
    """What tests of every kind of carrier ask for; the account is called as its kind."""

    kind: ClassVar[str]

    offhook: Installation
    owner: Client

    async def numbers(self) -> dict[str, Any]:
        """As they are listed, by number."""
        found = await self.owner("GET", f"/carriers/{self.kind}/numbers")
        assert found.status == 200, found.body
        return {each["number"]: each for each in found.json["items"]}

    async def ask(self, number: str, what: str, body: object = None) -> Answer:
        """Have something done to one of them."""
        return await self.owner("POST", f"/carriers/{self.kind}/numbers/{number}/{what}", {} if body is None else body)

    @property
    def network(self) -> ByWebhook:
        """What leads to the carrier."""
        return cast(ByWebhook, self.offhook.worker.network)
