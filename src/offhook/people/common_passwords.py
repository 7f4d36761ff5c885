"""Passwords that are tried first: well-known words, keys that lie side by side, and who somebody is.

What people add to such a word, a year, an exclamation mark, a 0 for an o, is what those who guess add as well. So it is
looked through, and only what is left beside the word counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

LEAST_OF_OWN = 6
"""Letters and digits that a password must have beside what is well known."""

# In every list of leaked passwords, in several languages, and what fits a telephone.
_WORDS = frozenset(
    re.findall(
        r"\S+",
        """
        password passwort kennwort motdepasse contrasena senha parola passw0rd qwerty qwertz azerty letmein welcome
        willkommen bienvenue iloveyou iloveu ichliebedich teamo admin administrator root user guest login master
        secret geheim default changeme changeit test testing temp access trustno1 whatever nothing monkey dragon
        shadow sunshine princess prinzessin superman batman spiderman starwars pokemon football fussball baseball
        basketball hockey soccer liverpool chelsea arsenal barcelona juventus michael jennifer jessica ashley daniel
        thomas charlie jordan hunter killer ginger pepper cookie banana chocolate summer sommer winter spring herbst
        autumn monday freedom computer internet samsung google facebook microsoft windows apple iphone telephone
        telefon phone voicemail pbx asterisk company business office hello hallo bonjour love family friends forever
        angel lovely mustang ferrari porsche mercedes harley yankees cowboys dallas london berlin paris newyork
        america deutschland correcthorsebatterystaple correct horse battery staple
        """,
    )
)
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1q2w3e4r5t6z7u8i9o0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "1qay2wsx3edc4rfv5tgb6zhn7ujm",
    "147258369",
    "741852963",
)
_RUN = 4
_LIKE = str.maketrans("013457$@!|", "oieastsaii")
_SIGNS = re.compile(r"[\W_]")
_DATE = re.compile(r"(19|20)\d\d")


def is_common(password: str, own: Sequence[str]) -> bool:
    """Whether too little is left of a password without well-known words, runs of keys, and words of its `own`er."""
    words = {*_WORDS, *(part for each in own for part in _SIGNS.split(each.casefold()) if len(part) > 3)}
    # Both as typed and with digits read as the letters that they stand for; the shorter rest counts.
    folded = password.casefold()
    return min(len(_rest(folded, words)), len(_rest(folded.translate(_LIKE), words))) < LEAST_OF_OWN


def _rest(text: str, words: set[str]) -> str:
    left = _DATE.sub(" ", _SIGNS.sub("", text))
    for word in sorted(words, key=lambda each: (-len(each), each)):
        left = left.replace(word, " ")
    left = _without_runs(left)
    return "".join(_once(left).split())


def _without_runs(text: str) -> str:
    """Without keys that lie side by side, in either direction."""
    for row in _ROWS:
        for line in (row, row[::-1]):
            for length in range(len(line), _RUN - 1, -1):
                for start in range(len(line) - length + 1):
                    text = text.replace(line[start : start + length], " ")
    return text


def _once(text: str) -> str:
    """Without what repeats the character before, and of a whole that is its first half twice that half."""
    while text and text[: len(text) // 2] == text[len(text) // 2 :]:
        text = text[: len(text) // 2]
    return text[:1] + "".join(after for before, after in pairwise(text) if after != before)
