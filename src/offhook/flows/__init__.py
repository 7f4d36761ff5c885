"""Call flows: one call feature a file, written as prose. `parts/` holds the sub-flows that they share.

A flow imports only `offhook.calls`, awaits only what `offhook.calls.flow` gives, and knows neither the carrier nor
the database. To add one: see docs/tutorial/new-flow.md.
"""

from __future__ import annotations

from offhook.calls.kernel import Flow, Needs
from offhook.flows.click_to_call import click_to_call
from offhook.flows.fallback import fallback
from offhook.flows.from_phone import from_phone
from offhook.flows.from_softphone import from_softphone
from offhook.flows.inbound import inbound

FLOWS: dict[tuple[str, int], Flow] = {
    ("click_to_call", 1): click_to_call,
    ("inbound", 1): inbound,
    ("from_softphone", 1): from_softphone,
    ("from_phone", 1): from_phone,
}
"""By name and version. A change that makes live calls replay differently is a new version beside the old one."""

NEEDS: Needs = {}
"""What a flow needs that not every carrier can do; where it can't be done, the call is refused before it starts."""

__all__ = ["FLOWS", "NEEDS", "fallback"]
