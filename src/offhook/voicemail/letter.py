"""What a voicemail's mail says: who called whom, when, for how long, in the line's language,
with the audio as a small MP3 file.

Names come from contact lists and carriers. They are put into headers only through `email.message`, without anything
that could end a line.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from zoneinfo import ZoneInfo

import numpy as np
import soundfile
from msgspec import Struct

from offhook.voicemail.audio import RATE, understand
from offhook.voicemail.mails import Mail
from offhook.voicemail.model import Voicemail
from offhook.voicemail.wording import Wording, wording

LONGEST_NAME = 60


class Letter(Struct, frozen=True):
    """All that a mail is made of."""

    mail: Mail
    voicemail: Voicemail
    line_name: str
    line_number: str
    language: str
    """Of the line, as a BCP 47 tag."""
    time_zone: str
    """Of the workspace."""
    sender: str


def compose(letter: Letter, audio: bytes | str) -> EmailMessage:
    """The mail; `audio` is the message as WAV, or why it can't be had. Blocks for as long as it encodes."""
    voicemail, words = letter.voicemail, wording(letter.language)
    at = datetime.fromtimestamp(voicemail.left_at / 1e6, UTC).astimezone(ZoneInfo(letter.time_zone))
    who, line = _who(voicemail, words), _line(letter)
    seconds = round((voicemail.duration_ms or 0) / 1000)
    message = _headed(letter.mail, letter.sender, words.subject.format(who=who, line=line))
    message["Content-Language"] = words.language
    lines = [
        words.left.format(who=who, line=line),
        "",
        words.at(at, letter.time_zone),
        words.length.format(length=f"{seconds // 60}:{seconds % 60:02}"),
        *([words.cut_short] if voicemail.cut_short else []),
        "",
        words.not_attached.format(reason=audio) if isinstance(audio, str) else words.attached,
        words.named.format(id=voicemail.id),
        "",
    ]
    message.set_content("\n".join(lines))
    if not isinstance(audio, str):
        message.add_attachment(
            mp3(audio), maintype="audio", subtype="mpeg", filename=f"voicemail-{at:%Y-%m-%d-%H%M}.mp3"
        )
    return message


def notice(mail: Mail, sender: str) -> EmailMessage:
    """The mail of a notice."""
    message = _headed(mail, sender, " ".join(mail.subject.split()))
    message.set_content(mail.text)
    return message


def _headed(mail: Mail, sender: str, subject: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message["From"] = Address("Offhook", addr_spec=sender)
    message["To"] = Address(addr_spec=mail.address)
    message["Date"] = format_datetime(datetime.fromtimestamp(mail.made_at / 1e6, UTC))
    # The same at each try: who gets it twice can be spared the second.
    message["Message-ID"] = f"<{mail.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def mp3(audio: bytes) -> bytes:
    """A message as a small file that every mail program plays: about 60 KB a minute."""
    samples = np.frombuffer(understand(audio).wav[44:], "<i2")
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format="MP3", subtype="MPEG_LAYER_III")
    return file.getvalue()


def _who(voicemail: Voicemail, words: Wording) -> str:
    name = _plain(voicemail.caller_name)
    if voicemail.caller is None:
        return name or words.withheld
    return f"{name} ({voicemail.caller})" if name else voicemail.caller


def _line(letter: Letter) -> str:
    name = _plain(letter.line_name)
    return f"{name} ({letter.line_number})" if name else letter.line_number


def _plain(name: str) -> str:
    return " ".join("".join(each if each.isprintable() else " " for each in name).split())[:LONGEST_NAME]
