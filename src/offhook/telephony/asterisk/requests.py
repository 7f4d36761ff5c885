"""Commands as ARI requests: pure translation. What may be part of a dial string: `dial_strings`."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from offhook.calls.commands import Originate, Record
from offhook.calls.values import Cause, DeviceId, Seconds
from offhook.telephony.asterisk import marks
from offhook.telephony.asterisk.dial_strings import Contact, TrunkView, call_of, dial_string, leg_id, shown
from offhook.telephony.asterisk.headers import with_call, with_trail
from offhook.telephony.asterisk.wire import (
    ApplicationReplaced,
    ChannelDestroyed,
    ChannelDtmfReceived,
    ChannelUserevent,
    ContactStatusChange,
    Dial,
    PlaybackFinished,
    RecordingFailed,
    RecordingFinished,
    Request,
    RESTResponse,
    StasisStart,
)

LONGEST_RINGING: Seconds = 300.0
"""Asterisk gives up by itself then. Flows have timers of their own; this is for when nobody is left to give up."""

EVENTS = (
    RESTResponse,  # without it every request over the WebSocket hangs
    ApplicationReplaced,
    ChannelUserevent,
    StasisStart,
    Dial,
    ChannelDtmfReceived,
    PlaybackFinished,
    RecordingFinished,
    RecordingFailed,
    ChannelDestroyed,
)
"""All that Asterisk is to report: an unfiltered call sends 33 ChannelVarset events, and nobody reads them."""

PHONE_EVENTS = (RESTResponse, ApplicationReplaced, ChannelUserevent, ContactStatusChange)
"""The same for the application that softphones are subscribed to."""


REFUSALS = {
    Cause.NOT_IN_SERVICE: "unallocated",  # 404
    Cause.BUSY: "busy",  # 486
    Cause.REJECTED: "rejected",  # 403
    Cause.TRUNK_ERROR: "congestion",  # 503
    Cause.NO_ANSWER: "no_answer",  # 480
}
"""What a caller is refused with who was not answered; anything else is 603."""


def originate(command: Originate, to: TrunkView | Contact, app: str) -> Request:
    """Dial over a trunk, or a contact; the channel comes under our control when it is answered.

    There is no `originator`: with it Asterisk copies the one caller's number to the other.

    Raises:
        NotDialled: a number, leg, contact or trunk that is none.
    """
    if isinstance(to, Contact):
        body = with_call(call_of(command.leg), marks.of_device(DeviceId(command.to)))
    else:
        body = with_trail(command.trail)
    return Request(
        "POST",
        "channels",
        (
            ("endpoint", dial_string(command, to)),
            ("channelId", leg_id(command.leg)),
            ("callerId", shown(command, to)),
            ("app", app),
            ("appArgs", call_of(command.leg)),
            ("timeout", f"{LONGEST_RINGING:.0f}"),
        ),
        body,
    )


def hang_up(channel: str) -> Request:
    """End a channel: CANCEL or BYE.

    With any other reason than this Asterisk makes up a SIP status for it, as if the far end had refused.
    """
    return Request("DELETE", f"channels/{channel}", (("reason", "normal"),))


def call_off(channel: str) -> Request:
    """CANCEL a ringing channel with the reason that another phone has the call: it lists no missed one (RFC 3326)."""
    return Request("DELETE", f"channels/{channel}", (("reason", "answered_elsewhere"),))


def refuse(channel: str, cause: Cause) -> Request:
    """Refuse a channel that came in and was not answered."""
    return Request("DELETE", f"channels/{channel}", (("reason", REFUSALS.get(cause, "normal")),))


def answer(channel: str) -> Request:
    """Answer a channel that came in. During a playback it waits until that is over."""
    return Request("POST", f"channels/{channel}/answer")


def subscribe(app: str, channel: str) -> Request:
    """Have the end of a channel reported that came in; of those that we dial it is by itself."""
    return Request("POST", f"applications/{app}/subscription", (("eventSource", f"channel:{channel}"),))


def record(channel: str, command: Record) -> Request:
    """Beep and record. Refused with 409 or 422 where a recording of this name is there, or going on."""
    return Request(
        "POST",
        f"channels/{channel}/record",
        (
            ("name", command.recording),
            ("format", "wav"),
            ("maxDurationSeconds", _whole(command.longest)),
            ("maxSilenceSeconds", _whole(command.silence)),
            ("ifExists", "fail"),
            ("beep", "true"),
            ("terminateOn", command.finish),
        ),
    )


def stop_recording(name: str) -> Request:
    """End a recording, and keep it."""
    return Request("POST", f"recordings/live/{name}/stop")


def look_up_recording(name: str) -> Request:
    """Whether a recording goes on."""
    return Request("GET", f"recordings/live/{name}")


def fetch_recording(name: str) -> Request:
    """A finished recording, as a WAV file."""
    return Request("GET", f"recordings/stored/{name}/file", slow=True)


def drop_recording(name: str) -> Request:
    """Delete a finished recording."""
    return Request("DELETE", f"recordings/stored/{name}")


def play(leg: str, playback: str, media: str) -> Request:
    """Play to a channel, after what plays already."""
    return Request("POST", f"channels/{leg}/play/{playback}", (("media", media),))


def stop_playback(playback: str) -> Request:
    """Stop a playback. What is sent after it finds the channel free."""
    return Request("DELETE", f"playbacks/{playback}")


def look_up_playback(playback: str) -> Request:
    """Whether a playback goes on."""
    return Request("GET", f"playbacks/{playback}")


def ring(leg: str) -> Request:
    """Let an answered channel hear ringback. It blocks nothing, as a playback would."""
    return Request("POST", f"channels/{leg}/ring")


def stop_ring(leg: str) -> Request:
    """End the ringback."""
    return Request("DELETE", f"channels/{leg}/ring")


def make_bridge(bridge: str, *, keys: bool = False) -> Request:
    """A bridge that mixes two legs, or passes their audio on untouched where both speak alike.

    Where it does that no keys are reported; with `keys` it always looks at the audio, for 1 ms of CPU time a second.
    """
    return Request("POST", f"bridges/{bridge}", (("type", "mixing,dtmf_events" if keys else "mixing"),))


def drop_bridge(bridge: str) -> Request:
    """Delete a bridge; channels in it stay up."""
    return Request("DELETE", f"bridges/{bridge}")


def join(bridge: str, one: str, other: str) -> Request:
    """Put two channels into a bridge. Without inhibiting updates the one's number may reach the other."""
    return Request(
        "POST",
        f"bridges/{bridge}/addChannel",
        (("channel", f"{one},{other}"), ("inhibitConnectedLineUpdates", "true")),
    )


