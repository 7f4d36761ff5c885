"""Trunks on a real Asterisk: taken over while it runs, watched by OPTIONS, registered, over UDP, TCP and TLS."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from offhook.telephony.asterisk.certificate import self_signed
from offhook.telephony.asterisk.health import ari_request
from offhook.telephony.asterisk.instance import AsteriskInstance
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from tests.sip.far_end import FarEnd, Request, over_tcp, over_udp
from tests.sip.ports import free_port
from tests.waiting import eventually

pytestmark = pytest.mark.sip

ODD_PASSWORD = "p;w\"\\;$x=>=> ü#@{x}' ;--"


def trunk_to(far_end: FarEnd, name: str = "trunk_lab", **more: object) -> TrunkConfig:
    ours = {"id": name, "host": "127.0.0.1", "port": far_end.port, "qualify_seconds": 1, "register_retry": 1}
    return TrunkConfig(**(ours | more))  # type: ignore[arg-type]


async def apply(asterisk: AsteriskInstance, *trunks: TrunkConfig) -> None:
    for module in asterisk.apply_trunks(trunks):
        status, _ = await asyncio.to_thread(ari_request, asterisk, "PUT", f"asterisk/modules/{module}")
        assert status == 204


def state(asterisk: AsteriskInstance, trunk: str = "trunk_lab") -> str:
    status, body = ari_request(asterisk, "GET", f"endpoints/PJSIP/{trunk}")
    return str(json.loads(body)["state"]) if status == 200 else "unknown"


@dataclass
class Lab:
    """Far ends that end with the test, and the Asterisk that reaches them."""

    asterisk: AsteriskInstance
    stack: AsyncExitStack

    async def udp(self, **known: object) -> FarEnd:
        return await self.stack.enter_async_context(over_udp(FarEnd(free_port(), **known)))  # type: ignore[arg-type]

    async def tcp(self, tls: ssl.SSLContext | None = None, **known: object) -> FarEnd:
        far_end = FarEnd(free_port(), **known)  # type: ignore[arg-type]
        return await self.stack.enter_async_context(over_tcp(far_end, tls))

    async def becomes(self, wanted: str, trunk: str = "trunk_lab", within: float = 10) -> None:
        await eventually(lambda: state(self.asterisk, trunk) == wanted, f"{trunk} is {wanted}", within)


@pytest.fixture
async def lab(asterisk: AsteriskInstance) -> AsyncIterator[Lab]:
    async with AsyncExitStack() as stack:
        yield Lab(asterisk, stack)
        await apply(asterisk)


async def test_a_trunk_added_while_running_is_watched(lab: Lab) -> None:
    far_end = await lab.udp()
    await apply(lab.asterisk, trunk_to(far_end))
    await lab.becomes("online")
    asked = await far_end.wait_for(lambda request: request.method == "OPTIONS")
    assert asked.headers["user-agent"] == "SIP"
    assert "asterisk" not in asked.text.lower()


async def test_a_trunk_is_asked_at_once_however_seldom_it_is_asked_later(lab: Lab) -> None:
    far_end = await lab.udp()
    await apply(lab.asterisk, trunk_to(far_end, qualify_seconds=3600))
    await lab.becomes("online", within=5)


async def test_a_far_end_that_falls_silent_is_noticed_and_found_again(lab: Lab) -> None:
    far_end = await lab.udp()
    await apply(lab.asterisk, trunk_to(far_end, qualify_timeout=0.5))
    await lab.becomes("online")
    far_end.answers = False
    await lab.becomes("offline")
    far_end.answers = True
    await lab.becomes("online")


async def test_a_trunk_that_moved_is_watched_at_its_new_address(lab: Lab) -> None:
    old, new = await lab.udp(), await lab.udp()
    await apply(lab.asterisk, trunk_to(old))
    await old.wait_for(lambda request: request.method == "OPTIONS")
    await apply(lab.asterisk, trunk_to(new))
    await new.wait_for(lambda request: request.method == "OPTIONS")


async def test_one_trunk_more_leaves_the_others_alone(lab: Lab) -> None:
    first, second = await lab.udp(), await lab.udp()
    await apply(lab.asterisk, trunk_to(first, "trunk_a"))
    await lab.becomes("online", "trunk_a")
    await apply(lab.asterisk, trunk_to(first, "trunk_a"), trunk_to(second, "trunk_b"))
    assert state(lab.asterisk, "trunk_a") == "online"
    await lab.becomes("online", "trunk_b")


async def test_the_same_trunks_again_need_no_reload(lab: Lab) -> None:
    far_end = await lab.udp()
    assert lab.asterisk.apply_trunks([trunk_to(far_end)]) != ()
    assert lab.asterisk.apply_trunks([trunk_to(far_end)]) == ()


async def test_a_removed_trunk_takes_no_calls(lab: Lab) -> None:
    far_end = await lab.udp()
    await apply(lab.asterisk, trunk_to(far_end))
    await lab.becomes("online")
    await apply(lab.asterisk)
    path = f"channels?endpoint=PJSIP/%2B12025550122@trunk_lab&app={lab.asterisk.app}"
    assert (await asyncio.to_thread(ari_request, lab.asterisk, "POST", path))[0] == 500


async def test_it_registers_with_digest(lab: Lab) -> None:
    carrier = await lab.udp(account=("ann", "s3cret"))
    await apply(lab.asterisk, trunk_to(carrier, username="ann", password="s3cret", register=True))
    proof = await carrier.wait_for(carrier.registered)
    assert proof.headers["to"] == f"<sip:ann@127.0.0.1:{carrier.port}>" or proof.headers["to"] == "<sip:ann@127.0.0.1>"
    assert f"sip:ann@127.0.0.1:{lab.asterisk.settings.sip_port}" in proof.headers["contact"]
    await lab.becomes("online")


async def test_a_new_password_registers_without_a_restart(lab: Lab) -> None:
    carrier = await lab.udp(account=("ann", ODD_PASSWORD))
    await apply(lab.asterisk, trunk_to(carrier, username="ann", password="wrong", register=True))
    await carrier.wait_for(lambda request: request.method == "REGISTER" and bool(request.credentials))
    assert not any(map(carrier.registered, carrier.requests))
    await apply(lab.asterisk, trunk_to(carrier, username="ann", password=ODD_PASSWORD, register=True))
    await carrier.wait_for(carrier.registered, within=20)


async def test_a_password_reaches_asterisk_as_it_is(lab: Lab) -> None:
    carrier = await lab.udp()
    await apply(lab.asterisk, trunk_to(carrier, username="ann", password=ODD_PASSWORD))
    path = "asterisk/config/dynamic/res_pjsip/auth/trunk_lab"
    _, body = await asyncio.to_thread(ari_request, lab.asterisk, "GET", path)
    assert {"attribute": "password", "value": ODD_PASSWORD} in json.loads(body)


async def test_a_trunk_over_tcp(lab: Lab) -> None:
    carrier = await lab.tcp(account=("ann", "s3cret"))
    await apply(lab.asterisk, trunk_to(carrier, transport="tcp", username="ann", password="s3cret", register=True))
    proof = await carrier.wait_for(carrier.registered)
    assert proof.headers["via"].startswith("SIP/2.0/TCP")
    await lab.becomes("online")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A carrier's certificate for 127.0.0.1 and its key, in one PEM file."""
    path = tmp_path_factory.mktemp("carrier") / "carrier.pem"
    path.write_bytes(b"".join(self_signed("carrier.example", ("127.0.0.1",))))
    return path


