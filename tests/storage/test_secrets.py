import base64
import multiprocessing
import re
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offhook.problems import Problem
from offhook.storage.secrets import KEY_FILE, Secrets, open_secrets

SECRETS = Secrets(b"k" * 32)


@given(st.text().filter(lambda text: text.isprintable()), st.text("abc_0123", max_size=40))
def test_a_secret_comes_back(secret: str, owner: str) -> None:
    assert SECRETS.decrypt(SECRETS.encrypt(secret, owner), owner) == secret


def test_the_same_secret_looks_different_each_time() -> None:
    assert SECRETS.encrypt("s3cret", "trunk_1") != SECRETS.encrypt("s3cret", "trunk_1")


@given(st.integers(0, 12 + len("s3cret") + 16 - 1), st.integers(1, 255))
def test_a_changed_byte_is_refused(place: int, change: int) -> None:
    sealed = bytearray(base64.urlsafe_b64decode(SECRETS.encrypt("s3cret", "trunk_1").removeprefix("v1:")))
    sealed[place] ^= change
    with pytest.raises(Problem) as refused:
        SECRETS.decrypt("v1:" + base64.urlsafe_b64encode(sealed).decode(), "trunk_1")
    assert refused.value.type == "secret-unreadable"


@pytest.mark.parametrize("stored", ["", "v1:", "v2:AAAA", "v1:AAAA", "v1:ä", "v1:" + "A" * 100])
def test_what_was_never_encrypted_is_refused(stored: str) -> None:
    with pytest.raises(Problem):
        SECRETS.decrypt(stored, "trunk_1")


def test_another_owner_or_key_is_refused() -> None:
    stored = SECRETS.encrypt("s3cret", "trunk_1")
    for secrets, owner in ((SECRETS, "trunk_2"), (Secrets(b"x" * 32), "trunk_1")):
        with pytest.raises(Problem) as refused:
            secrets.decrypt(stored, owner)
        assert owner in refused.value.detail


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    stored = open_secrets(tmp_path).encrypt("s3cret", "trunk_1")
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert open_secrets(tmp_path).decrypt(stored, "trunk_1") == "s3cret"
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


def test_two_installations_have_different_keys(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    stored = open_secrets(tmp_path / "one").encrypt("s3cret", "trunk_1")
    with pytest.raises(Problem):
        open_secrets(tmp_path / "two").decrypt(stored, "trunk_1")


def _encrypt(folder: Path) -> str:
    return open_secrets(folder).encrypt("s3cret", "trunk_1")


def test_many_first_starts_at_once_make_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        stored = pool.map(_encrypt, [tmp_path] * 8, chunksize=1)
    secrets = open_secrets(tmp_path)
    assert {secrets.decrypt(each, "trunk_1") for each in stored} == {"s3cret"}


@pytest.mark.parametrize("content", [b"", b"short\n", b"\xff\xff", base64.b64encode(b"x" * 31)])
def test_a_damaged_key_is_refused_not_replaced(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(Problem) as refused:
        open_secrets(tmp_path)
    assert "damaged" in refused.value.detail
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_secrets(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(Problem) as refused:
        open_secrets(tmp_path)
    assert "chmod 600" in refused.value.detail


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        open_secrets(tmp_path / "missing")
    assert "No such file" in refused.value.detail


def test_what_stands_for_a_secret_depends_on_the_key_and_on_whose_it_is() -> None:
    one, other = Secrets(b"k" * 32), Secrets(b"o" * 32)
    mac = one.mac("480917", "pin of member_1")
    assert mac == one.mac("480917", "pin of member_1")
    assert len({mac, one.mac("480917", "pin of member_2"), one.mac("480918", "pin of member_1")}) == 3
    assert other.mac("480917", "pin of member_1") != mac
    assert re.fullmatch(r"[0-9a-f]{64}", mac)
