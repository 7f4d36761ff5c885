"""The units of systemd: what they keep from whoever breaks into what they run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offhook.telephony.asterisk.config import HOMES
from offhook.telephony.asterisk.installation import DEFAULT_ROOT

FOLDER = Path(__file__).parents[2] / "deploy/systemd"
UNITS = ["offhook", "offhook-asterisk"]


def settings(unit: str, section: str) -> dict[str, str]:
    """What a section of a unit sets; none of these units sets anything twice."""
    text = (FOLDER / f"{unit}.service").read_text()
    (body,) = re.findall(rf"(?ms)^\[{section}\]\n(.*?)(?=^\[|\Z)", text)
    return dict(re.findall(r"(?m)^(\w+)=(.*)$", body))


@pytest.mark.parametrize("unit", UNITS)
def test_only_what_is_named_can_be_written(unit: str) -> None:
    service = settings(unit, "Service")
    assert (service["ProtectSystem"], service["ProtectHome"]) == ("strict", "yes")
    writable = [Path(each.removeprefix("-")) for each in service["ReadWritePaths"].split()]
    for homes in (Path(HOMES), DEFAULT_ROOT / HOMES.relative_to("/")):
        assert any(homes.is_relative_to(each) for each in writable), f"{homes} can't be written"


@pytest.mark.parametrize("unit", UNITS)
def test_it_never_gives_up(unit: str) -> None:
    """By default systemd does after five starts in ten seconds."""
    assert settings(unit, "Service")["Restart"] == "always"
    assert settings(unit, "Unit")["StartLimitIntervalSec"] == "0"


def test_the_worker_has_no_right_of_root_s_and_a_data_folder_of_its_own() -> None:
    service = settings("offhook", "Service")
    assert (service["CapabilityBoundingSet"], service["User"]) == ("", "offhook")
    assert service["StateDirectoryMode"] == "0700"


def test_asterisk_s_service_has_the_rights_that_it_takes() -> None:
    """tests/sip/test_systemd.py shows that they are enough; each of them was taken away, and then it failed."""
    rights = settings("offhook-asterisk", "Service")["CapabilityBoundingSet"].split()
    assert rights == [
        "CAP_CHOWN",
        "CAP_DAC_OVERRIDE",
        "CAP_KILL",
        "CAP_SETGID",
        "CAP_SETPCAP",
        "CAP_SETUID",
        "CAP_SYS_CHROOT",
    ]
