"""Offhook as a process: a worker and its API, from start to a clean end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog

from offhook.settings import Settings
from offhook.storage.database_lock import INSTEAD
from offhook.storage.lock import already_running
from offhook.web.listening import listen, listen_on_file
from offhook.worker import Worker

if TYPE_CHECKING:
    from offhook.beside import Beside
    from offhook.web.server import Server

log = structlog.get_logger()

SOCKET_FILE = "offhook.sock"


async def serve(settings: Settings, started: Callable[[Worker], None], *, first_key: bool = False) -> None:
    """Serve until SIGTERM or SIGINT. `started` is called once requests are answered.

    With `first_key` an empty installation gets an API key, which `started` is to show.

    Raises:
        AddressTaken: something else listens on the API's address.
        Problem: the worker can't start or go on, and why.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    public = listen(settings.http.host, settings.http.port)
    beside = await _beside(settings, public)
    # The web framework takes as long to load as Asterisk to start: side by side that is one second instead of two.
    web = loop.run_in_executor(None, _load_web)
    try:
        database = None if beside is None else await beside.turn(stopping)
        if beside is not None and database is None:
            return
        worker = await Worker.start(settings, first_key=first_key, database=database)
        try:
            await web
            # Only now: whoever holds the data folder's lock may replace its socket file.
            server = _server(worker, public, listen_on_file(settings.data / SOCKET_FILE))
            await server.start()
            if beside is not None:
                await beside.close()
                beside = None
            started(worker)
            log.info("serving", host=settings.http.host, port=settings.http.port)
            await _first(stopping, worker.replaced)
            await server.stop()
            if worker.replaced.is_set():
                raise already_running("this database", "it took over while the database was away", INSTEAD)
        finally:
            await worker.stop()
    finally:
        if beside is not None:
            await beside.close()
        public.close()


async def _beside(settings: Settings, public: socket.socket) -> Beside | None:
    """What answers while another worker has the database."""
    if not settings.pair.enabled:
        return None
    from offhook.beside import Beside

    return Beside(settings, public.dup())


def _load_web() -> None:
    import offhook.web.app
    import offhook.web.server  # noqa: F401


def _server(worker: Worker, public: socket.socket, operator: socket.socket) -> Server:
    from offhook.web.app import create_app
    from offhook.web.server import Server

    return Server(create_app(worker), public, operator)


async def _first(*events: asyncio.Event) -> None:
    """Wait until one of them is set."""
    waiting = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
