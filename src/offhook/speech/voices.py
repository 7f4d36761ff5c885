"""Which voices this machine has, best first."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from offhook.speech.catalogue import packaged
from offhook.speech.engine import Engine, NoVoice, VoiceFailed
from offhook.speech.espeak import Espeak
from offhook.speech.hibari import Hibari
from offhook.translation.tags import primary

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


def why_english(engines: Sequence[Engine], language: str) -> str | None:
    """Say why lines of `language` (BCP 47) are heard in English, and what helps; None when they are not."""
    wanted, known = primary(language), sorted(packaged())
    instead = f"calls over lines in {language} are announced in English"
    if wanted not in known:
        return f"Offhook has no prompts in {language}, so {instead}. It has them in {', '.join(known)}."
    if any(wanted in engine.languages for engine in engines):
        return None
    return (
        f"This machine has no voice for {language}, so {instead}. "
        "Install the program espeak-ng (on Debian: apt-get install espeak-ng), and start Offhook again."
    )
