"""Two workspaces of one installation: one that asks, and one to whom everything there is belongs."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, text

from offhook.audit import store as audit
from offhook.audit.model import Entry, Way
from offhook.blocks import service as blocks
from offhook.blocks.model import Block
from offhook.calls.questions import Destination, WhereTo
from offhook.calls.values import E164, ClickToCall, LineUsed, Party, TrunkId
from offhook.carriers import numbers as carrier_numbers
from offhook.carriers import service as carriers
from offhook.carriers.model import Account, CarrierKind, Purchase, PurchaseState, TakenNumber
from offhook.contacts import fields, imports
from offhook.contacts import service as contacts
from offhook.contacts.files.table import Kind as FileKind
from offhook.contacts.files.table import Sheet
from offhook.contacts.importing import Existing, Outcome, Result
from offhook.contacts.mapping import Refused
from offhook.contacts.model import Contact
from offhook.conversations import assigning, calling, drafts, merging, templates
from offhook.conversations import service as conversations
from offhook.conversations.model import Conversation, Note, Template
from offhook.dialing import idempotency, transfer
from offhook.emergency import service as emergency
from offhook.limits import service as limits
from offhook.limits import settings as limit_settings
from offhook.limits import store as limit_store
from offhook.messages import consents
from offhook.messages import store as message_store
from offhook.messages.failures import Failure
from offhook.messages.model import Message, Source, What
from offhook.messages.pictures import store as pictures
from offhook.messages.pictures.model import Picture
from offhook.messages.states import Kind as MessageKind
from offhook.messages.states import MessageState
from offhook.people import keys, links, passkeys, passwords, pin_tries, pins, sessions
from offhook.people import service as people
from offhook.people.links import NewLink
from offhook.people.model import NewKey, Passkey, Proof
from offhook.people.passkeys import NewCredential
from offhook.people.pins import Locked, Right, Wrong
from offhook.people.sessions import NewSession
from offhook.phones import intents
from offhook.phones import pins as line_pins
from offhook.phones import service as phones
from offhook.phones.model import Phone, PhoneKind
from offhook.phones.pins import Tried
from offhook.phones.service import Most
from offhook.push import service as push
from offhook.push.model import Device, Subscription
from offhook.rating import charging, fees
from offhook.rating import service as rating
from offhook.rating.charging import SentOrReceived
from offhook.rating.model import FeeSource
from offhook.rating.model import Sheet as RateSheet
from offhook.routing import service as routing
from offhook.routing.policy import Policy
from offhook.softphones import service as softphones
from offhook.softphones import store as softphone_store
from offhook.softphones.model import Kind, Softphone
from offhook.texting import album
from offhook.texting import service as texting
from offhook.texting.images import Kind as ImageKind
from offhook.texting.images import Picture as Image
from offhook.trunks import smpp
from offhook.trunks import store as trunk_store
from offhook.voicemail import greetings, mails
from offhook.voicemail import service as voicemails
from offhook.voicemail import store as voicemail_store
from offhook.voicemail.files import Kept
from offhook.voicemail.greetings import Greeting
from offhook.voicemail.model import State, Voicemail
from offhook.web.push import P256DH
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company, new_company
from tests.limits.calls import begin

DAY = "2026-11-21"
HASH = "a" * 64
CREDENTIAL = NewCredential(credential="AQI", public_key=b"\xa0", sign_count=0, synced=False)
GREETING = "call_1-2.1"
"""The recording of a greeting, by its name on the network."""
PIN, MY_PIN = "481516", "592627"
OTHER = E164("+12025550144")
GONE = E164("+12025550145")
MOST = Most(10, 10)
BLOCKED = E164("+12025550199")
SUBSCRIPTION = Subscription("https://push.example.com/theirs", P256DH, "BTBZMqHH6r4Tts7J_aSIgg")


class Two:
    """A workspace that asks, and another one to whom everything belongs."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.mine: Company = new_company(conn, "Mine", number="+12025550101")
        self.theirs: Company = new_company(conn, "Theirs", number=LINE)
        theirs, line = self.theirs.id, self.theirs.line.id
        people.change(conn, theirs, self.theirs.ann.id, email="ann@example.com", number=ANN, extension="201", now=NOW)
        self.key: NewKey = keys.create(conn, theirs, self.theirs.ann.id, "phone", now=NOW)
        passwords.save(conn, theirs, self.theirs.ann.id, "Argon2id", NOW)
        olga = self.theirs.owner
        audit.write(conn, Entry("audit_1", theirs, NOW, olga.id, olga.name, Way.KEY, "key_1", "changed a line", line))
        self.link: NewLink = links.make(conn, theirs, self.theirs.ann.id, lasts_s=60, now=NOW)
        self.passkey: Passkey = passkeys.add(conn, theirs, self.theirs.ann.id, "Phone", CREDENTIAL, NOW)
        self.session: NewSession = sessions.begin(conn, theirs, self.theirs.ann.id, Proof.PASSWORD, now=NOW)
        self.dana: Contact = contacts.create(conn, theirs, "Dana", [DANA], fields={"a": 1}, now=NOW)
        gone = contacts.create(conn, theirs, "Dana", [ANN], now=NOW)
        self.double: Contact = contacts.create(conn, theirs, "Dana", [OTHER], now=NOW)
        self.merged: Contact = contacts.create(conn, theirs, "Dana", [], now=NOW)
        merging.merge(conn, theirs, self.double.id, self.merged.id, now=NOW)
        contacts.remove(conn, theirs, gone.id, NOW)
        self.gone: Contact = gone
        (self.field,) = fields.every(conn, theirs)
        self.sheet = sheet = Sheet(FileKind.CSV, "utf-8", ",", ("name", "number"), has_header=True, rows=1)
        imports.begin(conn, theirs, self.theirs.ann.id, "import_1", "people.csv", sheet, NOW)
        started = imports.start(conn, theirs, "import_1", ["name", "number"], Existing.UPDATE)
        refused = Refused(2, ("Eve", "12"), "12 is no number")
        imports.advance(conn, started, [Result(refused, Outcome.REFUSED, None, refused.reason)])
        trunk_store.set_password(conn, theirs, self.theirs.trunk.id, "encrypted")
        self.carrier: Account = self.add_carrier(theirs, "carrier")
        carrier_numbers.take(conn, TakenNumber(self.carrier.trunk.id, "PN1", theirs, LINE, "", False, "{}", NOW))
        asked = (self.carrier.trunk.id, LINE, "1.15", "USD", self.theirs.owner.id, PurchaseState.UNKNOWN, "", NOW)
        carrier_numbers.ask(conn, Purchase("purchase_1", theirs, *asked))
        limit_settings.change_workspace(conn, theirs, calls_a_day=3)
        limit_settings.change_member(conn, theirs, self.theirs.ann.id, calls_a_day=2)
        limit_store.count_call(conn, theirs, self.theirs.ann.id, DAY)
        begin(self.theirs, "call_1")
        limits.may_dial(conn, theirs, "call_1", self.theirs.ann.id, DANA, NOW)
        self.rates: RateSheet = self.add_rates(theirs)
        fees.put(conn, theirs, line, 1, "USD", FeeSource.OWNER, NOW)
        charging.message_done(conn, theirs, self.sent("message_1", self.theirs), NOW)
        idempotency.remember(conn, theirs, "k", HASH, "call_1", NOW)
        self.talk: Conversation = self._conversation()
        self.note: Note = conversations.add_note(conn, theirs, self.theirs.ann.id, "Ann", self.talk.id, "Gold", NOW)
        self.template: Template = templates.add(conn, theirs, "Hours", "Hi {name}", NOW)
        drafts.put(conn, theirs, self.theirs.ann.id, self.talk.id, "Begun", [], NOW)
        assigning.assign(conn, theirs, self.theirs.ann.id, self.talk.id, self.theirs.ann.id)
        calling.mark_unread(conn, theirs, self.talk.id, NOW)
        self.text: Message = replace(
            texting.notify(conn, self.theirs.line, DANA, "Hi", NOW),
            state=MessageState.FAILED,
            failure=Failure.UNREGISTERED,
        )
        message_store.save(conn, self.text)
        later = replace(
            self.text, id="message_2", kind=MessageKind.TEXT, state=MessageState.SCHEDULED, send_at=NOW, failure=None
        )
        message_store.add(conn, later)
        self.picture: Picture = album.uploaded(conn, theirs, Image(ImageKind.JPEG, b"x", 1, 1), Kept(HASH, 1), NOW)
        pictures.attach(conn, theirs, self.text.id, [self.picture.id])
        smpp.put(conn, SECRETS, theirs, self.theirs.trunk.id, host="example.com", system_id="acme", password="s3cret")
        consents.add(conn, theirs, line, DANA, What.OUT, Source.TEXT, "STOP", NOW)
        route = Policy(agents=(self.theirs.ann.id,))
        routing.save(conn, theirs, LINE, route, NOW, most_agents=10)
        routing.set_duty(conn, theirs, LINE, self.theirs.ann.id, True, None, NOW)
        voicemail_store.begin(conn, theirs, "call_1", "call_1-1.1", NOW)
        (waiting,) = voicemail_store.waiting(conn)
        voicemail_store.settle(conn, waiting, State.KEPT, content=HASH, size=9, duration_ms=9)
        self.voicemail: Voicemail = voicemails.get(conn, theirs, waiting.id)
        mails.set_recipients(conn, theirs, line, ["ann@example.com"])
        mails.begin(conn, self.voicemail, NOW)
        self.greeting = Greeting(line, HASH, size=9, duration_ms=9, made_at=NOW)
        greetings.put(conn, theirs, self.greeting)
        greetings.begin(conn, theirs, line, GREETING, NOW)
        for company, pin in ((self.theirs, PIN), (self.mine, MY_PIN)):
            pins.set_pin(conn, SECRETS.mac, company.id, company.ann.id, pin, NOW)
        for _ in range(pin_tries.TRIES - 1):
            self.try_pin(theirs, "no PIN", self.theirs.ann.id)
        self.prefix: Block = blocks.add(conn, theirs, self.theirs.owner.id, prefix=BLOCKED[:-2], now=NOW)
        self.withheld: Block = blocks.add(conn, theirs, self.theirs.owner.id, withheld=True, line=line, now=NOW)
        desks = [
            softphones.add(conn, SECRETS, theirs, self.theirs.ann.id, kind, now=NOW).softphone
            for kind in (Kind.SIP, Kind.BROWSER)
        ]
        self.page: Softphone = desks[1]
        self.desk: Softphone = softphones.change(conn, theirs, desks[0].id, line=line, now=NOW)
        self.browser: Device = push.add(
            conn, SECRETS, theirs, self.theirs.ann.id, SUBSCRIPTION, name="Chrome", language="en", now=NOW
        )
        emergency.save(conn, theirs, self.theirs.trunk.id, line, "1 Main Street", NOW)
        self.line_pin: str = line_pins.ensure(conn, SECRETS, theirs, line, NOW).pin
        line_pins.try_pin(conn, theirs, line, GONE, "no PIN", self.line_pin, NOW)
        self.phone: Phone = phones.connect(conn, self.theirs.line, PhoneKind.SMARTPHONE, OTHER, most=MOST, now=NOW)
        self.dialer: NewLink = phones.make_link(conn, self.phone, NOW)
        sessions.begin(conn, theirs, self.phone.member_id, Proof.PHONE, phone_id=self.phone.id, now=NOW)
        intents.make(conn, SECRETS.mac, self.phone, DANA, NOW)
        revoked = phones.connect(conn, self.theirs.line, PhoneKind.SMARTPHONE, GONE, most=MOST, now=NOW)
        phones.revoke(conn, theirs, revoked.id, NOW)
        (self.account,) = softphone_store.accounts(conn, theirs, self.desk.id)

    def add_rates(self, workspace: str) -> RateSheet:
        """Rates of a workspace's trunk."""
        owner, rates = self.of(workspace).owner.id, b"prefix,price,kind\n1,1,\n1,1,text\n"
        return rating.import_sheet(self.conn, workspace, owner, "lab", "rates.csv", "USD", rates, NOW)

    def sent(self, message: str, company: Company) -> SentOrReceived:
        """A text that Ann of this workspace has sent."""
        return SentOrReceived(
            id=message,
            line_id=company.line.id,
            member_id=company.ann.id,
            direction="outbound",
            our_number=LINE,
            number=DANA,
            trunk_id=company.trunk.id,
            at=NOW,
            segments=1,
        )

    def _conversation(self) -> Conversation:
        them = self.theirs
        line = LineUsed(them.line.id, LINE, "Sales", "en", "US", (TrunkId(them.trunk.id),))
        called = ClickToCall(Party(them.ann.id, "Ann", ANN), Party(self.dana.id, "Dana", DANA), line, 60.0, 60.0)
        calling.call_began(self.conn, them.id, "call_1", called, NOW)
        (found,) = conversations.page(self.conn, them.id, them.ann.id, limit=9)
        return found

    def add_carrier(self, workspace: str, name: str) -> Account:
        """Connect an account with a carrier."""
        return carriers.add(
            self.conn,
            SECRETS,
            workspace,
            name,
            kind=CarrierKind.TWILIO,
            account=f"AC{'0' * 32}",
            secret="secret of it",
            tokens=["token-of-it"],
            now=NOW,
        )

    def of(self, workspace: str) -> Company:
        """What the workspace that is asked has of its own."""
        return self.mine if workspace == self.mine.id else self.theirs

    def try_line_pin(self, workspace: str) -> Tried:
        """Try the PIN of their line, as a workspace has it."""
        line = self.theirs.line.id
        found = line_pins.of_line(self.conn, SECRETS, workspace, line)
        right = None if found is None else found.pin
        return line_pins.try_pin(self.conn, workspace, line, OTHER, self.line_pin, right, NOW)

    def try_pin(self, workspace: str, pin: str, member: str) -> Right | Wrong | Locked:
        """Try a PIN where both workspaces count the wrong ones of the same caller."""
        return pins.try_pin(
            self.conn, SECRETS.mac, workspace, pin, members=[member], subjects=[f"caller {DANA}"], now=NOW
        )

    def transfer(self, workspace: str, to: str) -> Destination:
        """Hand a call on a line of the workspace that is asked on to somebody."""
        own = self.of(workspace)
        asked = WhereTo(to, by=own.owner.id, holder="", line=own.line.id, caller=None)
        return transfer.where_to(self.conn, workspace, asked, NOW)

    def theirs_now(self) -> list[Any]:
        """Every row of the other workspace."""
        owned = {
            "line_trunks": "line_id IN (SELECT id FROM lines WHERE workspace_id = :id)",
            "workspaces": "id = :id",
        }
        tables = self.conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
        found = []
        for table in tables.all():
            if table not in {"alembic_version", "journal", "heartbeats", "push_keys", "sign_in_tries"}:
                where = owned.get(table, "workspace_id = :id")
                rows = self.conn.execute(text(f"SELECT * FROM {table} WHERE {where}"), {"id": self.theirs.id})  # noqa: S608  # names from the schema
                found.append((table, sorted(map(repr, rows))))
        return found
