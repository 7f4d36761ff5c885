"""Which network calls are made over, chosen by the settings: Asterisk, carriers by HTTP, or the practice network.

A `Network` is a telephony adapter with what it stands on: its trunks, its prompts, its files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from offhook.calls.values import SIP_REALM, ClickToCall, Inbound, LineUsed
from offhook.clock import Clock
from offhook.messages.port import Texting
from offhook.rating.asking import Never, NotYet, Told
from offhook.rating.model import Charge
from offhook.records.live import LiveStream
from offhook.settings import Settings
from offhook.storage.secrets import Secrets
from offhook.storage.storage import Storage
from offhook.telephony.port import Telephony
from offhook.trunks.model import Trunk

if TYPE_CHECKING:
    from offhook.carriers.model import CarrierKind, Secret
    from offhook.networks.reach import Reaching
    from offhook.provisioning.checking import Checker
    from offhook.provisioning.desk import Desk
    from offhook.speech.engine import Engine
    from offhook.telephony.webhooks.hooks import Reply
    from offhook.telephony.webhooks.trials import Trial


NETWORKS = {"asterisk": "Asterisk", "carriers": "any carrier", "practice": "the practice network"}
"""What there is a connection to, or none, by the setting `telephony`."""


class SipServer(Struct, frozen=True):
    """Where softphones sign in."""

    host: str | None
    """None where there is nothing that a phone could reach."""
    port: int
    """Over UDP and TCP."""
    tls_port: int
    websocket: tuple[str, int] | None = None
    """Host and port of the WebSocket `/ws` that pages are let through to."""
    realm: str = SIP_REALM


class Network(Protocol):
    """A telephony adapter and what it stands on."""

    @property
    def telephony(self) -> Telephony:
        """The adapter."""
        ...

    @property
    def texting(self) -> Texting | None:
        """What texts go over; None where there is nothing that takes any."""
        ...

    @property
    def recorded_in(self) -> Sequence[Path]:
        """Folders on whose disk recordings are made."""
        ...

    async def open(self, storage: Storage, secrets: Secrets) -> None:
        """Make ready what the adapter needs before it is started, its trunks among it."""
        ...

    def check_trunk(self, trunk: Trunk, password: str | None) -> None:
        """Refuse a trunk that can't be carried, before it is kept. May be called in any thread.

        Raises:
            Problem: why not, with the field that is to blame.
        """
        ...

    async def use_trunks(self, storage: Storage, secrets: Secrets) -> None:
        """Take over the trunks that are switched on now.

        One that can't be carried, since the settings have changed for instance, is passed over: its health says why.
        """
        ...

    def sip_server(self) -> SipServer:
        """Where softphones sign in."""
        ...

    def placed(self, call: ClickToCall) -> None:
        """A call was placed: make ready what it will need, such as its announcement."""
        ...

    def came_in(self, call: Inbound) -> None:
        """A call to a line came in: make ready what it will need, such as who calls."""
        ...

    def use_lines(self, lines: Sequence[LineUsed]) -> None:
        """Make ready what calls to these lines will need, as they are now."""
        ...

    async def voices(self) -> Sequence[Engine]:
        """What prompts are spoken with: the voices that this machine had at the start."""
        ...

    async def price(self, charge: Charge) -> Told | NotYet | Never:
        """Ask the carrier what something cost that it knows by its `reference`."""
        ...

    async def close(self) -> None:
        """Let go of it. Calls stay up."""
        ...


class ByWebhook(Protocol):
    """What a network is besides that carriers call over HTTP."""

    async def webhook(self, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer a carrier's request: path and query as they came, headers with names in small letters."""
        ...

    @property
    def reaching(self) -> Reaching:
        """Finds out whether the public address leads here."""
        ...

    @property
    def desk(self) -> Desk:
        """Where the accounts' numbers are asked for and changed."""
        ...

    @property
    def checker(self) -> Checker:
        """Looks now and then whether they lead here."""
        ...

    async def try_out(
        self, kind: CarrierKind, account: str, key: str | None, opens: Secret, *, space: str = "", application: str = ""
    ) -> Trial:
        """Ask a carrier whether it takes what an account opens with."""
        ...

    async def sound(self, name: str) -> bytes | None:
        """A sound that a carrier fetches, by its name without the ending; None where there is none."""
        ...


def lock_network(settings: Settings) -> AbstractContextManager[object]:
    """Be the only worker of what calls are made over, before anything of it is touched.

    Raises:
        Problem: another worker has it, or it isn't there.
    """
    match settings.telephony:
        case "practice" | "carriers":  # the database's own lock is enough: nothing else of this machine is shared
            return nullcontext()
        case "asterisk":
            from offhook.networks.asterisk_lock import lock_asterisk

            return lock_asterisk(settings.asterisk.instance)


def make_network(settings: Settings, clock: Clock, kept: Callable[[str], bytes], live: LiveStream) -> Network:
    """The network that the settings ask for, not opened yet.

    Args:
        live: Where what it notices by itself is told.
        kept: Gives audio that is to be played, by its content, as 8 kHz mono WAV; blocks.
    """
    match settings.telephony:
        case "practice":
            from offhook.networks.practice import PracticeNetwork

            return PracticeNetwork(clock)
        case "asterisk":
            from offhook.networks.asterisk import AsteriskNetwork

            return AsteriskNetwork(settings, clock, kept)
        case "carriers":
            from offhook.networks.carriers import CarriersNetwork

            return CarriersNetwork(settings, clock, kept, live)
