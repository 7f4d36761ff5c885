"""The telephony port over Asterisk.

Each leg is a channel with the leg's id, originated over a trunk and answered into our Stasis application; two legs
are joined in a bridge of a pool. Commands go out at once and in order on one WebSocket, where Asterisk carries them
out one after the other, so that none of them has to wait here for the answer to another.
"""

from __future__ import annotations

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType

import msgspec
import structlog

from offhook.calls.commands import Command
from offhook.calls.events import Answered, Ended, Event, Incoming, Ringing
from offhook.calls.values import (
    CallId,
    Capability,
    Cause,
    Device,
    DeviceId,
    LegId,
    SoftphoneAccount,
    SoftphoneId,
    TrunkId,
)
from offhook.telephony.asterisk import causes, marks, messages, recordings, requests, wire
from offhook.telephony.asterisk.arrivals import Arrivals, unmarked
from offhook.telephony.asterisk.client import Account, AriClient, NoAnswer, Standing, Timing
from offhook.telephony.asterisk.commands import Commands
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.legs import Leg
from offhook.telephony.asterisk.softphones import Softphones
from offhook.telephony.asterisk.strangers import Strangers
from offhook.telephony.asterisk.trunk_watch import TrunkWatch
from offhook.telephony.asterisk.vanishing import Vanishing
from offhook.telephony.asterisk.voice import Prompts, Voice, strays
from offhook.telephony.nobody import no_delivery, not_lost, not_ready
from offhook.telephony.port import Deliver, LegState, NotReady, OnReady, Surviving, TrunkHealth

_log = structlog.get_logger(__name__)

NOTHING: Mapping[TrunkId, str] = MappingProxyType({})


