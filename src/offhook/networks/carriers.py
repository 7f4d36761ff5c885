"""Carriers over HTTP as an installation's network: accounts of whatever kind, their webhooks, and what is said."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
import structlog
from sqlalchemy import Connection

from offhook.calls.values import CallId, ClickToCall, Inbound, LineUsed, TrunkId
from offhook.carriers import service, store
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.clock import Clock
from offhook.ids import new_id
from offhook.networks import SipServer
from offhook.networks.carriers_accounts import Kinds, telnyx_account, twiml_account, vonage_account
from offhook.networks.carriers_book import DatabaseBook
from offhook.networks.carriers_prices import Prices
from offhook.networks.carriers_texting import CarriersTexting
from offhook.networks.carriers_words import CarriersWords, open_sound
from offhook.networks.reach import Reaching
from offhook.problems import Problem
from offhook.provisioning.checking import Checker
from offhook.provisioning.desk import Desk
from offhook.rating.asking import Never, NotYet, Told
from offhook.rating.model import Charge
from offhook.records.live import LiveStream
from offhook.settings import Settings
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage
from offhook.telephony.telnyx.texting import TelnyxTexting
from offhook.telephony.twiml.texting import TwimlTexting
from offhook.telephony.vonage.texting import VonageTexting
from offhook.telephony.webhooks.adapter import WebhookTelephony
from offhook.telephony.webhooks.addresses import PREFIX
from offhook.telephony.webhooks.holding import Holding
from offhook.telephony.webhooks.hooks import Reply
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.trials import Trial
from offhook.trunks.model import Trunk

if TYPE_CHECKING:
    from offhook.speech.engine import Engine

log = structlog.get_logger()


class CarriersNetwork:
    """The accounts of this installation with such carriers. There is no SIP, and no softphone."""

    def __init__(self, settings: Settings, clock: Clock, kept: Callable[[str], bytes], live: LiveStream) -> None:
        public = settings.http.public_url or ""
        self._kept = kept
        self._storage: Storage | None = None
        self._secrets: Secrets | None = None
        self._workspaces: dict[TrunkId, str] = {}
        self._session = aiohttp.ClientSession()
        self.reaching = Reaching(self._session, public, f"{PREFIX}/check")
        self._words = CarriersWords(public, self._mac, clock)
        self._book = DatabaseBook(self._open_storage, lambda trunk: self._workspaces[trunk])
        self._kinds = Kinds(self._session, public, self._words)
        self._tasks = Tasks()
        self._holdings: dict[TrunkId, Holding] = {}
        """The numbers of those whose numbers can be seen and changed from here."""
        self._prices = Prices(self._kinds)
        self._twiml_texting = TwimlTexting(self._kinds.twiml, public)
        self._telnyx_texting = TelnyxTexting(self._kinds.telnyx, public)
        self._vonage_texting = VonageTexting(self._kinds.vonage, public)
        self.texting = CarriersTexting([self._twiml_texting, self._telnyx_texting, self._vonage_texting])
        self.telephony = WebhookTelephony(self._book, lambda: CallId(new_id("call")))
        self.desk = Desk(clock, live, self._open_storage, lambda trunk: self._holdings.get(trunk))
        self.checker = Checker(self.desk)

    @property
    def recorded_in(self) -> Sequence[Path]:
        """Nowhere here: carriers keep recordings until they are fetched."""
        return ()

    async def open(self, storage: Storage, secrets: Secrets) -> None:
        """Learn which accounts there are."""
        self._storage, self._secrets = storage, secrets
        await self.use_trunks(storage, secrets)
        self._tasks.spawn(self.checker.run())

    def check_trunk(self, trunk: Trunk, password: str | None) -> None:
        """Refuse a SIP trunk: nothing here speaks SIP.

        Raises:
            Problem: it is one.
        """
        hosts = (host.format(space="") for host in service.HOSTS.values())
        if not trunk.host.endswith(tuple(hosts)):
            detail = "This installation calls over carriers by HTTP, and has no SIP: add a carrier instead of a trunk."
            raise Problem("trunk-refused", "The trunk can't be carried", detail, field="host")

    async def use_trunks(self, storage: Storage, secrets: Secrets) -> None:
        """Use the accounts that are switched on. One whose secrets can't be read is passed over."""

        def read(conn: Connection) -> list[tuple[Account, Secret]]:
            found = []
            for account in store.enabled(conn):
                try:
                    found.append((account, service.secret(conn, secrets, account)))
                except Problem as unreadable:
                    log.warning("carrier_passed_over", trunk=account.trunk.id, reason=unreadable.detail)
            return found

        found = await storage.read(read)
        self._workspaces.update({TrunkId(account.trunk.id): account.trunk.workspace_id for account, _ in found})
        spoken = [made for each in found if (made := twiml_account(*each)) is not None]
        held = (self._kinds.holding(*each) for each in found)
        self._holdings = {holding.trunk: holding for holding in held if holding is not None}
        telnyx = [beside for each in found if (beside := telnyx_account(*each)) is not None]
        others = [vonage_account(*each) for each in found if each[0].kind is CarrierKind.VONAGE]
        self._twiml_texting.use(spoken)
        self._telnyx_texting.use(telnyx)
        self._vonage_texting.use(others)
        self._prices.use([*spoken, *others], telnyx)
        self.telephony.use([self._kinds.carrier(account, opens) for account, opens in found])

    async def try_out(
        self, kind: CarrierKind, account: str, key: str | None, opens: Secret, *, space: str = "", application: str = ""
    ) -> Trial:
        """Ask a carrier whether it takes what an account opens with."""
        return await self._kinds.try_out(kind, account, key, opens, space=space, application=application)

    def sip_server(self) -> SipServer:
        """There is none."""
        return SipServer(None, 5060, 5061)

    def placed(self, call: ClickToCall) -> None:
        """Nothing to make ready: the carrier speaks by itself."""

    def came_in(self, call: Inbound) -> None:
        """The same."""

    def use_lines(self, lines: Sequence[LineUsed]) -> None:
        """The same."""

    async def voices(self) -> Sequence[Engine]:
        """None of ours."""
        return ()

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a carrier's request: path and query as they came, headers with names in small letters."""
        about_texts = await self.texting.webhook(target, headers, body)
        return about_texts or await self.telephony.webhook(target, headers, body)

    async def sound(self, name: str) -> bytes | None:
        """A sound that a carrier fetches, by its name without the ending; None where there is none."""
        if not name.startswith("kept/"):
            return await asyncio.to_thread(open_sound, name)
        content = self._words.content(name.removeprefix("kept/"))
        if content is None:
            return None
        try:
            return await asyncio.to_thread(self._kept, content)
        except Exception as reason:  # it is gone, or can't be read: then the carrier goes on without it
            log.warning("sound_gone", sound=content, reason=str(reason))
            return None

    async def price(self, charge: Charge) -> Told | NotYet | Never:
        """Ask the carrier what a call or message cost."""
        return await self._prices.ask(charge)

    async def close(self) -> None:
        """Let go of the connections. Calls stay up."""
        await self._tasks.stop()
        await self._session.close()

    def _open_storage(self) -> Storage:
        if self._storage is None:
            raise RuntimeError("the network is not opened yet")
        return self._storage

    def _mac(self, text: str) -> str:
        if self._secrets is None:
            raise RuntimeError("the network is not opened yet")
        return self._secrets.mac(text, "carriers.sound")
