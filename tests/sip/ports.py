"""Ports that nobody else on this machine uses, for tests that run side by side."""

import os
import random
import socket

AUDIO_PORTS = 100
"""For fifty legs at once."""

# Below the range from which the kernel takes ports for outgoing connections. Each of several processes has its part,
# and single ports lie apart from audio: a port in a range that calls use now and then is free when looked at, and taken
# when an Asterisk wants it.
_FIRST, _END = 10_000, 32_000
_share = (_END - _FIRST) // int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_mine = _FIRST + _share * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_middle = _mine + _share // 2
_SINGLE = range(_mine, _middle)
_AUDIO = range(_middle + _middle % 2, _mine + _share - AUDIO_PORTS, AUDIO_PORTS)

_given: set[int] = set()
_ranges: list[int] = []


def free_port() -> int:
    """A port of 127.0.0.1 that is free for UDP and TCP, never given before in this run."""
    while True:
        port = random.SystemRandom().choice(_SINGLE)
        if port not in _given and _is_free(port):
            _given.add(port)
            return port


def free_audio_ports() -> tuple[int, int]:
    """First and last of a range of UDP ports for audio, free when looked at. The first is even.

    Ranges lie side by side and are given in turn: any way of choosing them at random runs out of gaps that are wide
    enough. Whoever had one before all others were given is gone.
    """
    while True:
        if not _ranges:
            _ranges.extend(random.SystemRandom().sample(_AUDIO, len(_AUDIO)))
        first = _ranges.pop()
        numbers = range(first, first + AUDIO_PORTS)
        if all(map(_is_free, numbers)):
            return numbers[0], numbers[-1]


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True
