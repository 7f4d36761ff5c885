"""The sockets that the API is served on. Apart from the server, so that an address is had before that is loaded."""

from __future__ import annotations

import socket
from pathlib import Path

from offhook.problems import Problem
from offhook.web import socket_file


def listen(host: str, port: int) -> socket.socket:
    """A TCP socket to listen on.

    Raises:
        Problem: something else listens there, or the address isn't this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named as asyncio (not uvloop) otherwise does not know that its connections are TCP, and leaves
    # Nagle's delay on: a body, sent after its headers, then waits 40 ms for the client to acknowledge these.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Now, not when serving begins: of two that want one port the second is to be told, not the first.
        listening.listen(1024)
    except OSError as error:
        listening.close()
        raise _taken(f"{host}:{port}", error) from None
    return listening


def listen_on_file(path: Path) -> socket.socket:
    """A socket file to listen on, which only this user may open; one left by a killed worker is replaced.

    Raises:
        Problem: it can't be made there.
    """
    try:
        return socket_file.listen(path)
    except OSError as error:
        raise _taken(str(path), error) from None


def _taken(where: str, error: OSError) -> Problem:
    words = error.strerror or str(error)
    return Problem(
        "address-taken", "The address can't be had", f"Offhook can't listen on {where}: {words}.", status=500
    )
