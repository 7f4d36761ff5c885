from __future__ import annotations

import asyncio
from typing import Any

import pytest
from argon2.low_level import hash_secret
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from offhook.people import passwords, service
from offhook.people.passwords import MOST_WAITING, Hasher
from offhook.problems import Problem
from tests.furnish import NOW, SECRETS, Company, new_company
from tests.outcome import outcome

SALT = passwords.salt_of(SECRETS.mac, "ann@example.com", "")


async def test_a_password_fits_its_own_hash_and_no_other() -> None:
    hasher = Hasher()
    stored = [await hasher.hash(each, SALT) for each in ("violet kettle drum", "brass lantern tide")]
    assert all(each.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for each in stored)
    assert await hasher.fitting("violet kettle drum", SALT, stored) == [True, False]
    assert await hasher.fitting("violet kettle drum ", SALT, stored) == [False, False]
    assert await hasher.fitting("", SALT, []) == []
    hasher.close()


@settings(max_examples=15)
@given(st.text(), st.text())
def test_only_the_same_text_fits(one: str, other: str) -> None:
    hashed = passwords._argon2(one, SALT)
    assert passwords._fitting(other, SALT, [hashed]) == [passwords.tidy(one) == passwords.tidy(other)]


@pytest.mark.parametrize("members", [0, 1, 5])
def test_a_sign_in_is_one_run_however_many_have_the_address(monkeypatch: pytest.MonkeyPatch, members: int) -> None:
    stored = [passwords._argon2(f"password of member {each}", SALT) for each in range(members)]
    runs: list[bytes] = []

    def counted(secret: bytes, salt: bytes, **parameters: Any) -> bytes:
        runs.append(salt)
        return hash_secret(secret, salt, **parameters)

    monkeypatch.setattr(passwords, "hash_secret", counted)
    assert passwords._fitting("wrong", SALT, stored) == [False] * members
    assert runs == [SALT]


async def test_a_hash_of_before_fits_and_is_to_be_made_anew() -> None:
    hasher = Hasher()
    other = passwords.salt_of(SECRETS.mac, "before@example.com", "")
    before = (await hasher.hash("violet kettle drum", other)).replace("t=2", "t=1")
    head = before.rpartition("$")[0]
    stored = passwords._again("violet kettle drum", head)
    assert await hasher.fitting("violet kettle drum", SALT, [stored]) == [True]
    assert passwords.is_outdated(stored, SALT)
    assert not passwords.is_outdated(await hasher.hash("violet kettle drum", SALT), SALT)
    hasher.close()


def test_letters_are_the_same_however_a_keyboard_composes_them() -> None:
    hashed = passwords._argon2("über den fluß", SALT)
    assert passwords._fitting("u\u0308ber den fluß", SALT, [hashed]) == [True]


async def test_a_crowd_is_told_to_come_again() -> None:
    hasher = Hasher()
    crowd = [asyncio.ensure_future(hasher.fitting("x", SALT, [])) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as refused:
        await hasher.fitting("x", SALT, [])
    assert (refused.value.status, refused.value.type) == (503, "busy")
    for each in crowd[2:]:
        each.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    hasher.close()
    assert hasher._waiting == 0


def test_an_address_has_one_salt_and_shows_nothing_of_itself() -> None:
    assert len(SALT) == 16
    assert passwords.salt_of(SECRETS.mac, "ann@example.com", "other member") == SALT
    assert passwords.salt_of(SECRETS.mac, "bob@example.com", "") != SALT
    assert passwords.salt_of(SECRETS.mac, None, "a") != passwords.salt_of(SECRETS.mac, None, "b")


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("short", "has 5 characters: choose one with 10 or more"),
        ("x" * 300, "256 characters at most"),
        ("aabbaabbaabb", "repeats too few characters"),
        ("password123", "among the first"),
        ("P@$$w0rd!!2024", "among the first"),
        ("Qwertzuiop", "among the first"),
        ("1234567890", "among the first"),
        ("1q2w3e4r5t6z", "among the first"),
        ("AnnLee1987!!", "among the first"),
        ("ann.lee@example", "among the first"),
        ("acme-plumbing", "among the first"),
        ("offhook2026!", "among the first"),
        ("abcdeabcdeabcde", "among the first"),
        ("sommer2025sommer", "among the first"),
    ],
)
def test_what_is_guessed_first_is_refused(company: Company, password: str, words: str) -> None:
    ann = replace(company.ann, name="Ann Lee", email="ann.lee@example.com")
    with pytest.raises(Problem) as refused:
        passwords.check(password, ann, "Acme Plumbing")
    assert words in refused.value.detail
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["violet kettle drum", "xK4#pq9!mZ", "my dog eats 12 shoes", "Donaudampfschiff", "пароль из слов"]
)
def test_others_are_taken(company: Company, password: str) -> None:
    passwords.check(password, company.ann, "Acme")


def test_candidates_are_the_active_members_with_this_address(company: Company) -> None:
    conn = company.conn
    other = new_company(conn, "Other", number="+12025550101")
    for each in (company, other):
        service.change(conn, each.id, each.ann.id, email="ann@example.com", now=NOW)
        passwords.save(conn, each.id, each.ann.id, f"hash in {each.workspace.name}", NOW)
    found = passwords.candidates(conn, "ann@example.com")
    assert [(each.workspace, each.hash) for each in found] == [("Main", "hash in Main"), ("Other", "hash in Other")]
    assert passwords.candidates(conn, "bob@example.com") == []
    service.change(conn, company.id, company.ann.id, active=False, now=NOW)
    assert [each.workspace for each in passwords.candidates(conn, "ann@example.com")] == ["Other"]
    service.change(conn, company.id, company.ann.id, active=True, now=NOW)
    assert len(passwords.candidates(conn, "ann@example.com")) == 1, "a password does not come back with its member"


def test_a_password_is_replaced_and_taken_away(company: Company) -> None:
    conn, of, ann = company.conn, company.id, company.ann.id
    passwords.save(conn, of, ann, "one", NOW)
    passwords.save(conn, of, ann, "two", NOW)
    assert passwords.stored(conn, of, ann) == "two"
    passwords.remove(conn, of, ann)
    assert passwords.stored(conn, of, ann) is None
    service.change(conn, of, ann, active=False, now=NOW)
    assert isinstance(outcome(lambda: passwords.save(conn, of, ann, "three", NOW)), Problem)
