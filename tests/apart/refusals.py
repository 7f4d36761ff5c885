"""What is asked for by name and belongs to the other workspace is refused as unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from offhook.blocks import service as blocks
from offhook.carriers import service as carriers
from offhook.contacts import fields, imports
from offhook.contacts import service as contacts
from offhook.contacts.importing import Existing
from offhook.conversations import assigning, drafts, merging, templates
from offhook.conversations import service as conversations
from offhook.dialing import service as dialing
from offhook.dialing import transfer
from offhook.dialing.service import PlaceCall
from offhook.emergency import service as emergency
from offhook.limits import settings as limit_settings
from offhook.lines import service as lines
from offhook.people import keys, links, passkeys, passwords, pins, sessions
from offhook.people import service as people
from offhook.people.model import Proof
from offhook.phones import service as phones
from offhook.phones.model import PhoneKind
from offhook.push import service as push
from offhook.rating import fees
from offhook.rating import service as rating
from offhook.rating.model import FeeSource
from offhook.routing import service as routing
from offhook.routing.policy import Policy
from offhook.softphones import service as softphones
from offhook.softphones.model import Kind
from offhook.trunks import service as trunks
from offhook.trunks import smpp
from offhook.voicemail import service as voicemails
from tests.apart.finds import Finds
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS
from tests.two_workspaces import (
    CREDENTIAL,
    MOST,
    MY_PIN,
    SUBSCRIPTION,
)

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
    fees.of_line: lambda two, me: fees.of_line(two.conn, me, two.theirs.line.id, NOW),
    fees.put: lambda two, me: fees.put(two.conn, me, two.theirs.line.id, 1, "USD", FeeSource.OWNER, NOW),
    fees.remove: lambda two, me: fees.remove(two.conn, me, two.theirs.line.id, NOW),
    rating.get: lambda two, me: rating.get(two.conn, me, two.rates.id),
    rating.undo: lambda two, me: rating.undo(two.conn, me, two.rates.id, NOW),
    rating.preview: lambda two, me: rating.preview(two.conn, me, two.theirs.trunk.id, b""),
    rating.quote: lambda two, me: rating.quote(two.conn, me, two.theirs.ann.id, DANA, ANN, two.theirs.line.id),
    voicemails.remove: lambda two, me: voicemails.remove(two.conn, me, two.voicemail.id, NOW),
    voicemails.restore: lambda two, me: voicemails.restore(two.conn, me, two.voicemail.id),
}
