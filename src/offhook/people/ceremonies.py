"""What a page and its device exchange with us to make a passkey, and to sign in with one (WebAuthn level 3).

Imported where it is needed, when it is: the library takes a third of a second, which no start should wait for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_client_data_json
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from offhook.people.model import Member, Passkey
from offhook.people.passkeys import LONGEST_ID, NewCredential, RelyingParty, Signed, refused, unusable

ALGORITHMS = [
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
]


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
        raise unusable() from error


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
        raise unusable() from error
    if len(found.credential_id) > LONGEST_ID:
        raise unusable()
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


def _as_json(text: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(text)
    return found
