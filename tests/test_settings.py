import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from offhook.settings import Settings, SettingsRefused, keys, load, variable

DOCUMENT = Path(__file__).parents[1] / "docs" / "reference" / "settings.md"


def faults(environment: dict[str, str], file: Path | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refused:
        load(file, environment)
    assert str(refused.value) == "\n".join(refused.value.faults)
    return refused.value.faults


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.toml"


def test_nothing_has_to_be_set() -> None:
    found = load(None, {})
    assert found == Settings()
    assert (found.http.host, found.http.port, found.telephony) == ("127.0.0.1", 8080, "asterisk")
    assert found.database_url == f"sqlite:///{Path.cwd()}/var/data/offhook.db"


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text('country = "de"\n[http]\nport = 9000\nhost = "::1"\n')
    found = load(file, {"OFFHOOK_HTTP_PORT": "9001", "HOME": "/root"})
    assert (found.country, found.http.port, found.http.host) == ("DE", 9001, "::1")


def test_a_variable_alone_makes_its_section() -> None:
    assert load(None, {"OFFHOOK_ASTERISK_SIP_PORT": "5070"}).asterisk.sip_port == 5070


def test_files_are_found_in_their_order(tmp_path: Path) -> None:
    usual, named, given_ = (tmp_path / name for name in ("offhook.toml", "named.toml", "given.toml"))
    for path, port in ((usual, 1001), (named, 1002), (given_, 1003)):
        path.write_text(f"[http]\nport = {port}\n")
    assert load(None, {}).http.port == 1001
    assert load(None, {"OFFHOOK_CONFIG": str(named)}).http.port == 1002
    assert load(given_, {"OFFHOOK_CONFIG": str(named)}).http.port == 1003


def test_a_database_can_be_elsewhere() -> None:
    url = "postgresql://offhook:secret@db.example.com/offhook"
    assert load(None, {"OFFHOOK_DATABASE_URL": url}).database_url == url
    assert load(None, {"OFFHOOK_DATA": "/srv/offhook"}).database_url == "sqlite:////srv/offhook/offhook.db"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OFFHOOK_HTTP_PORT", "0", "OFFHOOK_HTTP_PORT '0': expected a port, from 1 to 65535"),
        ("OFFHOOK_HTTP_PORT", "http", "OFFHOOK_HTTP_PORT 'http': expected a whole number"),
        ("OFFHOOK_HTTP_HOST", "", "OFFHOOK_HTTP_HOST '': expected a value, or leave the key out"),
        ("OFFHOOK_COUNTRY", "Germany", "expected two letters of a country"),
        ("OFFHOOK_TIME_ZONE", "Berlin", "expected a name as Europe/Berlin"),
        ("OFFHOOK_TELEPHONY", "twilio", "expected 'asterisk', 'carriers' or 'practice'"),
        ("OFFHOOK_LOG_LEVEL", "loud", "expected 'debug', 'info', 'warning' or 'error'"),
        ("OFFHOOK_DATABASE_URL", "mysql://db", "expected sqlite:///path or postgresql://"),
        ("OFFHOOK_DATABASE_URL", "nonsense", "expected sqlite:///path or postgresql://"),
        ("OFFHOOK_DATABASE_URL", "sqlite://", "gone at the first restart"),
        ("OFFHOOK_DATABASE_URL", "sqlite:///file:/srv/x.db?uri=true", "expected sqlite:///path, and no URI"),
        ("OFFHOOK_ASTERISK_INSTANCE", "Main One", "expected a-z, 0-9 and -"),
        ("OFFHOOK_ASTERISK_SIP_PORT", "5061", "sip_port, tls_port and http_port must differ"),
        ("OFFHOOK_ASTERISK_SIP_PORT", "10002", "must lie outside the audio ports"),
        ("OFFHOOK_ASTERISK_RTP_FIRST", "10001", "rtp_first must be even"),
        ("OFFHOOK_MOST_LINES", "0", "OFFHOOK_MOST_LINES '0': expected from 1 to 1000"),
        ("OFFHOOK_MOST_AGENTS", "1001", "OFFHOOK_MOST_AGENTS '1001': expected from 1 to 1000"),
        ("OFFHOOK_MOST_AGENTS", "many", "OFFHOOK_MOST_AGENTS 'many': expected a whole number"),
        ("OFFHOOK_HTTP_PRT", "1", "OFFHOOK_HTTP_PRT: there is no such setting; did you mean OFFHOOK_HTTP_PORT?"),
        ("OFFHOOK_WHATEVER", "1", "OFFHOOK_WHATEVER: there is no such setting"),
    ],
)
def test_a_variable_that_cannot_be_used_is_named(name: str, value: str, words: str) -> None:
    (fault,) = faults({name: value})
    assert words in fault


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"OFFHOOK_MAIL_HOST": "smtp.example.com"}, "sender is needed where there is a host"),
        ({"OFFHOOK_MAIL_USER": "offhook"}, "user and password are needed together"),
        ({"OFFHOOK_MAIL_SENDER": "offhook"}, "expected an address as offhook@example.com"),
        ({"OFFHOOK_BROWSER_PHONE_STUN": "stun.example.com"}, "expected addresses as stun:stun.example.com:3478"),
        ({"OFFHOOK_BROWSER_PHONE_TURN": "turn:a.example.com x"}, "expected addresses as turn:turn.example.com:3478"),
        ({"OFFHOOK_BROWSER_PHONE_TURN": "turn:a.example.com"}, "turn and turn_secret are needed together"),
        ({"OFFHOOK_VOICEMAIL_RESTORE_DAYS": "0"}, "expected from 1 to 3650"),
    ],
)
def test_sections_are_whole_or_refused(environment: dict[str, str], words: str) -> None:
    (fault,) = faults(environment)
    assert words in fault


