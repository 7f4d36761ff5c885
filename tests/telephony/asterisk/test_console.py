"""The console's protocol: a command, and what is printed until the other side hangs up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from offhook.telephony.asterisk import console
from offhook.telephony.asterisk.client import NoAnswer
from offhook.telephony.asterisk.console import Console


class ControlSocket:
    """Prints as Asterisk does."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []
        self.prints = b"host/14537/22.10.1\nNo objects found.\n\n"
        self.silent = asyncio.Event()
        self.silent.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked.append(await reader.readuntil(b"\0"))
        await self.silent.wait()
        writer.write(self.prints)
        await writer.drain()
        writer.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Longer than a socket's address may be."""
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    return folder / "asterisk.ctl"


@pytest.fixture
async def control(path: Path) -> AsyncIterator[ControlSocket]:
    control = ControlSocket()
    with console._address(path) as address:
        server = await asyncio.start_unix_server(control.serve, address)
    yield control
    control.silent.set()
    server.close()
    await server.wait_closed()


async def test_what_is_printed_comes_back_without_the_first_line(control: ControlSocket, path: Path) -> None:
    assert await Console(path).ask("pjsip show registrations") == "No objects found.\n\n"
    assert control.asked == [b"cli quit after pjsip show registrations\0"]


async def test_no_console_is_no_answer(path: Path) -> None:
    with pytest.raises(NoAnswer, match="No such file"):
        await Console(path).ask("pjsip show registrations")
    with pytest.raises(NoAnswer, match="No such file"):
        await Console(path.parent / "no folder" / "asterisk.ctl").ask("pjsip show registrations")


async def test_one_that_keeps_silent_is_not_waited_for_long(
    control: ControlSocket, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "PATIENCE", 0.05)
    control.silent.clear()
    with pytest.raises(NoAnswer, match="no answer within"):
        await Console(path).ask("pjsip show registrations")
