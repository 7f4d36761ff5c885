"""Offhook as a process: a worker and its API, from start to a clean end."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable

import structlog

from offhook.settings import Settings
from offhook.web.app import create_app
from offhook.web.server import Server, listen, listen_on_file
from offhook.worker import Worker

log = structlog.get_logger()

SOCKET_FILE = "offhook.sock"


async def serve(settings: Settings, started: Callable[[Worker], None]) -> None:
    """Serve until SIGTERM or SIGINT. `started` is called once requests are answered.

    Raises:
        AddressTaken: something else listens on the API's address.
        Problem: the worker can't start, and why.
    """
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    public = listen(settings.http.host, settings.http.port)
    try:
        worker = await Worker.start(settings)
        try:
            # Only now: whoever holds the data folder's lock may replace its socket file.
            server = Server(create_app(worker), public, listen_on_file(settings.data / SOCKET_FILE))
            await server.start()
            started(worker)
            log.info("serving", host=settings.http.host, port=settings.http.port)
            await stopping.wait()
            await server.stop()
        finally:
            await worker.stop()
    finally:
        public.close()
