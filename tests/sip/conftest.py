"""A real Asterisk for the tests of this folder, with ports and files of its own."""

import itertools
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import pytest_asyncio

from offhook.telephony.asterisk.instance import AsteriskInstance, prepare
from offhook.telephony.asterisk.settings import InstanceSettings
from offhook.telephony.asterisk.supervisor import start, stop
from tests.sip.contract_harness import AsteriskHarness, Far
from tests.sip.ports import free_audio_ports, free_port

_numbers = itertools.count(1)


@contextmanager
def asterisk_running(**chosen: object) -> Iterator[AsteriskInstance]:
    """A started Asterisk, gone with all its files at the end. `chosen` are settings besides name and ports."""
    instance = prepare(own_settings(**chosen))
    try:
        start(instance)
        yield instance
    finally:
        stop(instance)
        shutil.rmtree(instance.host_home)


def own_settings(**chosen: object) -> InstanceSettings:
    """Settings with a name and ports that nobody else uses."""
    first, last = free_audio_ports()
    ours = {
        "name": f"test-{os.getpid()}-{next(_numbers)}",
        "sip_port": free_port(),
        "tls_port": free_port(),
        "http_port": free_port(),
        "rtp_first": first,
        "rtp_last": last,
    }
    return InstanceSettings(**(ours | chosen))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def asterisk() -> Iterator[AsteriskInstance]:
    """One started Asterisk for all tests of a module."""
    with asterisk_running() as instance:
        yield instance


@pytest.fixture(scope="module")
def another_asterisk() -> Iterator[Callable[..., AsteriskInstance]]:
    """Starts further instances, with the settings it is given; all end with the module."""
    with ExitStack() as started:
        yield lambda **chosen: started.enter_context(asterisk_running(**chosen))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def far(asterisk: AsteriskInstance) -> AsyncIterator[Far]:
    """What is around it, for all tests of a module."""
    async with Far(asterisk) as far:
        yield far


@pytest_asyncio.fixture(loop_scope="module")
async def harness(far: Far) -> AsyncIterator[AsteriskHarness]:
    """The adapter under test, connected."""
    async with AsteriskHarness(far) as harness:
        yield harness
