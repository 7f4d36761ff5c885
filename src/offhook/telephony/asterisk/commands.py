"""Commands carried out on legs: dialled, answered, told, joined and hung up."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from functools import partial

from offhook.calls.commands import Answer, Bridge, Collect, Command, Hangup, Hold, Originate, Record, Ring, Say
from offhook.calls.events import Answered, Ended, Event
from offhook.calls.values import CallId, Cause, DeviceId, LegId, TrunkId
from offhook.telephony.asterisk import dial_strings, requests, wire
from offhook.telephony.asterisk.arrivals import Arrivals
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.dial_strings import Contact, NotDialled, TrunkView
from offhook.telephony.asterisk.joining import Joining
from offhook.telephony.asterisk.legs import Leg
from offhook.telephony.asterisk.voice import Voice

NOBODY_THERE = "no phone is signed in there: not dialled"


class Commands:
    """Carries out what the switchboard asks for.

    Args:
        app: Our Stasis application.
        legs: The legs that there are, shared with the adapter.
        trunks: How to dial over a trunk, None for one that there isn't.
        contacts: Where a softphone's phone or page is reached, None for one that is not signed in.
        arrivals: Which channel a leg is that came in.
        voice: Speaks to legs.
        post: Sends a request.
        report: Takes what comes of a command.
    """

    def __init__(
        self,
        app: str,
        legs: dict[LegId, Leg],
        *,
        trunks: Callable[[TrunkId], TrunkView | None],
        contacts: Callable[[DeviceId], Contact | None],
        arrivals: Arrivals,
        voice: Voice,
        post: Callable[[wire.Request], Future[wire.Response]],
        report: Callable[[Leg, Event], None],
    ) -> None:
        self._app = app
        self._legs = legs
        self._trunks = trunks
        self._contacts = contacts
        self._arrivals = arrivals
        self._voice = voice
        self._post = post
        self._report = report
        self.joining = Joining(voice, post, report, self._give_up)
        self.may_dial = False
        """Whether there is a connection, and all that was there when it was made is known."""

    def carry_out(self, call: CallId, command: Command) -> None:
        """Do it, without waiting; for a leg that is gone it is dropped."""
        if isinstance(command, Originate):
            return self._originate(call, command)
        leg = self._legs.get(command.leg)
        if leg is None:
            if isinstance(command, Hangup) and dial_strings.is_leg(
                command.leg
            ):  # it may be a stranger's: no harm if not
                self._post(requests.hang_up(self._arrivals.channel(command.leg)))
            return None
        match command:
            case Hangup(cause=cause):
                self.hang_up(leg, cause)
            case Bridge(other=other, keys=keys):
                if (partner := self._legs.get(other)) is not None:
                    self.joining.join(leg, partner, keys=keys)
            case Say() if leg.can_hear:
                self.joining.leave(leg)
                self._voice.say(leg, command)
            case Collect() if leg.can_hear:
                self.joining.leave(leg)
                self._voice.collect(leg, command)
            case Ring() if leg.can_hear or leg.incoming:
                self.joining.leave(leg)
                self._voice.ring(leg)
            case Hold() if leg.can_hear:
                self._hold(leg)
            case Record() if leg.can_hear:
                self.joining.leave(leg)
                self._voice.record(leg, command)
            case Answer() if leg.incoming:
                self._answer(leg)
            case (
                Say() | Collect() | Ring() | Hold() | Record() | Answer()
            ):  # it rings still, or is being hung up: dropped
                pass
        return None

    def _originate(self, call: CallId, command: Originate) -> None:
        if command.leg in self._legs:
            return
        if not self.may_dial:
            return self._not_dialled(call, command.leg, Cause.SWITCH_LOST, "there is no connection to Asterisk")
        device = None if command.trunk else DeviceId(command.to)
        to = self._trunks(command.trunk) if device is None else self._contacts(device)
        if to is None and device is None:
            return self._not_dialled(call, command.leg, Cause.TRUNK_DOWN, f"there is no trunk {command.trunk}")
        if to is None:
            return self._report(Leg(call, command.leg), Ended(command.leg, Cause.UNREACHABLE, note=NOBODY_THERE))
        try:
            request = requests.originate(command, to, self._app)
        except NotDialled as problem:
            return self._not_dialled(call, command.leg, Cause.UNKNOWN, str(problem))
        leg = self._legs[command.leg] = Leg(call, command.leg, command.trunk or None, device=device)
        self._post(request).add_done_callback(partial(self._originated, leg))
        return None

    def _originated(self, leg: Leg, answer: Future[wire.Response]) -> None:
        try:
            response = answer.result()
        except NoAnswer:
            return  # it may ring or not: reconciling finds out
        leg.placed = True
        # 409: a channel of this id lives already, and is this leg.
        if response.good or response.status == 409 or self._legs.pop(leg.id, None) is None:
            return
        # 500: the trunk does not answer OPTIONS, or is not configured; nothing was sent.
        down = response.status == 500
        if down and leg.trunk is None:
            self._report(leg, Ended(leg.id, Cause.UNREACHABLE, note=NOBODY_THERE))
            return
        note = f"{leg.trunk} is down: not dialled" if down else response.complaint
        self._report(leg, Ended(leg.id, Cause.TRUNK_DOWN if down else Cause.UNKNOWN, note=note))

    def _not_dialled(self, call: CallId, leg: LegId, cause: Cause, why: str) -> None:
        self._report(Leg(call, leg), Ended(leg, cause, note=f"not dialled: {why}"))

    def hang_up(self, leg: Leg, cause: Cause) -> None:
        """End a leg; one that came in and was not answered is refused."""
        leg.hangup = leg.hangup or cause
        self._voice.forget(leg)
        if leg.incoming and not leg.answered:
            self._post(requests.refuse(leg.channel, cause))
        elif cause is Cause.ANSWERED_ELSEWHERE and not leg.answered:
            self._post(requests.call_off(leg.channel))
        else:
            self._post(requests.hang_up(leg.channel))

    def _answer(self, leg: Leg) -> None:
        """Answer one that came in. From now on it can hear: requests are carried out in order."""
        if leg.answered or leg.hangup is not None:
            return
        self._voice.hush(leg)
        leg.answered = True
        self._post(requests.answer(leg.channel)).add_done_callback(partial(self._was_answered, leg))

    def _was_answered(self, leg: Leg, answer: Future[wire.Response]) -> None:
        try:
            good = answer.result().good
        except NoAnswer:
            return  # reconciling finds out
        if good:
            self._report(leg, Answered(leg.id))

    def _hold(self, leg: Leg) -> None:
        """Music for the one, and silence that is sent for the other: many carriers end a call in which none comes."""
        partner = leg.partner
        self.joining.leave(leg)
        if partner is not None and partner.can_hear:
            self.joining.leave(partner)
            self._voice.wait(partner)
        self._voice.music(leg)

    def _give_up(self, leg: Leg) -> None:
        self.hang_up(leg, Cause.UNKNOWN)
