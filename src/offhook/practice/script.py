"""What a practice phone does with a call, and the lines that carrier and parent exchange about it.

A phone's `Behaviour` says how it takes calls; an answering phone then works through `Step`s in order.
Commands go to the carrier's standard input and events come from its standard output, one JSON object
a line. Times are `time.monotonic()` seconds of the machine, the same clock in every process on Linux.
"""

from collections.abc import Callable
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.json import Decoder, Encoder

# ------------------------------------------------------------------------------------------- steps


class Wait(Struct, frozen=True, tag=True):
    """Do nothing for so long, while what plays goes on playing."""

    seconds: float


class Speak(Struct, frozen=True, tag=True):
    """Say an audio file to its end: any WAV, or `.sln`/`.sln16` (raw 16-bit at 8/16 kHz)."""

    path: str


class Tone(Struct, frozen=True, tag=True):
    """Send a sine. Without `seconds` it goes on behind the following steps until something else plays."""

    hz: float
    seconds: float | None = None
    dbov: float = -12.0
    """Level in dB below a full-scale sine."""


class Press(Struct, frozen=True, tag=True):
    """Press keys (0-9, A-D, * and #) one after the other, 100 ms each, as RFC 4733 events."""

    keys: str


class Echo(Struct, frozen=True, tag=True):
    """Say back whatever is heard, behind the following steps."""


class HangUp(Struct, frozen=True, tag=True):
    """End the call."""


Step: TypeAlias = Wait | Speak | Tone | Press | Echo | HangUp

# ------------------------------------------------------------------------------------- behaviours


class Answers(Struct, frozen=True, tag=True):
    """Rings for `after` seconds, answers, then works through `then`."""

    after: float = 0.0
    then: tuple[Step, ...] = ()


class Refuses(Struct, frozen=True, tag=True):
    """Refuses with a final SIP status (400-699): at once and without ringing, or after having rung."""

    code: int = 486
    rings_for: float | None = None


class Rings(Struct, frozen=True, tag=True):
    """Rings until the caller gives up or a command says otherwise."""


class Ignores(Struct, frozen=True, tag=True):
    """Never responds, as a dead peer; with `trying` says 100 Trying and then nothing."""

    trying: bool = False


Behaviour: TypeAlias = Answers | Refuses | Rings | Ignores


def voicemail(greeting: str, *, beep_hz: float = 1000.0) -> Answers:
    """A mailbox that picks up at once, plays `greeting` (an audio file), beeps and listens."""
    return Answers(after=0.0, then=(Speak(greeting), Tone(beep_hz, seconds=0.5)))


# --------------------------------------------------------------------------------------- commands


class SetPhone(Struct, frozen=True, tag=True, kw_only=True):
    """Make a phone, or change how an existing one takes its next calls."""

    number: str
    behaviour: Behaviour
    display: str = ""
    """Name shown when this phone calls."""
    dialled_as: tuple[str, ...] = ()
    """Further request-URI users that reach it, such as a national form."""
    asserts: str = ""
    """A number that this phone's carrier puts in P-Asserted-Identity and Remote-Party-ID of all it sends."""
    withholds: bool = False
    """Calls as `anonymous` (RFC 3323), with its number in P-Asserted-Identity only: for its carrier, not for us."""


class Dial(Struct, frozen=True, tag=True, kw_only=True):
    """Let a phone call a SIP URI; `call` names the call from then on, and `then` is done once it is answered."""

    number: str
    call: str
    uri: str
    headers: dict[str, str] = {}
    then: tuple[Step, ...] = ()


class SignIn(Struct, frozen=True, tag=True, kw_only=True):
    """Register a phone at a SIP server (RFC 3261 section 10), or again; it is known by its user name from then on.

    It talks to the server itself, past the carrier's own address. One that refuses does so as busy.
    """

    username: str
    secret: str
    server: str
    """`host:port`, over UDP."""
    behaviour: Behaviour = Rings()
    expires: int = 60


