"""Whom an adapter tells before its start and after its end: nobody."""

from __future__ import annotations

from offhook.calls.events import Event, Incoming
from offhook.calls.values import CallId, Cause, SoftphoneId


def no_delivery(call: CallId, event: Event | Incoming) -> None:
    """As `Deliver`."""


def not_ready(gone: Cause) -> None:
    """As `OnReady`."""


def not_lost(reason: str) -> None:
    """As `on_lost`."""


def no_devices(softphone: SoftphoneId) -> None:
    """As what `on_devices` is given."""
