"""Failures: each says what happened and what to do, in every language, and so does each finding before sending."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from offhook.messages.failures import Failure, words
from offhook.messages.preflight import check
from offhook.translation.catalogue import ENGLISH, catalogue, languages
from tests.messages.test_preflight import FINE, WRONG


@pytest.mark.behaviour("X3")
@pytest.mark.parametrize("language", [each for each in languages() if each != ENGLISH])
def test_whatever_goes_wrong_is_said_in_every_language(language: str) -> None:
    said = [text for each in Failure for text in (words(each).text, words(each).todo)]
    facts: list[dict[str, Any]] = [wrong for wrong, _, _ in WRONG]
    said += [finding.text for wrong in facts for finding in check(replace(FINE, **wrong)).findings]
    assert [each for each in said if catalogue(language).find(each) is None] == []
