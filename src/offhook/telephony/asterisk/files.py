"""An instance's directories and files, made so that nobody who may write beside them can lead us elsewhere.

Who prepares an instance is mostly root, and its directories belong to the worker and to Asterisk: each of these could
put a link where root is about to write. None is followed, and nothing is made by a name that could be known before.
"""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from offhook.telephony.asterisk.installation import AsteriskUnavailable


def make_directory(path: Path, *, owner: int, group: int, mode: int) -> None:
    """Make a directory, or give one that is there to this owner and group.

    Raises:
        AsteriskUnavailable: something else is there, such as a link.
        OSError: it can't be made or changed.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(0o700)
    try:
        directory = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except NotADirectoryError:
        raise _not_ours(path) from None
    try:
        now = os.fstat(directory)
        if (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) != (owner, group, mode):
            # Our own meanwhile, which takes fewer capabilities. One that is right is left alone: Asterisk is in it.
            os.fchown(directory, os.geteuid(), os.getegid())
            os.fchmod(directory, mode)
            os.fchown(directory, owner, group)
    finally:
        os.close(directory)


def replace(path: Path, content: bytes, *, owner: int, group: int, mode: int) -> None:
    """Put a file there in one step, in place of whatever is there. Only root gives it away.

    Raises:
        OSError: it can't be written.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            os.fchmod(descriptor, mode)
            if os.geteuid() == 0:
                os.fchown(descriptor, owner, group)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def read(path: Path) -> bytes:
    """What is in a file of an instance's directories.

    Raises:
        AsteriskUnavailable: something else is there, such as a link.
        OSError: it can't be read.
    """
    try:
        # Without waiting for whoever would write into a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        if path.is_symlink():
            raise _not_ours(path) from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise _not_ours(path)
        return file.read()


def _not_ours(path: Path) -> AsteriskUnavailable:
    return AsteriskUnavailable(f"{path} is not what Offhook put there: remove it, and prepare Asterisk again.")
