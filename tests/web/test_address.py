from __future__ import annotations

import pytest
from fastapi import Request

from offhook.setting_sections import Http
from offhook.web.address import client_address, neighbourhood


def request(peer: str | None, *forwarded: str) -> Request:
    headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
    return Request({"type": "http", "headers": headers, "client": None if peer is None else (peer, 40_000)})


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("192.0.2.7", [], "192.0.2.7"),
        ("192.0.2.7", ["198.51.100.1"], "192.0.2.7"),
        ("127.0.0.1", ["198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", ["198.51.100.1, 10.0.0.5"], "198.51.100.1"),
        ("127.0.0.1", ["203.0.113.9, nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        ("::1", ["2001:db8::7"], "2001:db8::7"),
        (None, [], ""),
    ],
)
def test_only_our_own_proxies_are_believed(peer: str | None, forwarded: list[str], found: str) -> None:
    assert client_address(request(peer, *forwarded), Http(proxies="127.0.0.1 ::1 10.0.0.5")) == found


@pytest.mark.parametrize(
    ("address", "found"), [("192.0.2.7", "192.0.2.7"), ("2001:db8::7", "2001:db8::/64"), ("", ""), ("x", "x")]
)
def test_an_ipv6_network_is_one_place(address: str, found: str) -> None:
    assert neighbourhood(address) == found
