"""What people are answered who text a word such as STOP, in their line's language."""

from __future__ import annotations

from offhook.lines.model import Line
from offhook.messages.words import Word
from offhook.translation.catalogue import translated


def reply_to(word: Word, line: Line) -> str:
    """The reply, which names who sends it."""
    name = line.name.strip() or line.number
    return translated(_english(word, name, line.number), line.language)


def _english(word: Word, name: str, number: str) -> str:
    match word:
        case Word.OUT:
            return f"{name}: you get no more texts from us. Text START to get them again."
        case Word.IN:
            return f"{name}: you get our texts again. Text STOP to get no more."
        case Word.HELP:
            return f"{name}: call or text us at {number}. Text STOP to get no more texts."
