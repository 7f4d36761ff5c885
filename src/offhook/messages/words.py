"""The words by which people say that they want no more texts, want them again, or want help.

Those of the CTIA's guidelines and of https://help.twilio.com/articles/223134027, which carriers act upon themselves,
some more and some fewer: we do in any case, whoever carries the text.
"""

from __future__ import annotations

from enum import StrEnum

OUT = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE"})
IN = frozenset({"START", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
_AROUND = "\"'\u201c\u201d\u2018\u2019«».,;:!"
YES = "YES"
"""The same as START, of somebody who had asked for no more texts; from all others it is an answer."""


class Word(StrEnum):
    """What somebody wants who texts a word alone."""

    OUT = "out"
    IN = "in"
    HELP = "help"


def word_in(text: str, *, opted_out: bool) -> Word | None:
    """What a text is for, that is a word alone; None for all others.

    Args:
        opted_out: Whether they had asked for no more texts.
    """
    alone = text.strip().strip(_AROUND).strip().upper().replace("-", "")
    if alone in OUT:
        return Word.OUT
    if alone in IN or (opted_out and alone == YES):
        return Word.IN
    return Word.HELP if alone in HELP else None
