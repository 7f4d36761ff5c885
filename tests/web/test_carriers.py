"""A whole Offhook over a carrier: an account connected over the API, and calls whose webhooks come over HTTP.

By the real clock, with a carrier that is twenty times as fast as a real one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web
from msgspec import structs

from offhook.setting_sections import Http
from offhook.settings import Settings
from offhook.telephony.twiml import accounts
from offhook.web.app import create_app
from offhook.web.listening import listen, listen_on_file
from offhook.web.server import Server
from offhook.web.socket_file import SOCKET_FILE
from offhook.worker import Worker
from tests.carrier.carrier import Carrier
from tests.carrier.model import Account
from tests.carrier.phones import Answers, Person, Phone, Rings
from tests.carrier.rest import Rest
from tests.waiting import eventually
from tests.web.conftest import Client, Installation, served

PUBLIC = "https://office.test"
LINE, ANN, BOB, DANA = "+12025550100", "+12025550111", "+12025550133", "+12025550122"
KEY = f"SK{'1' * 32}"


class Reaching:
    """A session whose requests to our public address reach us where we listen."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.here = ""

    def request(self, method: str, url: str, **more: Any) -> Any:
        return self._session.request(method, url.replace(PUBLIC, self.here), **more)

    def get(self, url: str) -> Any:
        return self.request("GET", url)


@dataclass
class Office:
    """Offhook, its carrier, and the account between the two."""

    owner: Client
    offhook: Installation
    carrier: Carrier
    account: Account
    added: Any
    line: str

    def phone(self, number: str, script: Any) -> Phone:
        phone = self.carrier.phone(number)
        phone.script = script
        return phone

    async def call(self, ends: Callable[[Any], bool]) -> Any:
        """The newest call, once it is so."""
        found: list[Any] = []

        async def is_so() -> bool:
            found[:] = (await self.owner("GET", "/calls?limit=1")).json["items"]
            return bool(found) and ends(found[0])

        await eventually(is_so, "the call is as it is to be", 15.0)
        return found[0]


