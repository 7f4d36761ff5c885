"""What goes over ARI's WebSocket, as Structs: only the fields that Offhook reads.

Names and fields are Asterisk's own (`res_ari` event and resource models of Asterisk 22).
"""

from __future__ import annotations

import msgspec
from msgspec import Struct


class Request(Struct, frozen=True):
    """One ARI request. `path` is relative to `/ari/` and needs no escaping: it holds nothing but our own ids."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: str = ""
    """JSON, or empty."""
    slow: bool = False
    """May keep Asterisk busy: goes over HTTP, since one slow request holds up everything behind it on the WebSocket."""


class Response(Struct, frozen=True):
    """What Asterisk answered."""

    status: int
    body: bytes = b""

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300

    @property
    def complaint(self) -> str:
        """Asterisk's own words for what went wrong."""
        try:
            return msgspec.json.decode(self.body, type=_Complaint).text
        except msgspec.DecodeError:
            return self.body[:200].decode(errors="replace")


class _Complaint(Struct):
    message: str = ""
    error: str = ""

    @property
    def text(self) -> str:
        return self.message or self.error


class CallerId(Struct, frozen=True):
    """Who calls, as the trunk says."""

    number: str = ""


class Dialplan(Struct, frozen=True):
    """Where a channel is in the dialplan: `exten` is what was dialled, `app_data` what Stasis() was given."""

    exten: str = ""
    app_data: str = ""


class Channel(Struct, frozen=True):
    """A channel's snapshot. Its id is the leg's, unless it came in: then Asterisk chose it."""

    id: str
    state: str = ""
    name: str = ""
    """`PJSIP/<endpoint>-<number>`."""
    caller: CallerId = CallerId()
    dialplan: Dialplan = Dialplan()


class Bridge(Struct, frozen=True):
    """A bridge's snapshot."""

    id: str
    channels: list[str] = []


class Endpoint(Struct, frozen=True):
    """An endpoint's snapshot: a trunk's, by its id. `state` is `online`, `offline` or `unknown`."""

    resource: str
    state: str = "unknown"


class Playback(Struct, frozen=True):
    """A playback's snapshot: `state` is `done`, `failed` or one of those before the end."""

    id: str
    state: str = ""


class Recording(Struct, frozen=True):
    """A recording's snapshot."""

    name: str


class RESTResponse(Struct, frozen=True, tag=True):
    """The answer to a request over the WebSocket."""

    request_id: str
    status_code: int
    message_body: str = ""


class ApplicationReplaced(Struct, frozen=True, tag=True):
    """Another worker registered the application: this one must stop acting."""

    application: str = ""


class ChannelUserevent(Struct, frozen=True, tag=True):
    """What somebody asked Asterisk to send: our own beat."""

    eventname: str


class StasisStart(Struct, frozen=True, tag=True):
    """A channel came under our control: an originated one was answered, or one came in."""

    channel: Channel
    args: list[str] = []
    """What Stasis() was given beside the application."""


class Dial(Struct, frozen=True, tag=True):
    """Dialling made progress: `RINGING` (180), `PROGRESS` (183), `ANSWER` or a failure."""

    peer: Channel
    dialstatus: str = ""


class ChannelDtmfReceived(Struct, frozen=True, tag=True):
    """A key was released."""

    channel: Channel
    digit: str


class PlaybackFinished(Struct, frozen=True, tag=True):
    """A playback is over: spoken to its end, stopped, or failed."""

    playback: Playback


class RecordingFinished(Struct, frozen=True, tag=True):
    """A recording is over, for whatever reason."""

    recording: Recording


class RecordingFailed(Struct, frozen=True, tag=True):
    """A recording could not be made."""

    recording: Recording


class ChannelDestroyed(Struct, frozen=True, tag=True):
    """A channel is gone. `cause` is Q.850, or Asterisk's own above 127; `tech_cause` the SIP status."""

    channel: Channel
    cause: int = 0
    cause_txt: str = ""
    tech_cause: int = 0


class ContactInfo(Struct, frozen=True):
    """Where somebody registered: `aor` is the account's user name, `uri` where it is reached (RFC 3261, Contact)."""

    uri: str
    aor: str
    contact_status: str = ""
    """`NonQualified` when it is new, `Reachable`, `Unreachable`, or `Removed`."""


class ContactStatusChange(Struct, frozen=True, tag=True):
    """A registration came, went, or answers OPTIONS otherwise than before."""

    contact_info: ContactInfo


class ConfigField(Struct, frozen=True):
    """One setting of an object that was told over ARI."""

    attribute: str
    value: str


Message = (
    StasisStart
    | Dial
    | ChannelDtmfReceived
    | PlaybackFinished
    | RecordingFinished
    | RecordingFailed
    | ChannelDestroyed
    | ContactStatusChange
)
"""What Asterisk reports. Everything else is filtered out at its side."""

Frame = Message | RESTResponse | ApplicationReplaced | ChannelUserevent


class _Named(Struct, frozen=True):
    name: str
    value: str


class _RestRequest(Struct, frozen=True, tag="RESTRequest", omit_defaults=True):
    request_id: str
    method: str
    uri: str
    query_strings: list[_Named] = []
    content_type: str = ""
    message_body: str = ""


_decoder = msgspec.json.Decoder(Frame)
_encoder = msgspec.json.Encoder()


def decode(data: str | bytes) -> Frame | None:
    """A message from the WebSocket; None for a type that is not read, or one that makes no sense."""
    try:
        frame: Frame = _decoder.decode(data)
    except msgspec.DecodeError:
        return None
    return frame


def encode(request_id: str, request: Request) -> str:
    """A request as the WebSocket carries it."""
    return _encoder.encode(
        _RestRequest(
            request_id=request_id,
            method=request.method,
            uri=request.path,
            query_strings=[_Named(name, value) for name, value in request.query],
            content_type="application/json" if request.body else "",
            message_body=request.body,
        )
    ).decode()
