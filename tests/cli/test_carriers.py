"""What an account with a carrier opens with: typed, or from a file where it has many lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from offhook.cli.carriers import opening
from offhook.cli.errors import CommandFailed


def test_a_private_key_is_read_from_its_file_and_asked_for_by_nobody(tmp_path: Path) -> None:
    file = tmp_path / "private.key"
    file.write_bytes(b"-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n")
    assert opening("vonage", file, "secret") == file.read_text()
    file.write_bytes(b"\xff\xfe")
    assert opening("vonage", file, "secret"), "what is no text is refused as no key, by the server"
    with pytest.raises(CommandFailed, match="--private-key"):
        opening("vonage", None, "secret")
