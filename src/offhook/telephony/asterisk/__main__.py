"""Prepare Asterisk as the settings say, then keep it alive: what systemd runs, as root.

    python -m offhook.telephony.asterisk /etc/offhook/offhook.toml --worker offhook

The settings are those of `offhook serve`, from the same places. The worker, which runs as another user, finds
everything in the description that is left for it.
"""

import argparse
import sys
from pathlib import Path

from offhook import settings
from offhook.telephony.asterisk import supervisor
from offhook.telephony.asterisk.installation import AsteriskUnavailable
from offhook.telephony.asterisk.instance import prepare
from offhook.telephony.asterisk.settings import SettingsRefused, instance_settings


def main(arguments: list[str] | None = None) -> int:
    """The command: its exit status."""
    parser = argparse.ArgumentParser(prog="asterisk", description="Prepare Asterisk and keep it alive.")
    parser.add_argument("config", type=Path, nargs="?", help="offhook.toml; looked for as `offhook serve` does")
    parser.add_argument("--worker", help="user that the worker runs as; root unless given")
    options = parser.parse_args(arguments)
    try:
        chosen = instance_settings(settings.load(options.config).asterisk)
        instance = prepare(chosen, worker=options.worker)
    except (settings.SettingsRefused, SettingsRefused, AsteriskUnavailable) as problem:
        parser.error(str(problem))
    # As prepared, and not as described in its directory: the worker could change that, and root would act on it.
    supervisor.keep(instance)
    return 0


if __name__ == "__main__":
    sys.exit(main())