def test_a_mail_password_is_not_repeated() -> None:
    (fault,) = faults({"OFFHOOK_MAIL_PASSWORD": ""})
    assert fault == "OFFHOOK_MAIL_PASSWORD: expected a value, or leave the key out"
    assert "hunter2" not in faults({"OFFHOOK_MAIL_PASSWORD": "hunter2"})[0]


def test_a_database_s_password_is_not_repeated() -> None:
    (fault,) = faults({"OFFHOOK_DATABASE_URL": "mysql://offhook:s3cret@db"})
    assert "s3cret" not in fault


def test_everything_wrong_is_said_at_once(file: Path) -> None:
    file.write_text('cuntry = "DE"\ndata = 3\n[http]\nport = "x"\nprot = 1\n[log]\nlevel = 3\n')
    assert set(faults({"OFFHOOK_DTA": "x"}, file)) == {
        "OFFHOOK_DTA: there is no such setting; did you mean OFFHOOK_DATA?",
        f"{file}: cuntry: there is no such setting; did you mean country?",
        f"{file}: data 3: expected text in quotes",
        f"{file}: http.port 'x': expected a whole number",
        f"{file}: http.prot: there is no such setting; did you mean http.port?",
        f"{file}: log.level 3: expected 'debug', 'info', 'warning' or 'error'",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("http = 8080\n", "http 8080: expected a section, as [http]"),
        ("[[http]]\nport = 1\n", "expected a section, as [http]"),
        ("[country]\na = 1\n", "country"),
        ("country = [\n", "is not TOML"),
        ("[asterisk]\nsip_port = 5061\n", "sip_port, tls_port and http_port must differ"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    (fault,) = faults({}, file)
    assert str(file) in fault
    assert words in fault


def test_a_section_that_is_none_and_a_variable_for_it(file: Path) -> None:
    file.write_text("http = 8080\n")
    assert "expected a section" in faults({"OFFHOOK_HTTP_PORT": "1"}, file)[0]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    assert faults({}, missing) == (f"{missing}: there is no such file",)
    assert faults({"OFFHOOK_CONFIG": str(missing)}) == (f"{missing}: there is no such file",)
    assert "can't be read" in faults({}, tmp_path)[0]


def test_a_file_that_is_no_text_is_named(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    assert "is not TOML" in faults({}, file)[0]


@given(st.sampled_from(sorted(keys())), st.text())
def test_whatever_is_set_is_used_or_refused(key: str, value: str) -> None:
    try:
        found = load(None, {variable(key): value})
    except SettingsRefused as refused:
        # Whole sections can be wrong: two ports that are the same.
        named = re.split(r"[ :]", str(refused))[0]
        assert named in {variable(key), key.partition(".")[0]}  # both outcomes are right
    else:
        assert isinstance(found, Settings)


def _default(key: str) -> Any:
    found: Any = Settings()
    for part in key.split("."):
        found = getattr(found, part)
    return found


def _written(value: Any) -> str:
    """As it stands in the page."""
    return "" if value is None else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _described(key: str) -> str:
    model: type[BaseModel] = Settings
    *sections, name = key.split(".")
    for section in sections:
        found = model.model_fields[section].annotation
        assert isinstance(found, type)
        assert issubclass(found, BaseModel)
        model = found
    return model.model_fields[name].description or ""


def test_the_reference_lists_every_setting() -> None:
    rows = re.findall(r"^\| `(.+?)` \| `(.+?)` \| (.*?) ?\| (.+) \|$", DOCUMENT.read_text(), re.MULTILINE)
    defaults = {key: _written(_default(key)) for key in keys()}
    assert rows == [(key, variable(key), defaults[key], _described(key)) for key in keys()]


def test_the_reference_s_file_is_the_defaults(file: Path) -> None:
    (text,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    file.write_text(text)
    assert load(file, {}) == Settings()
    everything = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    file.write_text(everything)
    assert load(file, {}).asterisk.listen6 == "::1"
    written = tomllib.loads(everything)
    listed = [
        f"{name}.{key}" if isinstance(value, dict) else name
        for name, value in written.items()
        for key in (value if isinstance(value, dict) else [""])
    ]
    assert listed == list(keys())


def test_a_pair_needs_carriers_by_http_and_postgresql() -> None:
    public = {"OFFHOOK_HTTP_PUBLIC_URL": "https://phone.example.com", "OFFHOOK_PAIR_ENABLED": "true"}
    whole = public | {"OFFHOOK_TELEPHONY": "carriers", "OFFHOOK_DATABASE_URL": "postgresql://db/offhook"}
    assert load(None, whole).reached_at == "http://127.0.0.1:8080"
    assert load(None, whole | {"OFFHOOK_PAIR_ADDRESS": "http://10.0.0.2:8080"}).reached_at == "http://10.0.0.2:8080"
    for missing in ("OFFHOOK_TELEPHONY", "OFFHOOK_DATABASE_URL"):
        [fault] = faults({name: value for name, value in whole.items() if name != missing})
        assert 'pair.enabled needs telephony = "carriers", and PostgreSQL' in fault
