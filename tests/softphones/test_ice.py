import base64
import hashlib
import hmac

from offhook.setting_sections import BrowserPhone
from offhook.softphones.ice import LASTS_S, IceServer, ice_servers

NOON = 1_795_262_400_000_000


def test_without_servers_a_page_is_told_of_none() -> None:
    assert ice_servers(BrowserPhone(), "annspage", NOON) == []


def test_every_server_is_told_and_a_relay_knows_the_password_for_twelve_hours() -> None:
    settings = BrowserPhone(
        stun="stun:one.example.com stuns:two.example.com:5349",
        turn="turn:relay.example.com:3478?transport=udp",
        turn_secret="shared",
    )
    stun, turn = ice_servers(settings, "annspage", NOON)
    assert stun == IceServer(("stun:one.example.com", "stuns:two.example.com:5349"))
    assert turn.urls == ("turn:relay.example.com:3478?transport=udp",)
    assert turn.username == f"{NOON // 1_000_000 + LASTS_S}:annspage"
    proof = hmac.new(b"shared", turn.username.encode(), hashlib.sha1).digest()
    assert base64.b64decode(turn.credential) == proof
