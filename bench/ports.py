"""Free ports on loopback."""

from __future__ import annotations

import random
import socket


def free_port() -> int:
    """A port that is free for UDP and TCP now."""
    while True:
        port = random.randrange(20_000, 32_000)
        if _is_free(port):
            return port


def free_ports(count: int) -> int:
    """The first, even, of so many ports in a row; for audio, where a clash costs one leg only."""
    return random.randrange(33_000, 60_000 - count) & ~1


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
