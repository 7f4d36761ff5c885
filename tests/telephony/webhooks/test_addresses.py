"""What an address is about can be read from it again, and nothing else is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.calls.values import LegId, TrunkId
from offhook.telephony.webhooks.addresses import About, Addresses, Hook, understood

ADDRESSES = Addresses("https://office.example.com", "#again")


@pytest.mark.parametrize("about", About)
def test_an_address_is_understood(about: About) -> None:
    url = ADDRESSES.of(TrunkId("trunk_1"), about, LegId("call_1-2"), "call_1-2.3")
    path = url.removeprefix("https://office.example.com").partition("#")[0]
    assert understood(path) == Hook(TrunkId("trunk_1"), about, LegId("call_1-2"), "call_1-2.3")
    assert ("#" in url) == about.asks, "only what is waited for is asked for again"


@pytest.mark.parametrize(
    "path", ["", "/", "/carriers", "/carriers/t", "/carriers/t/none", "/carriers/t/in/a/b/c", "/x"]
)
def test_other_paths_are_not(path: str) -> None:
    assert understood(path) is None


@given(st.text(max_size=40))
def test_whatever_comes_is_no_crash(path: str) -> None:
    understood(path)
    understood(f"/carriers/{path}")
