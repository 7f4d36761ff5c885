"""Each scenario goes through with an ordinary phone as the caller."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from offhook.practice import script
from offhook.practice.phones import Phone, PracticeCarrier
from tests.sip.support.sipp import Sipp, SippFailed

pytestmark = pytest.mark.asyncio(loop_scope="module")

CALLER, CALLED, CANARY = "+12025550122", "+12025550111", "+13125558642"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def dana() -> AsyncIterator[Phone]:
    async with PracticeCarrier() as carrier:
        yield await carrier.phone(CALLER)


def at(phone: Sipp) -> str:
    return f"sip:{CALLED}@127.0.0.1:{phone.port}"


async def test_a_phone_asserts_another_number_everywhere(dana: Phone, tmp_path: Path) -> None:
    async with Sipp("uas-answer-with-pai", tmp_path, canary=CANARY, press="5", settle="100") as phone:
        call = await dana.dial(at(phone))
        await call.gets_digits("5")
        assert (await call.closed()).by == "peer"
        messages = await phone.finished()
    asserted = [part for part in messages.split("message sent") if f'P-Asserted-Identity: "{CANARY}"' in part]
    starts = [part.partition("\n\n")[2].split()[:2] for part in asserted]
    assert [start[0] if start[0] != "SIP/2.0" else start[1] for start in starts] == [
        "180",
        "200",
        "INFO",
        "INVITE",
        "UPDATE",
        "BYE",
    ]


@pytest.mark.parametrize(("code", "reason"), [("500", "Broken"), ("408", "Timeout")])
async def test_a_phone_refuses(dana: Phone, tmp_path: Path, code: str, reason: str) -> None:
    async with Sipp("uas-refuse", tmp_path, code=code, reason=reason) as phone:
        assert (await (await dana.dial(at(phone))).closed()).code == int(code)
        await phone.finished()


async def test_a_phone_redirects(dana: Phone, tmp_path: Path) -> None:
    async with Sipp("uas-302", tmp_path, third="sip:+13125558642@127.0.0.1:9") as phone:
        await dana.dial(at(phone))
        assert "Contact: <sip:+13125558642@127.0.0.1:9>" in await phone.finished()


async def test_a_phone_tries_and_never_rings(dana: Phone, tmp_path: Path) -> None:
    async with Sipp("uas-slow", tmp_path) as phone:
        call = await dana.dial(at(phone))
        await call.hang_up()
        await phone.finished()
        assert not any(isinstance(event, script.Ringing) for event in call.events)


async def test_a_phone_refers(dana: Phone, tmp_path: Path) -> None:
    third = "sip:+13125558642@127.0.0.1:9"
    async with Sipp("uas-refer", tmp_path, third=third, press="5", settle="100") as phone:
        call = await dana.dial(at(phone))
        await call.gets_digits("5")
        assert (await call.referred()).target == f"<{third}>"
        await call.hang_up()
        await phone.finished()


async def test_options_do_not_disturb_a_scenario(dana: Phone, tmp_path: Path) -> None:
    async with Sipp("uas-refuse", tmp_path, code="500", reason="Broken") as phone:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(5)
            probe.bind(("127.0.0.1", 0))
            here = probe.getsockname()[1]
            options = (
                f"OPTIONS sip:127.0.0.1:{phone.port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:{here};branch=z9hG4bKq\r\n"
                f"From: <sip:q@127.0.0.1>;tag=q\r\nTo: <sip:127.0.0.1>\r\nCall-ID: q-1\r\nCSeq: 1 OPTIONS\r\n"
                "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
            )
            probe.sendto(options.encode(), ("127.0.0.1", phone.port))
            assert probe.recv(4096).startswith(b"SIP/2.0 200")
        assert (await (await dana.dial(at(phone))).closed()).code == 500
        await phone.finished()


async def test_a_scenario_that_goes_wrong_is_explained(dana: Phone, tmp_path: Path) -> None:
    async with Sipp("uas-answer-with-pai", tmp_path, canary=CANARY, press="5", settle="60000") as phone:
        call = await dana.dial(at(phone))
        await call.answered()
        await call.hang_up()
        with pytest.raises(SippFailed, match=r"(?s)a call went another way.*BYE"):
            await phone.finished()
    async with Sipp("uas-slow", tmp_path) as phone:
        with pytest.raises(SippFailed, match=r"were not through within 0\.1 s"):
            await phone.finished(within=0.1)
    with pytest.raises(SippFailed, match="sipp did not start"):
        async with Sipp("uas-refuse", tmp_path, code="none", reason="none"):
            pass
