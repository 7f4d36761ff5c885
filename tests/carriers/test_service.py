"""Accounts with carriers: what is taken, what is refused in words, and what is never shown again."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from sqlalchemy import select

from offhook.carriers import service, store
from offhook.carriers.model import CarrierKind, LegRow, RecordingRow, Secret, carrier_accounts
from offhook.problems import Problem
from offhook.telephony.vonage.tokens import private_key
from offhook.trunks import service as trunks
from tests.furnish import NOW, SECRETS, Company

ACCOUNT, KEY = f"AC{'0' * 32}", f"SK{'1' * 32}"
PROJECT = "0a1b2c3d-0000-4000-8000-0123456789ab"
PUBLIC = "A" * 43 + "="


@cache
def pem(bits: int = 2048, password: bytes | None = None) -> str:
    """A private key, as the file says it that Vonage gives."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    sealed = NoEncryption() if password is None else BestAvailableEncryption(password)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed).decode()


def add(company: Company, **changes: Any) -> Any:
    wanted: dict[str, Any] = {
        "kind": CarrierKind.TWILIO,
        "account": ACCOUNT,
        "key": KEY,
        "secret": "secret of the key",
        "tokens": ["token-of-the-account"],
    }
    name = changes.pop("name", "twilio")
    return service.add(company.conn, SECRETS, company.id, name, now=NOW, **(wanted | changes))


def test_an_account_is_a_trunk_and_opens_with_what_it_was_given(company: Company) -> None:
    made = add(company)
    assert (made.trunk.host, made.trunk.port, made.trunk.username) == ("api.twilio.com", 443, KEY)
    assert (
        service.get(company.conn, company.id, "twilio") == service.get(company.conn, company.id, made.trunk.id) == made
    )
    assert store.every(company.conn, company.id) == [made]
    assert made in store.enabled(company.conn)
    opens = service.secret(company.conn, SECRETS, made)
    assert opens == Secret("secret of the key", ("token-of-the-account",))
    rows = [str(row) for row in company.conn.execute(select(carrier_accounts))]
    assert rows
    assert not any("token-of" in row or "secret" in row for row in rows)


def test_two_tokens_hold_while_one_is_rotated_and_the_pace_can_change(company: Company) -> None:
    made = add(company)
    both = service.change(
        company.conn, SECRETS, company.id, "twilio", tokens=["old-token", "new-token"], calls_per_second=5
    )
    assert both.calls_per_second == 5
    assert service.secret(company.conn, SECRETS, made).tokens == ("old-token", "new-token")
    service.change(company.conn, SECRETS, company.id, "twilio", secret="another one")
    assert service.secret(company.conn, SECRETS, made) == Secret("another one", ("old-token", "new-token"))


def test_phones_are_rung_at_once_only_where_that_is_chosen_and_known(company: Company) -> None:
    assert not add(company).fast_ringing
    assert service.change(company.conn, SECRETS, company.id, "twilio", fast_ringing=True).fast_ringing
    assert service.change(company.conn, SECRETS, company.id, "twilio", calls_per_second=2).fast_ringing
    assert service.get(company.conn, company.id, "twilio").fast_ringing
    add(company, name="sw", kind=CarrierKind.SIGNALWIRE, account=PROJECT, key=None, space="acme")
    with pytest.raises(Problem, match="Only Twilio") as refused:
        service.change(company.conn, SECRETS, company.id, "sw", fast_ringing=True)
    assert refused.value.field == "fast_ringing"


def test_the_others_are_added_in_their_own_way(company: Company) -> None:
    signalwire = add(company, name="sw", kind=CarrierKind.SIGNALWIRE, account=PROJECT, key=None, space="acme")
    assert (signalwire.trunk.host, signalwire.trunk.username) == ("acme.signalwire.com", PROJECT)
    telnyx = add(
        company, name="tx", kind=CarrierKind.TELNYX, account=PROJECT, key=None, application="123", tokens=[PUBLIC]
    )
    assert (telnyx.trunk.host, telnyx.application) == ("api.telnyx.com", "123")


@pytest.mark.behaviour("T16")
def test_an_application_with_vonage_keeps_its_key_in_one_line_which_the_adapter_reads(company: Company) -> None:
    vonage: dict[str, Any] = {"name": "vo", "kind": CarrierKind.VONAGE, "account": PROJECT, "key": None}
    made = add(company, **vonage, secret=f"\n{pem()}\n", tokens=["signature-secret"])
    assert (made.trunk.host, made.trunk.username, made.account) == ("api.nexmo.com", PROJECT, PROJECT)
    opens = service.secret(company.conn, SECRETS, made)
    assert "\n" not in opens.secret
    assert private_key(opens.secret).key_size == 2048
    assert service.kept_secret(CarrierKind.VONAGE, opens.secret) == opens.secret
    service.change(company.conn, SECRETS, company.id, "vo", secret=pem(2048, None))
    assert service.secret(company.conn, SECRETS, made).tokens == ("signature-secret",)
    for wrong in ("nonsense", "", pem(1024), pem(2048, b"password"), pem().replace("PRIVATE", "PUBLIC")):
        with pytest.raises(Problem, match="private key") as refused:
            service.change(company.conn, SECRETS, company.id, "vo", secret=wrong)
        assert refused.value.field == "secret"