class AsteriskTelephony:
    """One Asterisk's controller. It must be its only one: a newer one takes over, and this one then stops for good.

    Args:
        account: Where ARI is.
        trunks: How to dial over a trunk, None for one that there isn't.
        passed_over: Trunks that Asterisk could not be told of, and why.
        prompts: Where spoken words come from.
        new_call: An id for a call that came in.
        console: Asks Asterisk's console.
        attesting: Whether trunks are believed that they have verified who calls.
        timing: How patient it is.
    """

    capabilities: frozenset[Capability] = frozenset(Capability)

    def __init__(
        self,
        account: Account,
        *,
        trunks: Callable[[TrunkId], TrunkView | None],
        prompts: Prompts,
        new_call: Callable[[], CallId],
        console: Callable[[str], Awaitable[str]],
        passed_over: Mapping[TrunkId, str] = NOTHING,
        attesting: bool = False,
        timing: Timing | None = None,
    ) -> None:
        self._account = account
        self._client = AriClient(
            account, on_message=self._take, on_up=self._set_up, on_down=self._on_down, timing=timing
        )
        self._voice = Voice(prompts, self._client.post, self._report)
        self._legs: dict[LegId, Leg] = {}
        self._softphones = Softphones(account.app, self._client.ask, console, self._vanished)
        self._arrivals = Arrivals(trunks, self._softphones.of_account, new_call, attesting=attesting)
        self._commands = Commands(
            account.app,
            self._legs,
            trunks=trunks,
            contacts=self._softphones.contact,
            arrivals=self._arrivals,
            voice=self._voice,
            post=self._client.post,
            report=self._report,
        )
        self._joining = self._commands.joining
        self._vanishing = Vanishing(self._legs, self._client.post, self._softphones.lost, self._commands.hang_up)
        self._watch = TrunkWatch(self._client.ask, console, trunks, passed_over)
        self._gone = Cause.UNKNOWN
        """Why legs are up no more, to be told when next connected."""
        self._deliver: Deliver = no_delivery
        self._on_ready: OnReady = not_ready
        self._on_lost: Callable[[str], None] = not_lost
        self._watching: tuple[asyncio.Task[None], ...] = ()
        self._strangers = Strangers(self._client.post)
        self._places: Mapping[str, str] = {}  # the bridge that each channel was in when it was last asked for

    # The port

    @property
    def ready(self) -> bool:
        """Whether calls can be placed now."""
        return self._commands.may_dial

    @property
    def replaced(self) -> bool:
        """Whether another worker has taken this Asterisk over. Final."""
        return self._client.standing is Standing.REPLACED

    async def start(self, deliver: Deliver, on_ready: OnReady, on_lost: Callable[[str], None]) -> None:
        """Begin to connect, and stay connected until `stop`."""
        self._deliver, self._on_ready, self._on_lost = deliver, on_ready, on_lost
        self._client.start()
        loop = asyncio.get_running_loop()
        keep = (self._watch.keep_looking(), self._softphones.keep_telling())
        self._watching = tuple(map(loop.create_task, keep))

    async def stop(self) -> None:
        """Disconnect. Calls stay up."""
        self._deliver, self._on_ready, self._on_lost = no_delivery, not_ready, not_lost
        for task in self._watching:
            task.cancel()
        await asyncio.gather(*self._watching, return_exceptions=True)
        await self._softphones.stop()
        await self._client.stop()
        self._forget_legs()

    def send(self, call: CallId, commands: Sequence[Command]) -> None:
        """Carry out, in order, without blocking."""
        for command in commands:
            try:
                self._commands.carry_out(call, command)
            except Exception:  # the commands behind it, a hangup perhaps, must not be lost
                _log.exception("command_failed", command=type(command).__name__, leg=command.leg)

    async def survivors(self) -> Mapping[CallId, Sequence[Surviving]]:
        """Every leg of ours that is up now, by call.

        Raises:
            NotReady: the connection is lost; `on_ready` will be called again.
        """
        try:
            channels, bridges = await self._listing()
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason
        await asyncio.sleep(0)  # a call that only the listing showed is told of first, or its leg would be a stranger's
        found = messages.surviving(channels, bridges)
        self._strangers.may_be_adopted(surviving.leg for legs in found.values() for surviving in legs)
        return found

    async def adopt(self, call: CallId, legs: Sequence[Surviving]) -> None:
        """Report these legs' events, beginning with what has happened since we are connected.

        Their channels are subscribed still: subscriptions outlive the controller.
        """
        for surviving in legs:
            if surviving.leg in self._legs:
                continue
            channel = self._arrivals.channel(surviving.leg)
            leg = Leg(
                call,
                surviving.leg,
                channel=channel,
                incoming=channel != surviving.leg,
                rang=True,
                answered=surviving.state is LegState.ANSWERED,
            )
            self._legs[leg.id] = leg
            leg.bridge = self._places.get(leg.id, "")
            self._vanishing.adopted(leg)
            if leg.answered and not leg.bridge:
                for request in strays(leg):
                    self._client.post(request)
        for surviving in legs:
            self._pair(surviving)
        for surviving in legs:
            for message in self._strangers.adopted(surviving.leg):
                self._take(message)

    def trunk_health(self) -> Mapping[TrunkId, TrunkHealth]:
        """Every trunk's state, as last seen."""
        return self._watch.health()

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        """Let exactly these accounts in, now and whenever Asterisk has started."""
        await self._softphones.use(accounts)

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """Every phone and page that is signed in, or a softphone's."""
        return self._softphones.devices(softphone)

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Have `changed` called with each softphone whose devices have changed."""
        self._softphones.on_change(changed)

    async def recording(self, name: str) -> bytes | None:
        """A finished recording as a WAV file; None where there is none of this name. Raises `NotReady`."""
        return await recordings.fetch(self._client.ask, name)

    def drop_recording(self, name: str) -> None:
        """Delete a recording that is kept elsewhere now."""
        self._client.post(requests.drop_recording(name))

    async def ask_trunk(self, trunk: TrunkId) -> TrunkHealth:
        """Have Asterisk ask a trunk's far end now (SIP OPTIONS), and wait for the answer as long as Asterisk does.

        Raises:
            NotReady: Asterisk can't be asked to.
        """
        try:
            return await self._watch.ask_now(trunk)
        except NoAnswer as reason:
            raise NotReady(str(reason)) from reason

    async def reload_trunks(self, modules: Sequence[str]) -> None:
        """Let Asterisk take over what `AsteriskInstance.apply_trunks` wrote; it says which modules, in which order.

        Without a connection it does so as soon as there is one.

        Raises:
            SwitchRefused: Asterisk would not. It is asked again soon, and as often as it takes.
        """
        self._watch.written(modules)
        if self.ready:
            await self._watch.take_over()

    # The connection

    async def _set_up(self) -> None:
        """A new connection: see what is there, and catch up."""
        self._strangers.connected()
        channels, bridges = await self._listing()
        if not self._joining.find(bridges):  # bridges end with Asterisk only
            self._gone = Cause.SWITCH_LOST
        await self._watch.look()
        await self._softphones.connected()
        self._catch_up({channel.id for channel in channels}, messages.surviving(channels, bridges))
        await self._voice.look_again(list(self._legs.values()))
        self._commands.may_dial = True
        _log.info("asterisk_connected", url=self._account.url)
        asyncio.get_running_loop().call_soon(self._on_ready, self._gone)
        self._gone = Cause.UNKNOWN

    def _on_down(self, reason: str) -> None:
        if self.replaced:
            self._forget_legs()
        if self.ready:
            self._commands.may_dial = False
            self._on_lost(reason)

    def _catch_up(self, up: set[str], found: Mapping[CallId, Sequence[Surviving]]) -> None:
        """What ended meanwhile is forgotten: the switchboard reconciles. What was to end then, ends now."""
        for leg in list(self._legs.values()):
            leg.bridge, leg.partner = self._places.get(leg.id, ""), None
            if leg.id not in up:
                self._voice.forget(leg)
                self._arrivals.forget(leg.channel)
                del self._legs[leg.id]
                if not leg.placed:
                    self._strangers.give_up(leg.id)
            elif leg.hangup is not None:
                self._commands.hang_up(leg, leg.hangup)
        for legs in found.values():
            for surviving in legs:
                self._pair(surviving)

    def _pair(self, surviving: Surviving) -> None:
        leg = self._legs.get(surviving.leg)
        if leg is not None and surviving.bridged_with is not None:
            leg.partner = self._legs.get(surviving.bridged_with)

    async def _listing(self) -> tuple[list[wire.Channel], list[wire.Bridge]]:
        channels = await self._client.ask(requests.list_channels())
        bridges = await self._client.ask(requests.list_bridges())
        if not (channels.good and bridges.good):
            raise NoAnswer(f"Asterisk does not list its channels: {channels.complaint or bridges.complaint}")
        up = msgspec.json.decode(channels.body, type=list[wire.Channel])
        gone = await self._arrivals.recognise(up, self._client.post)
        for channel in up:
            if channel.id not in gone and (arguments := unmarked(channel)) is not None:
                self._came_in(channel, arguments)
        legs, there = self._arrivals.as_legs(up, msgspec.json.decode(bridges.body, type=list[wire.Bridge]))
        self._places = messages.whereabouts(there)
        return legs, there

    def _forget_legs(self) -> None:
        for leg in self._legs.values():
            self._voice.forget(leg)
        self._legs.clear()

    # Events

    def _take(self, message: wire.Message) -> None:
        if isinstance(message, wire.PlaybackFinished):
            self._voice.finished(message.playback)
            return
        if isinstance(message, wire.RecordingFinished | wire.RecordingFailed):
            self._voice.recording_over(message.recording.name)
            return
        if isinstance(message, wire.ContactStatusChange):
            self._softphones.take(message.contact_info)
            return
        channel = message.peer if isinstance(message, wire.Dial) else message.channel
        name = self._arrivals.leg(channel.id)
        leg = self._legs.get(name)
        if leg is None:
            if isinstance(message, wire.StasisStart) and self._came_in(channel, message.args):
                return
            self._strangers.take(name, message)
            return
        match message:
            case wire.Dial(dialstatus=status):
                if status in messages.RINGS:
                    self._rings(leg)
            case wire.StasisStart():
                if not leg.incoming:  # a listing was faster to tell of it
                    self._answered(leg)
            case wire.ChannelDtmfReceived(digit=digit):
                # In a bridge without keys they are only sometimes heard, so they are never reported.
                if leg.partner is None or self._joining.reports_keys(leg):
                    self._voice.key(leg, digit)
            case wire.ChannelDestroyed():
                self._ended(leg, message)

    def _came_in(self, channel: wire.Channel, arguments: Sequence[str]) -> bool:
        """A channel came in: a call of its own. Whether it did."""
        arrival = self._arrivals.take(channel, arguments)
        if arrival is None:
            return False
        incoming = arrival.incoming
        leg = self._legs[incoming.leg] = Leg(
            arrival.call, incoming.leg, incoming.trunk or None, channel.id, incoming=True, placed=True
        )
        self._client.post(requests.subscribe(self._account.app, channel.id)).add_done_callback(
            partial(self._subscribed, leg)
        )
        self._client.post(marks.mark(channel.id, leg.id))
        self._report(leg, incoming)
        return True

    def _subscribed(self, leg: Leg, answer: Future[wire.Response]) -> None:
        try:
            gone = not answer.result().good
        except NoAnswer:
            return
        if gone and self._legs.pop(leg.id, None) is not None:  # its caller was faster
            self._arrivals.forget(leg.channel)
            self._report(leg, Ended(leg.id, Cause.CANCELLED))

    def _vanished(self, device: DeviceId) -> None:
        self._vanishing.vanished(device)

    def _rings(self, leg: Leg) -> None:
        if not (leg.rang or leg.answered):
            leg.rang = True
            self._report(leg, Ringing(leg.id))
            if leg.trunk is not None:
                self._watch.carried(leg.trunk)

    def _answered(self, leg: Leg) -> None:
        if leg.answered:
            return
        leg.answered = True
        if leg.hangup is not None:  # it was picked up while our CANCEL was on its way
            self._client.post(requests.hang_up(leg.channel))
        self._report(leg, Answered(leg.id))

    def _ended(self, leg: Leg, message: wire.ChannelDestroyed) -> None:
        del self._legs[leg.id]
        self._arrivals.forget(leg.channel)
        self._voice.forget(leg)
        self._joining.part(leg)
        end = causes.ended(
            leg.id,
            message.cause,
            message.tech_cause,
            message.cause_txt,
            rang=leg.rang,
            answered=leg.answered,
            dialled=not leg.incoming,
            asked=leg.hangup,
        )
        if leg.trunk is not None and end.cause.is_trunk_failure:
            self._watch.failed(leg.trunk, end)
        self._report(leg, end)

    def _report(self, leg: Leg, event: Event | Incoming) -> None:
        """Soon, and in order: never while a command is being given."""
        asyncio.get_running_loop().call_soon(lambda: self._deliver(leg.call, event))
