"""Who may sign in to the practice network with which account, and who has: its softphones' side.

phone = network.softphones.sign_in("k7m2p9x4w3nq", "secret", Rings())
phone.vanish()                                  # answers no more; noticed after QUALIFY_S
phone.sign_out()
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace

from offhook.calls.values import SIP_REALM, Callee, Device, DeviceId, Seconds, SoftphoneAccount, SoftphoneId
from offhook.clock import Clock, Timer
from offhook.telephony.simulated.phones import Phone, Script

QUALIFY_S: Seconds = 7.0
"""A phone that answers no more is noticed by then: it is asked every 5 s, and has 2 s to answer."""


class WrongSecret(Exception):
    """This user name and secret don't go together, or are nobody's: which of both isn't told."""


class SignedIn(Phone):
    """A phone or page that is signed in as a softphone."""

    def __init__(self, registrar: Registrar, device: Device, username: str, script: Script) -> None:
        super().__init__(device.id, script)
        self.device = device
        self.username = username
        self.here = True
        """Whether it answers: its network and its power are there."""
        self._registrar = registrar

    def sign_out(self) -> None:
        """Take the registration back."""
        self._registrar.forget(self)

    def vanish(self) -> None:
        """Be gone without a word: whatever rings it gets no answer, and a talk loses its sound."""
        self.here = False
        for leg in [leg for leg in self.legs if leg.talking]:
            leg.lose_media()
        self._registrar.miss(self)

    def come_back(self) -> None:
        """Answer again."""
        self.here = True
        self._registrar.miss(self)


class Registrar:
    """The accounts that are let in, and the phones that are signed in by them.

    Args:
        clock: What time it is.
        phones: The network's phones, where those that are signed in are rung.
        vanished: Told of a phone that signed out, or was found not to answer any more.
    """

    def __init__(self, clock: Clock, phones: dict[Callee, Phone], vanished: Callable[[DeviceId], None]) -> None:
        self._clock = clock
        self._phones = phones
        self._vanished = vanished
        self._accounts: Mapping[str, SoftphoneAccount] = {}
        self._signed_in: dict[DeviceId, SignedIn] = {}
        self._asked: dict[DeviceId, Timer] = {}
        self._changed: Callable[[SoftphoneId], None] | None = None
        self._count = itertools.count(1)

    def let_in(self, accounts: Iterable[SoftphoneAccount], changed: Callable[[SoftphoneId], None]) -> None:
        """Let exactly these accounts in; `changed` is told whenever `devices` changes from now on."""
        self._accounts = {account.username: account for account in accounts}
        self._changed = changed
        for phone in list(self._signed_in.values()):
            if phone.username not in self._accounts:
                self.forget(phone)
            else:
                self._tell(phone)

    def begin_anew(self) -> None:
        """The switch has died: nobody is signed in, and nobody is let in before it is told who may."""
        self._accounts = {}
        for phone in list(self._signed_in.values()):
            self.forget(phone)

    def sign_in(
        self, username: str, secret: str, script: Script, *, address: str = "", agent: str = "Practice phone"
    ) -> SignedIn:
        """Register a phone.

        Raises:
            WrongSecret: it is not let in.
        """
        account = self._accounts.get(username)
        ha1 = hashlib.md5(f"{username}:{SIP_REALM}:{secret}".encode(), usedforsecurity=False).hexdigest()
        if account is None or account.ha1 != ha1:
            raise WrongSecret(f"{username} is not let in with this secret")
        number = next(self._count)
        where = address or f"192.0.2.{number % 250 + 1}:5060"
        device = Device(DeviceId(f"device_practice{number}"), account.softphone, True, self._clock.now(), where, agent)
        phone = SignedIn(self, device, username, script)
        self._signed_in[device.id] = self._phones[device.id] = phone
        self._tell(phone)
        return phone

    def devices(self, softphone: SoftphoneId | None = None) -> Sequence[Device]:
        """Every phone that is signed in, or a softphone's, as last seen."""
        every = [phone.device for phone in self._signed_in.values()]
        return [device for device in every if softphone in {None, device.softphone}]

    def phone(self, device: DeviceId) -> SignedIn | None:
        """A phone that is signed in."""
        return self._signed_in.get(device)

    def forget(self, phone: SignedIn) -> None:
        """It is signed in no more."""
        device = phone.device.id
        if self._signed_in.pop(device, None) is None:
            return
        del self._phones[device]
        if (timer := self._asked.pop(device, None)) is not None:
            timer.cancel()
        self._vanished(device)
        self._tell(phone)

    def miss(self, phone: SignedIn) -> None:
        """It answers no more, or again: that is noticed when it is asked next."""
        device = phone.device.id
        if device in self._signed_in and device not in self._asked:
            self._asked[device] = self._clock.call_later(QUALIFY_S, lambda: self._notice(phone))

    def _notice(self, phone: SignedIn) -> None:
        device = phone.device.id
        del self._asked[device]
        if phone.here is phone.device.reachable:
            return
        phone.device = replace(phone.device, reachable=phone.here, since=self._clock.now())
        if not phone.here:
            self._vanished(device)
        self._tell(phone)

    def _tell(self, phone: SignedIn) -> None:
        if self._changed is not None:
            self._changed(phone.device.softphone)
