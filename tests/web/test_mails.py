"""Voicemails by e-mail, from a call on the practice network to a mail in a mailbox."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio

from offhook.calls.values import E164, TrunkId
from offhook.setting_sections import Http, Mail
from offhook.settings import Settings
from offhook.telephony.simulated.phones import Answers, HangUp, Moment, Press
from offhook.web.practice import phones_of
from tests.furnish import DANA
from tests.smtp import smtp_server
from tests.waiting import eventually
from tests.web.conftest import SHARED, Installation, served
from tests.web.test_voicemails import LINE, with_line


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(shared: Installation) -> str:
    """Of the shared one."""
    return await with_line(shared.one)


async def test_a_message_that_is_left_is_mailed(data: Path) -> None:
    async with smtp_server() as server:
        mail = Mail(host="127.0.0.1", port=server.port, security="none", sender="offhook@example.com")
        async with served(Settings(data=data, telephony="practice", http=Http(port=1), mail=mail)) as offhook:
            line = await with_line(offhook.one)
            manager, agent = offhook.one.manager, offhook.one.agent
            assert (await agent("GET", f"/lines/{line}/mail")).json == {"addresses": []}
            wanted = {"addresses": ["Sales@Example.com", "sales@example.com"]}
            set_ = await manager("PUT", f"/lines/{line}/mail", wanted)
            assert set_.json == (await agent("GET", f"/lines/{LINE}/mail")).json == {"addresses": ["sales@example.com"]}
            phones = phones_of(offhook.worker)
            (trunk,) = phones.trunks
            script = Answers(then=(Press("5", after=0.1), HangUp(after=1.5, since=Moment.BEEP)))
            phones.call_in(phones.phone(E164(DANA), script), LINE, TrunkId(trunk))
            await eventually(lambda: server.taken, "it is mailed", within=15)
            assert server.taken[0]["Subject"] == f"Voicemail from {DANA} for {LINE}"

            (voicemail,) = (await agent("GET", "/voicemails")).json["items"]

            async def sent() -> bool:
                (mail,) = (await agent("GET", f"/voicemails/{voicemail['id']}/mails")).json["items"]
                return bool((mail["state"], mail["tries"], mail["reason"]) == ("sent", 1, "") and mail["sent_at"])

            await eventually(sent, "that is noted")
            assert (await manager("PUT", f"/lines/{line}/mail", {"addresses": []})).json == {"addresses": []}


async def test_without_a_server_nobody_is_promised_mail(offhook: Installation) -> None:
    line = await with_line(offhook.one)
    refused = await offhook.one.manager("PUT", f"/lines/{line}/mail", {"addresses": ["sales@example.com"]})
    assert (refused.status, refused.problem) == (409, "no-mail-server")
    assert "mail.host" in refused.json["detail"]
    assert (await offhook.one.manager("PUT", f"/lines/{line}/mail", {"addresses": []})).status == 200


@pytest.mark.parametrize(
    ("addresses", "problem"),
    [
        (["nobody"], "invalid-value"),
        (["a@b.c, d@e.f"], "invalid-value"),
        (["a,b@example.com"], "invalid-value"),
        (["a@b.c\r\nBcc: d@e.f"], "invalid-value"),
        ([f"{number}@example.com" for number in range(11)], "invalid-value"),
        ("sales@example.com", "invalid-request"),
    ],
)
@SHARED
async def test_what_is_no_address_is_refused(shared: Installation, line: str, addresses: object, problem: str) -> None:
    refused = await shared.one.manager("PUT", f"/lines/{line}/mail", {"addresses": addresses})
    assert refused.problem == problem, refused.body
    assert (await shared.one.agent("PUT", f"/lines/{line}/mail", {"addresses": []})).problem == "forbidden"
