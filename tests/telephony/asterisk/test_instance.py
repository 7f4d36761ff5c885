"""An instance's directory: what is made, kept and refused, in a root that only looks like Asterisk's."""

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import msgspec
import pytest

from offhook.telephony.asterisk.config import TRUNKS_FILE
from offhook.telephony.asterisk.installation import AsteriskUnavailable, Installation
from offhook.telephony.asterisk.instance import TRUNK_MODULES, AsteriskInstance, load, prepare
from offhook.telephony.asterisk.process import command
from offhook.telephony.asterisk.settings import InstanceSettings, SettingsRefused
from offhook.telephony.asterisk.trunk_config import TrunkConfig, TrunkRefused

Prepare = Callable[..., AsteriskInstance]


@pytest.fixture
def made(tmp_path: Path) -> Prepare:
    """Prepares an instance with the settings it is given; always in the same root."""
    installed = Installation(tmp_path, "22.10.1", PurePosixPath("/usr/lib/m"), os.getuid(), os.getgid())
    return lambda **chosen: prepare(InstanceSettings(**chosen), installation=installed)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_the_adapter_relies_on(made: Prepare, tmp_path: Path) -> None:
    instance = made(name="lab", http_port=8099)
    assert instance.ari_url == "http://127.0.0.1:8099/ari"
    assert (instance.ari_user, instance.app) == ("offhook", "offhook")
    assert instance.host_sounds == tmp_path / "var/lib/offhook/lab/sounds"
    assert instance.host_sounds.is_dir()
    assert instance.media_uri("a1_b-2") == "sound:/var/lib/offhook/lab/sounds/a1_b-2"


@pytest.mark.parametrize("stem", ["", "a/b", "..", "a b", "a,b", "a\n", "é", "x" * 129])
def test_a_prompt_outside_the_folder_cannot_be_named(made: Prepare, stem: str) -> None:
    with pytest.raises(ValueError, match="not a prompt's file name"):
        made().media_uri(stem)


def test_each_instance_has_its_own_long_secret(made: Prepare) -> None:
    one, other = made(name="one"), made(name="other")
    assert one.ari_secret != other.ari_secret
    assert len(one.ari_secret) >= 43


def test_the_secret_outlives_a_change_of_the_description(made: Prepare) -> None:
    first = made()
    (first.host_home / "instance.json").write_text(f'{{"older": 1, "ari_secret": "{first.ari_secret}"}}')
    assert made().ari_secret == first.ari_secret


def test_a_damaged_description_is_replaced(made: Prepare) -> None:
    (made().host_home / "instance.json").write_text("{")
    assert load(made().host_home) == made()


def test_a_description_is_read_back(made: Prepare) -> None:
    instance = made(listen6="::1")
    assert load(instance.host_home) == instance


def test_only_the_worker_reads_the_description(made: Prepare) -> None:
    assert mode(made().host_home / "instance.json") == 0o600


def test_others_read_nothing(made: Prepare) -> None:
    home = made().host_home
    for folder in ("etc", "keys", "sounds", "music", "run", "log", "db", "spool", "spool/recording"):
        assert mode(home / folder) & 0o007 == 0
    assert {mode(path) for path in (home / "etc").iterdir()} == {0o640}


def test_preparing_again_keeps_what_was_made(made: Prepare) -> None:
    first = made()
    first.apply_trunks([TrunkConfig(id="trunk_a", host="h.example")])
    kept = [first.host_home / name for name in ("keys/sip.pem", "keys/sip.key", f"etc/{TRUNKS_FILE}")]
    before = [path.read_bytes() for path in kept]
    assert made().ari_secret == first.ari_secret
    assert [path.read_bytes() for path in kept] == before


def test_there_is_music_and_somebodys_own_is_left_alone(made: Prepare) -> None:
    folder = made().host_home / "music"
    assert [path.name for path in folder.iterdir()] == ["hold.wav"]
    assert mode(folder / "hold.wav") == 0o640
    (folder / "hold.wav").rename(folder / "ours.wav")
    made()
    assert [path.name for path in folder.iterdir()] == ["ours.wav"]


def test_preparing_again_takes_new_settings_over(made: Prepare) -> None:
    made(http_port=8099)
    assert "bindport = 8100" in (made(http_port=8100).host_home / "etc/http.conf").read_text()


def test_no_draft_is_left_behind(made: Prepare) -> None:
    home = made().host_home
    assert not [path for path in home.rglob(".*") if path.is_file()]


@pytest.mark.parametrize("planted", ["spool/recording", "etc", "log"])
def test_a_link_in_place_of_a_directory_is_refused(made: Prepare, tmp_path: Path, planted: str) -> None:
    """`spool` is Asterisk's: whoever gets hold of it could have root give any directory to it."""
    folder, elsewhere = made().host_home / planted, tmp_path / "elsewhere"
    elsewhere.mkdir(0o711)
    folder.rename(tmp_path / "aside")
    folder.symlink_to(elsewhere)
    with pytest.raises(AsteriskUnavailable, match=f"{planted} is not what Offhook put there"):
        made()
    assert mode(elsewhere) == 0o711


