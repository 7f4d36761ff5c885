"""Passkeys: public keys of members whose private half is on a device, opened there by a finger, a face or a PIN.

A credential is discoverable: it says itself whose it is, so nobody types an address. What is signed is a challenge of
ours (people/challenges.py), at our own address: a page of somebody else's gets nothing that would open anything here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import webauthn
from msgspec import Struct
from sqlalchemy import Connection, Row, delete, insert, or_, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from offhook import checks
from offhook.ids import new_id
from offhook.people import store
from offhook.people.model import Member, Passkey, members, passkeys
from offhook.problems import Problem, conflict, invalid, not_found

LONGEST_NAME = 60
LONGEST_ID = 1023
"""Bytes of a credential's id (WebAuthn level 3, 4)."""
MOST = 20
ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


class RelyingParty(Struct, frozen=True):
    """Where passkeys of this installation work."""

    id: str
    """Its name: `phone.example.com`."""
    origin: str
    """The address of its pages: `https://phone.example.com`."""


class NewCredential(Struct, frozen=True):
    """What a device has made for a member, and what was found good."""

    credential: str
    public_key: bytes
    sign_count: int
    synced: bool


class Signed(Struct, frozen=True):
    """What a device has signed to let somebody in, and what was found good."""

    passkey: Passkey
    sign_count: int


def registration_options(
    party: RelyingParty, member: Member, workspace_name: str, theirs: list[Passkey], challenge: bytes
) -> dict[str, Any]:
    """What a page gives `navigator.credentials.create`, as JSON. Who has one of `theirs` on a device gets no second."""
    called = f"{member.email or member.name} ({workspace_name})"
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name="Offhook",
        user_id=member.id.encode(),
        user_name=called,
        user_display_name=called,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(each.credential)) for each in theirs],
        supported_pub_key_algs=ALGORITHMS,
    )
    return _as_json(webauthn.options_to_json(options))


def sign_in_options(party: RelyingParty, challenge: bytes) -> dict[str, Any]:
    """What a page gives `navigator.credentials.get`, as JSON: any passkey of this installation will do."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
    )
    return _as_json(webauthn.options_to_json(options))


def challenge_of(answer: Mapping[str, Any]) -> bytes:
    """The challenge that a device says it has signed.

    Raises:
        Problem: the answer is none of a device's.
    """
    try:
        return parse_client_data_json(base64url_to_bytes(answer["response"]["clientDataJSON"])).challenge
    except Exception as error:  # of the many kinds that a made-up answer may raise
        raise _unusable() from error


def check_new(party: RelyingParty, answer: Mapping[str, Any], challenge: bytes) -> NewCredential:
    """What a device has made, once all of it is right: the challenge, the address, and that somebody was verified.

    Raises:
        Problem: it isn't.
    """
    try:
        found = webauthn.verify_registration_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
    except Exception as error:
        raise _unusable() from error
    if len(found.credential_id) > LONGEST_ID:
        raise _unusable()
    return NewCredential(
        credential=bytes_to_base64url(found.credential_id),
        public_key=found.credential_public_key,
        sign_count=found.sign_count,
        synced=found.credential_backed_up,
    )


def check_signed(party: RelyingParty, answer: Mapping[str, Any], challenge: bytes, passkey: Passkey) -> Signed:
    """What a device has signed with a passkey, once all of it is right; its counter too, where it counts.

    Raises:
        Problem: it isn't.
    """
    try:
        found = webauthn.verify_authentication_response(
            credential=dict(answer),
            expected_challenge=challenge,
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
        handle = base64url_to_bytes(answer["response"]["userHandle"])
    except Exception as error:
        raise refused() from error
    if handle != passkey.member_id.encode():
        raise refused()
    return Signed(passkey, found.new_sign_count)


def add(conn: Connection, workspace_id: str, member_id: str, name: str, made: NewCredential, now: int) -> Passkey:
    """Let a member sign in by what their device has made.

    Raises:
        Problem: the name can't be used, it is known already, they have many, or there is no such active member.
    """
    member = store.get(conn, workspace_id, member_id)
    if member is None or not member.active:
        raise not_found("member", member_id)
    called = checks.text("name", name, longest=LONGEST_NAME)
    theirs = every(conn, workspace_id, member_id)
    if len(theirs) >= MOST:
        raise conflict(
            "many-passkeys", "There are many passkeys already", f"You have {MOST} passkeys: remove one first."
        )
    if any(each.name == called for each in theirs):
        raise invalid("name", f"You have a passkey called {called} already: choose another name.")
    if conn.execute(select(passkeys.c.id).where(passkeys.c.credential == made.credential)).first() is not None:
        raise conflict("passkey-known", "The passkey is known already", "This passkey is somebody's already.")
    passkey = Passkey(
        id=new_id("passkey"),
        workspace_id=workspace_id,
        member_id=member_id,
        name=called,
        credential=made.credential,
        public_key=made.public_key,
        sign_count=made.sign_count,
        synced=made.synced,
        made_at=now,
        used_at=None,
    )
    conn.execute(insert(passkeys), {name: getattr(passkey, name) for name in passkey.__struct_fields__})
    return passkey


def by_credential(conn: Connection, credential: str) -> Passkey | None:
    """The passkey with this credential's id, of an active member of the whole installation."""
    query = select(passkeys).join(members, members.c.id == passkeys.c.member_id)
    row = conn.execute(query.where(passkeys.c.credential == credential, members.c.active)).one_or_none()
    return None if row is None else _passkey(row)


