"""What an installation is told about itself: `offhook.toml` and `OFFHOOK_*`, checked before anything starts.

Environment variables win over the file. Every key has one: `http.port` is `OFFHOOK_HTTP_PORT`.
docs/reference/settings.md describes them all.
"""

from __future__ import annotations

import difflib
import os
import socket
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError, model_validator

from offhook.setting_sections import (
    Asterisk,
    BrowserPhone,
    DatabaseSettings,
    Http,
    Log,
    Mail,
    Pair,
    Push,
    Section,
    VoicemailSettings,
)
from offhook.setting_types import (
    Count,
    Country,
    TimeZone,
)

ENVIRONMENT = "OFFHOOK_"
_SECRET = frozenset({"database.url", "mail.password", "browser_phone.turn_secret"})
NOT_SETTINGS = frozenset(
    {
        "OFFHOOK_CONFIG",  # where the file is
        "OFFHOOK_KEY",  # a client's API key
        "OFFHOOK_URL",  # and its server
        "OFFHOOK_WORKSPACE",  # and its workspace
        "OFFHOOK_ROOT",  # the scripts of the repository
        "OFFHOOK_SETUP_LOG",
        "OFFHOOK_ASTERISK_ROOT",  # the installer of Asterisk
    }
)
USUAL_FILES = (Path("offhook.toml"), Path("/etc/offhook/offhook.toml"))


class SettingsRefused(Exception):
    """Settings that can't be used; each of `faults` is a line that names one and says what is expected."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Settings(Section):
    """Everything that can be set."""

    data: Annotated[Path, Field(description="folder for the database, its key, voicemails and the socket file")] = Path(
        "var/data"
    )
    country: Annotated[Country, Field(description="country of the first workspace")] = "US"
    time_zone: Annotated[TimeZone, Field(description="of the first workspace")] = "UTC"
    telephony: Annotated[
        Literal["asterisk", "carriers", "practice"],
        Field(description="real calls over SIP, or over carriers like Twilio, or a practice network inside Offhook"),
    ] = "asterisk"
    most_lines: Annotated[Count, Field(description="lines that a workspace may have")] = 10
    most_agents: Annotated[Count, Field(description="agents that a line may have")] = 10
    most_phones: Annotated[Count, Field(description="phones that a line may have, by PIN or connected")] = 10
    http: Http = Http()
    database: DatabaseSettings = DatabaseSettings()
    pair: Pair = Pair()
    asterisk: Asterisk = Asterisk()
    browser_phone: BrowserPhone = BrowserPhone()
    voicemail: VoicemailSettings = VoicemailSettings()
    mail: Mail = Mail()
    push: Push = Push()
    log: Log = Log()

    @model_validator(mode="after")
    def _reached(self) -> Settings:
        if self.telephony == "carriers" and not (self.http.public_url or "").startswith("https://"):
            raise ValueError("telephony carriers needs http.public_url, with https: carriers call it, and sign it")
        if self.pair.enabled and (self.telephony != "carriers" or not self.database_url.startswith("postgres")):
            raise ValueError('pair.enabled needs telephony = "carriers", and PostgreSQL as database.url')
        return self

    @property
    def reached_at(self) -> str:
        """Where the other worker of a pair reaches this one."""
        host = f"[{self.http.host}]" if ":" in self.http.host else self.http.host
        return self.pair.address or f"http://{host}:{self.http.port}"

    @property
    def database_url(self) -> str:
        """Where the database is."""
        return self.database.url or f"sqlite:///{self.data.absolute() / 'offhook.db'}"

    @property
    def push_contact(self) -> str:
        """What push services are told of where whoever runs this is reached (RFC 8292, `sub`)."""
        mail = None if self.mail.sender is None else f"mailto:{self.mail.sender}"
        return self.push.contact or mail or self.http.public_url or f"mailto:offhook@{socket.getfqdn()}"


def keys(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[str]:
    """Every key, with its section and a dot before it."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from keys(field.annotation, f"{name}.")
        else:
            yield f"{prefix}{name}"


def variable(key: str) -> str:
    """The environment variable of a key."""
    return ENVIRONMENT + key.replace(".", "_").upper()


def load(file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process: from `file`, or $OFFHOOK_CONFIG, or a usual place, and the environment.

    Raises:
        SettingsRefused: the file can't be read, a key isn't known, or a value can't be used.
    """
    variables = os.environ if environment is None else environment
    found, required = _file(file, variables)
    values = _read(found, required=required)
    faults: list[str] = []
    by_variable = {variable(key): key for key in keys()}
    for name, text in variables.items():
        if not name.startswith(ENVIRONMENT) or name in NOT_SETTINGS:
            continue
        if name in by_variable:
            _put(values, by_variable[name], text)
        else:
            faults.append(f"{name}: {_unknown(name, by_variable)}")
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        faults += [_fault(fault, values, variables, found) for fault in error.errors()]
    else:
        if not faults:
            return settings
    raise SettingsRefused(faults)


def _file(file: Path | None, variables: Mapping[str, str]) -> tuple[Path | None, bool]:
    if file is not None:
        return file, True
    if named := variables.get("OFFHOOK_CONFIG"):
        return Path(named), True
    return next((path for path in USUAL_FILES if path.is_file()), None), False


def _read(file: Path | None, *, required: bool) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise SettingsRefused([f"{file}: there is no such file"]) from None
        return {}
    except OSError as error:
        raise SettingsRefused([f"{file}: can't be read: {error.strerror}"]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsRefused([f"{file}: is not TOML: {error}"]) from None


def _put(values: dict[str, Any], key: str, value: str) -> None:
    section, dot, name = key.partition(".")
    if not dot:
        values[key] = value
    elif isinstance(values.setdefault(section, {}), dict):
        values[section][name] = value


def _unknown(name: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return "there is no such setting" + (f"; did you mean {close[0]}?" if close else "")


def _fault(fault: Any, values: Mapping[str, Any], variables: Mapping[str, str], file: Path | None) -> str:
    key = ".".join(str(part) for part in fault["loc"]) or "telephony"  # the one that asks for another section's
    where = variable(key) if variable(key) in variables else f"{file}: {key}" if file else key
    if fault["type"] == "extra_forbidden":
        return f"{where}: {_unknown(key, keys())}"
    value: Any = values
    for part in fault["loc"]:
        value = value.get(part) if isinstance(value, Mapping) else None
    # A database's address holds its password.
    shown = "" if value is None or isinstance(value, Mapping) or key in _SECRET else f" {value!r}"
    return f"{where}{shown}: {_expected(fault)}"


def _expected(fault: Any) -> str:
    context = fault.get("ctx", {})
    match fault["type"]:
        case "value_error":
            return str(context["error"])
        case "literal_error":
            return f"expected {context['expected']}"
        case "greater_than_equal" | "less_than_equal":
            return "expected a port, from 1 to 65535"
        case "int_parsing" | "int_type" | "int_from_float":
            return "expected a whole number"
        case "string_type" | "path_type":
            return "expected text in quotes"
        case "string_too_short":
            return "expected a value, or leave the key out"
        case "string_pattern_mismatch":
            return "expected a-z, 0-9 and -, at most 32 characters"
        case "model_type":
            return "expected a section, as [http]"
        case _:
            return str(fault["msg"])