def leave(bridge: str, leg: str) -> Request:
    """Take a channel out of its bridge."""
    return Request("POST", f"bridges/{bridge}/removeChannel", (("channel", leg),))


def list_channels() -> Request:
    """Every channel."""
    return Request("GET", "channels", slow=True)


def list_bridges() -> Request:
    """Every bridge, with its channels."""
    return Request("GET", "bridges", slow=True)


def list_trunks() -> Request:
    """Every endpoint, with its state."""
    return Request("GET", "endpoints/PJSIP", slow=True)


def beat(app: str, name: str) -> Request:
    """Have Asterisk send us an event of this name."""
    return Request("POST", f"events/user/{name}", (("application", app),))


def event_filters(app: str) -> tuple[Request, ...]:
    """Only the events that are read. Filters outlive the controller that set them, so they are reset first."""
    ours, phones = apps(app)
    return (*_filtered(ours, EVENTS), *_filtered(phones, PHONE_EVENTS))


def apps(app: str) -> tuple[str, str]:
    """The applications of one worker."""
    return app, phones_app(app)


def phones_app(app: str) -> str:
    """The application that softphones are subscribed to.

    One of its own, because Asterisk reports to it whatever happens to their channels too, which ours has heard already.
    """
    return f"{app}-phones"


def reload(module: str) -> Request:
    """Let a module read its configuration again."""
    if not re.fullmatch(r"[a-z0-9_]+\.so", module):
        raise ValueError(f"not a module's name: {module!r}")
    return Request("PUT", f"asterisk/modules/{module}", slow=True)


def _filtered(app: str, events: Iterable[type[Struct]]) -> tuple[Request, Request]:
    path = f"applications/{app}/eventFilter"
    allowed = [{"type": event.__name__} for event in events]
    body = msgspec.json.encode({"allowed": allowed}).decode()
    return Request("PUT", path, body="{}", slow=True), Request("PUT", path, body=body, slow=True)


def _whole(seconds: Seconds) -> str:
    """Asterisk takes whole seconds, and 0 for no limit."""
    return f"{max(1.0, seconds):.0f}"