def test_vonage_shows_numbers_to_a_key_beside_the_application_s(company: Company) -> None:
    vonage: dict[str, Any] = {"name": "vo", "kind": CarrierKind.VONAGE, "account": PROJECT, "secret": pem()}
    made = add(company, **vonage, tokens=["signature-secret"], key=None)
    assert (made.key, made.lists_numbers, made.sells_numbers) == (None, False, False)
    for given in ({"key": "a1b2c3d4"}, {"key_secret": "x"}, {"key": "a1b2c3d4", "key_secret": "two words"}):
        with pytest.raises(Problem) as refused:
            service.change(company.conn, SECRETS, company.id, "vo", **given)  # type: ignore[arg-type]
        assert refused.value.field == "key_secret"
    keyed = service.change(company.conn, SECRETS, company.id, "vo", key="a1b2c3d4", key_secret="of-the-key")
    assert (keyed.key, keyed.lists_numbers, keyed.sells_numbers) == ("a1b2c3d4", True, True)
    opens = service.secret(company.conn, SECRETS, keyed)
    assert (opens.key_secret, opens.tokens) == ("of-the-key", ("signature-secret",))
    with pytest.raises(Problem, match="Only Vonage"):
        service.change(company.conn, SECRETS, company.id, add(company).trunk.id, key_secret="x")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": "AC12"}, "account"),
        ({"account": PROJECT}, "account"),
        ({"key": "AC12"}, "key"),
        ({"kind": CarrierKind.TELNYX, "account": PROJECT, "application": "1", "tokens": [PUBLIC]}, "key"),
        ({"space": "acme"}, "space"),
        ({"kind": CarrierKind.SIGNALWIRE, "account": PROJECT, "key": None}, "space"),
        ({"kind": CarrierKind.SIGNALWIRE, "account": PROJECT, "key": None, "space": "a.example.com/"}, "space"),
        ({"application": "123"}, "application"),
        ({"kind": CarrierKind.TELNYX, "account": PROJECT, "key": None, "tokens": [PUBLIC]}, "application"),
        ({"kind": CarrierKind.TELNYX, "account": PROJECT, "key": None, "application": "1"}, "tokens"),
        ({"tokens": []}, "tokens"),
        ({"tokens": ["one-token", "two-token", "three-token"]}, "tokens"),
        ({"tokens": ["short"]}, "tokens"),
        ({"tokens": ["with a space in it"]}, "tokens"),
        ({"secret": ""}, "password"),
        ({"calls_per_second": 0}, "calls_per_second"),
    ],
)
def test_what_can_not_be_is_refused_in_words(company: Company, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        add(company, **changes)
    assert refused.value.field == field
    assert refused.value.detail.endswith(".")


def test_a_trunk_that_is_no_account_is_none(company: Company) -> None:
    trunks.add(company.conn, SECRETS, company.id, "sip", host="sip.example.com", now=NOW)
    with pytest.raises(Problem) as refused:
        service.get(company.conn, company.id, "sip")
    assert refused.value.type == "not-found"
    service.forget(company.conn, company.id, "sip")


def test_a_removed_trunk_opens_nothing(company: Company) -> None:
    made = add(company)
    service.forget(company.conn, company.id, "twilio")
    assert store.tokens(company.conn, company.id, made.trunk.id) is None
    assert service.secret(company.conn, SECRETS, made).tokens == ()


def test_legs_and_recordings_are_written_anew_and_gone_when_they_are_over(company: Company) -> None:
    trunk = add(company).trunk.id
    leg = LegRow("call_1-1", company.id, "call_1", trunk, incoming=False, sid="", answered=False)
    store.put_leg(company.conn, leg)
    known = LegRow("call_1-1", company.id, "call_1", trunk, incoming=False, sid="CA1", answered=True)
    store.put_leg(company.conn, known)
    assert store.legs(company.conn) == [known]
    assert store.leg(company.conn, "call_1-1") == known
    store.end_leg(company.conn, "call_1-1")
    store.end_leg(company.conn, "call_1-1")
    assert store.legs(company.conn) == []
    assert store.leg(company.conn, "call_1-1") is None
    assert store.came_in(company.conn, "CA1") is None, "it did not come in"
    assert store.sid_of(company.conn, "call_1-1") == "CA1", "its price is asked for by it"
    store.forget(company.conn, "call_1-1")
    assert store.sid_of(company.conn, "call_1-1") == ""
    arrived = LegRow("call_2-1", company.id, "call_2", trunk, incoming=True, sid="CA2", answered=False)
    store.put_leg(company.conn, arrived)
    store.end_leg(company.conn, "call_2-1")
    assert store.legs(company.conn) == []
    remembered = store.came_in(company.conn, "CA2")
    assert remembered is not None
    assert remembered.ended
    store.forget(company.conn, "call_2-1")
    assert store.came_in(company.conn, "CA2") is not None, "requests may be replayed"
    recording = RecordingRow("call_1-1.1", company.id, "call_1-1", trunk, "CA1", "RE1")
    store.put_recording(company.conn, recording)
    assert store.recording(company.conn, "call_1-1.1") == recording
    store.remove_recording(company.conn, "call_1-1.1")
    assert store.recording(company.conn, "call_1-1.1") is None


@pytest.mark.behaviour("V3")
def test_an_account_shows_no_number_but_its_own(company: Company) -> None:
    made = add(company)
    with pytest.raises(Problem, match="twilio is an account with a carrier that shows no number but") as refused:
        service.refuse_foreign_caller_ids(company.conn, made.trunk)
    assert refused.value.field == "foreign_caller_ids"
    service.refuse_foreign_caller_ids(company.conn, company.trunk)
