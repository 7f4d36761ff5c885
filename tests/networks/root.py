"""An Asterisk that only looks installed: its files in a root of their own."""

from __future__ import annotations

import os
from pathlib import Path


def make_root(folder: Path) -> Path:
    """What `deploy/asterisk/install` leaves, as far as it is looked at; Asterisk's user is whoever runs the tests."""
    root = folder / "asterisk"
    (root / "usr/lib/x86_64-linux-gnu/asterisk/modules").mkdir(parents=True)
    (root / "usr/sbin").mkdir()
    (root / "usr/sbin/asterisk").touch()
    (root / "etc").mkdir()
    (root / "etc/passwd").write_text(f"asterisk:x:{os.getuid()}:{os.getgid()}::/:/bin/false\n")
    root.with_name("asterisk.json").write_text(f'{{"root": "{root}", "version": "22.10.1"}}')
    return root
