"""Adding accounts with carriers, and changing their secrets: encrypted, and never shown again."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
    load_pem_private_key,
)
from msgspec import UNSET, UnsetType, structs
from sqlalchemy import Connection

from offhook import checks
from offhook.carriers import numbers, store
from offhook.carriers.model import Account, CarrierKind, Secret
from offhook.problems import conflict, invalid, not_found
from offhook.storage.secrets import Secrets
from offhook.trunks import service as trunks
from offhook.trunks.model import Transport, Trunk

HOSTS = {
    CarrierKind.TWILIO: "api.twilio.com",
    CarrierKind.SIGNALWIRE: "{space}.signalwire.com",
    CarrierKind.TELNYX: "api.telnyx.com",
    CarrierKind.VONAGE: "api.nexmo.com",
}
MOST_TOKENS = 2
FASTEST = 100
LONGEST_TOKEN = 128
MOST_NAMED = 5
LONGEST_KEY = 4000
"""Characters of base64: an RSA key of 4,096 bits has 3,200."""
SHORTEST_KEY = 2048
"""Bits, of an RSA key."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_SPACE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_APPLICATION = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_FORMS = {
    CarrierKind.TWILIO: (re.compile(r"AC[0-9a-f]{32}", re.ASCII), "begins with AC and has 34 characters"),
    CarrierKind.SIGNALWIRE: (_UUID, "is the project's id, as 0a1b2c3d-…"),
    CarrierKind.TELNYX: (_UUID, "is the account's id, as 0a1b2c3d-…"),
    CarrierKind.VONAGE: (_UUID, "is the application's id, as 0a1b2c3d-…"),
}
_BEGINS = "-----BEGIN PRIVATE KEY-----"
_KEY = re.compile(r"SK[0-9a-f]{32}", re.ASCII)
_VONAGE_KEY = re.compile(r"[0-9A-Za-z]{6,16}", re.ASCII)


def add(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    name: str,
    *,
    kind: CarrierKind,
    account: str,
    key: str | None = None,
    secret: str,
    key_secret: str = "",
    tokens: Sequence[str],
    space: str = "",
    application: str = "",
    calls_per_second: int = 1,
    trial: bool = False,
    now: int,
) -> Account:
    """Add an account, which is a trunk from now on.

    Args:
        account: Its id at the carrier.
        key: Twilio: the SID of the API key that `secret` belongs to; without it `secret` is the auth token. Vonage: the
            account's API key, which sees its numbers.
        secret: Vonage: the application's private key, as the file says it.
        key_secret: Vonage: the API key's.
        tokens: What webhooks are signed with; two while one is rotated.

    Raises:
        Problem: a value can't be used, or the name is another trunk's.
    """
    check(kind, account, key=key, key_secret=key_secret, tokens=tokens, space=space, application=application)
    trunk = trunks.add(
        conn,
        secrets,
        workspace_id,
        name,
        host=HOSTS[kind].format(space=space),
        port=443,
        transport=Transport.TLS,
        username=key or account,
        password=kept_secret(kind, secret),
        longest_password=LONGEST_KEY,
        now=now,
    )
    made = Account(trunk, kind, account, space, application, _rate(calls_per_second), trial)
    opens = secrets.encrypt(key_secret, trunk.id) if key_secret else None
    store.add(conn, made, _sealed(secrets, trunk.id, _tokens(kind, tokens)), opens)
    return made


def check(
    kind: CarrierKind,
    account: str,
    *,
    key: str | None,
    key_secret: str = "",
    tokens: Sequence[str],
    space: str = "",
    application: str = "",
) -> None:
    """Whether an account can look like this at all, before its carrier is asked.

    Raises:
        Problem: a value can't be used.
    """
    form, words = _FORMS[kind]
    if not form.fullmatch(account):
        raise invalid("account", f"“{account[:40]}” is no account of {kind.value}: it {words}.")
    _check_key(kind, key, key_secret)
    if (kind is CarrierKind.SIGNALWIRE) != bool(space) or (space and not _SPACE.fullmatch(space)):
        raise invalid(
            "space", "The space is the first part of the host, as acme in acme.signalwire.com; no other has one."
        )
    if (kind is CarrierKind.TELNYX) != bool(application) or (application and not _APPLICATION.fullmatch(application)):
        raise invalid("application", "Telnyx needs the id of a TeXML application, and no other carrier does.")
    _tokens(kind, tokens)


