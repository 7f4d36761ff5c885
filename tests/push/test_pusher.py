"""Pushes on their way: to whom, with what, tried again, given up, and never to somebody off duty."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from offhook.calls.values import TrunkId
from offhook.conversations import service as conversations
from offhook.messages.port import Arrived
from offhook.people import service as people
from offhook.people import sessions
from offhook.people.model import Proof
from offhook.push import post, service, store, vapid, wanted
from offhook.push.model import Device, Kind, Push, PushState
from offhook.push.parcel import Parcel
from offhook.push.pusher import Pusher
from offhook.records.model import calls
from offhook.routing import service as routing
from offhook.routing.policy import Hours, Policy
from offhook.texting.receiving import Receiver
from tests.furnish import DANA, HOUR, LINE, NOW, SECRETS
from tests.limits.calls import begin
from tests.push_service import PushService, push_service
from tests.texting.outbox import NoCarrier
from tests.voicemail.office import Killed, Office, running
from tests.waiting import eventually

CONTACT = "mailto:it@example.com"


class Post(Office):
    """An office whose agents are told, by a push service on this machine."""

    service: PushService
    device: Device
    key: str

    async def begin(self) -> None:
        """Ann is the line's agent, and is told in her browser."""

        def make(conn: Connection) -> Device:
            self.key = vapid.public_key(conn, SECRETS, NOW)
            self.route(conn)
            return self.subscribed(conn, "anns")

        self.device = await self.storage.write(make)

    def route(self, conn: Connection, **chosen: object) -> None:
        policy = Policy(agents=(self.company.ann.id,), **chosen)  # type: ignore[arg-type]
        routing.save(conn, self.company.id, LINE, policy, NOW, most_agents=10)

    def subscribed(self, conn: Connection, browser: str, language: str = "en") -> Device:
        made = self.service.subscribe(browser)
        given = {"name": browser, "language": language, "now": NOW, "local": True}
        return service.add(conn, SECRETS, self.company.id, self.company.ann.id, made, **given)  # type: ignore[arg-type]

    async def misses(self, call: str = "call_1", disposition: str = "no_answer", **more: object) -> bool:
        """A call to the line ends; whether anybody is told."""

        def end(conn: Connection) -> bool:
            self.company.conn = conn
            begin(self.company, call)
            values = {"direction": "inbound", "disposition": disposition, "ended_at": NOW, "contact_name": "Dana"}
            conn.execute(update(calls).where(calls.c.id == call), values | more)
            return wanted.missed(conn, self.company.id, call, self.clock.now())

        return await self.storage.write(end)

    def pusher(self) -> Pusher:
        return Pusher(self.storage, SECRETS, self.clock, self.services(), contact=CONTACT)

    def services(self) -> post.PushServices:
        return post.PushServices(local=True)

    @asynccontextmanager
    async def pushing(self) -> AsyncIterator[Pusher]:
        pusher = self.pusher()
        async with running(pusher.run()):
            yield pusher

    async def pushes(self) -> list[Push]:
        return await self.storage.read(lambda conn: store.of_device(conn, self.device.id))

    async def all_are(self, state: PushState) -> bool:
        found = await self.pushes()
        return bool(found) and {each.state for each in found} == {state}

    async def off_duty(self, until: int | None = None) -> None:
        company = self.company
        await self.storage.write(
            lambda conn: routing.set_duty(conn, company.id, LINE, company.ann.id, False, until, self.clock.now())
        )


@pytest.fixture
async def post_office(tmp_path: Path) -> AsyncIterator[Post]:
    made = Post(tmp_path)
    await made.furnish()
    async with push_service() as running_service:
        made.service = running_service
        await made.begin()
        yield made
    await made.storage.close()


@pytest.mark.behaviour("U12")
async def test_a_missed_call_is_told_to_who_would_have_been_rung(post_office: Post) -> None:
    async with post_office.pushing() as pusher:
        assert await post_office.misses()
        pusher.poke()
        await eventually(lambda: post_office.all_are(PushState.SENT), "it is sent")
    (told,) = post_office.service.told
    assert told.notification == {
        "kind": "missed_call",
        "title": "Missed call: Dana",
        "body": f"{DANA} to {LINE}",
        "tag": "call_1",
        "url": "/history/call_1",
        "at": NOW // 1000 + 1000,  # a second after the office has opened
    }
    assert (told.key, told.claims["sub"]) == (post_office.key, CONTACT)
    assert told.claims["aud"] == f"http://127.0.0.1:{post_office.service.port}"
    assert 0 < told.claims["exp"] - NOW // 1_000_000 <= 86_400
    assert (told.headers["Topic"], told.headers["TTL"], told.headers["Content-Encoding"]) == (
        "call_1",
        "43200",
        "aes128gcm",
    )


