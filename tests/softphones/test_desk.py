"""Softphones in service: what the network is told, and what readers are."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection

from offhook.calls.values import Device, DeviceId, SoftphoneAccount, SoftphoneId
from offhook.clock import VirtualClock
from offhook.people import service as people
from offhook.records.live import LiveStream, SoftphoneChange
from offhook.softphones import service
from offhook.softphones.desk import Desk
from offhook.softphones.model import Credentials, Kind, NewSoftphone, Softphone
from offhook.softphones.presence import Standing
from offhook.softphones.service import PAGE_LASTS
from offhook.storage.engine import open_engine
from offhook.storage.migrate import upgrade
from offhook.storage.storage import Storage
from tests.furnish import SECRETS, Company, new_company
from tests.waiting import eventually

T = TypeVar("T")


@dataclass
class Network:
    """Remembers who is let in; phones sign in by hand."""

    accounts: Sequence[SoftphoneAccount] = ()
    found: list[Device] = field(default_factory=list)
    changed: Callable[[SoftphoneId], None] = lambda softphone: None

    async def use_softphones(self, accounts: Sequence[SoftphoneAccount]) -> None:
        self.accounts = accounts

    def devices(self, softphone: SoftphoneId) -> Sequence[Device]:
        return [device for device in self.found if device.softphone == softphone]

    def on_devices(self, changed: Callable[[SoftphoneId], None]) -> None:
        self.changed = changed

    def sign_in(self, phone: Softphone) -> Device:
        device = Device(DeviceId("device_1"), phone.id, True, 100, "192.0.2.7:5060", "Desk")
        self.now(device)
        return device

    def now(self, *devices: Device) -> None:
        both = {device.softphone for device in (*self.found, *devices)}
        self.found = list(devices)
        for softphone in both:
            self.changed(softphone)

    @property
    def usernames(self) -> set[str]:
        return {account.username for account in self.accounts}


class Office:
    """A desk with a database, on virtual time, and what its readers were told."""

    def __init__(self, storage: Storage, company: Company) -> None:
        self.storage = storage
        self.company = company
        self.clock = VirtualClock()
        self.network = Network()
        self.live = LiveStream("boot")
        self.desk = Desk(storage, SECRETS, self.network, self.live, self.clock)

    async def does(self, do: Callable[[Connection], T]) -> T:
        """Change something, as the API does."""
        result = await self.storage.write(do)
        await self.desk.changed()
        return result

    async def add(self, kind: Kind = Kind.SIP) -> NewSoftphone:
        of, ann = self.company.id, self.company.ann.id
        return await self.does(lambda conn: service.add(conn, SECRETS, of, ann, kind, "Desk", now=self.clock.now()))

    async def page(self, phone: Softphone, username: str | None = None) -> Credentials:
        of, now = self.company.id, self.clock.now()
        return await self.does(lambda conn: service.sign_page_in(conn, SECRETS, of, phone.id, username, now))

    async def switches(self, phone: Softphone, *, on: bool) -> None:
        of, now = self.company.id, self.clock.now()
        await self.does(lambda conn: service.change(conn, of, phone.id, on=on, now=now))

    def told(self) -> list[tuple[str, str]]:
        """Every change so far: whose, and how it stands."""
        with self.live.follow(self.company.id, 0) as follower:
            changes = [numbered.change for numbered in follower.take()]
        return [(each.softphone, each.state) for each in changes if isinstance(each, SoftphoneChange)]


@pytest.fixture
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    url = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'offhook.db'}"
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    storage = Storage(url)
    office = Office(storage, await storage.write(new_company))
    await office.desk.open()
    yield office
    await office.desk.close()
    await storage.close()


async def test_whoever_is_made_may_sign_in_and_whoever_is_removed_may_not(office: Office) -> None:
    made = await office.add()
    assert made.credentials is not None
    assert office.network.usernames == {made.credentials.username}
    await office.does(lambda conn: service.remove(conn, office.company.id, made.softphone.id))
    assert office.network.usernames == set()
    assert office.told() == [(made.softphone.id, "signed_out"), (made.softphone.id, "removed")]


async def test_rotating_lets_the_new_account_in_alone(office: Office) -> None:
    made = await office.add()
    new = await office.does(
        lambda conn: service.rotate(conn, SECRETS, office.company.id, made.softphone.id, office.clock.now())
    )
    assert office.network.usernames == {new.username}


async def test_another_desk_lets_in_who_was_set_up_before(office: Office) -> None:
    made = await office.add()
    again = Network()
    desk = Desk(office.storage, SECRETS, again, office.live, office.clock)
    await desk.open()
    assert made.credentials is not None
    assert again.usernames == {made.credentials.username}
    assert desk.of_member(office.company.ann.id)[0].presence.standing is Standing.SIGNED_OUT


@pytest.mark.behaviour("P6")
async def test_readers_are_told_who_comes_vanishes_and_goes(office: Office) -> None:
    phone = (await office.add()).softphone
    device = office.network.sign_in(phone)
    office.network.now(replace(device, reachable=False))
    office.network.now()
    states = [state for _, state in office.told()]
    assert states == ["signed_out", "registered", "unreachable", "signed_out"]
    (present,) = office.desk.of_member(office.company.ann.id)
    assert present.presence.last_seen == replace(device, reachable=False)


@pytest.mark.behaviour("P7")
async def test_one_that_is_switched_off_stays_signed_in_and_its_owner_sees_both(office: Office) -> None:
    phone = (await office.add()).softphone
    device = office.network.sign_in(phone)
    for on in (False, True):
        await office.switches(phone, on=on)
        assert len(office.network.usernames) == 1
    assert [state for _, state in office.told()] == ["signed_out", "registered", "switched_off", "registered"]
    assert office.desk.of_member(office.company.ann.id)[0].presence.devices == (device,)


async def test_a_page_that_asks_for_no_new_secret_is_let_in_no_more_when_its_time_is_over(office: Office) -> None:
    phone = (await office.add(Kind.BROWSER)).softphone
    left, renewed = await office.page(phone), await office.page(phone)
    office.clock.run(PAGE_LASTS / 2e6)
    await office.page(phone, renewed.username)
    assert office.network.usernames == {left.username, renewed.username}
    office.clock.run(PAGE_LASTS / 2e6)
    await eventually(lambda: office.network.usernames == {renewed.username}, "the page that left is let in no more")
    office.clock.run(PAGE_LASTS / 2e6)
    await eventually(lambda: office.network.usernames == set(), "the other one too")


async def test_whoever_leaves_is_let_in_no_more(office: Office) -> None:
    await office.add()
    company = office.company
    await office.does(lambda conn: people.change(conn, company.id, company.ann.id, active=False, now=1))
    assert office.network.usernames == set()


async def test_a_reader_who_comes_sees_how_all_stand_or_their_own(office: Office) -> None:
    phone = (await office.add()).softphone
    office.network.sign_in(phone)
    company = office.company
    for whose in (None, company.ann.id):
        (found,) = office.desk.now(company.id, whose)
        assert (found.softphone, found.state, found.devices[0].address) == (phone.id, "registered", "192.0.2.7:5060")
    assert office.desk.now(company.id, company.owner.id) == []
    assert office.desk.now("workspace_other", None) == []
