"""Names as people say them: whatever a contact list holds, cut down to what can be spoken as a name."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
"""Characters of a name that are spoken; nobody wants to sit through a paragraph."""

_LONGEST_WORD = 24
_MOST_DIGITS = 4  # "Studio 54" and "Class of 2004" are names; more digits are a number that somebody pasted
_LONGEST_ABBREVIATION = 4
_LONGEST_INITIALS = 3

_PRONUNCIATION = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_WEB_ADDRESS = re.compile(r"\S+://\S*|\bwww\.\S+", re.IGNORECASE)
_MAIL_ADDRESS = re.compile(r"(?<!\S)([^\s@]+)@\S*")
_LETTERS = re.compile(r"[^\W\d_]+")
_NOT_INSIDE_A_WORD = re.compile(r"[-']{2,}|(?<![^\W_])[-']|[-'](?![^\W_])")
_BEFORE_A_STOP = re.compile(r"([^\W_]*)\.+")
_COMMAS = re.compile(r"[\s,.]*,[\s,.]*")
_TWO_CONSONANTS_LAST = re.compile(r"([^aeiouy])(?!\1)[^aeiouy]\Z")


def say_name(name: str, conjunction: str) -> str:
    """Give the part of `name` that a voice can speak; "" when nothing is left (then say the number).

    Markup, addresses, emoji, control characters and long runs of digits go. So do letters of other scripts than
    Latin, since the voices read no others. `&` becomes `conjunction`. Capitals become ordinary case, because voices
    spell capitals out. At most `LONGEST` characters.
    """
    text = unicodedata.normalize("NFKC", name[: 4 * LONGEST])
    text = _PRONUNCIATION.sub(r" \1 ", text)
    text = _WEB_ADDRESS.sub(" ", _TAG.sub(" ", text))
    text = _MAIL_ADDRESS.sub(lambda mail: mail[1].replace(".", " "), text)
    text = _letters_only(text)
    if not _LETTERS.search(text):
        return ""
    text = _tidied(text.replace("&", f" {conjunction} "))
    return _cut(_in_ordinary_case(text))


def _letters_only(text: str) -> str:
    text = "".join(_spoken(character) for character in text)
    if sum(character.isdigit() for character in text) > _MOST_DIGITS:
        text = re.sub(r"\d", " ", text)
    return text


def _spoken(character: str) -> str:
    """Give the character, nothing for one that only glues or colours its neighbours, a space for any other."""
    if character in "-.,&":
        return character
    if character in "'’":
        return "'"
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category.startswith("L"):
        return character if unicodedata.name(character, "").startswith("LATIN ") else " "
    return "" if category in {"Mn", "Me", "Cf"} else " "


def _tidied(text: str) -> str:
    text = _NOT_INSIDE_A_WORD.sub(" ", text)
    text = _BEFORE_A_STOP.sub(_stop_kept_after_abbreviation, text)
    text = _COMMAS.sub(", ", text)
    return " ".join(word[:_LONGEST_WORD] for word in text.split()).strip(" .,-'")


def _stop_kept_after_abbreviation(found: re.Match[str]) -> str:
    """Keep the stop of "J." and "St.": any other would end the sentence in the middle of the name."""
    word = found[1]
    return f"{word}. " if word.isalpha() and len(word) <= _LONGEST_ABBREVIATION else f"{word} "


def _in_ordinary_case(text: str) -> str:
    shouted = not any(letter.islower() for letter in text)
    return _LETTERS.sub(lambda word: _ordinary(word[0], shouted), text).replace("'S ", "'s ")


def _ordinary(word: str, shouted: bool) -> str:
    """Write WHITFIELD as Whitfield, and in a name all in capitals ANN as Ann; leave BMW, IBM and "PJ Harvey"."""
    if len(word) == 1 or not word.isupper():
        return word
    plain = "".join(unicodedata.normalize("NFD", letter)[0] for letter in word).lower()
    pronounceable = bool(re.search(r"[aeiouyæøœ]", plain))
    if len(word) <= _LONGEST_INITIALS:
        pronounceable = pronounceable and shouted and not _TWO_CONSONANTS_LAST.search(plain)
    return word.capitalize() if pronounceable else word


def _cut(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return text[: text.rfind(" ", 0, LONGEST + 1)].rstrip(" .,-'")
