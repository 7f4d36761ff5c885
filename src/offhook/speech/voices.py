"""Which voices this machine has, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import structlog

from offhook.speech.engine import Engine, NoVoice, VoiceFailed
from offhook.speech.espeak import Espeak
from offhook.speech.hibari import Hibari

_log = structlog.get_logger(__name__)


def installed() -> tuple[Engine, ...]:
    """Give the packaged English voice, then espeak-ng when the machine has one that works."""
    try:
        return (Hibari(), Espeak.installed())
    except NoVoice:
        return (Hibari(),)
    except VoiceFailed as error:
        _log.warning("voice_not_used", reason=str(error))
        return (Hibari(),)


def unspoken(engines: Sequence[Engine], languages: Iterable[str]) -> frozenset[str]:
    """Say which of `languages` no engine speaks; prompts in these are heard in English."""
    return frozenset(languages).difference(*(engine.languages for engine in engines))
