import socket

import pytest

from offhook.telephony.asterisk import outside
from offhook.telephony.asterisk.settings import EVERYWHERE, InstanceSettings


def test_without_translation_nothing_is_replaced() -> None:
    assert outside.host_candidates(InstanceSettings(listen="192.0.2.7")) == ()
    assert outside.host_candidates(InstanceSettings(listen="192.0.2.7", external_address="192.0.2.7")) == ()


def test_the_address_that_is_listened_on_is_known_by_the_external_one() -> None:
    settings = InstanceSettings(listen="192.0.2.7", external_address="198.51.100.4")
    assert outside.host_candidates(settings) == (("192.0.2.7", "198.51.100.4"),)


def test_a_name_is_looked_up_and_one_that_is_not_found_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def known(host: str, *_: object) -> object:
        if host != "pbx.example.com":
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("198.51.100.4", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", known)
    for name, found in (("pbx.example.com", (("192.0.2.7", "198.51.100.4"),)), ("nowhere.example.com", ())):
        assert outside.host_candidates(InstanceSettings(listen="192.0.2.7", external_address=name)) == found


@pytest.mark.parametrize("listen", [EVERYWHERE, "127.0.0.1"])
def test_where_no_address_is_named_it_is_the_one_that_others_are_called_from(listen: str) -> None:
    found = outside.host_candidates(InstanceSettings(listen=listen, external_address="198.51.100.4"))
    # A machine without a network has no address of its own to replace.
    assert found in {((_own(), "198.51.100.4"),), ()}


def _own() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as looking:
        try:
            looking.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(looking.getsockname()[0])