def test_links_among_the_files_lead_nowhere(made: Prepare, tmp_path: Path) -> None:
    """`etc` and `keys` are the worker's: whoever gets hold of it could have root write or show any file."""
    home, victim = made().host_home, tmp_path / "victim"
    victim.write_text("kept")
    for name in ("ari.conf", "http.conf", "pjsip.conf", f".ari.conf.{os.getpid()}"):
        (home / "etc" / name).unlink(missing_ok=True)
        (home / "etc" / name).symlink_to(victim)
    made()
    assert victim.read_text() == "kept"
    (home / "keys/sip.pem").unlink()
    (home / "keys/sip.pem").symlink_to(victim)
    with pytest.raises(AsteriskUnavailable, match=r"sip\.pem is not what Offhook put there"):
        made()
    assert "kept" not in (home / "keys/authorities.pem").read_text()


def test_an_instance_below_another_user_s_directory_is_refused(made: Prepare, monkeypatch: pytest.MonkeyPatch) -> None:
    """That user could put another in its place."""
    homes = made().host_home.parent
    if os.geteuid() == 0:
        os.chown(homes, 4243, -1)
    else:
        monkeypatch.setattr("os.geteuid", lambda: 4243)
    with pytest.raises(AsteriskUnavailable, match=r"belongs to user \d+, and must be root's"):
        made()


def test_trunks_are_written_once_and_name_what_to_reload(made: Prepare) -> None:
    instance = made()
    trunk = TrunkConfig(id="trunk_a", host="h.example")
    assert instance.apply_trunks([trunk]) == TRUNK_MODULES
    assert "sip:h.example:5060" in (instance.host_home / "etc" / TRUNKS_FILE).read_text()
    assert instance.apply_trunks([trunk]) == ()
    assert instance.apply_trunks([]) == TRUNK_MODULES


def test_an_ipv6_trunk_needs_an_ipv6_address_of_ours(made: Prepare) -> None:
    trunk = TrunkConfig(id="trunk_a", host="2001:db8::1")
    with pytest.raises(TrunkRefused, match="listen6 isn't set"):
        made().apply_trunks([trunk])
    assert made(listen6="::1").apply_trunks([trunk]) == TRUNK_MODULES


def test_a_given_certificate_is_the_one_shown(made: Prepare, tmp_path: Path) -> None:
    given = made(name="other").host_home / "keys"
    instance = made(certificate=given / "sip.pem", certificate_key=given / "sip.key", authorities=given / "sip.pem")
    for name, source in (("sip.pem", "sip.pem"), ("sip.key", "sip.key"), ("authorities.pem", "sip.pem")):
        assert (instance.host_home / "keys" / name).read_bytes() == (given / source).read_bytes()


def test_the_machines_authorities_are_trusted_by_default(made: Prepare, tmp_path: Path) -> None:
    (tmp_path / "etc/ssl/certs").mkdir(parents=True)
    (tmp_path / "etc/ssl/certs/ca-certificates.crt").write_text("a list")
    assert (made().host_home / "keys/authorities.pem").read_text() == "a list"


def test_a_certificate_that_is_not_there_is_named(made: Prepare, tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match=r"gone\.pem can't be read"):
        made(certificate=tmp_path / "gone.pem", certificate_key=tmp_path / "gone.key")


def test_a_worker_that_is_no_user_is_refused(made: Prepare, tmp_path: Path) -> None:
    installed = made().installation
    with pytest.raises(SettingsRefused, match="no user 'nobody-here'"):
        prepare(InstanceSettings(), installation=installed, worker="nobody-here")


@pytest.mark.parametrize("text", [None, "", "{}", '{"settings": {"name": "../x"}}'])
def test_a_damaged_description_is_said_to_be_one(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "instance.json").write_text(text)
    with pytest.raises(AsteriskUnavailable, match="holds no prepared Asterisk"):
        load(tmp_path)


def test_it_is_started_confined_and_without_privileges(made: Prepare, tmp_path: Path) -> None:
    started = command(made(name="lab"))
    assert started[:2] == ["chroot", str(tmp_path)]
    assert {f"--reuid={os.getuid()}", "--clear-groups", "--no-new-privs", "--bounding-set=-all"} <= set(started)
    assert started[-2:] == ["-C", "/var/lib/offhook/lab/etc/asterisk.conf"]


def test_settings_can_be_changed_only_by_preparing_again(made: Prepare) -> None:
    with pytest.raises(AttributeError):
        made().ari_secret = "x"  # type: ignore[misc]
    assert msgspec.structs.replace(made(), ari_secret="x").ari_secret == "x"