@pytest.mark.behaviour("U12")
async def test_a_message_is_told_in_the_device_s_language_and_of_a_withheld_number_nothing(post_office: Post) -> None:
    await post_office.storage.write(lambda conn: post_office.subscribed(conn, "phone", "de-CH"))
    await post_office.leave("call_1", 3)
    left = await post_office.of("call_1")

    def keep(conn: Connection) -> bool:
        conn.exec_driver_sql("UPDATE voicemails SET caller = '', caller_name = ''")
        return wanted.left(conn, left, post_office.clock.now())

    assert await post_office.storage.write(keep)
    await post_office.pusher().send_due()
    told = {each.browser: each.notification for each in post_office.service.told}
    assert told["phone"]["title"] == "Neue Sprachnachricht: unterdrückte Nummer"
    assert (told["anns"]["title"], told["anns"]["body"]) == ("New voicemail: withheld number", f"to {LINE}")
    assert told["anns"]["url"] == f"/voicemail?message={left.id}"


@pytest.mark.behaviour("U12")
async def test_a_text_is_told_without_its_words_once_a_conversation(post_office: Post) -> None:
    def write(conn: Connection) -> bool:
        company, now = post_office.company, post_office.clock.now()
        arrived = Arrived(TrunkId(company.trunk.id), LINE, DANA, "The PIN is 4711", "SM1")
        receiver = Receiver(post_office.storage, NoCarrier(), post_office.clock, told=lambda received: None)
        return receiver.receive(conn, arrived, now).pushed

    assert await post_office.storage.write(write)
    await post_office.pusher().send_due()
    (told,) = post_office.service.told
    (talk,) = await post_office.storage.read(
        lambda conn: conversations.page(conn, post_office.company.id, post_office.company.ann.id, limit=9)
    )
    assert (told.notification["title"], told.notification["body"]) == (f"New text: {DANA}", f"to {LINE}")
    assert told.notification["url"] == told.notification["tag"] == f"/messages/{talk.id}"


@pytest.mark.behaviour("U12")
async def test_nobody_off_duty_is_told_anything(post_office: Post) -> None:
    await post_office.off_duty()
    assert not await post_office.misses()
    await post_office.leave("call_2", 3)
    left = await post_office.of("call_2")
    assert not await post_office.storage.write(lambda conn: wanted.left(conn, left, post_office.clock.now()))
    assert await post_office.pushes() == []


@pytest.mark.behaviour("U12")
async def test_who_goes_off_duty_before_it_is_sent_is_not_told(post_office: Post) -> None:
    assert await post_office.misses()
    await post_office.off_duty()
    await post_office.pusher().send_due()
    (push,) = await post_office.pushes()
    assert (push.state, push.reason, post_office.service.tried) == (
        PushState.DROPPED,
        "off duty, or not rung by the line any more",
        0,
    )


@pytest.mark.parametrize(
    "more",
    [
        {"disposition": "answered"},
        {"disposition": "blocked"},
        {"disposition": "voicemail"},
        {"disposition": "looped"},
        {"direction": "outbound"},
        {"direction": "internal", "line_id": None},
    ],
)
async def test_what_is_no_missed_call_is_not_told(post_office: Post, more: dict[str, str]) -> None:
    assert not await post_office.misses(**more)


@pytest.mark.parametrize(
    "chosen",
    [{"agents_on": False, "softphones_on": False}, {"hours": Hours("UTC", ((),) * 7)}],
    ids=["not rung", "closed"],
)
async def test_a_line_that_rings_nobody_tells_nobody(post_office: Post, chosen: dict[str, object]) -> None:
    await post_office.storage.write(lambda conn: post_office.route(conn, **chosen))
    assert not await post_office.misses()


async def test_who_is_no_member_any_more_is_not_told(post_office: Post) -> None:
    assert await post_office.misses()
    company = post_office.company
    await post_office.storage.write(lambda conn: people.change(conn, company.id, company.ann.id, active=False, now=NOW))
    await post_office.pusher().send_due()
    assert (await post_office.all_are(PushState.DROPPED), post_office.service.tried) == (True, 0)


async def test_what_is_put_off_is_tried_ever_less_often_as_the_service_asks(post_office: Post) -> None:
    assert await post_office.misses()
    post_office.service.answers = [(503, {}), (429, {"Retry-After": "120"}), (500, {})]
    began = post_office.clock.now()
    async with post_office.pushing():
        await eventually(lambda: post_office.service.tried == 1, "it is tried")
        await post_office.pass_until(lambda: post_office.all_are(PushState.SENT), "it is sent", step=1)
    assert ((await post_office.pushes())[0].tries, len(post_office.service.told)) == (4, 1)
    assert 5 + 120 + 20 <= (post_office.clock.now() - began) / 1e6 <= 5 + 120 + 20 + 10


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_has_given_up_is_forgotten(post_office: Post, status: int) -> None:
    assert await post_office.misses()
    post_office.service.answers = [(status, {})]
    await post_office.pusher().send_due()
    assert await post_office.storage.read(lambda conn: store.every(conn, post_office.company.id)) == []
    assert await post_office.pusher().send_due() is None


