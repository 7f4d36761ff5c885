"""What is read for one workspace finds nothing of the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from offhook.audit import store as audit
from offhook.blocks import service as blocks
from offhook.blocks import store as block_store
from offhook.blocks.model import Block, BlockKind
from offhook.calls.arguments import ToContact
from offhook.calls.questions import Destination, Opened, OpenMailbox, Proven, ProvePhone, Refused, WhomToCall
from offhook.calls.values import CallId, Mailbox, Target
from offhook.carriers import numbers as carrier_numbers
from offhook.carriers import store as carrier_store
from offhook.contacts import fields, imports
from offhook.contacts import service as contacts
from offhook.contacts import store as contact_store
from offhook.conversations import calling, templates
from offhook.conversations import service as conversations
from offhook.conversations import store as conversation_store
from offhook.conversations.model import conversations as conversation_table
from offhook.conversations.store import Wanted
from offhook.dialing import from_phone, from_softphone, idempotency, mailbox, receiving, transfer
from offhook.emergency import service as emergency
from offhook.emergency.service import Usable
from offhook.limits import store as limit_store
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.messages import consents
from offhook.messages import store as message_store
from offhook.messages.failures import Failure
from offhook.messages.pictures import store as pictures
from offhook.people import keys, links, passkeys, passwords, pin_tries, pins, sessions
from offhook.people import store as people_store
from offhook.people.pins import Right
from offhook.phones import pins as line_pins
from offhook.phones import store as phone_store
from offhook.phones.pins import Tried
from offhook.push import store as push_store
from offhook.push import wanted
from offhook.rating import fees, months, of_messages
from offhook.rating import store as rating_store
from offhook.rating.model import PricedKind
from offhook.rating.months import By
from offhook.rating.months import Wanted as WantedCosts
from offhook.records import history
from offhook.records import store as records
from offhook.records.history import Filter
from offhook.routing import store as route_store
from offhook.softphones import store as softphone_store
from offhook.trunks import store as trunk_store
from offhook.voicemail import greetings, mails
from offhook.voicemail import store as voicemail_store
from tests.apart.finds import Finds
from tests.furnish import DANA, LINE, NOW, SECRETS
from tests.outcome import outcome
from tests.two_workspaces import (
    BLOCKED,
    DAY,
    GONE,
    HASH,
    OTHER,
    PIN,
    Two,
)

MONTH = WantedCosts(months.month_of("2026-11", NOW, "UTC"))


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
    message_store.wrote_to: lambda two, me: message_store.wrote_to(two.conn, me, two.theirs.line.id, DANA),
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
    fees.of_month: lambda two, me: fees.of_month(two.conn, me, "2026-11"),
    months.fees_table: lambda two, me: months.fees_table(two.conn, me, MONTH),
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
    line_pins.failed_before: lambda two, me: line_pins.failed_before(two.conn, me, GONE),
    line_pins.try_pin: lambda two, me: two.try_line_pin(me) is Tried.RIGHT,
    phone_store.get: lambda two, me: phone_store.get(two.conn, me, two.phone.id),
    phone_store.every: lambda two, me: phone_store.every(two.conn, me),
    phone_store.of_member: lambda two, me: phone_store.of_member(two.conn, me, two.phone.member_id),
    phone_store.calling: lambda two, me: phone_store.calling(two.conn, me, two.theirs.line.id, OTHER),
    phone_store.revoked_at: lambda two, me: phone_store.revoked_at(two.conn, me, two.theirs.line.id, GONE),
    pin_tries.failures: lambda two, me: pin_tries.failures(two.conn, me, f"phones {GONE}"),
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
