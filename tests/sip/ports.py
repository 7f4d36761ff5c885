"""Ports that nobody else on this machine uses, for tests that run side by side."""

import random
import socket

AUDIO_PORTS = 100
"""For fifty legs at once."""

_given: set[int] = set()
_ranges: list[int] = []


def free_port() -> int:
    """A port of 127.0.0.1 that is free for UDP and TCP, never given before in this run."""
    while True:
        # Below the range from which the kernel takes ports for outgoing connections.
        port = random.SystemRandom().randrange(10_000, 32_000)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def free_audio_ports() -> tuple[int, int]:
    """First and last of a range of UDP ports for audio, free when looked at. The first is even.

    Ranges lie side by side and are given in turn: any way of choosing them at random runs out of gaps that are wide
    enough. Whoever had one more than two hundred ranges ago is gone.
    """
    while True:
        if not _ranges:
            _ranges.extend(random.SystemRandom().sample(range(10_000, 32_000, AUDIO_PORTS), 22_000 // AUDIO_PORTS))
        first = _ranges.pop()
        numbers = range(first, first + AUDIO_PORTS)
        if _given.isdisjoint(numbers) and all(map(_is_free, numbers)):
            return numbers[0], numbers[-1]


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