def used(conn: Connection, signed: Signed, now: int) -> bool:
    """Write down that one has let somebody in. False: it was removed meanwhile, or its counter shows a copy of it."""
    mine = passkeys.c.id == signed.passkey.id
    counted = or_(passkeys.c.sign_count < signed.sign_count, passkeys.c.sign_count + signed.sign_count == 0)
    values = {"sign_count": signed.sign_count, "used_at": now}
    return conn.execute(update(passkeys).where(mine, counted).values(values)).rowcount == 1


def every(conn: Connection, workspace_id: str, member_id: str) -> list[Passkey]:
    """A member's passkeys, the first made first."""
    mine = (passkeys.c.workspace_id == workspace_id) & (passkeys.c.member_id == member_id)
    return [_passkey(row) for row in conn.execute(select(passkeys).where(mine).order_by(passkeys.c.made_at))]


def get(conn: Connection, workspace_id: str, passkey_id: str) -> Passkey:
    """One passkey.

    Raises:
        Problem: this workspace has no such passkey.
    """
    mine = (passkeys.c.workspace_id == workspace_id) & (passkeys.c.id == passkey_id)
    row = conn.execute(select(passkeys).where(mine)).one_or_none()
    if row is None:
        raise not_found("passkey", passkey_id)
    return _passkey(row)


def remove(conn: Connection, workspace_id: str, passkey_id: str) -> None:
    """Let nobody in by it any more."""
    conn.execute(delete(passkeys).where(passkeys.c.workspace_id == workspace_id, passkeys.c.id == passkey_id))


def remove_all(conn: Connection, workspace_id: str, member_id: str) -> None:
    """Remove a member's passkeys."""
    conn.execute(delete(passkeys).where(passkeys.c.workspace_id == workspace_id, passkeys.c.member_id == member_id))


def refused() -> Problem:
    """A passkey that lets nobody in; why, whoever made it up needs not know."""
    return Problem(
        "passkey-refused",
        "Not signed in",
        "This passkey is not known here, or was removed. Sign in another way, and add it anew in the settings.",
        status=401,
    )


def over() -> Problem:
    """A challenge that is not open any more."""
    return Problem(
        "challenge-over", "That took too long", "The passkey was asked for too long ago: try again.", status=401
    )


def _unusable() -> Problem:
    return invalid("credential", "This is no passkey that can be used here: try again, or with another device.")


def _as_json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(**{name: getattr(row, name) for name in Passkey.__struct_fields__})
