"""Where pushes go: to public push services over TLS, and never into the network that Offhook stands in."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver

from offhook.problems import Problem
from offhook.push.endpoint import NotPublic, PublicOnly, checked, origin

REFUSED = [
    "http://push.example.com/x",
    "https://127.0.0.1/x",
    "https://10.0.0.5/x",
    "https://192.168.1.1/x",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/x",
    "https://[fd00::1]/x",
    "https://[::ffff:10.0.0.5]/x",
    "https://[2002:a00:5::]/x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://127.1/x",
    "https://localhost/x",
    "https://intranet/x",
    "https://user:secret@push.example.com/x",
    "https://push.example.com:8443/x",
    "https://push.example.com:0x/x",
    "https:///x",
    "ftp://push.example.com/x",
    "https://push.example.com/ x",
    "https://push.example.com/" + "x" * 2000,
    "",
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_no_public_push_service_is_refused(address: str) -> None:
    with pytest.raises(Problem) as refused:
        checked(address)
    assert (refused.value.field, refused.value.status) == ("endpoint", 422)


@pytest.mark.parametrize(
    "address", ["https://fcm.googleapis.com/fcm/send/abc", "https://web.push.apple.com:443/x", "https://8.8.8.8/x"]
)
def test_push_services_are_taken(address: str) -> None:
    assert checked(address) == address


def test_loopback_is_taken_where_it_is_set_so_and_nothing_else_is() -> None:
    assert checked("http://127.0.0.1:9999/push/x", local=True)
    for address in ("http://10.0.0.5/x", "https://127.0.0.1/x", "http://push.example.com/x"):
        with pytest.raises(Problem):
            checked(address, local=True)


def test_a_token_is_for_the_endpoint_s_origin() -> None:
    assert origin("https://web.push.apple.com/QGx?y#z") == "https://web.push.apple.com"


class Names(AbstractResolver):
    """Whoever owns a name says where it leads."""

    def __init__(self, *hosts: str) -> None:
        self._hosts = hosts

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> Any:
        return [{"hostname": host, "host": each, "port": port} for each in self._hosts]

    async def close(self) -> None:
        pass


async def test_a_name_that_leads_to_a_private_address_is_not_followed() -> None:
    with pytest.raises(NotPublic, match="leads to no public address"):
        await PublicOnly(Names("10.0.0.5", "::1")).resolve("push.example.com")
    (found,) = await PublicOnly(Names("10.0.0.5", "8.8.8.8")).resolve("push.example.com")
    assert found["host"] == "8.8.8.8"
