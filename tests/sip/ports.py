"""Ports that nobody else on this machine uses, for tests that run side by side."""

import random
import socket

_given: set[int] = set()


def free_port() -> int:
    """A port of 127.0.0.1 that is free for UDP and TCP, never given before in this run."""
    while True:
        # Below the range from which the kernel takes ports for outgoing connections.
        port = random.SystemRandom().randrange(10_000, 32_000)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def free_audio_ports(count: int = 200) -> tuple[int, int]:
    """First and last of a range of UDP ports for audio, free when looked at. The first is even."""
    while True:
        first = random.SystemRandom().randrange(10_000, 32_000, 2)
        numbers = range(first, first + count)
        if _given.isdisjoint(numbers) and all(map(_is_free, numbers)):
            _given.update(numbers)
            return first, first + count - 1


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