@asynccontextmanager
async def carried(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Carrier, Reaching, Settings]]:
    """A carrier that is served, and the settings of an Offhook whose API of it that is."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        reaching = Reaching(session)
        carrier = Carrier(cast(aiohttp.ClientSession, reaching), pace=20.0)
        stack.push_async_callback(carrier.close)
        runner = web.AppRunner(Rest(carrier).app(), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        theirs = f"http://127.0.0.1:{runner.addresses[0][1]}"
        dialect = structs.replace(accounts.TWILIO, api=f"{theirs}/2010-04-01", pricing=f"{theirs}/v1")
        monkeypatch.setitem(accounts.DIALECTS, "twilio", dialect)
        yield carrier, reaching, Settings(data=data, telephony="carriers", http=Http(port=1, public_url=PUBLIC))


async def connected(offhook: Installation, carrier: Carrier) -> Office:
    """An account that was connected over the API, with a line of one of its numbers, which leads here."""
    account = carrier.account(LINE, keys={KEY: "secret of the key"}, calls_per_second=20.0)
    owner = offhook.one.owner
    body = {
        "name": "twilio",
        "kind": "twilio",
        "account": account.sid,
        "key": KEY,
        "secret": "secret of the key",
        "tokens": [account.auth_token],
        "calls_per_second": 20,
    }
    added = (await owner("POST", "/carriers", body)).json
    number = account.numbers[LINE]
    number.voice_url, number.status_callback = added["voice_url"], added["status_url"]
    line = await owner("POST", "/lines", {"number": LINE, "trunks": [added["trunk"]["id"]]})
    assert line.status == 201, line.body
    return Office(offhook.one.owner, offhook, carrier, account, added, line.json["id"])


@pytest.fixture
async def office(data: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    async with carried(data, monkeypatch) as (carrier, reaching, settings), served(settings) as offhook:
        reaching.here = offhook.url
        yield await connected(offhook, carrier)


async def talking(office: Office) -> tuple[Phone, Phone]:
    """Ann and Dana, after Ann has pressed a key."""
    ann, dana = office.phone(ANN, Answers(after=0.2)), office.phone(DANA, Answers(after=0.2))
    placed = await office.owner("POST", "/calls", {"caller": ANN, "to": DANA, "line": LINE})
    assert placed.status == 201, placed.body
    await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who is about to be called")
    assert dana.calls == []
    ann.press("5")
    await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk")
    return ann, dana


@pytest.mark.behaviour("T1", "T6", "T8", "T19", "X12")
async def test_a_person_to_person_call_runs_over_it_unchanged(office: Office) -> None:
    assert office.added["trunk"]["health"]["state"] == "up"
    assert "secret" not in str(office.added)
    doctor = (await office.owner("GET", "/doctor")).json["findings"]
    assert [each for each in doctor if each["part"] in {"telephony", "speech"} and each["state"] != "good"] == []
    ann, dana = await talking(office)
    assert ann.shown == dana.shown == [LINE]
    dana.hang_up()
    call = await office.call(lambda call: call["disposition"] is not None)
    assert call["disposition"] == "answered"
    assert [each for each in office.carrier.complaints if each.code != 12300] == []


async def test_somebody_who_is_not_the_carrier_is_refused_and_sounds_are_for_who_was_told(office: Office) -> None:
    url = office.offhook.url
    session = office.offhook.session
    trunk = office.added["trunk"]["id"]
    async with session.post(f"{url}/carriers/{trunk}/in", data={"CallSid": "CA1", "From": DANA, "To": LINE}) as answer:
        assert (answer.status, await answer.text()) == (403, "")
    async with session.post(f"{url}/carriers/{trunk}/in", data=b"x" * 100_000) as answer:
        assert answer.status == 413
    async with session.get(f"{url}/carriers/sounds/ringback.wav") as answer:
        assert (answer.status, answer.content_type) == (200, "audio/wav")
    for name in ("nothing", "kept/abc.99999999999.0000", "kept/abc", "kept/..%2Foffhook.db"):
        async with session.get(f"{url}/carriers/sounds/{name}.wav") as answer:
            assert answer.status == 404, name


@pytest.mark.behaviour("U8", "P3", "P4", "X12")
async def test_everybody_is_rung_and_whoever_presses_one_gets_the_caller(office: Office) -> None:
    me = (await office.owner("GET", "/members")).json["items"][0]["id"]
    only = {"agents": [me], "agents_on": False}
    refused = await office.owner("PUT", f"/lines/{office.line}/route", only)
    assert (refused.status, refused.json["field"]) == (422, "softphones_on")
    forwards = [{"number": ANN, "name": "Ann"}, {"number": BOB, "name": "Bob"}]
    routed = await office.owner("PUT", f"/lines/{office.line}/route", {"forwards": forwards})
    assert routed.status == 200, routed.body
    ann, voicemail = office.phone(ANN, Answers(after=1.0)), office.phone(BOB, Answers(after=0.0))
    dana = office.phone(DANA, Rings())
    office.carrier.call_in(dana, LINE)
    await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who calls")
    assert voicemail.last.up
    ann.press("1")
    await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk")
    await eventually(lambda: not voicemail.last.up, "the voicemail is hung up")
    assert Person(DANA) not in voicemail.last.heard
    dana.hang_up()
    call = await office.call(lambda call: call["disposition"] is not None)
    assert call["disposition"] == "answered"


@pytest.mark.behaviour("P3", "X12")
async def test_phones_are_rung_at_once_by_the_caller_s_document_where_that_is_chosen(office: Office) -> None:
    changed = await office.owner("PATCH", "/carriers/twilio", {"fast_ringing": True})
    assert changed.json["fast_ringing"] is True
    forwards = [{"number": ANN, "name": "Ann"}, {"number": BOB, "name": "Bob"}]
    await office.owner("PUT", f"/lines/{office.line}/route", {"forwards": forwards})
    ann, bob, dana = office.phone(ANN, Answers(after=1.0)), office.phone(BOB, Rings()), office.phone(DANA, Rings())
    parent = office.carrier.call_in(dana, LINE)
    await eventually(lambda: bool(ann.calls) and bool(ann.last.heard), "Ann hears who calls")
    assert not bob.last.up
    ann.press("1")
    await eventually(lambda: Person(DANA) in ann.hears() and Person(ANN) in dana.hears(), "they talk")
    assert [each.parent for each in office.carrier.calls.values()] == [None, parent, parent]
    dana.hang_up()
    call = await office.call(lambda call: call["disposition"] is not None)
    assert call["disposition"] == "answered"
    shown = (await office.owner("GET", f"/calls/{call['id']}")).json["legs"]
    assert {(leg["number"], leg["cause"]) for leg in shown} == {(DANA, "normal"), (ANN, "normal"), (BOB, "no_answer")}


@pytest.mark.behaviour("P9", "X12")
async def test_a_caller_whom_nobody_answers_leaves_a_message(office: Office) -> None:
    dana = office.phone(DANA, Rings())
    office.carrier.call_in(dana, LINE)
    await eventually(lambda: bool(office.carrier.recordings), "the message is recorded", 15.0)
    dana.fall_silent()
    call = await office.call(lambda call: call["disposition"] == "voicemail")
    assert call["disposition"] == "voicemail"


@pytest.mark.behaviour("X1", "X12")
async def test_a_talk_outlives_the_worker_and_the_next_ends_it(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with carried(data, monkeypatch) as (carrier, reaching, settings):
        async with served(settings) as offhook:
            reaching.here = offhook.url
            office = await connected(offhook, carrier)
            ann, dana = await talking(office)
        assert Person(DANA) in ann.hears()
        worker, public = await Worker.start(settings), listen("127.0.0.1", 0)
        server = Server(create_app(worker), public, listen_on_file(settings.data / SOCKET_FILE))
        await server.start()
        reaching.here = f"http://127.0.0.1:{public.getsockname()[1]}"
        await eventually(lambda: worker.switchboard.ready, "the next worker is ready")
        dana.hang_up()
        await eventually(lambda: not ann.last.up, "Ann is hung up")
        async with aiohttp.ClientSession() as session:
            office.owner = Client(session, reaching.here, office.owner.key)
            call = await office.call(lambda call: call["disposition"] is not None)
        assert call["disposition"] == "answered"
        assert len(carrier.calls) == 2, "nobody was dialled twice"
        await server.stop()
        await worker.stop()
