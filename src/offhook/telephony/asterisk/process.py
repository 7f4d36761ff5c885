"""The Asterisk process itself: launched in its root as its own user, found again, watched and ended."""

import contextlib
import os
import resource
import select
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from offhook.telephony.asterisk.instance import AsteriskInstance

OPEN_FILES = 65_536
"""A call leg takes four sockets, and Asterisk a few hundred files besides."""

_PID_FILE = "asterisk.pid"


@dataclass(frozen=True, slots=True)
class AsteriskProcess:
    """A running Asterisk. `handle` is a pidfd: it names this process even after its id is given to another."""

    pid: int
    handle: int
    child: subprocess.Popen[bytes] | None = None

    @classmethod
    def launched(cls, instance: AsteriskInstance) -> Self:
        """Start Asterisk. It is not ready yet: `health` says when it is."""
        _share_name_service(instance)
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(OPEN_FILES, hard), hard))
        with (instance.host_home / "console.log").open("wb") as console:
            child = subprocess.Popen(
                command(instance),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                cwd="/",
                env={"HOME": str(instance.home), "LANG": "C.UTF-8", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                start_new_session=True,
            )
        (instance.host_home / _PID_FILE).write_text(f"{child.pid} {_birth(child.pid)}\n")
        return cls(child.pid, os.pidfd_open(child.pid), child)

    @classmethod
    def found(cls, instance: AsteriskInstance) -> Self | None:
        """The instance's Asterisk if one is running, whoever started it."""
        with contextlib.suppress(OSError, ValueError):
            pid, birth = (instance.host_home / _PID_FILE).read_text().split()
            process = cls(int(pid), os.pidfd_open(int(pid)))
            # One that ended stays in /proc until its parent asks for its exit status.
            if _birth(process.pid) == birth and not process.ended(0):
                return process
            process.close()
        return None

    def ended(self, timeout: float) -> bool:
        """Wait until the process ends, or for `timeout` seconds: whether it ended."""
        return bool(select.select([self.handle], [], [], timeout)[0])

    def close(self) -> None:
        """Give up the handle, and bury the child if it is ours."""
        os.close(self.handle)
        if self.child is not None:
            self.child.wait()

    def end(self, grace: float) -> None:
        """Let Asterisk end its calls and itself; kill it after `grace` seconds."""
        for last_word, patience in ((signal.SIGTERM, grace), (signal.SIGKILL, 5.0)):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.handle, last_word)
            if self.ended(patience):
                return


def command(instance: AsteriskInstance) -> list[str]:
    """What starts the instance's Asterisk in the foreground: confined to its root, without any privilege."""
    installed = instance.installation
    return [
        *("chroot", str(installed.root)),
        *("/usr/bin/setpriv", f"--reuid={installed.uid}", f"--regid={installed.gid}", "--clear-groups"),
        *("--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"),
        *("/usr/sbin/asterisk", "-f", "-C", f"{instance.home}/etc/asterisk.conf"),
    ]


def _birth(pid: int) -> str:
    """When the process was started, in clock ticks since boot: with the pid it names one process for good."""
    # The second field, the program's name in brackets, may hold spaces; start time is field 22 (proc(5)).
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


def _share_name_service(instance: AsteriskInstance) -> None:
    """Inside its root Asterisk resolves trunks' names as this machine does."""
    if not instance.installation.chrooted:
        return
    for name, fallback in (("hosts", "127.0.0.1 localhost\n"), ("resolv.conf", "")):
        source, target = Path("/etc") / name, instance.installation.root / "etc" / name
        text = source.read_text() if source.exists() else fallback
        if not target.exists() or target.read_text() != text:
            draft = target.with_name(f".{name}.{instance.name}")
            draft.write_text(text)
            draft.replace(target)
