"""One configured Asterisk: its files, its ports and its secret.

    /var/lib/offhook/NAME/          inside Asterisk's root
      instance.json                 this description, with the ARI secret; the worker alone may read it
      worker.lock                   held by the one worker that drives it
      etc/ keys/ sounds/ music/     written by the worker, read by Asterisk
      run/ log/ spool/ db/          written by Asterisk
      supervisor.pid asterisk.pid   written by `supervisor`

Asterisk sees only what is in its root, so each path has two views: the host's and Asterisk's.
"""

import os
import pwd
import re
import secrets
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from offhook.telephony.asterisk import config, files
from offhook.telephony.asterisk.installation import AsteriskUnavailable, Installation, locate
from offhook.telephony.asterisk.outside import host_candidates
from offhook.telephony.asterisk.settings import InstanceSettings, SettingsRefused, as_path
from offhook.telephony.asterisk.trunk_config import TrunkConfig, TrunkRefused, render_trunks

TRUNK_MODULES = ("res_pjsip.so",)
"""Modules to reload, in this order, after the trunks changed: `PUT /ari/asterisk/modules/{name}`."""

MACHINE_AUTHORITIES = PurePosixPath("/etc/ssl/certs/ca-certificates.crt")

_STEM = re.compile(r"[A-Za-z0-9_-]{1,128}")
_DESCRIPTION = "instance.json"

WORKER_LOCK = "worker.lock"
"""Held by the worker that drives this Asterisk; made for it here, since it can't make files beside our directories."""


class AsteriskInstance(msgspec.Struct, frozen=True):
    """One configured Asterisk, as `prepare` left it on disk."""

    settings: InstanceSettings
    installation: Installation
    ari_secret: str

    @property
    def name(self) -> str:
        """The instance's name, which is its directory's too."""
        return self.settings.name

    @property
    def app(self) -> str:
        """The Stasis application that the worker registers."""
        return config.APP

    @property
    def ari_user(self) -> str:
        """User name for ARI's basic authentication; the password is `ari_secret`."""
        return config.ARI_USER

    @property
    def ari_url(self) -> str:
        """Where ARI answers, without a slash at the end."""
        return f"http://127.0.0.1:{self.settings.http_port}/ari"

    @property
    def home(self) -> PurePosixPath:
        """The instance's directory, as Asterisk sees it."""
        return config.home(self.name)

    @property
    def host_home(self) -> Path:
        """The instance's directory, as the worker sees it."""
        return self.installation.on_host(self.home)

    @property
    def host_sounds(self) -> Path:
        """Where the worker puts prompts. 8 kHz mono as `.wav` or `.sln`, 16 kHz as `.sln16`."""
        return self.host_home / "sounds"

    @property
    def control_socket(self) -> Path:
        """Where Asterisk's console is; the worker may use it, as `prepare` arranges."""
        return self.host_home / "run" / "asterisk.ctl"

    def media_uri(self, stem: str) -> str:
        """What ARI plays for the prompt whose file name, without its ending, is `stem`.

        Raises:
            ValueError: `stem` isn't a plain name of letters, digits, `_` and `-`.
        """
        if not _STEM.fullmatch(stem):
            raise ValueError(f"not a prompt's file name: {stem!r}")
        return f"sound:{self.home}/sounds/{stem}"

    def check_trunk(self, trunk: TrunkConfig) -> None:
        """Refuse a trunk that this instance can't carry.

        Raises:
            TrunkRefused: why not.
        """
        if trunk.is_ipv6 and self.settings.listen6 is None:
            raise TrunkRefused(
                "host", f"{trunk.host} is an IPv6 address, and there is none to call from: asterisk.listen6 isn't set"
            )

    def apply_trunks(self, trunks: Iterable[TrunkConfig]) -> tuple[str, ...]:
        """Write the trunks. A running Asterisk takes them over once the returned modules are reloaded.

        Returns:
            Names of the modules that the caller reloads over ARI, in this order; none if nothing changed.

        Raises:
            TrunkRefused: a trunk that this instance can't carry, or two with the same id.
        """
        wanted = list(trunks)
        for trunk in wanted:
            self.check_trunk(trunk)
        path = self.host_home / "etc" / config.TRUNKS_FILE
        text = render_trunks(wanted)
        if path.exists() and path.read_text() == text:
            return ()
        write_shared(path, text.encode())
        return TRUNK_MODULES


class _Secret(msgspec.Struct):
    ari_secret: str


def prepare(
    settings: InstanceSettings, *, installation: Installation | None = None, worker: str | None = None
) -> AsteriskInstance:
    """Make an instance's directory, or bring it up to date. Its secret, certificate and trunks are kept.

    Args:
        settings: What was chosen.
        installation: The Asterisk to use; the installed one unless given.
        worker: User that the worker runs as; the current one unless given.

    Raises:
        AsteriskUnavailable: there is no Asterisk, or the current user may not write into its root.
        SettingsRefused: a file that the settings name can't be read.
    """
    installation = installation or locate()
    try:
        user = None if worker is None else pwd.getpwnam(worker)
    except KeyError:
        raise SettingsRefused(f"there is no user {worker!r} on this machine") from None
    home = installation.on_host(config.home(settings.name))
    try:
        secret = _kept_secret(home) or secrets.token_urlsafe(32)
        instance = AsteriskInstance(settings, installation, secret)
        owner, its_group = (os.geteuid(), os.getegid()) if user is None else (user.pw_uid, user.pw_gid)
        _make_directories(instance, owner, its_group)
        _write_files(instance, owner)
    except PermissionError as problem:
        raise AsteriskUnavailable(f"{problem.filename or home} can't be written: prepare Asterisk as root.") from None
    return instance


