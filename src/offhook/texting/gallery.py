"""What an installation has for pictures: their files, where they are made anew, and the addresses they are seen by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from offhook.clock import Clock
from offhook.texting.picture_links import Links
from offhook.texting.studio import Studio
from offhook.voicemail.files import Files
from offhook.voicemail.sealed import Seal

FOLDER, ENDING = "pictures", ".picture"


class Gallery:
    """One for a worker.

    Args:
        data: The data folder.
        seal: Encrypts pictures, as it does voicemails; None: nothing does.
        mac: Stands for a text that nobody else can make it of; takes what it is for, too.
        public: Under which this installation is reached from outside; empty: it isn't.
    """

    def __init__(
        self, data: Path, seal: Seal | None, mac: Callable[[str, str], str], clock: Clock, public: str = ""
    ) -> None:
        self.files = Files(data, seal, folder=FOLDER, plain=ENDING)
        self.studio = Studio()
        self.links = Links(lambda text: mac(text, "pictures.link"), clock, public)
