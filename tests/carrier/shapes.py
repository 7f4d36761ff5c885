"""What the REST API's resources look like."""

from __future__ import annotations

import io
import wave
from collections.abc import Sequence
from email.utils import formatdate
from typing import Any, TypeAlias

from tests.carrier.model import Account, Call, Conference, ForSale, Message, Number, Participant, Recording

Json: TypeAlias = dict[str, Any]


def page(name: str, found: Sequence[Json], form: dict[str, list[str]], path: str = "") -> Json:
    """One page of a list. https://www.twilio.com/docs/usage/twilios-response#response-formats-list-paging-information"""
    size, place = int(form.get("PageSize", ["50"])[-1]), int(form.get("Page", ["0"])[-1])
    start, end = place * size, (place + 1) * size
    token = f"PA{found[end - 1]['sid']}" if end < len(found) and "sid" in found[end - 1] else ""
    return {
        name: list(found[start:end]),
        "page": place,
        "page_size": size,
        "start": start,
        "end": max(0, min(end, len(found)) - 1),
        "first_page_uri": "",
        "next_page_uri": f"{path}?PageSize={size}&Page={place + 1}&PageToken={token}" if token else None,
        "previous_page_uri": None,
        "uri": "",
    }


def account(each: Account) -> Json:
    """https://www.twilio.com/docs/iam/api/account#account-properties"""
    return {"sid": each.sid, "status": each.status, "type": each.type, "friendly_name": "Acme", "auth_token": ""}


def call(each: Call) -> Json:
    """https://www.twilio.com/docs/voice/api/call-resource#call-properties; “queue_time” in milliseconds."""
    return {
        "sid": each.sid,
        "account_sid": each.account.sid,
        "parent_call_sid": each.parent.sid if each.parent else None,
        "to": each.to,
        "from": each.from_,
        "status": each.status.value,
        "direction": each.direction,
        "start_time": _date(each.answered_at),
        "end_time": _date(each.ended_at),
        "date_created": _date(each.created_at),
        "duration": str(each.duration) if each.ended_at is not None else None,
        "price": each.price,
        "price_unit": "USD",
        "queue_time": str(round(each.queue_time)),
        "caller_name": each.caller_name,
    }


def conference(each: Conference) -> Json:
    """https://www.twilio.com/docs/voice/api/conference-resource#conference-properties"""
    return {
        "sid": each.sid,
        "account_sid": each.account.sid,
        "friendly_name": each.name,
        "status": each.status,
        "date_created": _date(each.created_at),
    }


def participant(of: Conference, each: Participant) -> Json:
    """https://www.twilio.com/docs/voice/api/conference-participant-resource#participant-properties"""
    return {
        "call_sid": each.call.sid,
        "conference_sid": of.sid,
        "account_sid": of.account.sid,
        "label": each.label,
        "muted": each.muted,
        "hold": False,
        "status": "connected",
        "end_conference_on_exit": each.ends_conference,
    }


def recording(each: Recording) -> Json:
    """https://www.twilio.com/docs/voice/api/recording#recording-properties"""
    return {
        "sid": each.sid,
        "call_sid": each.call.sid,
        "account_sid": each.call.account.sid,
        "status": "in-progress" if each.seconds is None else "completed",
        "duration": None if each.seconds is None else str(round(each.seconds)),
        "source": "RecordVerb",
        "channels": 1,
        "media_url": f"http://carrier.test/media/{each.sid}.wav",
        "date_created": _date(each.began),
    }


def number(each: Number, of: Account) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource; what is not set is null."""
    return {
        "sid": each.sid,
        "account_sid": of.sid,
        "phone_number": each.number,
        "friendly_name": each.friendly_name or each.number,
        "capabilities": {"voice": True, "sms": True, "mms": not each.toll_free, "fax": False},
    } | {name: getattr(each, name) or None for name in HOOKS}


HOOKS = (
    *("voice_url", "voice_method", "voice_fallback_url", "voice_fallback_method", "voice_application_sid"),
    *("trunk_sid", "status_callback", "status_callback_method", "sms_url", "sms_method", "sms_fallback_url"),
    *("sms_fallback_method", "sms_application_sid"),
)
"""Where a number leads."""


def for_sale(each: ForSale) -> Json:
    """https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource: SMS and MMS in capitals."""
    return {
        "phone_number": each.number,
        "friendly_name": each.number,
        "iso_country": each.country,
        "locality": each.locality or None,
        "region": each.region or None,
        "address_requirements": each.address,
        "beta": False,
        "capabilities": {"voice": each.voice, "SMS": each.sms, "MMS": each.mms, "fax": False},
    }


def segments(body: str) -> int:
    """As the vendor counts them: https://www.twilio.com/docs/glossary/what-is-ucs-2-character-encoding, roughly."""
    plain = body.isascii()
    units, alone, joined = (len(body), 160, 153) if plain else (len(body.encode("utf-16-be")) // 2, 70, 67)
    return 1 if units <= alone else -(-units // joined)


def message(each: Message) -> Json:
    """https://www.twilio.com/docs/messaging/api/message-resource#message-properties"""
    return {
        "sid": each.sid,
        "account_sid": each.account.sid,
        "to": each.to,
        "from": each.from_,
        "body": each.body,
        "num_media": str(len(each.media)),
        "num_segments": str(segments(each.body)),
        "date_created": formatdate(each.created_at),
        "status": each.status,
        "direction": each.direction,
        "error_code": each.error_code,
        "error_message": None,
        "price": each.price,
        "price_unit": "USD",
    }


def silence(seconds: float) -> bytes:
    """A recording: WAV, 8 kHz, mono, 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        out.writeframes(bytes(2 * round(8000 * seconds)))
    return file.getvalue()


def _date(seconds: float | None) -> str | None:
    return None if seconds is None else formatdate(seconds, usegmt=False)
