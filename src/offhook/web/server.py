"""Serving the application: on TCP for everybody with a key, on a socket file for this machine's operator."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from offhook.people.passwords import Hasher
from offhook.web.app import Operator
from offhook.web.protocol import BoundedHttp
from offhook.web.sip_socket import SipSocket
from offhook.worker import Worker

GRACE_S = 2
"""How long requests that are being answered may take to finish. Live streams are ended at once."""


class Server:
    """The application, served until `stop`. Its sockets are closed then."""

    def __init__(self, app: FastAPI, public: socket.socket, operator: socket.socket) -> None:
        self._closing: asyncio.Event = app.state.closing
        self._hasher: Hasher = app.state.hasher
        worker: Worker = app.state.worker
        self._servers = (Quiet(_config(app, worker)), Quiet(_config(Operator(app), worker)))
        self._sockets = (public, operator)
        self._serving: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin serving; returns once requests are answered."""
        self._serving = [
            asyncio.ensure_future(server.serve(sockets=[listening]))
            for server, listening in zip(self._servers, self._sockets, strict=True)
        ]
        for server, task in zip(self._servers, self._serving, strict=True):
            up = asyncio.ensure_future(server.up.wait())
            await asyncio.wait({up, task}, return_when=asyncio.FIRST_COMPLETED)
            up.cancel()
            if task.done():
                task.result()

    async def stop(self) -> None:
        """End live streams, finish what is being answered, for a moment, and close."""
        self._closing.set()
        for server in self._servers:
            server.end()
        await asyncio.gather(*self._serving)
        self._hasher.close()


class Quiet(uvicorn.Server):
    """A server that tells when it is up, and leaves signals to whoever started it."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Stop serving, at once."""
        self.should_exit = True
        self._ending.set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """As the original, which looks ten times a second whether it is to end."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), 1.0)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: two servers share this process, and its owner ends both."""
        yield


def _config(app: ASGIApp, worker: Worker) -> uvicorn.Config:
    config = plain_config(app)
    config.ws = partial(SipSocket, worker)  # type: ignore[assignment]  # it is only ever called
    return config


def plain_config(app: ASGIApp) -> uvicorn.Config:
    """How an application is served, without WebSockets."""
    return uvicorn.Config(
        app,
        loop="none",
        http=BoundedHttp,
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_S,
    )
