"""Asterisk's resources as the port's words: which legs are up, and what they do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from offhook.calls.values import CallId, LegId
from offhook.telephony.asterisk.dial_strings import call_of, is_leg
from offhook.telephony.asterisk.wire import Bridge, Channel
from offhook.telephony.port import LegState, Surviving

RINGS = frozenset({"RINGING", "PROGRESS"})
"""`dialstatus` of 180 and of 183."""


def surviving(channels: Iterable[Channel], bridges: Iterable[Bridge]) -> Mapping[CallId, Sequence[Surviving]]:
    """Every leg of ours that is up, by call. Channels that are none of our legs are passed over."""
    partners = _partners(bridges)
    found: defaultdict[CallId, list[Surviving]] = defaultdict(list)
    for channel in channels:
        if is_leg(channel.id):
            state = LegState.ANSWERED if channel.state == "Up" else LegState.RINGING
            found[call_of(channel.id)].append(Surviving(LegId(channel.id), state, partners.get(channel.id)))
    return dict(found)


def whereabouts(bridges: Iterable[Bridge]) -> Mapping[str, str]:
    """The bridge that each channel is in."""
    return {channel: bridge.id for bridge in bridges for channel in bridge.channels}


def _partners(bridges: Iterable[Bridge]) -> Mapping[str, LegId]:
    partners = {}
    for bridge in bridges:
        match bridge.channels:
            case [one, other] if is_leg(one) and is_leg(other):
                partners[one], partners[other] = LegId(other), LegId(one)
    return partners
