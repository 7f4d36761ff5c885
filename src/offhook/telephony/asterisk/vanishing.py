"""Phones and pages that vanish while they ring: the legs that ring there still would ring for nobody, and are ended."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable, Mapping
from functools import partial

from offhook.calls.values import Cause, DeviceId, LegId
from offhook.telephony.asterisk import marks
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.legs import Leg
from offhook.telephony.asterisk.wire import Request, Response


class Vanishing:
    """What becomes of legs whose device is gone.

    Args:
        legs: All of ours.
        post: Sends a request.
        lost: Whether nobody would answer at a device any more.
        hang_up: Ends a leg.
    """

    def __init__(
        self,
        legs: Mapping[LegId, Leg],
        post: Callable[[Request], Future[Response]],
        lost: Callable[[DeviceId], bool],
        hang_up: Callable[[Leg, Cause], None],
    ) -> None:
        self._legs = legs
        self._post = post
        self._lost = lost
        self._hang_up = hang_up

    def vanished(self, device: DeviceId) -> None:
        """It signed out, or answers no more."""
        for leg in list(self._legs.values()):
            if leg.device == device:
                self._end(leg)

    def adopted(self, leg: Leg) -> None:
        """An earlier worker's leg is ours: learn which device it rings, which may be gone by now."""
        if not (leg.answered or leg.incoming):
            self._post(marks.read_device(leg.channel)).add_done_callback(partial(self._learned, leg))

    def _learned(self, leg: Leg, answer: Future[Response]) -> None:
        try:
            device = DeviceId(marks.value(answer.result()))
        except NoAnswer:
            return  # it rings until its time is over, or is taken
        leg.device = device or None
        if leg.device is not None and self._lost(leg.device):
            self._end(leg)

    def _end(self, leg: Leg) -> None:
        if self._legs.get(leg.id) is leg and not leg.answered and leg.hangup is None:
            self._hang_up(leg, Cause.UNREACHABLE)
