"""The one Asterisk of a benchmark: its start, its trunks, its channels, its CPU time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import aiohttp
import msgspec

from bench.cell import FAR_END_AWAY, UP_WITHIN_S, came_true
from bench.ports import free_port, free_ports
from bench.report import cpu_seconds
from offhook.telephony.asterisk.instance import AsteriskInstance, prepare, write_shared
from offhook.telephony.asterisk.settings import InstanceSettings
from offhook.telephony.asterisk.supervisor import start, stop

FOR_DIALPLANS = (b"app_dial", b"app_read", b"app_stack")
"""What a dialplan that connects calls by itself needs beside Offhook's modules."""
SILENCE_S = 3600
"""sipp sends no audio, which must not end a long call."""


@contextmanager
def asterisk(legs: int = 1000, dialplan: str = "") -> Iterator[AsteriskInstance]:
    """An Asterisk of the benchmark's own with audio ports for so many legs, gone with its files at the end.

    With a `dialplan` in place of Offhook's that decides on calls that come in, and what it needs is loaded too.
    """
    rtp = free_ports(2 * legs)
    settings = InstanceSettings(
        name=f"bench-{os.getpid()}",
        sip_port=free_port(),
        tls_port=free_port(),
        http_port=free_port(),
        rtp_first=rtp,
        rtp_last=rtp + 2 * legs - 1,
        rtp_timeout=SILENCE_S,
    )
    instance = prepare(settings)
    try:
        if dialplan:
            etc = instance.host_home / "etc"
            write_shared(etc / "extensions.conf", dialplan.encode())
            loaded = (etc / "modules.conf").read_bytes()
            write_shared(etc / "modules.conf", loaded + b"".join(b"load = %s.so\n" % each for each in FOR_DIALPLANS))
        start(instance)
        yield instance
    finally:
        stop(instance)
        shutil.rmtree(instance.host_home)


async def settled(instance: AsteriskInstance, wanted: int, within: float) -> int:
    """Wait until so many channels are up; how many are, then or after `within` seconds."""
    up = -1

    async def reached() -> bool:
        nonlocal up
        up = await channels(instance)
        return up == wanted

    await came_true(reached, within, every=0.2)
    return up


async def reload(instance: AsteriskInstance, modules: tuple[str, ...]) -> None:
    """Have Asterisk read its trunks again."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http:
        for module in modules:
            async with http.put(f"{instance.ari_url}/asterisk/modules/{module}") as response:
                response.raise_for_status()


async def channels(instance: AsteriskInstance) -> int:
    """How many channels are up."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http, http.get(f"{instance.ari_url}/channels") as response:
        return len(msgspec.json.decode(await response.read()))


def asterisk_cpu(instance: AsteriskInstance) -> float:
    """CPU seconds that Asterisk has used."""
    return cpu_seconds(int((instance.host_home / "run" / "asterisk.pid").read_text()))


async def qualified(instance: AsteriskInstance, trunk: str) -> None:
    """Wait until a trunk's far end answers OPTIONS."""
    auth = aiohttp.BasicAuth(instance.ari_user, instance.ari_secret)
    async with aiohttp.ClientSession(auth=auth) as http:

        async def online() -> bool:
            async with http.get(f"{instance.ari_url}/endpoints/PJSIP/{trunk}") as response:
                return bool((await response.json()).get("state") == "online")

        if not await came_true(online, UP_WITHIN_S):
            raise RuntimeError(FAR_END_AWAY)