@pytest.fixture(scope="module")
def trusting(another_asterisk: Callable[..., AsteriskInstance], certificate: Path) -> AsteriskInstance:
    """An Asterisk that knows the authority of that certificate."""
    return another_asterisk(authorities=certificate)


def shown(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_trunk_over_tls(trusting: AsteriskInstance, certificate: Path) -> None:
    async with AsyncExitStack() as stack:
        lab = Lab(trusting, stack)
        carrier = await lab.tcp(shown(certificate), account=("ann", "s3cret"))
        await apply(trusting, trunk_to(carrier, transport="tls", username="ann", password="s3cret", register=True))
        proof = await carrier.wait_for(carrier.registered)
        assert proof.headers["via"].startswith("SIP/2.0/TLS")
        await lab.becomes("online")


async def test_over_tls_an_impostor_is_told_nothing(lab: Lab, certificate: Path) -> None:
    """A far end whose certificate no authority of ours signed: not a single request is sent to it."""
    carrier = await lab.tcp(shown(certificate))
    await apply(lab.asterisk, trunk_to(carrier, transport="tls", qualify_timeout=0.5))
    other = await lab.udp()
    await apply(lab.asterisk, trunk_to(carrier, transport="tls", qualify_timeout=0.5), trunk_to(other, "trunk_b"))
    await lab.becomes("online", "trunk_b")
    await lab.becomes("offline")
    assert carrier.requests == []


async def test_our_tls_port_shows_our_certificate(asterisk: AsteriskInstance) -> None:
    ours = ssl.create_default_context(cafile=str(asterisk.host_home / "keys" / "sip.pem"))
    _, writer = await asyncio.open_connection("127.0.0.1", asterisk.settings.tls_port, ssl=ours)
    # Asterisk takes no part in closing TLS in order.
    writer.transport.abort()


def test_the_request_parser_reads_credentials() -> None:
    text = 'REGISTER sip:x SIP/2.0\r\nAuthorization: Digest username="a", nc=00000001\r\n\r\n'
    assert Request.parse(text).credentials == {"username": "a", "nc": "00000001"}
