"""Whatever is sent where webhooks are: without a signature over exactly that, nothing is told and nothing changes."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from offhook.calls.values import CallId
from tests.carrier.contract_harness import TwimlHarness
from tests.carrier.test_trouble import a_whole_call
from tests.carrier.webhook_harness import PUBLIC, WebhookHarness
from tests.carrier.webhooks import sign
from tests.contract.harness import Missing, TrunkUse
from tests.vonage.contract_harness import VonageHarness
from tests.vonage.webhooks import sign as sign_token

TRIES = 300
JUNK: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"\xff\xfe=%ff%fe&%",
    b"a=&" * 1200,
    b"=" * 1_000_000,
    b"{" * 100_000,
    b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "Body=👩‍👩‍👧 \u202eمرحبا\u202c".encode(),
)
Sent = tuple[str, dict[str, str], bytes]


def over_twiml(at: TwimlHarness) -> list[Sent]:
    """What the carrier has sent, as it was signed."""
    sent = []
    for path, form in at.carrier.webhooks.log:
        body = urlencode(form).encode()
        headers = sign(at.theirs[TrunkUse.GOOD], PUBLIC + path, form, body)
        sent.append((path, {name.lower(): value for name, value in headers.items()}, body))
    return sent


def over_vonage(at: VonageHarness) -> list[Sent]:
    """The same."""
    theirs = at.theirs[TrunkUse.GOOD]
    return [
        (url.removeprefix(PUBLIC), {"authorization": f"Bearer {sign_token(theirs, body)}"}, body)
        for url, body in at.carrier.webhooks.log
    ]


def changed(some: random.Random, sent: Sent, others: list[Sent]) -> Sent:
    """With a byte of it flipped, or another's signature, or something else altogether."""
    target, headers, body = sent
    match some.randrange(5):
        case 0 if body:
            at = some.randrange(len(body))
            return target, headers, body[:at] + bytes([body[at] ^ (1 << some.randrange(5))]) + body[at + 1 :]
        case 1:
            return target, {}, body
        case 2:
            name, value = some.choice([(name, value) for name, value in headers.items() if "type" not in name])
            at = some.randrange(len(value) - 1)  # of a token's last character not every bit counts
            return target, headers | {name: value[:at] + chr(ord(value[at]) ^ 1) + value[at + 1 :]}, body
        case 3:
            return target + some.choice(["/x", "?a=b", "%00", "\u00e9", "/../.."]), headers, body + b"&a=b"
        case _:
            return target, some.choice(others)[1] | {"x": "\ud800"}, some.choice(JUNK)


async def nothing_is_believed(at: WebhookHarness, genuine: Callable[[], list[Sent]]) -> None:
    some = random.Random(20_261_126)
    await a_whole_call(at)
    before, sent = list(at.events(CallId("call_1"))), genuine()
    for _ in range(TRIES):
        one = some.choice(sent)
        target, headers, body = changed(some, one, sent)
        reply = await at.telephony.webhook(target, headers, body)
        assert (reply.status, reply.body) == (403, ""), (target, headers, body[:200], one)
    await at.pause(1.0)
    assert list(at.events(CallId("call_1"))) == before
    with pytest.raises(Missing):
        await at.incoming(within=1.0)


@pytest.mark.behaviour("X12", "U2")
async def test_nobody_but_a_twiml_carrier_is_believed() -> None:
    async with TwimlHarness() as at:
        await nothing_is_believed(at, lambda: over_twiml(at))


@pytest.mark.behaviour("X12", "U2")
async def test_nobody_but_vonage_is_believed() -> None:
    async with VonageHarness() as at:
        await nothing_is_believed(at, lambda: over_vonage(at))
