"""Phones that are rung together by their caller's document, where the account is set to that.

None of them waits for its turn, and whoever accepts is joined with the caller at once, without a conference. The
carrier ends the others when the first picks up, whatever that is.

A caller is never told anything else while such a document runs: with that the carrier would end whoever talks there.
Who has picked up is taken out first, and who rings is hung up. Then the document is over, and the carrier asks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec import structs

from offhook.calls.commands import Originate
from offhook.calls.events import Bridged, Ended
from offhook.calls.values import CallId, Cause, LegId
from offhook.telephony.webhooks.book import Book
from offhook.telephony.webhooks.carrier import Carrier
from offhook.telephony.webhooks.doing import RINGBACK, Joined, Rings, Waits
from offhook.telephony.webhooks.legs import Leg, Legs
from offhook.telephony.webhooks.tasks import Tasks
from offhook.telephony.webhooks.told import Stage


class Together:
    """Such documents.

    Args:
        give: Has a leg given its document.
        hang_up: Ends a leg; `leg.hangup` is set already.
    """

    def __init__(
        self,
        legs: Legs,
        book: Book,
        tasks: Tasks,
        give: Callable[[Leg], None],
        hang_up: Callable[[Leg, Cause], None],
    ) -> None:
        self._legs = legs
        self._book = book
        self._tasks = tasks
        self._give = give
        self._hang_up = hang_up

    # Ringing

    def ring(self, call: CallId, command: Originate, carrier: Carrier) -> bool:
        """Ring a phone by the document of the call's caller, if that can be."""
        caller = self._legs.caller(call)
        if caller is None or caller.carrier.trunk != carrier.trunk or caller.answered or caller.hangup is not None:
            return False
        phones: tuple[tuple[LegId, str], ...] = ()
        doing = caller.doing
        if isinstance(doing, Rings) and doing.dial != caller.dial and doing.caller_id == command.caller_id:
            phones = doing.phones
        elif doing != RINGBACK or caller.dial:
            return False
        if len(phones) >= carrier.rings_together:
            return False
        leg = Leg(call, command.leg, carrier, stage=Stage.CREATING)
        leg.dial = doing.dial if isinstance(doing, Rings) else leg.id
        self._legs.add(leg)
        caller.does(Rings(leg.dial, str(command.caller_id), (*phones, (leg.id, command.to))))
        if not caller.unwritten:
            caller.unwritten = True
            self._tasks.spawn(self._write(caller))
        return True

    async def _write(self, caller: Leg) -> None:
        """Before the carrier has the document: a phone that rings after a crash must be known for ours."""
        written: set[LegId] = set()
        while new := [leg for leg in self._with(caller, given=False) if leg.id not in written]:
            for leg in new:
                await self._book.put(leg.entry)
                written.add(leg.id)
        caller.unwritten = False
        self._give(caller)

    def given(self, leg: Leg) -> None:
        """The carrier has a leg's document."""
        match leg.doing:
            case Rings(dial=dial) if leg.dial != dial:
                leg.dial = dial
                for phone in self._with(leg):
                    phone.doubted_at = asyncio.get_running_loop().time()
            case Joined() if leg.partner is not None:
                leg.partner.stage = max(leg.partner.stage, Stage.CONNECTED)
                self._legs.report(leg, Bridged(leg.partner.id, leg.id))
            case _:
                pass

    def withdraw(self, leg: Leg, cause: Cause) -> bool:
        """Have a phone not rung after all, if its caller's document was not given yet."""
        if not leg.dial or leg.stage is not Stage.CREATING or leg.doubted_at is not None:
            return False
        caller = self._legs.caller(leg.call)
        if caller is not None and isinstance(caller.doing, Rings) and caller.doing.dial == leg.dial:
            left = tuple(each for each in caller.doing.phones if each[0] != leg.id)
            caller.does(structs.replace(caller.doing, phones=left) if left else RINGBACK)
            self._give(caller)
        ended = Ended(leg.id, cause, note="it was called off before it was dialled")
        asyncio.get_running_loop().call_soon(self._legs.ended, leg, ended)
        return True

    # Talking

    def join(self, leg: Leg, other: Leg) -> bool:
        """Let a caller talk with whoever has picked up, by the end of that one's own document; if that can be."""
        caller, phone = (leg, other) if leg.incoming else (other, leg)
        if not phone.dial or phone.dial != caller.dial:
            return False
        if phone.partner is caller:
            return True
        caller.partner, phone.partner = phone, caller
        phone.does(Joined())
        self._give(phone)
        return True

    def leave(self, leg: Leg) -> None:
        """It is to do something else than ring, be rung or talk by a caller's document."""
        if not leg.dial:
            return
        caller = leg if leg.incoming else self._legs.caller(leg.call)
        if caller is None or not (leg.incoming or isinstance(leg.doing, Joined)):
            return  # who is asked to accept goes on within the document
        for phone in self._with(caller):
            if phone.hangup is None and phone.stage is Stage.CONNECTED:
                self._take_out(phone)
            elif phone.hangup is None:
                phone.hangup = Cause.CANCELLED
                self._hang_up(phone, Cause.CANCELLED)
        if isinstance(caller.doing, Rings):
            caller.does(Waits())

    def over(self, caller: Leg, dial: str) -> None:
        """The carrier asks what is next, since the document is over."""
        if caller.dial not in {dial, ""}:
            return
        for phone in self._with(caller):
            phone.dial = ""
        caller.dial = ""
        if isinstance(caller.doing, Rings) and caller.doing.dial == dial:
            caller.does(Waits() if caller.answered else RINGBACK)

    def _take_out(self, phone: Leg) -> None:
        phone.dial = ""
        if isinstance(phone.doing, Joined):
            phone.does(Waits())
        else:
            phone.does(phone.doing)  # told again, by an update
        self._tasks.spawn(self._book.put(phone.entry))
        self._give(phone)

    # After a while in which nobody looked

    def adopted(self, phone: Leg, dial: str) -> None:
        """An earlier worker had it rung by its caller's document."""
        caller = self._legs.caller(phone.call)
        if caller is not None:
            phone.dial = caller.dial = dial

    def adopted_pair(self, leg: Leg, other: Leg) -> bool:
        """Whether the two talk by a caller's document, as an earlier worker had them."""
        caller, phone = (leg, other) if leg.incoming else (other, leg)
        if not phone.dial or phone.dial != caller.dial:
            return False
        caller.partner, phone.partner = phone, caller
        caller.doing, phone.doing = Rings(phone.dial, "", ()), Joined()
        return True

    def _with(self, caller: Leg, *, given: bool = True) -> list[Leg]:
        """The phones of its document: the one that runs, or the one that is to be given."""
        dial = caller.dial
        if not given and isinstance(caller.doing, Rings):
            dial = caller.doing.dial
        return [leg for leg in self._legs.every() if leg.call == caller.call and not leg.incoming and leg.dial == dial]
