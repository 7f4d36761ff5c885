"""Asterisk's channels and bridges as survivors."""

from offhook.calls.values import LegId
from offhook.telephony.asterisk.messages import surviving, whereabouts
from offhook.telephony.asterisk.wire import Bridge, Channel
from offhook.telephony.port import LegState, Surviving

CHANNELS = [
    Channel("call_a-1", "Up"),
    Channel("call_a-2", "Up"),
    Channel("call_b-1", "Ringing"),
    Channel("call_b-2", "Down"),
    Channel("1795303238.17", "Up"),
    Channel("someone-1", "Up"),
    Channel("call_c-1", "Up"),
]
BRIDGES = [
    Bridge("offhook-1", ["call_a-1", "call_a-2"]),
    Bridge("offhook-2", []),
    Bridge("offhook-3", ["call_c-1"]),
    Bridge("foreign", ["1795303238.17", "call_b-1"]),
]


def test_our_legs_are_found_by_call_and_foreign_channels_are_not() -> None:
    found = surviving(CHANNELS, BRIDGES)
    assert found == {
        "call_a": [
            Surviving(LegId("call_a-1"), LegState.ANSWERED, LegId("call_a-2")),
            Surviving(LegId("call_a-2"), LegState.ANSWERED, LegId("call_a-1")),
        ],
        "call_b": [
            Surviving(LegId("call_b-1"), LegState.RINGING),
            Surviving(LegId("call_b-2"), LegState.RINGING),
        ],
        "call_c": [Surviving(LegId("call_c-1"), LegState.ANSWERED)],
    }


def test_the_bridge_of_each_channel() -> None:
    assert whereabouts(BRIDGES)["call_c-1"] == "offhook-3"
    assert "call_b-2" not in whereabouts(BRIDGES)


def test_nothing_is_nothing() -> None:
    assert surviving([], []) == {}
