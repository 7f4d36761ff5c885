from __future__ import annotations

import contextlib
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from msgspec.structs import replace
from PIL import Image
from sqlalchemy import Connection

from offhook.calls.values import TrunkId
from offhook.clock import VirtualClock
from offhook.ids import new_id
from offhook.messages import store as messages
from offhook.messages.pictures import store
from offhook.messages.pictures.model import Picture, PictureState
from offhook.messages.port import Arrived, Authority
from offhook.messages.port import Picture as Told
from offhook.messages.states import Direction, MessageState
from offhook.storage.storage import InlineStorage
from offhook.texting import album, fetching, service
from offhook.texting.fetching import Fetcher
from offhook.texting.picture_sweeper import UNSENT_DAYS, PictureSweeper
from offhook.texting.studio import Studio
from offhook.voicemail.files import Files
from offhook.voicemail.sealed import Seal
from tests.databases import fresh_sqlite
from tests.furnish import DANA, NOW, new_company

pytestmark = pytest.mark.behaviour("X12")


class Carrier:
    """Has pictures for whoever shows the account's authority."""

    def __init__(self) -> None:
        self.answers: dict[str, web.StreamResponse] = {}
        self.asked: list[tuple[str, str]] = []
        self.port = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        if request.path == "/endless":
            endless = web.StreamResponse()
            await endless.prepare(request)
            with contextlib.suppress(ConnectionError):
                while True:
                    await endless.write(b"\xff" * 65_536)
            return endless
        if request.path == "/round":
            return web.Response(status=302, headers={"Location": "/round"})
        return self.answers.get(request.path) or web.Response(status=404)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@asynccontextmanager
async def serving(carrier: Carrier) -> AsyncIterator[Carrier]:
    app = web.Application()
    app.router.add_get("/{path:.*}", carrier.serve)
    runner = web.AppRunner(app, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    carrier.port = runner.addresses[0][1]
    try:
        yield carrier
    finally:
        await runner.cleanup()


class Desk:
    """A company that gets pictures."""

    def __init__(self, data: Path, carrier: Carrier, *, local: bool = True) -> None:
        self.storage = InlineStorage(fresh_sqlite())
        self.clock = VirtualClock(NOW)
        self.files = Files(data, Seal(b"k" * 32), folder="pictures", plain=".picture")
        self.changed: list[PictureState] = []
        authority = Authority((f"127.0.0.1:{carrier.port}",), {"Authorization": "Basic c2VjcmV0"})
        self.fetcher = Fetcher(
            self.storage,
            self.files,
            Studio(),
            self.clock,
            authority=lambda trunk: authority,
            changed=lambda conversation, picture: self.changed.append(picture.state),
            local=local,
        )

    async def came(self, *urls: str) -> list[Picture]:
        """Have a message with pictures come in, and fetch them once."""

        def keep(conn: Connection) -> str:
            company = new_company(conn)
            self.workspace = company.id
            message = service.notify(conn, company.line, DANA, "Hi", NOW)
            messages.save(conn, replace(message, direction=Direction.INBOUND, state=MessageState.RECEIVED))
            told = tuple(Told(url, "image/png\0") for url in urls)
            arrived = Arrived(TrunkId(company.trunk.id), company.line.number, DANA, "Hi", "MM1", told)
            assert album.arrived(conn, message, arrived, NOW)
            return message.id

        self.message = await self.storage.write(keep)
        await self.fetcher.fetch_due()
        return await self.pictures()

    async def pictures(self) -> list[Picture]:
        found = await self.storage.read(lambda conn: store.of_messages(conn, self.workspace, [self.message]))
        return list(found[self.message])


def png() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(data, "PNG")
    return data.getvalue()


async def test_pictures_are_fetched_with_the_account_s_authority_and_kept_encrypted(tmp_path: Path) -> None:
    async with serving(Carrier()) as carrier:
        carrier.answers = {
            "/media": web.Response(status=307, headers={"Location": "/cdn"}),
            "/cdn": web.Response(body=png()),
        }
        desk = Desk(tmp_path, carrier)
        (kept,) = await desk.came(carrier.url("/media"))
        assert (kept.state, kept.kind, kept.width, kept.due_at) == (PictureState.KEPT, "image/png", 8, None)
        assert desk.changed == [PictureState.KEPT]
        assert [authority for _, authority in carrier.asked] == ["Basic c2VjcmV0"] * 2
        assert kept.content is not None
        assert desk.files.read(kept.content).startswith(b"\x89PNG")
        assert b"PNG" not in desk.files.path(kept.content).read_bytes()[:200]


async def test_one_that_fails_is_shown_as_failed_and_tried_again(tmp_path: Path) -> None:
    async with serving(Carrier()) as carrier:
        desk = Desk(tmp_path, carrier)
        (failed,) = await desk.came(carrier.url("/late"))
        assert (failed.state, failed.reason) == (PictureState.FAILED, "the carrier answers 404")
        assert failed.due_at == NOW + fetching.PAUSES_S[0] * 1_000_000
        carrier.answers["/late"] = web.Response(body=png())
        desk.clock.run(fetching.PAUSES_S[0])
        await desk.fetcher.fetch_due()
        assert [each.state for each in await desk.pictures()] == [PictureState.KEPT]


async def test_nothing_of_our_own_network_is_asked_and_nothing_too_large_or_no_picture_is_kept(tmp_path: Path) -> None:
    async with serving(Carrier()) as carrier:
        away = {"Location": "http://169.254.169.254/latest/meta-data"}
        carrier.answers = {
            "/away": web.Response(status=302, headers=away),
            "/file": web.Response(status=302, headers={"Location": "file:///etc/passwd"}),
            "/svg": web.Response(body=b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        }
        desk = Desk(tmp_path, carrier)
        paths = ("/away", "/file", "/round", "/svg", "/endless")
        found = await desk.came(*map(carrier.url, paths), "http://10.0.0.1/x", "https://example.com/x", "nonsense")
        assert [each.reason.split(":")[0] for each in found] == [
            "the address of the picture is not public",
            "the address of the picture is not public",
            "the carrier sends us from one address to the next",
            "this is an SVG drawing, which can hold programs",
            "the picture is larger than 20 MB",
            "the address of the picture is not public",
            "the address of the picture is not the carrier's",
            "the address of the picture is not public",
        ]
        assert {each.due_at is None for each in found[3:5]} == {True}, "what is no picture is not tried again"
        strict = Desk(tmp_path / "strict", carrier, local=False)
        (refused,) = await strict.came(carrier.url("/away"))
        assert refused.reason == "the address of the picture is not public"


async def test_what_was_never_sent_is_forgotten_with_its_file(tmp_path: Path) -> None:
    async with serving(Carrier()) as carrier:
        carrier.answers["/x"] = web.Response(body=png())
        desk = Desk(tmp_path, carrier)
        (kept,) = await desk.came(carrier.url("/x"))
        lonely = desk.files.keep(b"never sent")
        unsent = replace(kept, id=new_id("picture"), message_id=None, content=lonely.content)
        await desk.storage.write(lambda conn: store.add(conn, unsent))
        desk.clock.run((UNSENT_DAYS + 1) * 24 * 3600)
        await PictureSweeper(desk.storage, desk.files, desk.clock, keep_days=None).sweep()
        assert kept.content is not None
        assert desk.files.path(kept.content).exists()
        await PictureSweeper(desk.storage, desk.files, desk.clock, keep_days=1).sweep()
        assert await desk.storage.read(lambda conn: store.used(conn, [kept.content or ""])) == set()
