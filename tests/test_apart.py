"""Two workspaces of one installation see nothing of each other, by whatever function of the stores and services.

Every public function that takes a workspace is called for one workspace with everything that belongs to the other. A
function that is not listed here fails the last test.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

import offhook
from offhook.audit import store as audit
from offhook.blocks import service as blocks
from offhook.blocks import store as block_store
from offhook.blocks.model import Block, BlockKind
from offhook.calls.arguments import ToContact
from offhook.calls.questions import Destination, Opened, OpenMailbox, Proven, ProvePhone, Refused, WhomToCall
from offhook.calls.values import CallId, Mailbox, Target
from offhook.carriers import numbers as carrier_numbers
from offhook.carriers import service as carriers
from offhook.carriers import store as carrier_store
from offhook.contacts import fields, imports
from offhook.contacts import service as contacts
from offhook.contacts import store as contact_store
from offhook.contacts.importing import Existing, take_in
from offhook.contacts.mapping import Wanted as WantedRow
from offhook.conversations import assigning, calling, drafts, merging, templates, texts
from offhook.conversations import service as conversations
from offhook.conversations import store as conversation_store
from offhook.conversations.model import conversations as conversation_table
from offhook.conversations.store import Wanted
from offhook.dialing import from_phone, from_softphone, idempotency, mailbox, receiving, transfer
from offhook.dialing import service as dialing
from offhook.dialing.service import PlaceCall
from offhook.emergency import service as emergency
from offhook.emergency.service import Usable
from offhook.limits import service as limits
from offhook.limits import settings as limit_settings
from offhook.limits import store as limit_store
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.messages import consents
from offhook.messages import store as message_store
from offhook.messages.failures import Failure
from offhook.messages.model import Source, What
from offhook.messages.pictures import store as pictures
from offhook.people import keys, links, passkeys, passwords, pin_tries, pins, sessions
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import Proof, Role
from offhook.people.pins import Right, Wrong
from offhook.phones import pins as line_pins
from offhook.phones import service as phones
from offhook.phones import store as phone_store
from offhook.phones.model import PhoneKind
from offhook.phones.pins import Tried
from offhook.problems import Problem
from offhook.push import service as push
from offhook.push import store as push_store
from offhook.push import wanted
from offhook.rating import charging, months, of_messages
from offhook.rating import service as rating
from offhook.rating import store as rating_store
from offhook.rating.model import PricedKind
from offhook.rating.months import By
from offhook.rating.months import Wanted as WantedCosts
from offhook.records import history
from offhook.records import store as records
from offhook.records.history import Filter
from offhook.routing import service as routing
from offhook.routing import store as route_store
from offhook.routing.policy import Policy
from offhook.routing.store import DutyRow
from offhook.softphones import service as softphones
from offhook.softphones import store as softphone_store
from offhook.softphones.model import Kind
from offhook.trunks import service as trunks
from offhook.trunks import smpp
from offhook.trunks import store as trunk_store
from offhook.voicemail import greetings, mails
from offhook.voicemail import service as voicemails
from offhook.voicemail import store as voicemail_store
from offhook.workspaces import service as workspaces
from offhook.workspaces import store as workspace_store
from tests.databases import fresh_sqlite
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS
from tests.outcome import outcome
from tests.two_workspaces import (
    BLOCKED,
    CREDENTIAL,
    DAY,
    GONE,
    GREETING,
    HASH,
    MOST,
    MY_PIN,
    OTHER,
    PIN,
    SUBSCRIPTION,
    Two,
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = fresh_sqlite()
    yield made
    made.dispose()


@pytest.fixture
def two(engine: Engine) -> Iterator[Two]:
    with engine.connect() as conn:
        yield Two(conn)
        conn.rollback()


MONTH = WantedCosts(months.month_of("2026-11", NOW, "UTC"))

Finds = Callable[[Two, str], Any]
"""Called for one workspace with what belongs to the other; to give nothing."""


def _opens(two: Two) -> OpenMailbox:
    return OpenMailbox(two.theirs.line.id, None, PIN)


def _rung(two: Two, me: str, line: str) -> tuple[Target, ...]:
    found = outcome(lambda: two.transfer(me, line))
    return found.targets if isinstance(found, Destination) else ()


def _locked(two: Two, me: str) -> bool:
    two.try_pin(two.theirs.id, "no PIN", two.theirs.ann.id)
    return pin_tries.locked_until(two.conn, me, [f"caller {DANA}"], NOW) is not None


def _proves(two: Two, me: str) -> bool:
    asked = ProvePhone(two.phone.id, pin=two.line_pin)
    return isinstance(from_phone.prove(two.conn, SECRETS, me, asked, NOW), Proven)


def _knows_whom(two: Two, me: str) -> bool:
    found = from_phone.whom(two.conn, me, CallId("call_1"), WhomToCall(two.phone.id), NOW)
    return isinstance(found, ToContact) and not isinstance(found, Refused)


READS: dict[Callable[..., Any], Finds] = {
    audit.page: lambda two, me: (
        audit.page(two.conn, me, limit=9)
        + audit.page(two.conn, me, limit=9, before=(NOW + 1, ""), member_id=two.theirs.owner.id)
    ),
    blocks.add: lambda two, me: isinstance(
        outcome(lambda: blocks.add(two.conn, me, two.of(me).owner.id, call="call_1", now=NOW)), Block
    ),
    block_store.get: lambda two, me: block_store.get(two.conn, me, two.prefix.id),
    block_store.every: lambda two, me: block_store.every(two.conn, me),
    block_store.same: lambda two, me: block_store.same(two.conn, me, BlockKind.PREFIX, two.prefix.number),
    block_store.fitting: lambda two, me: (
        block_store.fitting(two.conn, me, two.theirs.line.id, BLOCKED)
        or block_store.fitting(two.conn, me, two.theirs.line.id, None)
    ),
    message_store.get: lambda two, me: message_store.get(two.conn, me, two.text.id),
    message_store.by_ids: lambda two, me: message_store.by_ids(two.conn, me, [two.text.id]),
    message_store.seen_lately: lambda two, me: message_store.seen_lately(
        two.conn, me, two.theirs.line.id, Failure.UNREGISTERED, NOW - 1
    ),
    message_store.scheduled: lambda two, me: message_store.scheduled(two.conn, me, limit=9),
    message_store.notices_since: lambda two, me: message_store.notices_since(two.conn, me, DANA, 0),
    pictures.get: lambda two, me: pictures.get(two.conn, me, two.picture.id),
    pictures.of_messages: lambda two, me: pictures.of_messages(two.conn, me, [two.text.id]),
    consents.opted_out: lambda two, me: consents.opted_out(two.conn, me, two.theirs.line.id, DANA),
    consents.of_numbers: lambda two, me: consents.of_numbers(two.conn, me, [DANA]),
    contact_store.get: lambda two, me: contact_store.get(two.conn, me, two.dana.id),
    contact_store.by_number: lambda two, me: contact_store.by_number(two.conn, me, DANA),
    contact_store.page: lambda two, me: (
        contact_store.page(two.conn, me, limit=9)
        + contact_store.page(two.conn, me, limit=9, words=["dana"])
        + contact_store.page(two.conn, me, limit=9, numbers=["+1"])
    ),
    contact_store.ids_of: lambda two, me: contact_store.ids_of(two.conn, me, ["dana"], [], limit=9),
    contact_store.fits: lambda two, me: two.conn.execute(
        select(conversation_table.c.id).where(contact_store.fits(me, [], ["+1"], conversation_table.c.contact_id))
    ).all(),
    contact_store.by_numbers: lambda two, me: contact_store.by_numbers(two.conn, me, [DANA]),
    imports.every: lambda two, me: imports.every(two.conn, me),
    imports.refusals: lambda two, me: imports.refusals(two.conn, me, "import_1", limit=9),
    contact_store.alike: lambda two, me: contact_store.alike(two.conn, me, "dana", limit=9),
    contact_store.keys_of_several: lambda two, me: contact_store.keys_of_several(two.conn, me, limit=9),
    contact_store.removed: lambda two, me: contact_store.removed(two.conn, me, two.gone.id),
    contact_store.merged: lambda two, me: contact_store.merged(two.conn, me, two.merged.id),
    contacts.duplicates: lambda two, me: contacts.duplicates(two.conn, me),
    fields.every: lambda two, me: fields.every(two.conn, me),
    fields.count_used: lambda two, me: fields.count_used(two.conn, me, two.field.id),
    templates.every: lambda two, me: templates.every(two.conn, me),
    calling.of_call: lambda two, me: calling.of_call(two.conn, me, "call_1"),
    conversation_store.page: lambda two, me: [
        each
        for wanted in (Wanted(), Wanted(two.theirs.line.id, two.dana.id), Wanted(unread=True), Wanted(words=["dana"]))
        for each in conversation_store.page(two.conn, me, two.theirs.ann.id, wanted, limit=9)
    ],
    conversation_store.get: lambda two, me: conversation_store.get(two.conn, me, two.theirs.ann.id, two.talk.id),
    conversation_store.count_unread: lambda two, me: conversation_store.count_unread(
        two.conn, me, two.theirs.ann.id, 9
    ),
    conversations.page: lambda two, me: conversations.page(two.conn, me, two.theirs.ann.id, limit=9, search="dana"),
    contacts.known: lambda two, me: contacts.known(two.conn, me, DANA),
    contacts.named: lambda two, me: contacts.named(two.conn, me, DANA),
    contacts.search: lambda two, me: contacts.search(two.conn, me, "dana").contacts,
    idempotency.former: lambda two, me: idempotency.former(two.conn, me, "k", HASH, NOW),
    mailbox.can_be_opened: lambda two, me: mailbox.can_be_opened(two.conn, me, two.theirs.line.id),
    mailbox.open_mailbox: lambda two, me: (
        opened.messages
        if isinstance(opened := mailbox.open_mailbox(two.conn, SECRETS.mac, me, _opens(two), NOW), Opened)
        else None
    ),
    from_softphone.line_of: lambda two, me: from_softphone.line_of(two.conn, me, two.desk),
    receiving.kept_mailbox: lambda two, me: (
        receiving.kept_mailbox(two.conn, me, two.theirs.line.id, Mailbox(9.0)) != Mailbox(9.0)
    ),
    emergency.chosen: lambda two, me: emergency.chosen(two.conn, me),
    emergency.standing: lambda two, me: isinstance(emergency.standing(two.conn, me), Usable),
    transfer.where_to: lambda two, me: _rung(two, me, two.theirs.line.id) + _rung(two, me, LINE),
    keys.every: lambda two, me: keys.every(two.conn, me) + keys.every(two.conn, me, two.theirs.ann.id),
    months.groups: lambda two, me: months.groups(two.conn, me, MONTH.month, By.MEMBER, None),
    months.page: lambda two, me: months.page(two.conn, me, MONTH, limit=9),
    months.table: lambda two, me: months.table(two.conn, me, MONTH, limit=9)[0],
    months.totals: lambda two, me: months.totals(two.conn, me, MONTH.month, None),
    of_messages.estimate: lambda two, me: of_messages.estimate(two.conn, me, two.theirs.trunk.id, DANA, 1),
    rating_store.of_call: lambda two, me: rating_store.of_call(two.conn, me, ""),
    rating_store.page: lambda two, me: rating_store.page(
        two.conn, me, days=MONTH.month.days, since=0, until=2 * NOW, line=two.theirs.line.id, limit=9
    ),
    rating_store.rate_for: lambda two, me: rating_store.rate_for(
        two.conn, me, two.theirs.trunk.id, PricedKind.CALL, "outbound", DANA
    ),
    rating_store.rates_of: lambda two, me: rating_store.rates_of(two.conn, me, two.rates.id),
    rating_store.sheet: lambda two, me: rating_store.sheet(two.conn, me, two.rates.id),
    rating_store.sheets: lambda two, me: rating_store.sheets(two.conn, me),
    rating_store.sums: lambda two, me: rating_store.sums(two.conn, me, MONTH.month.days, None, two.theirs.ann.id),
    limit_store.chosen: lambda two, me: [
        value
        for name, value in limit_store.chosen(two.conn, me, two.theirs.ann.id).items()
        if value is not None and not name.endswith("_id")
    ],
    limit_store.spent: lambda two, me: [
        value
        for spent in limit_store.spent(two.conn, me, two.theirs.ann.id, DAY)
        for value in (spent.live, spent.calls, spent.talk_ms, spent.held_ms)
        if value
    ],
    line_store.get: lambda two, me: line_store.get(two.conn, me, two.theirs.line.id),
    line_store.by_number: lambda two, me: line_store.by_number(two.conn, me, LINE),
    line_store.every: lambda two, me: [line for line in line_store.every(two.conn, me) if line.number == LINE],
    lines.callable_lines: lambda two, me: [line for line in lines.callable_lines(two.conn, me) if line.number == LINE],
    people_store.get: lambda two, me: people_store.get(two.conn, me, two.theirs.ann.id),
    people_store.by_email: lambda two, me: people_store.by_email(two.conn, me, "ann@example.com"),
    people_store.by_extension: lambda two, me: people_store.by_extension(two.conn, me, "201"),
    people_store.every: lambda two, me: [one for one in people_store.every(two.conn, me) if one.workspace_id != me],
    people_store.owners: lambda two, me: [one for one in people_store.owners(two.conn, me) if one.workspace_id != me],
    people_store.count: lambda two, me: people_store.count(two.conn, me) - 2,
    passwords.stored: lambda two, me: passwords.stored(two.conn, me, two.theirs.ann.id),
    links.every: lambda two, me: links.every(two.conn, me, NOW) + links.every(two.conn, me, NOW, two.theirs.ann.id),
    passkeys.every: lambda two, me: passkeys.every(two.conn, me, two.theirs.ann.id),
    sessions.every: lambda two, me: sessions.every(two.conn, me, two.theirs.ann.id, NOW),
    sessions.seen: lambda two, me: sessions.seen(two.conn, me, [two.phone.id]),
    people_store.by_number: lambda two, me: people_store.by_number(two.conn, me, OTHER),
    line_pins.of_line: lambda two, me: line_pins.of_line(two.conn, SECRETS, me, two.theirs.line.id),
    line_pins.try_pin: lambda two, me: two.try_line_pin(me) is Tried.RIGHT,
    phone_store.get: lambda two, me: phone_store.get(two.conn, me, two.phone.id),
    phone_store.every: lambda two, me: phone_store.every(two.conn, me),
    phone_store.of_member: lambda two, me: phone_store.of_member(two.conn, me, two.phone.member_id),
    phone_store.calling: lambda two, me: phone_store.calling(two.conn, me, two.theirs.line.id, OTHER),
    phone_store.revoked_at: lambda two, me: phone_store.revoked_at(two.conn, me, two.theirs.line.id, GONE),
    pin_tries.locked_until: lambda two, me: _locked(two, me),
    from_phone.prove: lambda two, me: _proves(two, me),
    from_phone.whom: lambda two, me: _knows_whom(two, me),
    pins.having: lambda two, me: pins.having(two.conn, me, [two.theirs.ann.id]),
    pins.try_pin: lambda two, me: isinstance(two.try_pin(me, PIN, two.theirs.ann.id), Right),
    records.get: lambda two, me: records.get(two.conn, me, "call_1"),
    records.live: lambda two, me: records.live(two.conn, me),
    history.page: lambda two, me: (
        history.page(two.conn, me, Filter(), limit=9)
        + history.page(two.conn, me, Filter(two.dana.id, two.theirs.ann.id, two.theirs.line.id), limit=9)
        + history.page(two.conn, me, Filter(), limit=9, before=(NOW + 1, ""))
    ),
    history.table: lambda two, me: history.table(two.conn, me, Filter(), limit=9)[0],
    route_store.policy: lambda two, me: route_store.policy(two.conn, me, two.theirs.line.id),
    route_store.duties: lambda two, me: route_store.duties(two.conn, me, two.theirs.line.id),
    route_store.busy: lambda two, me: route_store.busy(two.conn, me),
    push_store.get: lambda two, me: push_store.get(two.conn, me, two.browser.id),
    push_store.every: lambda two, me: (
        push_store.every(two.conn, me) + push_store.every(two.conn, me, two.theirs.ann.id)
    ),
    wanted.is_on_duty: lambda two, me: wanted.is_on_duty(two.conn, me, two.theirs.line.id, two.theirs.ann.id, NOW),
    softphone_store.get: lambda two, me: softphone_store.get(two.conn, me, two.desk.id),
    softphone_store.every: lambda two, me: (
        softphone_store.every(two.conn, me) + softphone_store.every(two.conn, me, two.theirs.ann.id)
    ),
    softphone_store.accounts: lambda two, me: softphone_store.accounts(two.conn, me, two.desk.id),
    carrier_store.get: lambda two, me: carrier_store.get(two.conn, me, two.carrier.trunk.id),
    carrier_store.every: lambda two, me: carrier_store.every(two.conn, me),
    carrier_numbers.taken: lambda two, me: carrier_numbers.taken(two.conn, me, two.carrier.trunk.id, LINE),
    carrier_numbers.every_taken: lambda two, me: (
        carrier_numbers.every_taken(two.conn, me) + carrier_numbers.every_taken(two.conn, me, two.carrier.trunk.id)
    ),
    carrier_numbers.unsettled_of: lambda two, me: carrier_numbers.unsettled_of(
        two.conn, me, two.carrier.trunk.id, LINE
    ),
    carrier_numbers.purchases: lambda two, me: carrier_numbers.purchases(two.conn, me, two.carrier.trunk.id, limit=9),
    carrier_store.tokens: lambda two, me: carrier_store.tokens(two.conn, me, two.carrier.trunk.id),
    trunk_store.get: lambda two, me: trunk_store.get(two.conn, me, two.theirs.trunk.id),
    trunk_store.by_name: lambda two, me: (
        found.workspace_id != me if (found := trunk_store.by_name(two.conn, me, "lab")) else None
    ),
    trunk_store.every: lambda two, me: [one for one in trunk_store.every(two.conn, me) if one.workspace_id != me],
    trunk_store.usable: lambda two, me: trunk_store.usable(two.conn, me) & {two.theirs.trunk.id},
    trunk_store.password: lambda two, me: trunk_store.password(two.conn, me, two.theirs.trunk.id),
    greetings.of_line: lambda two, me: greetings.of_line(two.conn, me, two.theirs.line.id),
    mails.of_voicemail: lambda two, me: mails.of_voicemail(two.conn, me, two.voicemail.id),
    mails.recipients: lambda two, me: mails.recipients(two.conn, me, two.theirs.line.id),
    voicemail_store.get: lambda two, me: voicemail_store.get(two.conn, me, two.voicemail.id),
    voicemail_store.of_calls: lambda two, me: voicemail_store.of_calls(two.conn, me, ["call_1"]),
    voicemail_store.page: lambda two, me: (
        voicemail_store.page(two.conn, me, limit=9)
        + voicemail_store.page(two.conn, me, limit=9, line=two.theirs.line.id, heard=False)
        + voicemail_store.page(two.conn, me, limit=9, before=(NOW + 1, ""))
    ),
}

REFUSALS: dict[Callable[..., Any], Finds] = {
    blocks.add: lambda two, me: blocks.add(
        two.conn, me, two.of(me).owner.id, number=DANA, line=two.theirs.line.id, now=NOW
    ),
    blocks.get: lambda two, me: blocks.get(two.conn, me, two.prefix.id),
    blocks.remove: lambda two, me: blocks.remove(two.conn, me, two.prefix.id),
    contacts.get: lambda two, me: contacts.get(two.conn, me, two.dana.id),
    contacts.stored: lambda two, me: contacts.stored(two.conn, me, two.dana.id),
    contacts.restorable: lambda two, me: contacts.restorable(two.conn, me, two.gone.id),
    contacts.alike: lambda two, me: contacts.alike(two.conn, me, two.dana.id),
    imports.get: lambda two, me: imports.get(two.conn, me, "import_1"),
    imports.start: lambda two, me: imports.start(two.conn, me, "import_1", ["name", ""], Existing.SKIP),
    imports.remove: lambda two, me: imports.remove(two.conn, me, "import_1"),
    fields.get: lambda two, me: fields.get(two.conn, me, two.field.id),
    fields.change: lambda two, me: fields.change(two.conn, me, two.field.id, name="Mine"),
    fields.remove: lambda two, me: fields.remove(two.conn, me, two.field.id),
    merging.preview: lambda two, me: merging.preview(two.conn, me, two.dana.id, two.double.id),
    merging.merge: lambda two, me: merging.merge(two.conn, me, two.dana.id, two.double.id, now=NOW),
    merging.restore: lambda two, me: merging.restore(two.conn, me, two.gone.id, NOW),
    contacts.change: lambda two, me: contacts.change(two.conn, me, two.dana.id, name="Mine"),
    contacts.remove: lambda two, me: contacts.remove(two.conn, me, two.dana.id, NOW),
    templates.get: lambda two, me: templates.get(two.conn, me, two.template.id),
    templates.change: lambda two, me: templates.change(two.conn, me, two.template.id, name="Mine", now=NOW),
    templates.remove: lambda two, me: templates.remove(two.conn, me, two.template.id),
    templates.names: lambda two, me: templates.names(two.conn, me, two.of(me).ann.id, two.talk.id),
    drafts.get: lambda two, me: drafts.get(two.conn, me, two.of(me).ann.id, two.talk.id),
    drafts.put: lambda two, me: drafts.put(two.conn, me, two.of(me).ann.id, two.talk.id, "Mine", [], NOW),
    drafts.remove: lambda two, me: drafts.remove(two.conn, me, two.theirs.ann.id, two.talk.id),
    assigning.assign: lambda two, me: assigning.assign(two.conn, me, two.of(me).ann.id, two.talk.id, None),
    conversations.get: lambda two, me: conversations.get(two.conn, me, two.of(me).ann.id, two.talk.id),
    conversations.entries: lambda two, me: conversations.entries(two.conn, me, two.of(me).ann.id, two.talk.id, limit=9),
    conversations.mark: lambda two, me: conversations.mark(two.conn, me, two.theirs.ann.id, two.talk.id, unread=False),
    conversations.add_note: lambda two, me: conversations.add_note(
        two.conn, me, two.of(me).ann.id, "Ann", two.talk.id, "Mine", NOW
    ),
    conversations.get_note: lambda two, me: conversations.get_note(two.conn, me, two.note.id),
    conversations.change_note: lambda two, me: conversations.change_note(two.conn, me, two.note.id, "Mine", NOW),
    conversations.remove_note: lambda two, me: conversations.remove_note(two.conn, me, two.note.id, NOW),
    conversations.restore_note: lambda two, me: conversations.restore_note(two.conn, me, two.note.id),
    dialing.place: lambda two, me: dialing.place(
        two.conn, me, two.mine.ann.id, PlaceCall("+12025550133", "+12025550144", LINE), NOW
    ),
    emergency.save: lambda two, me: emergency.save(
        two.conn, me, two.of(me).trunk.id, two.theirs.line.id, "1 Main Street", NOW
    ),
    transfer.where_to: lambda two, me: two.transfer(me, two.theirs.ann.id),
    keys.create: lambda two, me: keys.create(two.conn, me, two.theirs.ann.id, "mine", now=NOW),
    keys.revoke: lambda two, me: keys.revoke(two.conn, me, two.key.key.id, NOW),
    limit_settings.change_member: lambda two, me: limit_settings.change_member(
        two.conn, me, two.theirs.ann.id, calls_a_day=9
    ),
    lines.add: lambda two, me: lines.add(two.conn, me, "+12025550109", trunks=[two.theirs.trunk.id], now=NOW),
    lines.get: lambda two, me: lines.get(two.conn, me, two.theirs.line.id),
    lines.by_number: lambda two, me: lines.by_number(two.conn, me, LINE),
    lines.change: lambda two, me: lines.change(two.conn, me, two.theirs.line.id, name="Mine"),
    lines.remove: lambda two, me: lines.remove(two.conn, me, two.theirs.line.id, NOW),
    people.get: lambda two, me: people.get(two.conn, me, two.theirs.ann.id),
    people.change: lambda two, me: people.change(two.conn, me, two.theirs.ann.id, name="Mine", now=NOW),
    pins.set_pin: lambda two, me: pins.set_pin(two.conn, SECRETS.mac, me, two.theirs.ann.id, MY_PIN, NOW),
    passwords.save: lambda two, me: passwords.save(two.conn, me, two.theirs.ann.id, "mine", NOW),
    passkeys.add: lambda two, me: passkeys.add(two.conn, me, two.theirs.ann.id, "Mine", CREDENTIAL, NOW),
    passkeys.get: lambda two, me: passkeys.get(two.conn, me, two.passkey.id),
    sessions.begin: lambda two, me: sessions.begin(two.conn, me, two.theirs.ann.id, Proof.PASSWORD, now=NOW),
    links.make: lambda two, me: links.make(two.conn, me, two.theirs.ann.id, lasts_s=60, now=NOW),
    links.get: lambda two, me: links.get(two.conn, me, two.link.link.id),
    phones.get: lambda two, me: phones.get(two.conn, me, two.phone.id),
    phones.change: lambda two, me: phones.change(two.conn, me, two.phone.id, name="Mine"),
    phones.revoke: lambda two, me: phones.revoke(two.conn, me, two.phone.id, NOW),
    phones.connect_by_number: lambda two, me: phones.connect_by_number(
        two.conn, me, two.theirs.line.id, PhoneKind.LANDLINE, "+12025550146", most=MOST, now=NOW
    ),
    sessions.get: lambda two, me: sessions.get(two.conn, me, two.session.session.id),
    routing.get: lambda two, me: routing.get(two.conn, me, LINE),
    routing.save: lambda two, me: routing.save(two.conn, me, LINE, Policy(), NOW, most_agents=10),
    routing.remove: lambda two, me: routing.remove(two.conn, me, LINE),
    routing.check: lambda two, me: routing.check(
        two.conn, me, two.theirs.line, Policy(agents=(two.theirs.ann.id,)), most_agents=10
    ),
    routing.duties: lambda two, me: routing.duties(two.conn, me, LINE, NOW),
    routing.set_duty: lambda two, me: routing.set_duty(two.conn, me, LINE, two.theirs.ann.id, True, None, NOW),
    push.add: lambda two, me: push.add(
        two.conn, SECRETS, me, two.theirs.ann.id, SUBSCRIPTION, name="Chrome", language="en", now=NOW
    ),
    push.get: lambda two, me: push.get(two.conn, me, two.browser.id),
    push.remove: lambda two, me: push.remove(two.conn, me, two.browser.id),
    softphones.add: lambda two, me: softphones.add(two.conn, SECRETS, me, two.theirs.ann.id, Kind.SIP, now=NOW),
    softphones.get: lambda two, me: softphones.get(two.conn, me, two.desk.id),
    softphones.change: lambda two, me: softphones.change(two.conn, me, two.desk.id, on=False, now=NOW),
    softphones.rotate: lambda two, me: softphones.rotate(two.conn, SECRETS, me, two.desk.id, NOW),
    softphones.sign_page_in: lambda two, me: softphones.sign_page_in(two.conn, SECRETS, me, two.page.id, None, NOW),
    softphones.remove: lambda two, me: softphones.remove(two.conn, me, two.desk.id),
    carriers.get: lambda two, me: carriers.get(two.conn, me, two.carrier.trunk.id),
    carriers.named: lambda two, me: carriers.named(two.conn, me, two.carrier.trunk.id),
    carriers.change: lambda two, me: carriers.change(two.conn, SECRETS, me, two.carrier.trunk.id, calls_per_second=2),
    carriers.second_token: lambda two, me: carriers.second_token(
        two.conn, SECRETS, me, two.carrier.trunk.id, "another-token"
    ),
    carriers.newest_token: lambda two, me: carriers.newest_token(two.conn, SECRETS, me, two.carrier.trunk.id),
    carriers.forget: lambda two, me: carriers.forget(two.conn, me, two.carrier.trunk.id),
    trunks.get: lambda two, me: trunks.get(two.conn, me, two.theirs.trunk.id),
    smpp.put: lambda two, me: smpp.put(
        two.conn, SECRETS, me, two.theirs.trunk.id, host="example.com", system_id="mine", password="mine"
    ),
    smpp.get: lambda two, me: smpp.get(two.conn, me, two.theirs.trunk.id),
    smpp.remove: lambda two, me: smpp.remove(two.conn, me, two.theirs.trunk.id),
    trunks.change: lambda two, me: trunks.change(two.conn, SECRETS, me, two.theirs.trunk.id, port=1),
    lines.remove_trunk: lambda two, me: lines.remove_trunk(two.conn, me, two.theirs.trunk.id, NOW),
    voicemails.get: lambda two, me: voicemails.get(two.conn, me, two.voicemail.id),
    voicemails.mark_heard: lambda two, me: voicemails.mark_heard(two.conn, me, two.voicemail.id, True, NOW),
    rating.get: lambda two, me: rating.get(two.conn, me, two.rates.id),
    rating.undo: lambda two, me: rating.undo(two.conn, me, two.rates.id, NOW),
    rating.preview: lambda two, me: rating.preview(two.conn, me, two.theirs.trunk.id, b""),
    rating.quote: lambda two, me: rating.quote(two.conn, me, two.theirs.ann.id, DANA, ANN, two.theirs.line.id),
    voicemails.remove: lambda two, me: voicemails.remove(two.conn, me, two.voicemail.id, NOW),
    voicemails.restore: lambda two, me: voicemails.restore(two.conn, me, two.voicemail.id),
}


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

WITHOUT_MINE = {people_store.every, people_store.owners, people_store.count, trunk_store.by_name, trunk_store.every}
"""What is asked of these leaves out what the asking workspace has itself."""

ITSELF: set[Callable[..., Any]] = {
    # These are about the workspace itself, which is named by its id.
    workspace_store.get,
    workspace_store.lock,
    contacts.looked_for,
    workspaces.get,
    # This is written for a member whom the service has found in the workspace.
    limit_store.save_member,
    # These write a call of which the switchboard knows whose it is.
    records.begin_call,
    records.write_contact,
    calling.call_began,
    calling.call_ended,
    calling.mark_unread,
    calling.moved_up,
    # These are told of a message of which its receiver knows whose it is.
    texts.of_contact,
    texts.came_in,
    records.write_record,
}


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.removeprefix('offhook.')}.{function.__name__}"


@pytest.mark.parametrize("function", READS, ids=name)
def test_nothing_of_another_workspace_is_read(two: Two, function: Callable[..., Any]) -> None:
    assert not READS[function](two, two.mine.id)


@pytest.mark.parametrize("function", REFUSALS, ids=name)
def test_what_belongs_to_another_workspace_is_not_found(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    with pytest.raises(Problem) as refused:
        REFUSALS[function](two, two.mine.id)
    assert refused.value.status == 404
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", WRITES, ids=name)
def test_nothing_of_another_workspace_is_changed(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    WRITES[function](two, two.mine.id)
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", [*READS, *REFUSALS], ids=name)
def test_the_owner_of_it_does_find_it(two: Two, function: Callable[..., Any]) -> None:
    """So that the tests above can't pass because nothing is there."""
    theirs = two.theirs.id
    if function in READS:
        assert READS[function](two, theirs) or function in WITHOUT_MINE
    else:
        found = outcome(lambda: REFUSALS[function](two, theirs))
        assert not isinstance(found, Problem) or found.status != 404 or function is dialing.place


def _public_functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for one in vars(module).values():
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_"):
            yield one


def _takes_a_workspace(function: Callable[..., Any]) -> bool:
    taken = inspect.signature(function).parameters
    # As `workspace`, some take a whole one, which somebody has read for them.
    return "workspace_id" in taken or ("workspace" in taken and taken["workspace"].annotation == "str")


FEATURES = sorted(model.parent.name for model in Path(offhook.__file__).parent.glob("*/model.py"))
"""Every folder that has tables describes them in its `model.py`."""


def test_every_function_that_takes_a_workspace_is_tried() -> None:
    modules = [
        import_module(module.name)
        for feature in FEATURES
        for module in pkgutil.walk_packages(
            import_module(f"{offhook.__name__}.{feature}").__path__, f"offhook.{feature}."
        )
    ]
    taking = {function for module in modules for function in _public_functions(module) if _takes_a_workspace(function)}
    tried: set[Callable[..., Any]] = {*READS, *REFUSALS, *WRITES, *ITSELF}
    assert sorted(name(function) for function in taking - tried) == []
    assert sorted(name(function) for function in tried - taking) == []
