"""Secrets that must be read again, such as trunk passwords: encrypted with a key that is not in the database.

AES-256-GCM with a random nonce each time. What a secret belongs to is authenticated with it, so that a value copied to
another row is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from offhook.problems import Problem

KEY_FILE = "offhook.key"
_VERSION = "v1:"
_NONCE_BYTES = 12
_KEY_BYTES = 32


class Secrets:
    """Encrypts and decrypts with one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self._mac_key = hmac.digest(key, b"offhook mac", hashlib.sha256)

    def encrypt(self, secret: str, owner: str) -> str:
        """The secret as text to be stored. `owner` says whose it is: the id of its row."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, secret.encode(), owner.encode())
        return _VERSION + base64.urlsafe_b64encode(nonce + sealed).decode()

    def mac(self, secret: str, owner: str) -> str:
        """What stands for a secret that is only ever compared, hexadecimal; `owner` says whose it is.

        Without the key nobody can try secrets against it, however few digits they have.
        """
        return hmac.digest(self._mac_key, f"{owner}\0{secret}".encode(), hashlib.sha256).hex()

    def decrypt(self, stored: str, owner: str) -> str:
        """What `encrypt` was given.

        Raises:
            Problem: `secret-unreadable`, when the key, the owner or the text is another one.
        """
        try:
            if not stored.startswith(_VERSION):
                raise ValueError("no such version")
            sealed = base64.b64decode(stored.removeprefix(_VERSION), altchars=b"-_", validate=True)
            return self._cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], owner.encode()).decode()
        except (ValueError, InvalidTag) as error:
            raise Problem(
                "secret-unreadable",
                "A stored secret can't be read",
                f"The secret of {owner} was encrypted with another key than the one in {KEY_FILE}. Put the key file "
                "back that belongs to this database, or enter the secret again.",
                status=500,
            ) from error


def open_secrets(folder: Path) -> Secrets:
    """The secrets of a data folder; makes its key at the first start, readable by its owner only.

    Raises:
        Problem: the key file can't be read, is damaged, or can be read by others.
    """
    path = folder / KEY_FILE
    try:
        # The file appears whole or not at all, and a second start meanwhile can't make another.
        made = folder / f".{KEY_FILE}.{os.getpid()}"
        if not path.exists():
            with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(base64.b64encode(os.urandom(_KEY_BYTES)) + b"\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(made, path)
            except FileExistsError:
                pass
            finally:
                made.unlink()
        mode = path.stat().st_mode
        key = base64.b64decode(path.read_bytes().strip(), validate=True)
    except OSError as error:
        raise _bad_key(f"The key file {path} can't be used: {error.strerror}.") from error
    except ValueError as error:
        raise _bad_key(f"The key file {path} is damaged: put its copy back.") from error
    if stat.S_IMODE(mode) & 0o077:
        raise _bad_key(f"The key file {path} can be read by others than its owner: run chmod 600 on it.")
    if len(key) != _KEY_BYTES:
        raise _bad_key(f"The key file {path} is damaged: put its copy back.")
    return Secrets(key)


def _bad_key(detail: str) -> Problem:
    return Problem("key-file", "The key file can't be used", detail, status=500)
