"""The Asterisk program on this machine: where it was installed, and which version it is."""

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

OLDEST_VERSION = (22, 10)
"""22.9 deadlocks in ARI under load; requests over the events WebSocket need 22.4."""

INSTALL_COMMAND = "sudo deploy/asterisk/install"
DEFAULT_ROOT = Path("/opt/offhook/asterisk")


class AsteriskUnavailable(Exception):
    """There is no usable Asterisk here; the text says what to do about it."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An installed Asterisk.

    `root` is the directory that the program sees as `/`: the machine's own, or a Debian root of its own
    into which it is chrooted. `modules` is seen from inside the root. `uid` and `gid` are of its
    unprivileged user.
    """

    root: Path
    version: str
    modules: PurePosixPath
    uid: int
    gid: int

    @property
    def chrooted(self) -> bool:
        """Whether the program lives in a root of its own."""
        return self.root != Path("/")

    def on_host(self, inside: PurePosixPath) -> Path:
        """The host's view of an absolute path inside the root."""
        return self.root / inside.relative_to("/")


class _Record(msgspec.Struct, frozen=True):
    """What `deploy/asterisk/install` notes when it is done."""

    root: str
    version: str


def locate() -> Installation:
    """Find what `deploy/asterisk/install` installed.

    The installer notes it in a file beside its root: `/opt/offhook/asterisk.json`, or
    `$OFFHOOK_ASTERISK_ROOT.json`.

    Raises:
        AsteriskUnavailable: nothing is installed, or what is there is too old or incomplete.
    """
    note = Path(f"{os.environ.get('OFFHOOK_ASTERISK_ROOT', str(DEFAULT_ROOT)).rstrip('/')}.json")
    try:
        record = msgspec.json.decode(note.read_bytes(), type=_Record)
    except FileNotFoundError:
        raise AsteriskUnavailable(f"Asterisk is not installed. Install it with: {INSTALL_COMMAND}") from None
    except (OSError, msgspec.DecodeError) as problem:
        raise AsteriskUnavailable(f"{note} can't be read ({problem}). Make it again: {INSTALL_COMMAND}") from None
    if parse_version(record.version) < OLDEST_VERSION:
        oldest = ".".join(map(str, OLDEST_VERSION))
        raise AsteriskUnavailable(f"Asterisk {record.version} is too old: {oldest} or newer is needed.")
    root = Path(record.root)
    modules = next(iter(sorted(root.glob("usr/lib/*/asterisk/modules"))), None)
    if modules is None or not (root / "usr/sbin/asterisk").is_file():
        raise AsteriskUnavailable(f"Asterisk is gone from {root}. Install it again: {INSTALL_COMMAND}")
    uid, gid = _asterisk_user(root)
    return Installation(root, record.version, PurePosixPath("/") / modules.relative_to(root), uid, gid)


def parse_version(text: str) -> tuple[int, ...]:
    """`22.10.1` or `22.10.1+dfsg…` as numbers, for comparing."""
    found = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, found[0].split("."))) if found else ()


def _asterisk_user(root: Path) -> tuple[int, int]:
    for line in (root / "etc/passwd").read_text().splitlines():
        name, _, uid, gid, *_ = line.split(":")
        if name == "asterisk":
            return int(uid), int(gid)
    raise AsteriskUnavailable(f"{root} has no user 'asterisk'. Install it again: {INSTALL_COMMAND}")
