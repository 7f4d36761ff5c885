"""One worker an Asterisk: a second one would overwrite its trunks and hang up every call that it doesn't know."""

from __future__ import annotations

import os

from offhook.problems import Problem
from offhook.storage.lock import FileLock
from offhook.telephony.asterisk.config import home
from offhook.telephony.asterisk.installation import AsteriskUnavailable, locate
from offhook.telephony.asterisk.instance import WORKER_LOCK, make_home

INSTEAD = "choose another Asterisk by `asterisk.instance`"


def lock_asterisk(name: str) -> FileLock:
    """Hold the instance with this name. Its directory is made where it isn't there, if we are root.

    Raises:
        Problem: `already-running`; `no-asterisk`, when there is none, or none that was prepared for this user.
    """
    try:
        installation = locate()
        folder = make_home(installation, name) if os.geteuid() == 0 else installation.on_host(home(name))
        return FileLock(folder / WORKER_LOCK, f"Asterisk {name}", INSTEAD)
    except AsteriskUnavailable as missing:
        raise Problem("no-asterisk", "There is no Asterisk", str(missing), status=503) from None
    except OSError as error:
        raise Problem(
            "no-asterisk",
            "There is no Asterisk",
            f"{error.filename} can't be used ({error.strerror}): Asterisk {name} isn't prepared for this user. Its "
            "service prepares it, as does `offhook serve` as root.",
            status=503,
        ) from error
