"""The carrier and whoever it calls, served over Unix sockets, on time that leaps."""

from __future__ import annotations

from types import TracebackType

from aiohttp import web

from tests.carrier.carrier import Carrier
from tests.carrier.rest import Rest
from tests.carrier.sockets import Sockets
from tests.carrier.webhooks import CALM, Faults

CARRIER = "http://carrier.test"


class Served:
    """`async with Served(app) as served`: the carrier's API, and the app that its webhooks reach under any address."""

    def __init__(self, app: web.Application, *, faults: Faults = CALM, seed: int = 0, pace: float = 1.0) -> None:
        self._app = app
        self._faults = faults
        self._seed = seed
        self._pace = pace
        self._sockets = Sockets()

    async def __aenter__(self) -> Served:
        to_app = await self._sockets.serve(self._app, "app")
        self.carrier = Carrier(to_app, faults=self._faults, seed=self._seed, pace=self._pace)
        self.to_carrier = await self._sockets.serve(Rest(self.carrier).app(), "carrier")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.carrier.close()
        await self._sockets.close()
