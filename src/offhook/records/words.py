"""Causes and dispositions in words for people."""

from __future__ import annotations

from offhook.calls.values import Cause, Disposition, Phrase, Role
from offhook.records.calling_off import CalledOff

_ENDED = {
    Cause.NORMAL: "{who} hung up",
    Cause.BUSY: "{whose} phone was busy",
    Cause.REJECTED: "{whose} phone declined the call",
    Cause.NO_ANSWER: "{who} did not answer in time",
    Cause.UNREACHABLE: "{whose} phone is switched off or out of reach",
    Cause.NOT_IN_SERVICE: "the number is not in service",
    Cause.CANCELLED: "ended before it was answered, because the call was called off",
    Cause.ANSWERED_ELSEWHERE: "taken by another phone",
    Cause.TIME_UP: "ended because the time allowed for the talk was over",
    Cause.MEDIA_LOST: "no sound came from {whose} phone any more",
    Cause.TRUNK_DOWN: "the trunk is down: the carrier does not answer",
    Cause.TRUNK_TIMEOUT: "the carrier did not answer in time",
    Cause.TRUNK_ERROR: "the carrier reported a failure of its own",
    Cause.SWITCH_LOST: "the telephone switch could not be reached",
    Cause.UNKNOWN: "the network gave no reason",
}

_ENDED_UNSEEN = {
    Cause.SWITCH_LOST: "the telephone switch stopped, and the call ended with it",
    Cause.UNKNOWN: "unknown (restarting): it ended while nobody was watching",
}
"""Where only its absence was found, later."""

_CAME_OUT = {
    Disposition.ANSWERED: "Answered",
    Disposition.NO_ANSWER: "No answer",
    Disposition.BUSY: "Busy",
    Disposition.REJECTED: "Declined",
    Disposition.UNREACHABLE: "Not reachable",
    Disposition.NOT_IN_SERVICE: "Not in service",
    Disposition.MEMBER_UNREACHED: "Your phone was not answered",
    Disposition.NO_KEY: "No key was pressed",
    Disposition.VOICEMAIL: "Voicemail",
    Disposition.MAILBOX: "Listened to voicemail",
    Disposition.ABANDONED: "You hung up before it was answered",
    Disposition.BLOCKED: "Blocked",
    Disposition.LOOPED: "A call of our own, coming back",
    Disposition.CANCELLED: "Called off",
    Disposition.REFUSED: "Refused by a limit",
    Disposition.FAILED: "Failed",
}


_CAME_OUT_INBOUND = {Disposition.ABANDONED: "The caller hung up before anybody took it"}
"""Where whoever called is not whoever reads it."""

_WHO = {
    Role.MEMBER: "the member",
    Role.CONTACT: "the contact",
    Role.FORWARD: "the forwarding number",
    Role.COLLEAGUE: "the colleague",
}


def whose_phone(role: Role) -> str:
    """A phone by the role of whoever holds it."""
    return f"{_WHO[role]}'s phone"


def why_it_ended(
    cause: Cause,
    role: Role,
    note: str = "",
    *,
    by_us: Cause | None = None,
    unseen: bool = False,
    name: str = "",
    called_off: CalledOff | None = None,
) -> str:
    """One sentence on why a leg ended; `note` is what the adapter knows besides, `name` whose phone it was.

    `by_us`: what we ended it for. `unseen`: nobody saw it end. `called_off`: why we did so with `CANCELLED`.
    """
    if by_us is Cause.BUSY:
        return "refused by Offhook with a busy tone"
    if cause is Cause.CANCELLED and called_off is not None:
        return called_off.value
    if cause is Cause.NORMAL:
        note = ""  # networks call it “normal clearing”, which says no more
        if by_us is not None:
            return "hung up by Offhook, because the call was over"
    known = _ENDED | _ENDED_UNSEEN if unseen else _ENDED
    who = name or _WHO[role]
    words = known[cause].format(who=who, whose=f"{who}'s")
    return f"{words} ({note})" if note else words


def how_it_came_out(disposition: Disposition, *, inbound: bool) -> str:
    """A disposition as a short label."""
    known = _CAME_OUT | _CAME_OUT_INBOUND if inbound else _CAME_OUT
    return known[disposition]


_SAID = {
    "dial.about_to_call": "who is about to be called, and to press any key",
    "dial.no_key": "that no key was pressed",
    "dial.busy": "that the contact is busy",
    "dial.no_answer": "that the contact does not answer",
    "dial.rejected": "that the contact declined",
    "dial.unreachable": "that the contact can't be reached",
    "dial.not_in_service": "that the number is not in service",
    "dial.limit_reached": "that a limit has been reached",
    "dial.failed": "that the call could not be put through",
    "inbound.for_line": "which line is called",
    "inbound.screen": "who calls, and to press 1 to accept",
    "inbound.screen_withheld": "that the caller withholds their number, and to press 1 to accept",
    "inbound.taken": "that the call is taken",
    "inbound.nobody": "that nobody can take the call",
    "inbound.not_accepted": "that the call is not accepted",
    "voicemail.greeting": "the greeting of the voicemail",
    "voicemail.cut_short": "that the message may not be kept to its end",
    "voicemail.no_room": "that no message can be taken now",
    "mailbox.pin": "to enter the PIN",
    "mailbox.wrong_pin": "that the PIN is wrong",
    "mailbox.locked": "that the voicemail is locked",
    "mailbox.none": "that there are no new messages",
    "mailbox.one": "that there is one new message",
    "mailbox.several": "how many new messages there are",
    "mailbox.many": "that there are many new messages",
    "mailbox.from": "who left the message",
    "mailbox.from_withheld": "that the caller's number was withheld",
    "mailbox.message": "that the message can't be played",
    "mailbox.choose": "what can be done with the message",
    "mailbox.kept": "that the message is kept",
    "mailbox.deleted": "that the message is deleted",
    "mailbox.menu": "what else can be done",
    "mailbox.record_greeting": "to record the greeting",
    "mailbox.greeting_taken": "that the greeting was recorded",
    "mailbox.goodbye": "a goodbye",
    "transfer.to_whom": "to press the number that the call is to be transferred to",
    "transfer.refused": "that the call can't be transferred there",
    "transfer.limit_reached": "that a limit keeps the call from being transferred there",
    "transfer.failed": "that the transfer reached nobody",
    "softphone.no_extension": "that nobody has this extension",
    "softphone.invalid_number": "that the number is not valid",
    "softphone.own_extension": "that this is their own extension",
    "softphone.own_line": "that this is a line of their own",
    "softphone.no_line": "that the phone has no line for calls",
    "softphone.no_voice": "that calls are switched off",
    "softphone.line_down": "that the line can't be reached",
    "softphone.not_allowed": "that calls to this number are not allowed",
    "phone.calling": "who is being called",
    "phone.emergency": "to dial the emergency number on the telephone itself",
    "phone.one_moment": "to wait a moment",
    "phone.pin": "to enter the PIN of the line",
    "phone.to_whom": "to enter the number to call",
    "emergency.not_configured": "that emergency calls can't be made here, and to use a mobile phone",
    "emergency.failed": "that the emergency call failed, and to use a mobile phone",
    "call.apology": "an apology",
    "call.time_is_up": "that the time allowed for the talk is over",
}

_PLAYED = {
    "voicemail.greeting": "the line's own greeting of the voicemail",
    "mailbox.message": "a message",
}


def what_is_said(phrase: Phrase) -> str:
    """What a phrase tells the one who hears it."""
    if phrase.sound:
        return _PLAYED.get(phrase.key, "a recording")
    return _SAID.get(phrase.key, phrase.key)
