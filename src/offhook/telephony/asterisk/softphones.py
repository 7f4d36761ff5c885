"""Softphones: who may sign in, told to Asterisk over ARI, and who is signed in, told by Asterisk.

Asterisk keeps the accounts in memory, so all of them are told again whenever it has started: before the phones come
back, for what registers before that is refused and may not try again for long.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import structlog
from msgspec.structs import replace

from offhook.calls.values import Device, DeviceId, Seconds, SoftphoneAccount, SoftphoneId
from offhook.telephony.asterisk import dial_strings, requests, softphone_config
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import Contact
from offhook.telephony.asterisk.softphone_config import CONTACTS, KINDS
from offhook.telephony.asterisk.wire import ContactInfo, Endpoint, Request, Response
from offhook.telephony.nobody import no_devices

AGAIN: Seconds = 5.0
"""After which what Asterisk refused is told again."""
AT_ONCE = 100
"""Requests under way, fewer than what waits for a connection of the pool until its time is over; and names in one."""
NO_SUCH_THING = 404

_PRINTED = re.compile(r"^ *Contact: +([a-z0-9]+)/(\S*) +([0-9a-f]{10}) +(\w+)", re.MULTILINE)
_RESULT = re.compile(r"^Result: *(\S+)", re.MULTILINE)
_HOST = re.compile(r"sips?:(?:[^@;?]*@)?(\[[0-9A-Fa-f:.]+\](?::\d+)?|[^;?>]+)")

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Phone:
    """Where somebody is signed in."""

    contact: Contact
    device: Device


class Softphones:
    """The accounts that are wanted, those that Asterisk was told of, and who is signed in.

    Args:
        app: Our Stasis application.
        ask: Asks ARI.
        console: Asks Asterisk's console.
        vanished: Told of a phone or page that signed out, or answers no more.
    """

    def __init__(
        self,
        app: str,
        ask: Callable[[Request], Awaitable[Response]],
        console: Callable[[str], Awaitable[str]],
        vanished: Callable[[DeviceId], None],
    ) -> None:
        self._app = app
        self._ask = ask
        self._console = console
        self._vanished = vanished
        self._wanted: Mapping[str, SoftphoneAccount] = {}
        self._told: dict[str, SoftphoneAccount | None] | None = None
        """By user name; None for one of an earlier connection's. None at all: nothing is known of it yet."""
        self._phones: dict[DeviceId, _Phone] = {}
        self._changed: Callable[[SoftphoneId], None] = no_devices
        self._due = asyncio.Event()
        self._one_at_a_time = asyncio.Lock()
        self._asking: set[asyncio.Task[None]] = set()
        self._seen = False
        """Whether it is known who is signed in."""
        self._complaints: set[str] = set()
        """What was refused, of the accounts that are wanted now."""

    def on_change(self, changed: Callable[[SoftphoneId], None]) -> None:
        """Have `changed` called with each softphone whose devices have changed."""
        self._changed = changed

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """Everybody who is signed in, or a softphone's phones and pages."""
        every = [phone.device for phone in self._phones.values()]
        return every if softphone is None else [device for device in every if device.softphone == softphone]

    def of_account(self, username: str) -> SoftphoneId | None:
        """The softphone that signs in by this account; None when nobody does any more."""
        account = self._wanted.get(username)
        return None if account is None else account.softphone

    def contact(self, device: DeviceId) -> Contact | None:
        """Where this phone or page is reached; None when it is signed in no more."""
        phone = self._phones.get(device)
        return None if phone is None else phone.contact

    def lost(self, device: DeviceId) -> bool:
        """Whether nobody would answer there: it is signed out, or does not answer; False while nothing is known."""
        phone = self._phones.get(device)
        return self._seen and (phone is None or not phone.device.reachable)

    async def use(self, accounts: Iterable[SoftphoneAccount]) -> None:
        """Let exactly these accounts in. Where Asterisk is away it is told when it is back."""
        self._wanted = {account.username: account for account in accounts}
        for device, phone in list(self._phones.items()):
            if phone.contact.username not in self._wanted:
                self._gone(device)
        try:
            if not await self._catch_up():
                self._due.set()
        except NoAnswer as reason:
            _log.info("softphones_told_later", reason=str(reason))

    async def connected(self) -> None:
        """There is a new connection: see who is signed in, and have the accounts told soon."""
        self._told = None
        self._due.set()
        self._seen = False
        try:
            await self._see_who_is_there()
            self._seen = bool(self._wanted)
        except NoAnswer as reason:  # other calls don't depend on it
            _log.warning("softphones_unknown", reason=str(reason))

    async def keep_telling(self) -> None:
        """Tell what is due, for ever."""
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                if not await self._catch_up():
                    await asyncio.sleep(AGAIN)
                    self._due.set()
            except (NoAnswer, msgspec.DecodeError) as reason:  # with the next connection all of it is due
                _log.warning("softphones_not_told", reason=str(reason))

    async def stop(self) -> None:
        """Ask nothing any more."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)

    def take(self, info: ContactInfo) -> None:
        """Somebody signed in or out, or answers otherwise than before."""
        account = self._wanted.get(info.aor)
        if account is None:
            return
        contact = Contact(info.aor, info.uri)
        device = device_of(contact)
        match info.contact_status:
            case "Removed":
                self._gone(device)
            case "Reachable":
                self._is(account, contact, reachable=True)
            case "Unreachable":
                self._is(account, contact, reachable=False)
                self._vanished(device)
            case _:  # just being asked for the first time, unless it is known
                if device not in self._phones:
                    self._is(account, contact, reachable=False)

    # What Asterisk is told

    async def _catch_up(self) -> bool:
        """Tell the differences; whether Asterisk took all of them. Raises `NoAnswer`."""
        async with self._one_at_a_time:
            anew = self._told is None
            if self._told is None:
                self._told = dict.fromkeys(await self._endpoints())
            told, wanted = self._told, self._wanted
            gone = [username for username in told if username not in wanted]
            for kind in reversed(KINDS):
                await self._all([softphone_config.forget(kind, username) for username in gone])
            for username in gone:
                del told[username]
            new = {account.username: account for account in wanted.values() if account.username not in told}
            changed = [account for account in wanted.values() if told.get(account.username, account) != account]
            await self._all([softphone_config.tell("auth", account) for account in changed])
            for kind in KINDS:
                refused = await self._all([softphone_config.tell(kind, account) for account in new.values()])
                new = {username: each for nth, (username, each) in enumerate(new.items()) if nth not in refused}
            both = [*new.values(), *changed]
            await self._all([softphone_config.subscribe(self._app, some) for some in _batches(both)])
            told.update({account.username: account for account in both})
            if anew:  # who signed in between an account and its subscription was told to nobody
                await self._see_who_is_there()
            complete = all(username in told for username in wanted)
            if complete:
                self._complaints.clear()
            return complete

    async def _all(self, wishes: Sequence[Request]) -> set[int]:
        """Ask for all of these, some at once; the places of those that were refused."""
        refused = set()
        for start in range(0, len(wishes), AT_ONCE):
            some = wishes[start : start + AT_ONCE]
            for nth, response in enumerate(await asyncio.gather(*map(self._ask, some)), start):
                if not response.good and not (wishes[nth].method == "DELETE" and response.status == NO_SUCH_THING):
                    refused.add(nth)
                    self._complain(wishes[nth].path, response.complaint)
        return refused

    def _complain(self, path: str, reason: str) -> None:
        """Once: it is told again every few seconds."""
        if path not in self._complaints:
            self._complaints.add(path)
            _log.warning("softphone_refused", path=path, reason=reason)

    async def _endpoints(self) -> list[str]:
        """The user names that an earlier connection told Asterisk of."""
        response = await self._ask(requests.list_trunks())
        endpoints = msgspec.json.decode(response.body, type=list[Endpoint]) if response.good else []
        return [each.resource for each in endpoints if dial_strings.is_username(each.resource)]

    # Who is signed in

    async def _see_who_is_there(self) -> None:
        before = dict(self._phones)
        found = set()
        printed = _PRINTED.findall(await self._console(CONTACTS))
        for username, uri, digest, state in printed:
            account = self._wanted.get(username)
            contact = None if account is None else await self._contact(Contact(username, uri), digest)
            if account is not None and contact is not None:
                found.add(device_of(contact))
                self._is(account, contact, reachable=state == "Avail")
        for device in before.keys() - found:
            self._gone(device)

    async def _contact(self, printed: Contact, digest: str) -> Contact | None:
        """The contact that was printed, whose URI is cut off where it is long; None when it is gone by now."""
        if _begins(printed, digest):
            return printed
        return next((each for each in await self._contacts(printed.username) if _begins(each, digest)), None)

    async def _contacts(self, username: str) -> list[Contact]:
        ids = _RESULT.search(await self._console(softphone_config.contact_ids(username)))
        answers = [await self._ask(softphone_config.look_up(each)) for each in ids[1].split(",")] if ids else []
        fields = [softphone_config.fields_of(answer.body) for answer in answers if answer.good]
        return [softphone_config.contact(each) for each in fields if each.get("endpoint") == username]

    def _is(self, account: SoftphoneAccount, contact: Contact, *, reachable: bool) -> None:
        device = device_of(contact)
        known = self._phones.get(device)
        if known is None:
            found = Device(device, account.softphone, reachable, _now(), _address(contact.uri))
            self._phones[device] = _Phone(contact, found)
            task = asyncio.ensure_future(self._learn_agent(device, contact))
            self._asking.add(task)
            task.add_done_callback(self._asking.discard)
        elif known.device.reachable is not reachable:
            known.device = replace(known.device, reachable=reachable, since=_now())
        else:
            return
        self._changed(account.softphone)

    async def _learn_agent(self, device: DeviceId, contact: Contact) -> None:
        with contextlib.suppress(NoAnswer, msgspec.DecodeError):
            response = await self._ask(softphone_config.look_up(contact.id))
            agent = softphone_config.fields_of(response.body).get("user_agent", "") if response.good else ""
            phone = self._phones.get(device)
            if phone is not None and agent:
                phone.device = replace(phone.device, agent=_shown(agent))
                self._changed(phone.device.softphone)

    def _gone(self, device: DeviceId) -> None:
        phone = self._phones.pop(device, None)
        if phone is not None:
            self._vanished(device)
            self._changed(phone.device.softphone)


def _batches(accounts: Sequence[SoftphoneAccount]) -> list[list[str]]:
    names = [account.username for account in accounts]
    return [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]


def device_of(contact: Contact) -> DeviceId:
    """The id of a phone or page, the same for as long as it stays registered."""
    digest = hashlib.sha256(f"{contact.username} {contact.uri}".encode()).hexdigest()
    return DeviceId(f"device_{digest[:24]}")


def _begins(contact: Contact, digest: str) -> bool:
    """Whether the digest in the contact's id begins like this."""
    return contact.id.partition(";@")[2].startswith(digest)


def _address(uri: str) -> str:
    found = _HOST.match(uri)
    return "" if found is None else _shown(found[1])


def _shown(text: str) -> str:
    """What a phone says of itself, fit to be shown."""
    return "".join(char for char in text if char.isprintable())[:100]


def _now() -> int:
    return time.time_ns() // 1000
