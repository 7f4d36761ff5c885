"""The practice network as an installation's network: every trunk works, phones are scripted over the API."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from offhook.calls.values import E164, CallId, ClickToCall, Inbound, LineUsed, TrunkId
from offhook.clock import Clock
from offhook.ids import new_id
from offhook.messages.port import Hear, Report
from offhook.networks import SipServer
from offhook.rating.asking import Never
from offhook.rating.model import Charge
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage
from offhook.telephony.simulated.network import Network as Phones
from offhook.telephony.simulated.network import Trunk
from offhook.telephony.simulated.telephony import SimulatedTelephony
from offhook.telephony.simulated.texts import PracticeTexting
from offhook.trunks import store as trunks
from offhook.trunks.model import Trunk as AnyTrunk

if TYPE_CHECKING:
    from offhook.speech.engine import Engine


class PracticeNetwork:
    """Scripted phones inside the worker: no carrier, no Asterisk, no root. Its calls end with the worker."""

    def __init__(self, clock: Clock) -> None:
        self.phones = Phones(clock, new_call=lambda: CallId(new_id("call")))
        self.telephony = SimulatedTelephony(self.phones)
        self._telling: set[asyncio.Task[None]] = set()
        self.texting = PracticeTexting(clock, self._has_phone, lambda: new_id("practice"), self._tell)
        self._voices: Sequence[Engine] | None = None

    @property
    def recorded_in(self) -> Sequence[Path]:
        """Nowhere: what is recorded here is in memory."""
        return ()

    async def open(self, storage: Storage, secrets: Secrets) -> None:
        """Learn which trunks there are."""
        await self.use_trunks(storage, secrets)

    def check_trunk(self, trunk: AnyTrunk, password: str | None) -> None:
        """Every trunk works."""

    async def use_trunks(self, storage: Storage, secrets: Secrets) -> None:
        """Every trunk works, wherever it leads in reality."""
        for trunk in await storage.read(trunks.enabled):
            self.phones.trunk(TrunkId(trunk.id), Trunk.UP)

    def sip_server(self) -> SipServer:
        """No phone can sign in from outside: practice softphones do over the API."""
        return SipServer(None, 5060, 5061)

    def placed(self, call: ClickToCall) -> None:
        """Nothing to make ready: words are not spoken aloud here."""

    def came_in(self, call: Inbound) -> None:
        """The same."""

    def use_lines(self, lines: Sequence[LineUsed]) -> None:
        """The same."""

    async def voices(self) -> Sequence[Engine]:
        """Those that would speak in a real call; looked for when somebody asks, as nothing here speaks."""
        if self._voices is None:
            self._voices = await asyncio.get_running_loop().run_in_executor(None, _voices)
        return self._voices

    async def price(self, charge: Charge) -> Never:
        """Nobody here tells prices."""
        return Never("this trunk's carrier tells no prices")

    async def close(self) -> None:
        """Tell nothing more."""
        for task in self._telling:
            task.cancel()
        await asyncio.gather(*self._telling, return_exceptions=True)

    def _has_phone(self, number: E164) -> bool:
        return number in self.phones.phones

    def _tell(self, hear: Hear, report: Report) -> None:
        task = asyncio.ensure_future(_heard(hear, report))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)


async def _heard(hear: Hear, report: Report) -> None:
    await hear(report)


def _voices() -> Sequence[Engine]:
    # Imported here: voices bring much that a practice network needs for nothing else.
    from offhook.speech.voices import installed

    return installed()