def load(home: Path) -> AsteriskInstance:
    """The instance whose directory, as the host sees it, is `home`.

    Raises:
        AsteriskUnavailable: no instance was prepared there, or its description can't be read.
    """
    try:
        text = (home / _DESCRIPTION).read_bytes()
        return msgspec.json.decode(text, type=AsteriskInstance, dec_hook=as_path)
    except (OSError, msgspec.DecodeError) as problem:
        raise AsteriskUnavailable(f"{home} holds no prepared Asterisk: {problem}") from None


def _kept_secret(home: Path) -> str | None:
    """The secret of an instance that was prepared before, be it by a version whose description differed."""
    try:
        return msgspec.json.decode((home / _DESCRIPTION).read_bytes(), type=_Secret).ari_secret
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_shared(path: Path, content: bytes) -> None:
    """Replace a file in one step. It gets its folder's owner and group, so that Asterisk may read it."""
    folder = path.parent.stat()
    files.replace(path, content, owner=folder.st_uid, group=folder.st_gid, mode=0o640)


def make_home(installation: Installation, name: str) -> Path:
    """The directory of the instance called `name`, made where it isn't there. Only for who may prepare it.

    Raises:
        AsteriskUnavailable: others could put another in its place.
        OSError: it can't be made.
    """
    home = installation.on_host(config.home(name))
    home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    if (holder := home.parent.stat().st_uid) not in {0, os.geteuid()}:
        raise AsteriskUnavailable(
            f"{home.parent} belongs to user {holder}, and must be root's: Asterisk is started from there."
        )
    files.make_directory(home, owner=os.geteuid(), group=installation.gid, mode=0o755)
    return home


def _make_directories(instance: AsteriskInstance, owner: int, its_group: int) -> None:
    asterisk, group = instance.installation.uid, instance.installation.gid
    home = make_home(instance.installation, instance.name)
    _worker_lock(home / WORKER_LOCK, owner)
    for name in ("etc", "keys", "sounds", "music"):
        files.make_directory(home / name, owner=owner, group=group, mode=0o2750)
    # With the worker's group, which the control socket gets too: the worker asks Asterisk's console.
    files.make_directory(home / "run", owner=asterisk, group=its_group, mode=0o2750)
    # Asterisk makes no spool directory for recordings by itself, and answers 500 without one.
    for name in ("log", "db", "spool", "spool/recording"):
        files.make_directory(home / name, owner=asterisk, group=group, mode=0o750)


def _worker_lock(path: Path, owner: int) -> None:
    # Never replaced: a worker may hold it.
    descriptor = os.open(path, os.O_RDONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        if os.fstat(descriptor).st_uid != owner:
            os.fchown(descriptor, owner, -1)
    finally:
        os.close(descriptor)


def _write_files(instance: AsteriskInstance, owner: int) -> None:
    home = instance.host_home
    description = msgspec.json.encode(instance, enc_hook=str)
    files.replace(home / _DESCRIPTION, description, owner=owner, group=instance.installation.gid, mode=0o600)
    texts = config.render(
        instance.settings,
        modules=instance.installation.modules,
        secret=instance.ari_secret,
        outside=host_candidates(instance.settings),
    )
    for name, text in texts.items():
        write_shared(home / "etc" / name, text.encode())
    if not (home / "etc" / config.TRUNKS_FILE).exists():
        instance.apply_trunks(())
    _write_tls(instance)
    _write_music(home / "music")


def _write_tls(instance: AsteriskInstance) -> None:
    settings, tls = instance.settings, config.tls_files(instance.name)
    certificate, key, authorities = (
        instance.installation.on_host(path) for path in (tls.certificate, tls.key, tls.authorities)
    )
    if settings.certificate is not None and settings.certificate_key is not None:
        _copy(settings.certificate, certificate)
        _copy(settings.certificate_key, key)
    elif not certificate.exists():
        # The supervisor reads this module too, and should stay small.
        from offhook.telephony.asterisk.certificate import self_signed

        public, private = self_signed(f"offhook-{instance.name}", (settings.listen,))
        write_shared(certificate, public)
        write_shared(key, private)
    if settings.authorities is not None:
        _copy(settings.authorities, authorities)
    elif (machine := instance.installation.on_host(MACHINE_AUTHORITIES)).exists():
        _copy(machine, authorities)
    else:
        # Asterisk wants some list. With our own certificate alone on it no far end is trusted.
        write_shared(authorities, files.read(certificate))


def _write_music(folder: Path) -> None:
    """Music for people on hold, unless somebody has put their own there."""
    if not any(folder.iterdir()):
        # The supervisor reads this module too, and should stay small.
        from offhook.telephony.asterisk.music import music

        write_shared(folder / "hold.wav", music())


def _copy(source: Path, target: Path) -> None:
    try:
        content = source.read_bytes()
    except OSError as problem:
        raise SettingsRefused(f"{source} can't be read: {problem.strerror}") from None
    write_shared(target, content)