def get(conn: Connection, workspace_id: str, trunk_id: str) -> Account:
    """One account, by its trunk's id or name. Raises `Problem`: this workspace has none."""
    found = store.get(conn, workspace_id, trunks.get(conn, workspace_id, trunk_id).id)
    if found is None:
        raise not_found("carrier", trunk_id, "carrier")
    return found


def named(conn: Connection, workspace_id: str, trunk_id: str) -> Trunk:
    """The trunk that an account is, for the audit log."""
    return get(conn, workspace_id, trunk_id).trunk


def change(
    conn: Connection,
    secrets: Secrets,
    workspace_id: str,
    trunk_id: str,
    *,
    key: str | UnsetType = UNSET,
    secret: str | UnsetType = UNSET,
    key_secret: str | UnsetType = UNSET,
    tokens: Sequence[str] | UnsetType = UNSET,
    calls_per_second: int | UnsetType = UNSET,
    trial: bool | UnsetType = UNSET,
    fast_ringing: bool | UnsetType = UNSET,
) -> Account:
    """Change what is given. While a token is rotated give both, the new one too. Another key comes with its secret.

    Raises:
        Problem: a value can't be used, or this workspace has no such account.
    """
    old = get(conn, workspace_id, trunk_id)
    trunk = old.trunk
    if key is not UNSET:
        _check_key(old.kind, key, "" if key_secret is UNSET else key_secret)
        if secret is UNSET and old.kind is not CarrierKind.VONAGE:
            raise invalid("secret", "Give the secret of the other key, too.")
        trunk = trunks.change(conn, secrets, workspace_id, trunk.id, username=key)
    elif key_secret is not UNSET:
        _check_key(old.kind, old.key, key_secret)
    if secret is not UNSET:
        opens = kept_secret(old.kind, secret)
        trunk = trunks.change(conn, secrets, workspace_id, trunk.id, password=opens, longest_password=LONGEST_KEY)
    rate = old.calls_per_second if calls_per_second is UNSET else _rate(calls_per_second)
    on_trial = old.trial if trial is UNSET else trial
    fast = old.fast_ringing if fast_ringing is UNSET else fast_ringing
    if fast and old.kind is not CarrierKind.TWILIO:
        raise invalid("fast_ringing", "Only Twilio is known to ring phones by the caller's own instructions.")
    values: dict[str, object] = {"calls_per_second": rate, "trial": on_trial, "fast_ringing": fast}
    if tokens is not UNSET:
        values["tokens"] = _sealed(secrets, trunk.id, _tokens(old.kind, tokens))
    if key_secret is not UNSET:
        values["key_secret"] = secrets.encrypt(key_secret, trunk.id)
    store.change(conn, workspace_id, trunk.id, **values)
    return structs.replace(old, trunk=trunk, calls_per_second=rate, trial=on_trial, fast_ringing=fast)


def second_token(conn: Connection, secrets: Secrets, workspace_id: str, trunk_id: str, token: str) -> Secret:
    """What an account opens with, with another token beside the one that it has: either may sign from now on.

    Raises:
        Problem: it has two already, or this workspace has no such account.
    """
    account = get(conn, workspace_id, trunk_id)
    opens = secret(conn, secrets, account)
    if len(opens.tokens) >= MOST_TOKENS:
        raise conflict(
            "two-tokens", "A token is being changed", "There are two tokens already: finish the change first.", "token"
        )
    if token in opens.tokens:
        raise invalid("token", "This is the token that is known already: give the one that follows it.")
    tokens = (*opens.tokens, token)
    _tokens(account.kind, tokens, field="token")
    return structs.replace(opens, tokens=tokens)


def newest_token(conn: Connection, secrets: Secrets, workspace_id: str, trunk_id: str) -> Secret:
    """What an account opens with, with the newest of its tokens alone; in place of a key, too, where it has none.

    Raises:
        Problem: no token is being changed, or this workspace has no such account.
    """
    account = get(conn, workspace_id, trunk_id)
    opens = secret(conn, secrets, account)
    if len(opens.tokens) < MOST_TOKENS:
        raise conflict("one-token", "No token is being changed", "There is one token only: give the next one first.")
    newest = opens.tokens[-1]
    return structs.replace(opens, secret=newest if opens.secret in opens.tokens else opens.secret, tokens=(newest,))


