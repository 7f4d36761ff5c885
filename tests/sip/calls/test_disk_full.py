"""Asterisk's disk fills up while somebody leaves a message: a small one, mounted where Asterisk records."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.furnish import DANA, LINE
from tests.sip.calls.lab import DANA_HUMS, hums, lab
from tests.sip.calls.office import Office
from tests.waiting import eventually

pytestmark = [pytest.mark.sip, pytest.mark.alone, pytest.mark.asyncio(loop_scope="session")]

WITHIN = 20.0
NOTICED = "voicemail_disk_full"


@contextmanager
def small_disk(office: Office) -> Iterator[Path]:
    """Asterisk's spool, with room for a message and not for much else. Only root can mount."""
    folder = office.asterisk.host_home / "spool"
    owner = folder.stat()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=0750", "tmpfs", str(folder)], check=True)
    try:
        (folder / "recording").mkdir(mode=0o750)
        for each in (folder, folder / "recording"):
            os.chown(each, owner.st_uid, owner.st_gid)
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Somebody else needs all that is left."""
    others = disk / "others"
    with contextlib.suppress(OSError), others.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(65_536))
    return others


@pytest.mark.behaviour("X11")
async def test_the_caller_is_told_and_what_there_is_of_the_message_is_kept(tmp_path: Path) -> None:
    async with lab(tmp_path) as here:
        office = here.office
        with small_disk(office) as disk:
            phone = await here.phone(DANA, hums(DANA_HUMS))
            caller = await phone.dial(f"sip:{LINE}@127.0.0.1:{office.sip_port}")
            await caller.hears_speech(WITHIN)
            await caller.press("5")
            await caller.plays_tone(DANA_HUMS)
            recorded = disk / "recording"
            await eventually(lambda: any(file.stat().st_size > 32_000 for file in recorded.iterdir()), "2 s", WITHIN)
            others = fill(disk)
            await eventually(lambda: any(NOTICED in line for line in office.complaints()), "it is noticed", WITHIN)
            said = caller.sound().seconds
            await caller.press("#")
            await caller.hears_speech(WITHIN, after=said)
            await caller.closed(WITHIN)
            others.unlink()

            async def kept() -> bool:
                items = (await office.ask("GET", "voicemails"))["items"]
                return bool(items) and items[0]["state"] == "kept"

            await eventually(kept, "what there is of it is kept", WITHIN)
            (message,) = (await office.ask("GET", "voicemails"))["items"]
            assert message["cut_short"] is True
            assert message["duration_seconds"] > 1
            call = office.last_call()
            await eventually(lambda: office.is_over(call), "the call is over", WITHIN)
            assert "the message may be cut short" in (await office.ask("GET", f"calls/{call}"))["reason"]
            assert [line for line in office.complaints() if NOTICED not in line] == []
