"""Prepare Asterisk as offhook.toml says, then keep it alive: what systemd runs, as root.

    python -m offhook.telephony.asterisk /etc/offhook/offhook.toml --worker offhook

The table `[asterisk]` holds the settings of `settings.InstanceSettings`, with `instance` for its name. The worker,
which runs as another user, finds everything in the description that is left for it.
"""

import argparse
import sys
import tomllib
from pathlib import Path

import msgspec

from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.installation import AsteriskUnavailable
from offhook.telephony.asterisk.instance import prepare
from offhook.telephony.asterisk.settings import InstanceSettings, SettingsRefused, as_path


def read_settings(file: Path) -> InstanceSettings:
    """The settings in a file's table `[asterisk]`; the defaults where file or table are missing.

    Raises:
        SettingsRefused: a setting that isn't known, or can't work.
    """
    try:
        table = tomllib.loads(file.read_text()).get("asterisk", {}) if file.exists() else {}
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise SettingsRefused(f"{file}: {problem}") from None
    values = {"name" if key == "instance" else key: value for key, value in table.items()}
    unknown = set(values) - set(InstanceSettings.__struct_fields__)
    if unknown:
        raise SettingsRefused(f"{file}: asterisk.{min(unknown)} is no setting")
    try:
        return msgspec.convert(values, InstanceSettings, dec_hook=as_path)
    except msgspec.ValidationError as problem:
        raise SettingsRefused(f"{file}: asterisk: {problem}") from None


def main(arguments: list[str] | None = None) -> int:
    """The command: its exit status."""
    parser = argparse.ArgumentParser(prog="asterisk", description="Prepare Asterisk and keep it alive.")
    parser.add_argument("config", type=Path, help="offhook.toml")
    parser.add_argument("--worker", help="user that the worker runs as; root unless given")
    options = parser.parse_args(arguments)
    try:
        instance = prepare(read_settings(options.config), worker=options.worker)
    except (SettingsRefused, AsteriskUnavailable) as problem:
        parser.error(str(problem))
    return supervisor.main([str(instance.host_home)])


if __name__ == "__main__":
    sys.exit(main())
