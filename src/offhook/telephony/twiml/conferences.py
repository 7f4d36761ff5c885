"""Who is in which conference of ours, as the carrier lists them."""

from __future__ import annotations

from collections.abc import Mapping

from offhook.calls.values import LegId
from offhook.telephony.twiml.accounts import Account
from offhook.telephony.twiml.client import Client
from offhook.telephony.webhooks.carrier import Up
from offhook.telephony.webhooks.rooms import legs_of


async def inside(client: Client, account: Account, room: str) -> list[str]:
    """The carrier's ids of who is in a conference, by its name."""
    found = await client.get(account, "Conferences", FriendlyName=room, Status="in-progress")
    sids = [str(each.get("sid")) for each in _list(found.json, "conferences")]
    return await _participants(client, account, sids[0]) if sids else []


async def pairs(client: Client, account: Account, up: Mapping[LegId, Up]) -> dict[LegId, LegId]:
    """Who of these is in a conference with whom."""
    of_sid = {each.sid: leg for leg, each in up.items() if each.sid}
    found: dict[LegId, LegId] = {}
    answer = await client.get(account, "Conferences", Status="in-progress", PageSize="1000")
    for each in _list(answer.json, "conferences"):
        both = legs_of(str(each.get("friendly_name") or ""))
        if both is None or not up.keys() >= set(both):
            continue
        there = {of_sid.get(sid) for sid in await _participants(client, account, str(each.get("sid")))}
        if there >= set(both):
            found[both[0]], found[both[1]] = both[1], both[0]
    return found


async def _participants(client: Client, account: Account, conference: str) -> list[str]:
    answer = await client.get(account, "Conferences", conference, "Participants")
    return [str(each.get("call_sid")) for each in _list(answer.json, "participants")]


def _list(body: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The items of a list's page."""
    found = body.get(name)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
