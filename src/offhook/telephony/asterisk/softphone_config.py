"""Softphones' accounts as requests to Asterisk, which keeps them in memory. Pure.

Each account is three objects of its user name: auth, aor and endpoint. Asterisk wants them in this order, each kind of
all accounts before the next: told account by account its task queues fill, and every REGISTER gets 503 for a while.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from offhook.calls.values import SIP_REALM, SoftphoneAccount
from offhook.telephony.asterisk.dial_strings import Contact
from offhook.telephony.asterisk.requests import phones_app
from offhook.telephony.asterisk.wire import ConfigField, Request

KINDS = ("auth", "aor", "endpoint")
CONTACTS = "pjsip show contacts"

AOR: Mapping[str, str] = MappingProxyType(
    {
        # Several phones and pages of a person at once. With `remove_existing` the one that is pushed out isn't told.
        "max_contacts": "5",
        "remove_existing": "no",
        "remove_unavailable": "yes",
        # One that vanishes is noticed within seven seconds.
        "qualify_frequency": "5",
        "qualify_timeout": "2",
        "minimum_expiration": "60",
        "default_expiration": "300",
        "maximum_expiration": "600",
    }
)

ENDPOINT: Mapping[str, str] = MappingProxyType(
    {
        "identify_by": "username",
        # Calls that it places come in there.
        "context": "softphones",
        "message_context": "refuse",
        "subscribe_context": "refuse",
        "allow": "!all,opus,g722,ulaw,alaw",
        "outgoing_call_offer_pref": "local_merge",
        # Masking, as on trunks: docs/decisions/0052-trunks-strangers-and-masking.md.
        "direct_media": "no",
        "send_connected_line": "no",
        "trust_connected_line": "no",
        "trust_id_inbound": "no",
        "trust_id_outbound": "no",
        "send_pai": "no",
        "send_rpid": "no",
        "rpid_immediate": "no",
        "send_diversion": "no",
        "send_history_info": "no",
        "allow_transfer": "no",
        "allow_subscribe": "no",
        "redirect_method": "user",
        "sdp_session": "-",
        "sdp_owner": "-",
        # Address translation. The Contact's address is the one that the registration came from: with its own word for
        # it an account could have anybody rung.
        "rtp_symmetric": "yes",
        "force_rport": "yes",
        "rewrite_contact": "yes",
        # A phone or page that vanishes while talking is gone after that many seconds.
        "rtp_timeout": "5",
        "rtp_timeout_hold": "3600",
        "dtmf_mode": "auto",
        "inband_progress": "no",
        "notify_early_inuse_ringing": "no",
        "t38_udptl": "no",
    }
)

BROWSER: Mapping[str, str] = MappingProxyType({"webrtc": "yes", "allow": "!all,opus,ulaw,alaw", "dtmf_mode": "rfc4733"})


def tell(kind: str, account: SoftphoneAccount) -> Request:
    """Make one of an account's objects, or change it."""
    fields = [ConfigField(name, value) for name, value in _fields(kind, account).items()]
    body = msgspec.json.encode({"fields": fields}).decode()
    return Request("PUT", _path(kind, account.username), body=body, slow=True)


def forget(kind: str, username: str) -> Request:
    """Delete one of an account's objects. Its contacts go with its aor; nobody is told so."""
    return Request("DELETE", _path(kind, username), slow=True)


def subscribe(app: str, usernames: Iterable[str]) -> Request:
    """Have it reported who signs in and out by these accounts. Ends with their endpoints.

    Several at a time: each answer lists all that the application is subscribed to.
    """
    sources = ",".join(f"endpoint:PJSIP/{username}" for username in usernames)
    return Request("POST", f"applications/{phones_app(app)}/subscription", (("eventSource", sources),), slow=True)


def look_up(contact_id: str) -> Request:
    """What Asterisk knows of a contact."""
    return Request("GET", _path("contact", contact_id), slow=True)


def contact_ids(username: str) -> str:
    """The console's command that prints the ids of an account's contacts: ARI has no list of them."""
    return f"dialplan eval function PJSIP_AOR({username},contact)"


def contact(fields: Mapping[str, str]) -> Contact:
    """A contact of what was looked up."""
    return Contact(fields.get("endpoint", ""), fields.get("uri", ""))


def fields_of(body: bytes) -> dict[str, str]:
    """An object's settings, as Asterisk answers."""
    return {field.attribute: field.value for field in msgspec.json.decode(body, type=list[ConfigField])}


def _path(kind: str, name: str) -> str:
    return f"asterisk/config/dynamic/res_pjsip/{kind}/{quote(name, safe='')}"


def _fields(kind: str, account: SoftphoneAccount) -> Mapping[str, str]:
    match kind:
        case "auth":
            return {
                "auth_type": "digest",
                "username": account.username,
                "realm": SIP_REALM,
                "password_digest": f"MD5:{account.ha1}",
            }
        case "aor":
            return AOR
        case _:
            settings = {**ENDPOINT, **BROWSER} if account.browser else ENDPOINT
            return {**settings, "auth": account.username, "aors": account.username}