async def test_what_the_service_will_never_take_is_dropped_and_a_redirect_is_not_followed(post_office: Post) -> None:
    assert await post_office.misses()
    assert await post_office.misses("call_2")
    post_office.service.answers = [(413, {}), (302, {"Location": f"http://127.0.0.1:{post_office.service.port}/x"})]
    await post_office.pusher().send_due()
    reasons = {each.reason for each in await post_office.pushes()}
    assert reasons == {"the push service answers 413", "the push service answers 302"}
    assert post_office.service.tried == 2


async def test_it_is_given_up_when_nobody_needs_to_hear_of_it_any_more(post_office: Post) -> None:
    assert await post_office.misses()
    post_office.service.answers = [(503, {})] * 1000
    pusher = post_office.pusher()
    for _ in range(30):
        await pusher.send_due()
        post_office.clock.run(1800)
    (push,) = await post_office.pushes()
    assert (push.state, push.reason) == (PushState.DROPPED, "given up: the push service answers 503")
    assert push.made_at + 13 * HOUR > push.due_at


async def test_a_service_that_is_away_is_waited_for(post_office: Post) -> None:
    assert await post_office.misses()

    class Away:
        async def hand_over(self, parcel: Parcel) -> post.Outcome:
            return await post.PushServices(local=True).hand_over(
                Parcel("http://127.0.0.1:1/x", parcel.headers, parcel.body)
            )

    await Pusher(post_office.storage, SECRETS, post_office.clock, Away(), contact=CONTACT).send_due()
    (push,) = await post_office.pushes()
    assert push.state is PushState.WAITING
    assert push.reason.startswith("the push service can't be reached")


async def test_a_kept_address_that_may_be_asked_no_more_is_not(post_office: Post) -> None:
    """As after the setting that let this machine's own be asked was taken back."""
    assert await post_office.misses()
    services = post.PushServices()
    await Pusher(post_office.storage, SECRETS, post_office.clock, services, contact=CONTACT).send_due()
    assert (await post_office.all_are(PushState.DROPPED), post_office.service.tried) == (True, 0)


async def test_killed_before_it_was_written_down_it_is_sent_once_more_as_the_same_and_then_never(
    post_office: Post,
) -> None:
    assert await post_office.misses()

    class Dies(post.PushServices):
        async def hand_over(self, parcel: Parcel) -> post.Outcome:
            await super().hand_over(parcel)
            raise Killed

    with pytest.raises(Killed):
        await Pusher(post_office.storage, SECRETS, post_office.clock, Dies(local=True), contact=CONTACT).send_due()
    for _ in range(2):
        await post_office.pusher().send_due()
    first, again = post_office.service.told
    assert (first.notification, first.headers["Topic"]) == (again.notification, again.headers["Topic"])


async def test_a_test_says_so_whatever_the_duty(post_office: Post) -> None:
    await post_office.off_duty()
    device = post_office.device
    await post_office.storage.write(lambda conn: service.try_out(conn, device, post_office.clock.now()))
    await post_office.pusher().send_due()
    (told,) = post_office.service.told
    assert (told.notification["kind"], told.notification["title"]) == (Kind.TEST, "Notifications work")


async def test_where_somebody_has_signed_out_nothing_is_told(post_office: Post) -> None:
    company = post_office.company

    def begins(conn: Connection) -> str:
        session = sessions.begin(conn, company.id, company.ann.id, Proof.PASSWORD, now=NOW).session
        store.remove(conn, post_office.device.id)
        made = post_office.service.subscribe("laptop")
        given = {"name": "x", "language": "en", "now": NOW, "local": True, "session_id": session.id}
        service.add(conn, SECRETS, company.id, company.ann.id, made, **given)  # type: ignore[arg-type]
        return session.id

    session = await post_office.storage.write(begins)
    assert await post_office.misses()
    await post_office.pusher().send_due()
    assert len(post_office.service.told) == 1
    await post_office.storage.write(lambda conn: sessions.end(conn, company.id, session))
    assert await post_office.misses("call_2")
    await post_office.pusher().send_due()
    assert len(post_office.service.told) == 1
    assert await post_office.storage.read(lambda conn: store.every(conn, company.id)) == []
