"""What is changed for one workspace leaves the other as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from offhook.blocks import store as block_store
from offhook.carriers import service as carriers
from offhook.carriers import store as carrier_store
from offhook.contacts import fields, imports
from offhook.contacts import service as contacts
from offhook.contacts import store as contact_store
from offhook.contacts.importing import Existing, take_in
from offhook.contacts.mapping import Wanted as WantedRow
from offhook.conversations import templates
from offhook.dialing import idempotency, mailbox
from offhook.emergency import service as emergency
from offhook.limits import service as limits
from offhook.limits import settings as limit_settings
from offhook.limits import store as limit_store
from offhook.messages import consents, parts
from offhook.messages.arriving import Part
from offhook.messages.model import Source, What
from offhook.messages.pictures import store as pictures
from offhook.people import keys, links, passkeys, passwords, pin_tries, pins, sessions
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import Role
from offhook.people.pins import Right, Wrong
from offhook.phones import pins as line_pins
from offhook.phones import service as phones
from offhook.push import wanted
from offhook.rating import charging, fees
from offhook.rating import service as rating
from offhook.routing import store as route_store
from offhook.routing.policy import Policy
from offhook.routing.store import DutyRow
from offhook.softphones import store as softphone_store
from offhook.trunks import service as trunks
from offhook.trunks import store as trunk_store
from offhook.voicemail import greetings, mails
from offhook.voicemail import store as voicemail_store
from offhook.workspaces import service as workspaces
from tests.apart.finds import Finds
from tests.furnish import DANA, NOW, SECRETS
from tests.two_workspaces import (
    DAY,
    GREETING,
    HASH,
    MY_PIN,
    OTHER,
    PIN,
    Two,
)

PART = Part(DANA, OTHER, 1, 2, 1, 0, b"Hi")


def _begin_voicemail(two: Two, me: str) -> None:
    with pytest.raises(LookupError):
        voicemail_store.begin(two.conn, me, "call_1", "call_1-1.1", NOW)


def _put_greeting(two: Two, me: str) -> None:
    # Their greeting is in the way, and is not taken out of it.
    with pytest.raises(IntegrityError):
        greetings.put(two.conn, me, two.greeting)


def _begin_greeting(two: Two, me: str) -> None:
    with pytest.raises(IntegrityError):
        greetings.begin(two.conn, me, two.mine.line.id, GREETING, NOW)


def _try_pins(two: Two, me: str) -> None:
    # One more wrong one would lock them out, not us.
    for _ in range(2):
        assert isinstance(two.try_pin(me, "no PIN", two.mine.ann.id), Wrong)
    assert isinstance(two.try_pin(me, MY_PIN, two.mine.ann.id), Right)


WRITES: dict[Callable[..., Any], Finds] = {
    block_store.remove: lambda two, me: block_store.remove(two.conn, me, two.prefix.id),
    block_store.remove_line: lambda two, me: block_store.remove_line(two.conn, me, two.theirs.line.id),
    templates.add: lambda two, me: templates.add(two.conn, me, "Hours", "Hi", NOW),
    contacts.create: lambda two, me: contacts.create(two.conn, me, "Dana", [DANA], now=NOW),
    pictures.attach: lambda two, me: pictures.attach(two.conn, me, two.text.id, [two.picture.id]),
    pictures.remove: lambda two, me: pictures.remove(two.conn, me, two.picture.id),
    consents.add: lambda two, me: consents.add(
        two.conn, me, two.mine.line.id, DANA, What.IN, Source.TEXT, "START", NOW + 1
    ),
    contacts.ensure: lambda two, me: contacts.ensure(two.conn, me, DANA, now=NOW),
    imports.begin: lambda two, me: imports.begin(
        two.conn, me, two.of(me).ann.id, "import_2", "people.csv", two.sheet, NOW + 10**15
    ),
    take_in: lambda two, me: take_in(
        two.conn, me, [WantedRow(2, ("Eve",), "Eve", (DANA,), {two.field.name: "x"}, "")], Existing.UPDATE, NOW
    ),
    contact_store.forget: lambda two, me: contact_store.forget(two.conn, me, NOW + 10**12),
    fields.add: lambda two, me: fields.add(two.conn, me, two.field.name),
    fields.by_id: lambda two, me: fields.by_id(two.conn, me, {two.field.name: "x"}),
    idempotency.remember: lambda two, me: idempotency.remember(two.conn, me, "k", HASH, "call_2", NOW),
    mailbox.mark: lambda two, me: mailbox.mark(two.conn, me, two.voicemail.id, deleted=True, now=NOW),
    emergency.save: lambda two, me: emergency.save(
        two.conn, me, two.mine.trunk.id, two.mine.line.id, "2 Main Street", NOW
    ),
    emergency.clear: lambda two, me: emergency.clear(two.conn, me),
    keys.used: lambda two, me: keys.used(two.conn, me, two.key.key.id, NOW),
    keys.revoke_all: lambda two, me: keys.revoke_all(two.conn, me, two.theirs.ann.id, NOW),
    limits.may_dial: lambda two, me: limits.may_dial(two.conn, me, "call_2", two.theirs.ann.id, DANA, NOW),
    limit_settings.change_workspace: lambda two, me: limit_settings.change_workspace(two.conn, me, calls_a_day=9),
    charging.call_ended: lambda two, me: charging.call_ended(two.conn, me, "call_1", NOW),
    charging.message_done: lambda two, me: charging.message_done(two.conn, me, two.sent("message_1", two.theirs), NOW),
    rating.import_sheet: lambda two, me: two.add_rates(me),
    rating.begin_import: lambda two, me: rating.begin_import(
        two.conn, me, two.of(me).owner.id, "lab", rating.checked("rates.csv", "USD", b"prefix,price\n1,1\n"), NOW
    ),
    limit_store.count_call: lambda two, me: limit_store.count_call(two.conn, me, two.theirs.ann.id, DAY),
    limit_store.hold: lambda two, me: limit_store.hold(two.conn, me, "call_2", two.theirs.ann.id, DAY, 1),
    limit_store.settle: lambda two, me: limit_store.settle(two.conn, me, "call_1", 1000),
    limit_store.save_workspace: lambda two, me: limit_store.save_workspace(two.conn, me, {"calls_a_day": 9}),
    people.add: lambda two, me: people.add(two.conn, me, "Ann", email="ann@example.com", role=Role.OWNER, now=NOW),
    people_store.remember_number: lambda two, me: people_store.remember_number(two.conn, me, two.theirs.owner.id, DANA),
    pins.set_pin: lambda two, me: pins.set_pin(two.conn, SECRETS.mac, me, two.mine.ann.id, PIN, NOW),
    passwords.remove: lambda two, me: passwords.remove(two.conn, me, two.theirs.ann.id),
    links.remove: lambda two, me: links.remove(two.conn, me, two.link.link.id),
    links.remove_all: lambda two, me: links.remove_all(two.conn, me, two.theirs.ann.id),
    passkeys.remove: lambda two, me: passkeys.remove(two.conn, me, two.passkey.id),
    passkeys.remove_all: lambda two, me: passkeys.remove_all(two.conn, me, two.theirs.ann.id),
    links.remove_of_phone: lambda two, me: links.remove_of_phone(two.conn, me, two.phone.id),
    sessions.end_of_phone: lambda two, me: sessions.end_of_phone(two.conn, me, two.phone.id),
    line_pins.remove: lambda two, me: line_pins.remove(two.conn, me, two.theirs.line.id),
    line_pins.set_pin: lambda two, me: line_pins.set_pin(two.conn, SECRETS, me, two.mine.line.id, None, NOW),
    line_pins.ensure: lambda two, me: line_pins.ensure(two.conn, SECRETS, me, two.mine.line.id, NOW),
    phones.remove_line: lambda two, me: phones.remove_line(two.conn, me, two.theirs.line.id, NOW),
    parts.keep: lambda two, me: parts.keep(two.conn, me, two.theirs.trunk.id, PART, NOW),
    fees.told: lambda two, me: fees.told(two.conn, me, two.theirs.line.id, "2", "USD", NOW),
    pin_tries.count: lambda two, me: pin_tries.count(two.conn, me, {"caller": 5}, NOW),
    pin_tries.forget: lambda two, me: pin_tries.forget(two.conn, me, [f"phones {OTHER}"]),
    sessions.used: lambda two, me: sessions.used(two.conn, me, two.session.session.id, NOW + 10**9),
    sessions.end: lambda two, me: sessions.end(two.conn, me, two.session.session.id),
    sessions.end_all: lambda two, me: sessions.end_all(two.conn, me, two.theirs.ann.id),
    pins.remove_pin: lambda two, me: pins.remove_pin(two.conn, me, two.theirs.ann.id),
    pins.try_pin: _try_pins,
    route_store.save: lambda two, me: route_store.save(two.conn, me, two.mine.line.id, Policy(), NOW),
    route_store.remove: lambda two, me: route_store.remove(two.conn, me, two.theirs.line.id),
    route_store.set_duty: lambda two, me: route_store.set_duty(
        two.conn, me, two.mine.line.id, DutyRow(two.mine.ann.id, True, None), NOW
    ),
    wanted.missed: lambda two, me: wanted.missed(two.conn, me, "call_1", NOW),
    softphone_store.remove: lambda two, me: softphone_store.remove(two.conn, me, two.desk.id),
    softphone_store.renew_account: lambda two, me: softphone_store.renew_account(two.conn, me, two.account, "mine"),
    softphone_store.remove_accounts: lambda two, me: softphone_store.remove_accounts(two.conn, me, two.desk.id),
    carriers.add: lambda two, me: two.add_carrier(me, "another"),
    carrier_store.change: lambda two, me: carrier_store.change(two.conn, me, two.carrier.trunk.id, tokens=None),
    trunks.add: lambda two, me: trunks.add(two.conn, SECRETS, me, "same", host="127.0.0.1", now=NOW),
    trunk_store.set_password: lambda two, me: trunk_store.set_password(two.conn, me, two.theirs.trunk.id, "mine"),
    trunk_store.remove: lambda two, me: trunk_store.remove(two.conn, me, two.theirs.trunk.id, NOW),
    workspaces.change: lambda two, me: workspaces.change(two.conn, me, name="Renamed", voice=False),
    greetings.begin: _begin_greeting,
    greetings.put: _put_greeting,
    greetings.remove: lambda two, me: greetings.remove(two.conn, me, two.theirs.line.id),
    mails.notify: lambda two, me: mails.notify(two.conn, me, ["ann@example.com"], "Mine", "Mine", NOW),
    mails.set_recipients: lambda two, me: mails.set_recipients(two.conn, me, two.theirs.line.id, []),
    voicemail_store.begin: _begin_voicemail,
}