def refuse_foreign_caller_ids(conn: Connection, trunk: Trunk) -> None:
    """Refuse a carrier's account what no such carrier does: show a number that is not one of the account's.

    Raises:
        Problem: the trunk is an account.
    """
    if store.get(conn, trunk.workspace_id, trunk.id) is not None:
        raise conflict(
            "own-caller-ids-only",
            "The carrier shows its own numbers only",
            f"{trunk.name} is an account with a carrier that shows no number but those of the account.",
            "foreign_caller_ids",
        )


def forget(conn: Connection, workspace_id: str, trunk_id: str) -> None:
    """A trunk is removed: nothing that opens anything is kept of its account, where it is one.

    Raises:
        Problem: numbers of the account are under control, and would go on leading here.
    """
    trunk = trunks.get(conn, workspace_id, trunk_id)
    taken = [each.number for each in numbers.every_taken(conn, workspace_id, trunk.id)][:MOST_NAMED]
    if taken:
        raise conflict(
            "carrier-has-numbers",
            "Numbers lead here",
            f"{', '.join(taken)} of {trunk.name} lead here: give them back first.",
        )
    store.change(conn, workspace_id, trunk.id, tokens=None, key_secret=None)


def secret(conn: Connection, secrets: Secrets, account: Account) -> Secret:
    """What an account opens with. Raises `Problem`: it was encrypted with another key file."""
    trunk = account.trunk
    stored, key_secret = store.tokens(conn, trunk.workspace_id, trunk.id) or (None, None)
    tokens = () if stored is None else msgspec.json.decode(secrets.decrypt(stored, trunk.id), type=tuple[str, ...])
    opened = "" if key_secret is None else secrets.decrypt(key_secret, trunk.id)
    return Secret(trunks.password(conn, secrets, trunk) or "", tokens, opened)


def kept_secret(kind: CarrierKind, secret: str) -> str:
    """As it is kept: a private key in one line, base64 of its DER (PKCS 8). What is kept already stays as it is.

    Raises:
        Problem: it is no such key.
    """
    if kind is not CarrierKind.VONAGE:
        return secret
    key = _private_key(secret.strip())
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST_KEY:
        words = f"Vonage needs the application's private key: all of the file that begins with {_BEGINS}"
        raise invalid("secret", f"{words}, of {SHORTEST_KEY} bits or more and without a password.")
    return base64.b64encode(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def _private_key(text: str) -> object:
    """As a file says it, or as it is kept; None where it is none."""
    try:
        if text.startswith("-"):
            return load_pem_private_key(text.encode(), password=None)
        return load_der_private_key(base64.b64decode(text, validate=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None


def _check_key(kind: CarrierKind, key: str | None, key_secret: str) -> None:
    if kind is CarrierKind.VONAGE:
        if key is not None and not _VONAGE_KEY.fullmatch(key):
            raise invalid("key", "The account's API key has 6 to 16 letters and digits: it is on the dashboard's page.")
        if (key is None) != (key_secret == ""):
            raise invalid("key_secret", "The account's API key and its secret go together: give both, or neither.")
        if key_secret and (len(key_secret) > LONGEST_TOKEN or not key_secret.isprintable() or " " in key_secret):
            raise invalid("key_secret", f"The secret has {LONGEST_TOKEN} letters, digits and signs at most, no space.")
        return
    if key_secret:
        raise invalid("key_secret", "Only Vonage has an API key beside the application's private key.")
    if key is not None and (kind is not CarrierKind.TWILIO or not _KEY.fullmatch(key)):
        raise invalid("key", "The key's SID begins with SK and has 34 characters; only Twilio has one.")


def _tokens(kind: CarrierKind, tokens: Sequence[str], field: str = "tokens") -> tuple[str, ...]:
    if not 1 <= len(tokens) <= MOST_TOKENS:
        raise invalid(field, "Give what webhooks are signed with: one, or two while it is changed for another.")
    for token in tokens:
        if not 8 <= len(token) <= LONGEST_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
            raise invalid(field, f"A token has 8 to {LONGEST_TOKEN} letters, digits and signs, and no space.")
        if kind is CarrierKind.TELNYX and not _is_public_key(token):
            raise invalid(field, "Telnyx signs by a key pair: give the account's public key, 44 characters of base64.")
    return tuple(tokens)


def _is_public_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except (binascii.Error, ValueError):
        return False


def _rate(calls_per_second: int) -> int:
    return checks.whole("calls_per_second", calls_per_second, least=1, most=FASTEST)


def _sealed(secrets: Secrets, trunk_id: str, tokens: tuple[str, ...]) -> str:
    return secrets.encrypt(msgspec.json.encode(tokens).decode(), trunk_id)
