"""Reading TwiML, and complaining as the vendor does about what its schema does not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

NUMBER_OF_KEYS = "0123456789*#"


class NotADocument(Exception):
    """It can't be parsed: error 12100, and the call ends. https://www.twilio.com/docs/api/errors/12100"""


@dataclass(frozen=True)
class Verb:
    """An element with its attributes; nested ones in order."""

    name: str
    attributes: dict[str, str]
    text: str
    nested: tuple[Verb, ...]

    def get(self, name: str, default: str = "") -> str:
        """An attribute."""
        return self.attributes.get(name, default)

    def whole(self, name: str, default: int) -> int:
        """An attribute that is a whole number; the default where it isn't, as the vendor does."""
        text = self.attributes.get(name, "")
        return int(text) if text.isdecimal() else default

    def yes(self, name: str, *, default: bool = False) -> bool:
        """An attribute that is true or false."""
        return {"true": True, "false": False}.get(self.attributes.get(name, "").lower(), default)


_ACTION = {"action", "method"}
_STATUS = {"statusCallback", "statusCallbackEvent", "statusCallbackMethod"}
_RECORDING = {"recordingStatusCallback", "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "trim"}

ATTRIBUTES: dict[str, set[str]] = {
    "Response": set(),
    # https://www.twilio.com/docs/voice/twiml/say#attributes
    "Say": {"voice", "language", "loop"},
    # https://www.twilio.com/docs/voice/twiml/play#attributes
    "Play": {"loop", "digits"},
    # https://www.twilio.com/docs/voice/twiml/pause#attributes
    "Pause": {"length"},
    # https://www.twilio.com/docs/voice/twiml/gather#attributes
    "Gather": _ACTION
    | {"input", "timeout", "finishOnKey", "numDigits", "actionOnEmptyResult", "language", "hints", "speechTimeout"},
    # https://www.twilio.com/docs/voice/twiml/record#attributes
    "Record": _ACTION | _RECORDING | {"timeout", "finishOnKey", "maxLength", "playBeep", "transcribe"},
    # https://www.twilio.com/docs/voice/twiml/dial#attributes
    "Dial": _ACTION
    | _RECORDING
    | {"timeout", "hangupOnStar", "timeLimit", "callerId", "record", "answerOnBridge", "ringTone", "sequential"},
    # https://www.twilio.com/docs/voice/twiml/number#attributes
    "Number": _STATUS | {"url", "method", "sendDigits"},
    # https://www.twilio.com/docs/voice/twiml/sip#attributes
    "Sip": _STATUS | {"url", "method", "username", "password"},
    # https://www.twilio.com/docs/voice/twiml/conference#attributes
    "Conference": _STATUS
    | _RECORDING
    | {"muted", "beep", "startConferenceOnEnter", "endConferenceOnExit", "participantLabel", "waitUrl", "waitMethod"}
    | {"maxParticipants", "record", "region", "coach", "jitterBufferSize"},
    # https://www.twilio.com/docs/voice/twiml/queue#attributes
    "Queue": {"url", "method", "reservationSid", "postWorkActivitySid"},
    # https://www.twilio.com/docs/voice/twiml/enqueue#attributes
    "Enqueue": _ACTION | {"maxQueueSize", "waitUrl", "waitUrlMethod", "workflowSid"},
    "Leave": set(),
    # https://www.twilio.com/docs/voice/twiml/redirect#attributes
    "Redirect": {"method"},
    "Hangup": set(),
    # https://www.twilio.com/docs/voice/twiml/reject#attributes
    "Reject": {"reason"},
}

NESTED: dict[str, set[str]] = {
    "Response": set(ATTRIBUTES) - {"Response", "Number", "Sip", "Conference", "Queue"},
    # “You can nest the following verbs within <Gather>: <Say>, <Play>, <Pause>.”
    "Gather": {"Say", "Play", "Pause"},
    "Dial": {"Number", "Sip", "Conference", "Queue"},
}


def read(text: str) -> list[Verb]:
    """The verbs of a document. Raises `NotADocument`."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - what is tried is our own
    except ElementTree.ParseError as reason:
        raise NotADocument(str(reason)) from reason
    if root.tag != "Response":  # https://www.twilio.com/docs/api/errors/12102
        raise NotADocument("the root element is not Response")
    return list(_verb(root).nested)


def complaints(text: str) -> Iterator[str]:
    """What does not fit the schema: warning 12200, for instance. https://www.twilio.com/docs/api/errors/12200"""
    yield from _complaints(_verb(ElementTree.fromstring(text)))  # noqa: S314


def _complaints(verb: Verb) -> Iterator[str]:
    if verb.name not in ATTRIBUTES:
        yield f"there is no <{verb.name}>"
        return
    for name, value in verb.attributes.items():
        if name not in ATTRIBUTES[verb.name]:
            yield f"<{verb.name}> has no attribute {name}"
        elif name in {"length", "numDigits", "maxLength", "timeLimit", "loop"} and not value.isdecimal():
            yield f"{name} of <{verb.name}> is {value!r}, not a whole number"
        elif name == "timeout" and not (value.isdecimal() and int(value) >= 1) and value != "auto":
            yield f"timeout of <{verb.name}> is {value!r}, not a positive whole number"
        elif name == "finishOnKey" and any(key not in NUMBER_OF_KEYS for key in value):
            yield f"finishOnKey of <{verb.name}> is {value!r}"
        elif name == "reason" and value not in {"busy", "rejected"}:
            yield f"reason of <Reject> is {value!r}"
    # https://www.twilio.com/docs/api/errors/13520: “Say: Invalid text”, when there is none.
    if verb.name == "Say" and not verb.text:
        yield "<Say> says nothing"
    if verb.name == "Conference" and not 1 <= len(verb.text) <= 128:
        yield "the name of a <Conference> has 1 to 128 characters"
    for each in verb.nested:
        if each.name not in NESTED.get(verb.name, set()):
            yield f"<{each.name}> is nested within <{verb.name}>"
        yield from _complaints(each)


def _verb(element: ElementTree.Element) -> Verb:
    nested = tuple(_verb(each) for each in element)
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), nested)
