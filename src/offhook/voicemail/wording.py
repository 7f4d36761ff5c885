"""What a voicemail's mail says, one TOML file a language: the line's, or English where it has none."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from offhook.translation.tags import primary

FALLBACK = "en"


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """One language: names of days and months, and sentences with the placeholders that en.toml has."""

    language: str
    """BCP 47 primary language, as in the file's name."""
    days: tuple[str, str, str, str, str, str, str]
    """From Monday on."""
    months: tuple[str, str, str, str, str, str, str, str, str, str, str, str]
    withheld: str
    """In place of who called."""
    subject: str
    left: str
    when: str
    length: str
    cut_short: str
    attached: str
    not_attached: str
    named: str

    def at(self, moment: datetime, zone: str, *, seconds: bool = False) -> str:
        """When it was, in a zone's own time; `zone` names it."""
        return self.when.format(
            day=self.days[moment.weekday()],
            date=moment.day,
            month=self.months[moment.month - 1],
            year=moment.year,
            time=f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}",
            zone=zone,
        )


def wording(language: str) -> Wording:
    """The words for a BCP 47 tag: `de-CH` reads as `de`."""
    return _wordings().get(primary(language), _wordings()[FALLBACK])


@cache
def _wordings() -> dict[str, Wording]:
    folder = files("offhook.voicemail") / "letters"
    found = [msgspec.toml.decode(file.read_bytes(), type=Wording) for file in folder.iterdir()]
    return {each.language: each for each in found}
