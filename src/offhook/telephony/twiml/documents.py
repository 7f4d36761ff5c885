"""TwiML: what a leg does, as the document that has the carrier do it. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from msgspec import Struct

from offhook.calls.commands import Collect, Record
from offhook.calls.values import Cause, Seconds
from offhook.telephony.webhooks.words import Sound, Speech, Text

LONGEST_ROOM = 86_400
"""Seconds: a day, the most that `<Dial timeLimit>` takes."""


class Rung(Struct, frozen=True):
    """A phone that a caller's document rings."""

    number: str
    asks: str
    """Where its document is, once it is answered."""
    told: str
    """Where its states are told."""
    of: str
    """Which of them, with spaces between."""


_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# XML 1.0 section 2.2.


def say(words: Sequence[Speech], then: str) -> str:
    """Speak, and ask what to do next."""
    return _document(*_spoken(words), _redirect(then))


def collect(words: Sequence[Speech], command: Collect, digits: int, then: str) -> str:
    """Speak and take that many keys; `then` is told them, none too.

    Any key counts but the one that finishes: without `finishOnKey` the hash key would end it. A lone finishing key and
    no key at all are told because of `actionOnEmptyResult`. https://www.twilio.com/docs/voice/twiml/gather
    """
    attributes = _attributes(
        input="dtmf",
        numDigits=digits,
        timeout=_whole(command.wait),
        finishOnKey=command.finish,
        actionOnEmptyResult="true",
        action=then,
    )
    return _document(f"<Gather {attributes}>{''.join(_spoken(words))}</Gather>", _redirect(then))


def record(command: Record, then: str, kept: str) -> str:
    """Beep and record. An empty recording leads to the verb behind, not to the action."""
    attributes = _attributes(
        maxLength=_whole(command.longest),
        timeout=_whole(command.silence),
        finishOnKey=command.finish,
        playBeep="true",
        trim="do-not-trim",
        action=then,
        recordingStatusCallback=kept,
    )
    return _document(f"<Record {attributes}/>", _redirect(then))


def room(name: str, label: str, told: str, left: str, *, star: bool) -> str:
    """Into a conference that nobody's leaving ends, without a beep, and silent while one is alone."""
    dial = _attributes(action=left, timeLimit=LONGEST_ROOM, hangupOnStar="true" if star else "false")
    conference = _attributes(
        participantLabel=label,
        beep="false",
        startConferenceOnEnter="true",
        endConferenceOnExit="false",
        waitUrl="",
        statusCallback=told,
        statusCallbackEvent="join leave",
    )
    return _document(f"<Dial {dial}><Conference {conference}>{_text(name)}</Conference></Dial>", _redirect(left))


def ring(phones: Iterable[Rung], caller_id: str, seconds: int, then: str) -> str:
    """Ring phones at once, as the caller waits unanswered; `then` asks what to do when that is over.

    The first that picks up ends the others. It carries out its own document, and is joined at the end of that.
    https://www.twilio.com/docs/voice/twiml/number
    """
    dial = _attributes(action=then, timeout=seconds, timeLimit=LONGEST_ROOM, callerId=caller_id, answerOnBridge="true")
    numbers = (
        f"<Number {_attributes(url=each.asks, statusCallback=each.told, statusCallbackEvent=each.of)}>"
        f"{_text(each.number)}</Number>"
        for each in phones
    )
    return _document(f"<Dial {dial}>{''.join(numbers)}</Dial>", _redirect(then))


def joined() -> str:
    """Nothing more: whoever was rung by a caller's document is joined with the caller."""
    return _document()


def play_on(sound: str, then: str) -> str:
    """A sound, over and over. A carrier plays it a thousand times, and then asks again."""
    return _document(f'<Play loop="0">{_text(sound)}</Play>', _redirect(then))


def reject(cause: Cause) -> str:
    """Refuse a call that was not answered: busy, or the standard words that the number is not in service."""
    reason = "busy" if cause is Cause.BUSY else "rejected"
    return _document(f'<Reject reason="{reason}"/>')


def hang_up() -> str:
    """End the call."""
    return _document("<Hangup/>")


def ask_again(seconds: int, then: str) -> str:
    """Nobody knows yet what to do: wait, and ask again."""
    return _document(f'<Pause length="{seconds}"/>', _redirect(then))


def _spoken(words: Sequence[Speech]) -> list[str]:
    return [_one(each) for each in words]


def _one(speech: Speech) -> str:
    match speech:
        case Text(text=text, language=language):
            return f"<Say {_attributes(language=language)}>{_text(text) or '.'}</Say>"
        case Sound(url=url):
            return f"<Play>{_text(url)}</Play>"


def _redirect(url: str) -> str:
    return f"<Redirect>{_text(url)}</Redirect>"


def _document(*verbs: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'


def _attributes(**values: str | int) -> str:
    return " ".join(f"{name}={quoteattr(_NOT_XML.sub('', str(value)))}" for name, value in values.items())


def _text(text: str) -> str:
    return escape(_NOT_XML.sub("", text).strip())


def _whole(seconds: Seconds) -> int:
    """Carriers count in whole seconds, from 1."""
    return max(1, math.ceil(seconds))
