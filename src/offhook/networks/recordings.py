"""What was recorded on a network, as voicemail wants it."""

from __future__ import annotations

from offhook.telephony.port import NotReady, Telephony
from offhook.voicemail import audio
from offhook.voicemail.greeting_keeper import NotPlayable
from offhook.voicemail.keeper import Away


class KeptRecordings:
    """The network's recordings, for the keepers of messages and greetings."""

    def __init__(self, telephony: Telephony) -> None:
        self._telephony = telephony

    @property
    def ready(self) -> bool:
        """Whether it is connected."""
        return self._telephony.ready

    async def recording(self, name: str) -> bytes | None:
        """One that has ended, as a WAV file; None where there is none. Raises `Away`."""
        try:
            return await self._telephony.recording(name)
        except NotReady as reason:
            raise Away(str(reason)) from reason

    def drop_recording(self, name: str) -> None:
        """Delete one, where it is there."""
        self._telephony.drop_recording(name)


def polished(file: bytes) -> tuple[bytes, int]:
    """A recording as uploaded ones are played, and its milliseconds. Blocks.

    Raises:
        NotPlayable: there is nothing in it to be played.
    """
    # Imported here: it brings what a worker without such recordings never needs.
    from offhook.speech.upload import NotUsable, understand

    try:
        # Asterisk's own header is not always true.
        found = understand(audio.understand(file).wav)
    except (audio.NotAudio, NotUsable) as reason:
        raise NotPlayable(str(reason)) from reason
    return found.wav, found.duration_ms
