"""`offhook doctor`, with and without a running Offhook."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.cli.conftest import Place


def test_a_running_one_is_well(offhook: Place) -> None:
    found = offhook.json("doctor")
    assert found["well"]
    assert {"disk", "database", "schema", "telephony", "trunk lab", "speech"} <= {
        finding["part"] for finding in found["findings"]
    }
    assert re.search(r"^ok    trunk lab +127\.0\.0\.1:5090 answers in \d+ ms$", offhook.run("doctor"), re.MULTILINE)


def test_a_part_that_fails_is_told_by_the_exit_status(new_place: Callable[[], Place]) -> None:
    place = new_place()
    ended = place.type("doctor")
    assert (ended.status, ended.err) == (1, "")
    assert re.search(
        r"^fail  Offhook +Offhook isn't running here: start it with `offhook serve`\.$", ended.out, re.MULTILINE
    )
    assert re.search(r"^ok    disk +\d+\.\d GB free", ended.out, re.MULTILINE)
    assert re.search(r"^warn  database +There is none", ended.out, re.MULTILINE)
    assert not place.data.exists()


def test_settings_that_cannot_be_used_are_findings(new_place: Callable[[], Place]) -> None:
    place = new_place()
    (place.folder / "bad.toml").write_text("country = 'XX'\ncolour = 'red'\n")
    ended = place.type("doctor", "--config", "bad.toml")
    assert ended.status == 1
    assert (
        ended.out.splitlines()
        == [
            "fail  settings  bad.toml: country 'XX': expected two letters of a country, as US or DE (ISO 3166)",
            "fail  settings  bad.toml: colour: there is no such setting; did you mean country?",
        ]
        or ended.out.count("fail  settings") == 2
    )


def test_without_an_asterisk(new_place: Callable[[], Place]) -> None:
    place = new_place()
    ended = place.type("doctor", OFFHOOK_TELEPHONY="asterisk", OFFHOOK_ASTERISK_INSTANCE="nobody-made-this")
    assert ended.status == 1
    assert re.search(r"^fail  Asterisk +\S", ended.out, re.MULTILINE)