class SignOut(Struct, frozen=True, tag=True):
    """Take a phone's registration back."""

    username: str


class Answer(Struct, frozen=True, tag=True):
    """Answer a ringing call; the phone's steps follow only if it `Answers` by itself."""

    call: str


class Reject(Struct, frozen=True, tag=True):
    """Refuse a ringing call with a final SIP status (400-699)."""

    call: str
    code: int = 486


class Do(Struct, frozen=True, tag=True):
    """Work through steps on an answered call, in place of those it was still working through."""

    call: str
    steps: tuple[Step, ...]


class Quiet(Struct, frozen=True, tag=True):
    """Stop all steps and whatever plays; the call stays up."""

    call: str


class End(Struct, frozen=True, tag=True):
    """Hang up a call in any state (cancels one that this side placed and nobody answered)."""

    call: str


class Hold(Struct, frozen=True, tag=True):
    """Send a re-INVITE that holds the other side (`on`) or takes it back."""

    call: str
    on: bool = True


class Refer(Struct, frozen=True, tag=True):
    """Ask the other side (REFER, RFC 3515) to call `uri` instead; reports only that it was sent."""

    call: str
    uri: str


Command: TypeAlias = SetPhone | SignIn | SignOut | Dial | Answer | Reject | Do | Quiet | End | Hold | Refer


class Request(Struct, frozen=True):
    """One line to the carrier; it answers with `Done` or `Failed` of the same `seq`."""

    seq: int
    command: Command


# ----------------------------------------------------------------------------------------- events


class Ready(Struct, frozen=True, tag=True, kw_only=True):
    """The carrier takes calls at `host`:`port` now (`tls_port` 0: without TLS)."""

    host: str
    port: int
    tls_port: int = 0


class Done(Struct, frozen=True, tag=True):
    """The request was carried out."""

    seq: int


class Failed(Struct, frozen=True, tag=True):
    """The request was not carried out, in words."""

    seq: int
    why: str


class Incoming(Struct, frozen=True, tag=True, kw_only=True):
    """An INVITE reached a phone. `call` is its Call-ID, `invite` the message as it came."""

    at: float
    call: str
    number: str
    dialled: str
    invite: str


class Unreached(Struct, frozen=True, tag=True):
    """An INVITE for a number that no phone here has; it got 404."""

    at: float
    dialled: str


class Ringing(Struct, frozen=True, tag=True):
    """180: sent by this phone, or received for a call that it placed."""

    at: float
    call: str


class Established(Struct, frozen=True, tag=True, kw_only=True):
    """Answered with media set up; `heard` is the WAV being written (16-bit mono)."""

    at: float
    call: str
    heard: str


class Heard(Struct, frozen=True, tag=True):
    """The first audio packet of the other side arrived."""

    at: float
    call: str


class Digit(Struct, frozen=True, tag=True):
    """The other side pressed a key; `at` is its release."""

    at: float
    call: str
    digit: str
    held_ms: int


class Did(Struct, frozen=True, tag=True):
    """A step was finished (for `Press`: the last key was released)."""

    at: float
    call: str
    step: Step


class Held(Struct, frozen=True, tag=True):
    """The other side holds this phone (`on`) or took it back."""

    at: float
    call: str
    on: bool


class Referred(Struct, frozen=True, tag=True):
    """The other side asked this phone to call `target` instead; it declined."""

    at: float
    call: str
    target: str


class Closed(Struct, frozen=True, tag=True, kw_only=True):
    """The call is over: who ended it, with which SIP status if it was refused, and why in words."""

    at: float
    call: str
    by: Literal["phone", "peer"]
    code: int | None = None
    reason: str = ""


CallEvent: TypeAlias = Incoming | Ringing | Established | Heard | Digit | Did | Held | Referred | Closed
Event: TypeAlias = Ready | Done | Failed | Unreached | CallEvent

encode_line = Encoder().encode
decode_request = Decoder(Request).decode
decode_event: Callable[[bytes], Event] = Decoder(Event).decode
