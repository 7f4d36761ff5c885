"""A real Asterisk as we configure it: it refuses strangers, apologises, and plays what it is given."""

import http.client
import json
import math
import pwd
import re
import shutil
import stat
import struct
import wave
from pathlib import Path

import msgspec
import pytest

from offhook.telephony.asterisk.config import TRUNKS_FILE
from offhook.telephony.asterisk.health import Ari, ari_request, health
from offhook.telephony.asterisk.instance import AsteriskInstance, prepare, write_shared
from offhook.telephony.asterisk.supervisor import start, stop
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from tests.sip.conftest import own_settings
from tests.sip.ports import free_port
from tests.sip.stranger import Stranger, loudness, share_at, stranger

pytestmark = pytest.mark.sip

TRUNK = TrunkConfig(id="trunk_known", host="127.0.0.1", port=free_port())


@pytest.fixture(autouse=True)
def known_trunk(asterisk: AsteriskInstance) -> None:
    for module in asterisk.apply_trunks([TRUNK]):
        assert ari_request(asterisk, "PUT", f"asterisk/modules/{module}")[0] == 204


def test_takes_calls_and_says_how_it_is(asterisk: AsteriskInstance) -> None:
    found = health(asterisk)
    assert found.problems == ()
    assert found.version == asterisk.installation.version
    assert found.uptime is not None
    assert 0 <= found.uptime < 600


def test_nothing_went_wrong_while_it_started(asterisk: AsteriskInstance) -> None:
    log = (asterisk.host_home / "log" / "messages").read_text()
    assert not re.findall(r".*(?:WARNING|ERROR).*", log)


def test_ari_is_refused_without_the_secret(asterisk: AsteriskInstance) -> None:
    guessed = msgspec.structs.replace(asterisk, ari_secret="guessed")
    assert ari_request(guessed, "GET", "asterisk/ping")[0] == http.client.UNAUTHORIZED
    assert health(guessed).ari is Ari.REFUSES


def test_everything_listens_on_loopback_only(asterisk: AsteriskInstance) -> None:
    ours = {asterisk.settings.sip_port, asterisk.settings.tls_port, asterisk.settings.http_port}
    for protocol in ("tcp", "udp"):
        for line in Path(f"/proc/net/{protocol}").read_text().splitlines()[1:]:
            address, _, port = line.split()[1].partition(":")
            assert int(port, 16) not in ours or address == "0100007F"


def test_it_runs_without_any_privilege(asterisk: AsteriskInstance) -> None:
    pid = (asterisk.host_home / "asterisk.pid").read_text().split()[0]
    status = Path(f"/proc/{pid}/status").read_text()
    assert re.search(rf"(?m)^Uid:\s+{asterisk.installation.uid}\b", status)
    assert re.search(r"(?m)^CapBnd:\s+0+$", status)
    assert re.search(r"(?m)^NoNewPrivs:\s+1$", status)


@pytest.mark.parametrize("endpoint", ["PJSIP/%2B12025550122@trunk_unknown", "PJSIP/trunk_unknown", "SIP/x"])
def test_a_call_by_an_unknown_trunk_is_refused(asterisk: AsteriskInstance, endpoint: str) -> None:
    status, body = ari_request(asterisk, "POST", f"channels?endpoint={endpoint}&app={asterisk.app}")
    assert status == http.client.INTERNAL_SERVER_ERROR
    assert "error" in json.loads(body)


async def first_answer(caller: Stranger, method: str, to: str, user: str) -> str:
    if method == "INVITE":
        return (await caller.invite(to=to, user=user))[-1]
    caller.request(method, to=to, user=user)
    return await caller.messages.get()


@pytest.mark.parametrize("method", ["INVITE", "OPTIONS", "REGISTER", "SUBSCRIBE", "MESSAGE"])
@pytest.mark.parametrize("to", ["100", "s", "trunk_known", "+12025550100"])
async def test_a_stranger_learns_nothing(asterisk: AsteriskInstance, method: str, to: str) -> None:
    """Whatever is called, and as whomever, the answer is the same, and it does not say what answers."""
    answers = set()
    for user in ("stranger", "trunk_known", "asterisk"):
        async with stranger(asterisk.settings.sip_port, host="127.0.0.2") as caller:
            answer = await first_answer(caller, method, to, user)
        assert "asterisk" not in answer.lower().replace("asterisk@127.0.0.2", "")
        answers.add(answer.splitlines()[0])
    assert answers == {"SIP/2.0 401 Unauthorized"}


@pytest.mark.parametrize("number", ["s", "trunk_known", "a100", "%3Bx", "7"])
async def test_a_call_from_a_trunk_to_what_is_no_number_is_not_found(asterisk: AsteriskInstance, number: str) -> None:
    async with stranger(asterisk.settings.sip_port) as caller:
        answers = await caller.invite(to=number)
    assert [answer.splitlines()[0] for answer in answers if not answer.startswith("SIP/2.0 100")] == [
        "SIP/2.0 404 Not Found"
    ]
    assert "asterisk" not in "".join(answers).lower()


async def test_without_a_worker_the_caller_hears_an_apology(asterisk: AsteriskInstance) -> None:
    async with stranger(asterisk.settings.sip_port) as caller:
        answers = await caller.invite(to="+12025550100")
        assert answers[-1].startswith("SIP/2.0 200")
        assert loudness((await caller.audio.heard(3))[8000:]) > 300


async def test_the_apology_is_ours_where_one_was_made(asterisk: AsteriskInstance) -> None:
    tone = b"".join(struct.pack("<h", int(9000 * math.sin(math.tau * 440 * n / 8000))) for n in range(24_000))
    draft = asterisk.host_home / "apology.wav"
    with wave.open(str(draft), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(tone)
    write_shared(asterisk.host_sounds / "apology.wav", draft.read_bytes())
    async with stranger(asterisk.settings.sip_port) as caller:
        await caller.invite(to="+12025550100")
        heard = (await caller.audio.heard(2))[8000:]
    (asterisk.host_sounds / "apology.wav").unlink()
    assert share_at(440, heard) > 0.9


def test_preparing_again_keeps_secret_certificate_and_trunks(asterisk: AsteriskInstance) -> None:
    kept = [asterisk.host_home / name for name in ("keys/sip.pem", "keys/sip.key", f"etc/{TRUNKS_FILE}")]
    before = [path.read_bytes() for path in kept]
    assert prepare(asterisk.settings) == asterisk
    assert [path.read_bytes() for path in kept] == before


def test_the_console_is_for_the_worker_s_group_and_asterisk_only() -> None:
    settings, nobody = own_settings(), pwd.getpwnam("nobody")
    instance = prepare(settings, worker="nobody")
    try:
        start(instance)
        for path, mode in ((instance.control_socket.parent, 0o2750), (instance.control_socket, 0o660)):
            found = path.stat()
            assert (found.st_uid, found.st_gid) == (instance.installation.uid, nobody.pw_gid)
            assert stat.S_IMODE(found.st_mode) == mode
    finally:
        stop(instance)
        shutil.rmtree(instance.host_home)


def test_secrets_are_for_the_worker_and_asterisk_only(asterisk: AsteriskInstance) -> None:
    assert (asterisk.host_home / "instance.json").stat().st_mode & 0o777 == 0o600
    for path in ("etc", "keys", "sounds", "log", "spool", "run", "db", "etc/ari.conf", "keys/sip.key"):
        assert (asterisk.host_home / path).stat().st_mode & 0o007 == 0
