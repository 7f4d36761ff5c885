"""Audio encrypted at rest: in pieces, so that a part of it can be read without the rest.

A file is a head and its pieces, each sealed by AES-256-GCM with a key of the file's own, which is derived from the
installation's key and a random salt. The head is authenticated with each piece, and says how much there is: a file that
was cut, mixed with another or changed is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import stat
import struct
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from offhook.problems import Problem

KEY_BYTES = 32
PIECE = 64 * 1024
"""Bytes of audio that are sealed together."""

_MAGIC = b"OFFHOOK1"
_HEAD = struct.Struct(">8s8s16sQ")
"""What it is, which key, salt, bytes of audio."""
_TAG = 16


class WrongKey(Exception):
    """It was sealed with another key."""


class Damaged(Exception):
    """It is not what was sealed."""


class Seal:
    """Seals and opens with one key of 32 bytes, and names audio in a way that tells nothing of it without the key."""

    def __init__(self, key: bytes) -> None:
        self._file_key = _derived(key, b"file")
        self._name_key = _derived(key, b"name")
        self._id = _derived(key, b"id")[:8]

    def name(self, audio: bytes) -> str:
        """The hash of the audio, hexadecimal: who has no key can't tell whether a file holds words that they know."""
        return hmac.digest(self._name_key, audio, hashlib.sha256).hex()

    def seal(self, audio: bytes) -> bytes:
        """A file with this audio in it."""
        head = _HEAD.pack(_MAGIC, self._id, os.urandom(16), len(audio))
        cipher = self._cipher(head)
        pieces = [
            cipher.encrypt(_nonce(number), audio[start : start + PIECE], head)
            for number, start in enumerate(range(0, len(audio), PIECE))
        ]
        return b"".join([head, *pieces])

    def open(self, file: BinaryIO, start: int = 0, length: int | None = None) -> bytes:
        """Audio from the byte `start` on, `length` bytes at most and by default all.

        Raises:
            WrongKey: it was sealed with another key.
            Damaged: it is not what was sealed.
        """
        head = file.read(_HEAD.size)
        if len(head) < _HEAD.size or not head.startswith(_MAGIC):
            raise Damaged
        _, key, _, size = _HEAD.unpack(head)
        if key != self._id:
            raise WrongKey
        end = size if length is None else min(size, start + length)
        if start >= end:
            return b""
        first, last = start // PIECE, (end - 1) // PIECE
        cipher = self._cipher(head)
        file.seek(_HEAD.size + first * (PIECE + _TAG))
        pieces = []
        for number in range(first, last + 1):
            try:
                sealed = file.read(min(PIECE, size - number * PIECE) + _TAG)
                pieces.append(cipher.decrypt(_nonce(number), sealed, head))
            except InvalidTag:
                raise Damaged from None
        return b"".join(pieces)[start - first * PIECE : end - first * PIECE]

    def _cipher(self, head: bytes) -> AESGCM:
        _, _, salt, _ = _HEAD.unpack(head)
        return AESGCM(_derived(self._file_key, salt))


def read_key(path: Path) -> bytes:
    """The key in a file: 32 bytes in base64, for its owner only.

    Raises:
        Problem: it can't be read, can be read by others, or is none.
    """
    try:
        mode, text = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise _bad_key(
            f"The key file {path} can't be used: {error.strerror}. `head -c 32 /dev/urandom | base64` makes a new key, "
            "with which nothing is read that was encrypted with another."
        ) from error
    if stat.S_IMODE(mode) & 0o077:
        raise _bad_key(f"The key file {path} can be read by others: `chmod 600 {path}`.")
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise _bad_key(f"The key file {path} holds no key: expected {KEY_BYTES} bytes in base64.")
    return key


def _bad_key(detail: str) -> Problem:
    return Problem("key-file", "The key of the voicemails can't be used", detail, status=500)


def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"offhook voicemail " + purpose, hashlib.sha256)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)
