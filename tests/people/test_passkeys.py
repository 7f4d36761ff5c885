from __future__ import annotations

from typing import Any

import pytest

from offhook.people import ceremonies, passkeys, service
from offhook.people.model import Passkey
from offhook.people.passkeys import MOST, NewCredential, RelyingParty
from offhook.problems import Problem
from tests.authenticator import PRESENT, Authenticator
from tests.furnish import NOW, Company

HERE = RelyingParty("localhost", "http://localhost:1")
CHALLENGE = b"c" * 32
OTHER = b"d" * 32


def made_for(company: Company, device: Authenticator, challenge: bytes = CHALLENGE) -> NewCredential:
    options = ceremonies.registration_options(HERE, company.ann, "Acme", [], challenge)
    answer = device.create(options)
    assert ceremonies.challenge_of(answer) == challenge
    return ceremonies.check_new(HERE, answer, CHALLENGE)


def added(company: Company, device: Authenticator, name: str = "Phone") -> Passkey:
    made = made_for(company, device)
    return passkeys.add(company.conn, company.id, company.ann.id, name, made, NOW)


def signed(device: Authenticator, passkey: Passkey, challenge: bytes = CHALLENGE) -> passkeys.Signed:
    answer = device.get(ceremonies.sign_in_options(HERE, challenge))
    return ceremonies.check_signed(HERE, answer, CHALLENGE, passkey)


def test_what_a_device_is_asked_for(company: Company) -> None:
    passkey = added(company, Authenticator())
    options = ceremonies.registration_options(HERE, company.ann, "Acme", [passkey], CHALLENGE)
    assert options["rp"]["id"] == "localhost"
    assert options["user"]["name"].endswith("(Acme)")
    assert [each["id"] for each in options["excludeCredentials"]] == [passkey.credential]
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert ceremonies.sign_in_options(HERE, CHALLENGE)["userVerification"] == "required"
    assert not ceremonies.sign_in_options(HERE, CHALLENGE).get("allowCredentials")


def test_who_has_added_a_passkey_signs_in_by_it(company: Company) -> None:
    device = Authenticator()
    passkey = added(company, device)
    assert passkeys.every(company.conn, company.id, company.ann.id) == [passkey]
    for _ in range(2):
        found = passkeys.by_credential(company.conn, passkey.credential)
        assert found is not None
        assert passkeys.used(company.conn, signed(device, found), NOW + 1)
    assert passkeys.get(company.conn, company.id, passkey.id).used_at == NOW + 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://localhost:2"},
        {"origin": "https://evil.example"},
        {"party": "evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
)
def test_what_is_signed_elsewhere_or_by_nobody_in_person_is_refused(company: Company, wrong: dict[str, Any]) -> None:
    device = Authenticator(**wrong)
    with pytest.raises(Problem, match="no passkey that can be used"):
        made_for(company, device)
    good = Authenticator()
    passkey = added(company, good)
    for name, value in wrong.items():
        setattr(good, name, value)
    with pytest.raises(Problem) as refused:
        signed(good, passkey)
    assert refused.value.type == "passkey-refused"


def test_another_challenge_another_key_and_another_member_are_refused(company: Company) -> None:
    device = Authenticator()
    passkey = added(company, device)
    with pytest.raises(Problem):
        made_for(company, Authenticator(), OTHER)
    with pytest.raises(Problem):
        signed(device, passkey, OTHER)
    impostor = Authenticator(id=device.id, handle=device.handle)
    with pytest.raises(Problem):
        signed(impostor, passkey)
    device.handle = company.owner.id.encode()
    with pytest.raises(Problem):
        signed(device, passkey)


def test_a_counter_that_does_not_go_on_shows_a_copy(company: Company) -> None:
    device = Authenticator(count=5)
    passkey = added(company, device)
    assert passkeys.used(company.conn, signed(device, passkey), NOW)
    copy = Authenticator(id=device.id, key=device.key, handle=device.handle, count=4)
    now = passkeys.get(company.conn, company.id, passkey.id)
    with pytest.raises(Problem):
        signed(copy, now)
    late = signed(device, passkey)  # checked before another was written down
    assert passkeys.used(company.conn, late, NOW)
    assert not passkeys.used(company.conn, late, NOW)


def test_a_synced_passkey_does_not_count(company: Company) -> None:
    device = Authenticator(counts=False)
    passkey = added(company, device)
    assert [passkeys.used(company.conn, signed(device, passkey), NOW) for _ in range(2)] == [True, True]


def test_whoever_leaves_or_removes_it_is_not_let_in(company: Company) -> None:
    device = Authenticator()
    passkey = added(company, device)
    found = signed(device, passkey)
    passkeys.remove(company.conn, company.id, passkey.id)
    assert passkeys.by_credential(company.conn, passkey.credential) is None
    assert not passkeys.used(company.conn, found, NOW)
    left = added(company, Authenticator())
    service.change(company.conn, company.id, company.ann.id, active=False, now=NOW)
    assert passkeys.by_credential(company.conn, left.credential) is None
    assert passkeys.every(company.conn, company.id, company.ann.id) == []
    with pytest.raises(Problem, match="There is no member"):
        added(company, Authenticator())


def test_names_differ_and_there_are_not_many(company: Company) -> None:
    device = Authenticator()
    added(company, device)
    with pytest.raises(Problem, match="called Phone already"):
        added(company, Authenticator())
    with pytest.raises(Problem, match="somebody's already"):
        added(company, device, "Again")
    with pytest.raises(Problem):
        added(company, Authenticator(), " ")
    for number in range(1, MOST):
        added(company, Authenticator(), f"Key {number}")
    with pytest.raises(Problem, match="remove one first"):
        added(company, Authenticator(), "One more")


@pytest.mark.parametrize(
    "answer",
    [{}, {"response": None}, {"response": {"clientDataJSON": 7}}, {"response": {"clientDataJSON": "é"}}],
)
def test_what_no_device_has_made_is_told_so(company: Company, answer: dict[str, Any]) -> None:
    passkey = added(company, Authenticator())
    for check in (
        lambda: ceremonies.challenge_of(answer),
        lambda: ceremonies.check_new(HERE, answer, CHALLENGE),
        lambda: ceremonies.check_signed(HERE, answer, CHALLENGE, passkey),
    ):
        with pytest.raises(Problem):
            check()
