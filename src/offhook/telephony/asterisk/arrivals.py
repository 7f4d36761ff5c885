"""Channels that come in: which leg each is, who calls and what was dialled.

Asterisk chooses the id of a channel that comes in, so it gets the id of a leg besides. That is written on the channel
too, for the worker that comes after a restart.
"""

from __future__ import annotations

import re
from asyncio import Future
from collections.abc import Awaitable, Callable, Iterable, Sequence

from msgspec import Struct, structs

from offhook.calls.events import Incoming
from offhook.calls.values import E164, CallId, LegId, SoftphoneId, TrunkId
from offhook.numbers import from_trunk
from offhook.telephony.asterisk import dial_strings, marks, wire
from offhook.telephony.asterisk.dial_strings import TrunkView
from offhook.telephony.asterisk.headers import trail_of

CAME_IN = "in"
"""First argument of Stasis() in the dialplan for a channel that came in.

The second is `CALLERID(num-pres)`. What follows are headers that Asterisk does not read, by the names below: Privacy,
of a trunk whose asserted identities it is not to believe; the trail of a leg of ours; Priority; how far the caller's
carrier attests the number; and From, which says whether ours has verified that.
"""

PRIVACY, TRAIL, PRIORITY, LEVEL, VERSTAT = "privacy=", "trail=", "priority=", "level=", "verstat="
EMERGENCY = "psap-callback"
"""Priority of a call back from an emergency service (RFC 7090)."""

VERIFIED_A = "TN-VALIDATION-PASSED-A"
"""The caller's carrier attests in full that the number is the caller's, and ours has verified that."""

GONE = "Provided channel was not found"
"""Asterisk's words, which tell a channel that has ended from one that is not marked: it answers 404 to both."""

ANONYMOUS = "anonymous"
"""Who calls where From says nothing (RFC 3323)."""
PRIVATE = frozenset({"id", "user", "header"})
"""Values of the header Privacy by which a caller's number is not to be told (RFC 3323, RFC 3325)."""

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_IN_ADDRESS = re.compile(r"[^<>]*<sips?:[^<>;]*(?P<parameters>[^<>]*)>[^<>]*")
_NAME = re.compile(r"PJSIP/(trunk_[a-z0-9]{1,40}|[a-z0-9]{1,32})-[0-9a-f]+")
"""Of a channel that came in: its endpoint is a trunk, or the user name that a softphone proved to have."""
NOBODYS = SoftphoneId("")
"""Of an account that is just being taken away."""


class Arrival(Struct, frozen=True):
    """A channel that came in, as a call of its own."""

    call: CallId
    channel: str
    incoming: Incoming


class Arrivals:
    """The legs that came in, by Asterisk's names for them."""

    def __init__(
        self,
        trunks: Callable[[TrunkId], TrunkView | None],
        softphones: Callable[[str], SoftphoneId | None],
        new_call: Callable[[], CallId],
        *,
        attesting: bool = False,
    ) -> None:
        self._attesting = attesting
        self._trunks = trunks
        self._softphones = softphones
        self._new_call = new_call
        self._legs: dict[str, LegId] = {}

    def leg(self, channel: str) -> LegId:
        """The leg that this channel is; for one that we dialled that is its id."""
        return self._legs.get(channel, LegId(channel))

    def channel(self, leg: LegId) -> str:
        """The channel that this leg is."""
        return next((channel for channel, its in self._legs.items() if its == leg), leg)

    def take(self, channel: wire.Channel, arguments: Sequence[str]) -> Arrival | None:
        """Give a channel that came in the id of a leg; None when it has one, or is none that came in."""
        name = _NAME.fullmatch(channel.name)
        if name is None or channel.id in self._legs or dial_strings.is_leg(channel.id) or arguments[:1] != [CAME_IN]:
            return None
        call = self._new_call()
        leg = self._legs[channel.id] = LegId(f"{call}-1")
        if dial_strings.is_username(name[1]):
            softphone = self._softphones(name[1]) or NOBODYS
            dialled = channel.dialplan.exten
            return Arrival(call, channel.id, Incoming(leg, TrunkId(""), dialled, None, softphone=softphone))
        trunk = TrunkId(name[1])
        withheld = _withheld(channel.caller.number, arguments)
        caller = None if withheld else self._number(channel.caller.number, trunk)
        to = self._number(channel.dialplan.exten, trunk) or channel.dialplan.exten
        trail = trail_of(_header(TRAIL, arguments))
        emergency = _header(PRIORITY, arguments).lower() == EMERGENCY
        attested = self._attesting and _attested(arguments)
        return Arrival(call, channel.id, Incoming(leg, trunk, to, caller, withheld, trail, emergency, attested))

    def forget(self, channel: str) -> None:
        """It has ended."""
        self._legs.pop(channel, None)

    async def recognise(
        self, channels: Iterable[wire.Channel], post: Callable[[wire.Request], Future[wire.Response]]
    ) -> set[str]:
        """Learn from their marks which legs these channels are, where that is not known. Those that are gone by now."""
        gone = set()
        unknown = [each.id for each in channels if not dial_strings.is_leg(each.id) and each.id not in self._legs]
        read: list[Awaitable[wire.Response]] = [post(marks.read_leg(channel)) for channel in unknown]
        for channel, mark in zip(unknown, read, strict=True):
            response = await mark
            if dial_strings.is_leg(value := marks.value(response)):
                self._legs[channel] = LegId(value)
            elif response.complaint == GONE:
                gone.add(channel)
        return gone

    def as_legs(
        self, channels: Iterable[wire.Channel], bridges: Iterable[wire.Bridge]
    ) -> tuple[list[wire.Channel], list[wire.Bridge]]:
        """The same with every channel called by its leg's id."""
        return (
            [structs.replace(channel, id=self.leg(channel.id)) for channel in channels],
            [structs.replace(bridge, channels=[self.leg(each) for each in bridge.channels]) for bridge in bridges],
        )

    def _number(self, text: str, trunk: TrunkId) -> E164 | None:
        view = self._trunks(trunk)
        return None if view is None else from_trunk(text, view.number_format, view.country)


def _withheld(number: str, arguments: Sequence[str]) -> bool:
    presentation = "".join(arguments[1:2])
    asked = set(re.split(r"[;,\s]+", _header(PRIVACY, arguments).lower()))
    return presentation.startswith("prohib") or not asked.isdisjoint(PRIVATE) or number.lower() == ANONYMOUS


def _attested(arguments: Sequence[str]) -> bool:
    """Whether our carrier has verified that the caller's attests the number in full (3GPP TS 24.229, ATIS-1000074).

    The level is a header of its own, or the end of `verstat`; Twilio's trunks have a header for both. Only a parameter
    of From's address counts: the name before it anybody writes as they like.
    """
    level = _header(LEVEL, arguments).upper()
    address = _IN_ADDRESS.fullmatch(_QUOTED.sub("", _header(VERSTAT, arguments)))
    parameters = [] if address is None else address["parameters"].lower().split(";")
    verified = "verstat=tn-validation-passed" in parameters and level == "A"
    return verified or level == VERIFIED_A or f"verstat={VERIFIED_A}".lower() in parameters


def _header(name: str, arguments: Sequence[str]) -> str:
    return next((given.removeprefix(name) for given in arguments[2:] if given.startswith(name)), "")


def unmarked(channel: wire.Channel) -> list[str] | None:
    """What Stasis() was given, for a channel that waits there and came in: `app,in,presentation,headers`."""
    _, *arguments = channel.dialplan.app_data.split(",")
    return arguments if arguments[:1] == [CAME_IN] else None
