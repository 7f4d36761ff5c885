"""Command words: alone, however they are written, and no others."""

from __future__ import annotations

import pytest

from offhook.messages.words import HELP, IN, OUT, Word, word_in


@pytest.mark.behaviour("X10")
@pytest.mark.parametrize(
    ("text", "word"),
    [
        *((each, Word.OUT) for each in sorted(OUT)),
        *((each, Word.IN) for each in sorted(IN)),
        *((each, Word.HELP) for each in sorted(HELP)),
        (" stop.\n", Word.OUT),
        ("“Stop”!", Word.OUT),
        ("opt-out", Word.OUT),
        ("stop it", None),
        ("Please stop", None),
        ("yes", None),
        ("", None),
        ("ende", None),
    ],
)
def test_a_word_alone_is_an_order(text: str, word: Word | None) -> None:
    assert word_in(text, opted_out=False) is word


def test_yes_is_an_order_only_of_who_had_said_stop() -> None:
    assert word_in("Yes", opted_out=True) is Word.IN
