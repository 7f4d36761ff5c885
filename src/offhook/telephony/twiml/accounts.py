"""An account with a carrier, and what differs between carriers that speak the same documents."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from urllib.parse import quote

from msgspec import Struct

from offhook.calls.values import TrunkId
from offhook.telephony.twiml.signatures import signed_by_token
from offhook.telephony.webhooks.key_signatures import signed_by_key


class Scheme(Enum):
    """How a carrier signs its webhooks."""

    TWILIO = "x-twilio-signature"
    SIGNALWIRE = "x-signalwire-signature"
    ED25519 = "telnyx-signature-ed25519"


class Dialect(Struct, frozen=True):
    """What differs. Everything else is Twilio's, and is the same at all of them."""

    name: str
    api: str
    """Where its REST API is; `{space}` is the part of the host that is the customer's own."""
    ending: str
    """Of the addresses of resources."""
    bearer: bool
    """Whether the secret alone authenticates; else user and secret do."""
    scheme: Scheme
    inline: str
    """The parameter that gives a call a new document."""
    looked_at: str
    """What is asked for, below the account, to see whether it answers."""
    media: str = ".wav"
    """The ending of a recording's file; empty where its address is told with the recording."""
    pricing: str = ""
    """Where prices of numbers are told; empty: nowhere, so none are bought here."""
    owned: bool = False
    """Whether the auth token opens the account's own resource, by which it is tried."""


TWILIO = Dialect(
    "twilio",
    "https://api.twilio.com/2010-04-01",
    ".json",
    False,
    Scheme.TWILIO,
    "Twiml",
    "/IncomingPhoneNumbers",
    pricing="https://pricing.twilio.com/v1",
    owned=True,
)
"""A standard API key may not read the account itself (https://www.twilio.com/docs/iam/api-keys/keys-in-console)."""
SIGNALWIRE = Dialect(
    "signalwire",
    "https://{space}.signalwire.com/api/laml/2010-04-01",
    ".json",
    False,
    Scheme.SIGNALWIRE,
    "Twiml",
    "",
)
"""cXML. https://developer.signalwire.com/compatibility-api"""
TELNYX = Dialect("telnyx", "https://api.telnyx.com/v2/texml", "", True, Scheme.ED25519, "Texml", "/Calls", "")
"""TeXML. https://developers.telnyx.com/docs/voice/texml/rest-api/calls"""

DIALECTS = {dialect.name: dialect for dialect in (TWILIO, SIGNALWIRE, TELNYX)}


class Account(Struct, frozen=True):
    """A trunk of this kind, with its secrets."""

    trunk: TrunkId
    sid: str
    secret: str
    """Of the API key; Twilio's auth token will do, and opens more than is needed."""
    user: str = ""
    """The API key's SID; the account's SID unless given."""
    tokens: tuple[str, ...] = ()
    """What webhooks are signed with: the auth token, SignalWire's signing key, or Telnyx's public key. Two while one is
    rotated."""
    dialect: Dialect = TWILIO
    space: str = ""
    """SignalWire: the first part of the project's host."""
    application: str = ""
    """Telnyx: the TeXML application that calls are made by."""
    calls_per_second: float = 1.0
    """What the carrier allows; 1 until more is asked for. https://www.twilio.com/docs/voice/api/call-resource"""
    fast_ringing: bool = False
    """Whether a caller's document rings the phones, so that none waits for its turn: the first to pick up ends the
    others."""
    api: str = ""
    """Another address than the dialect's, as for a test."""

    def url(self, *parts: str, ending: str | None = None) -> str:
        """The address of a resource below the account."""
        root = self.api or self.dialect.api.format(space=self.space)
        path = "/".join(quote(part, safe=":") for part in (self.sid, *parts))
        return f"{root}/Accounts/{path}{self.dialect.ending if ending is None else ending}"

    def signed(self, url: str, headers: Mapping[str, str], body: bytes, now: float) -> bool:
        """Whether this carrier has sent that. Names of headers in small letters; `now` in seconds since 1970."""
        match self.dialect.scheme:
            case Scheme.ED25519:
                return signed_by_key(self.tokens, headers, body, now)
            case Scheme.TWILIO | Scheme.SIGNALWIRE as scheme:
                return signed_by_token(self.tokens, url, headers, body, scheme.value)
