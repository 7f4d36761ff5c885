"""Music and silence for channels that hear nobody, as ARI requests."""

from __future__ import annotations

from offhook.telephony.asterisk.wire import Request

MUSIC_CLASS = "default"
"""The class in musiconhold.conf; by this name phones that hold by themselves (re-INVITE) let the other hear it too."""


def play_music(leg: str) -> Request:
    """Let an answered channel hear music, over and over. It blocks nothing, as a playback would."""
    return Request("POST", f"channels/{leg}/moh", (("mohClass", MUSIC_CLASS),))


def stop_music(leg: str) -> Request:
    """End the music."""
    return Request("DELETE", f"channels/{leg}/moh")


def send_silence(leg: str) -> Request:
    """Send silence to a channel that hears nobody."""
    return Request("POST", f"channels/{leg}/silence")


def stop_silence(leg: str) -> Request:
    """End that."""
    return Request("DELETE", f"channels/{leg}/silence")
