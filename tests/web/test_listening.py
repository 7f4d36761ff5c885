from __future__ import annotations

import asyncio
import socket

from offhook.web.listening import listen


async def test_what_is_sent_in_two_parts_does_not_wait_for_the_first_to_be_acknowledged() -> None:
    met: asyncio.Future[asyncio.StreamWriter] = asyncio.get_running_loop().create_future()
    server = await asyncio.start_server(lambda _, writer: met.set_result(writer), sock=listen("127.0.0.1", 0))
    async with server:
        _, caller = await asyncio.open_connection(*server.sockets[0].getsockname())
        answering = await met
        accepted = answering.get_extra_info("socket")
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        for each in (caller, answering):
            each.close()
            await each.wait_closed()
