"""How scripts/fresh judges what it runs. Making a Debian is left out, and time passes by assignment."""

import subprocess
from pathlib import Path

import pytest

FRESH = Path(__file__).parents[2] / "scripts" / "fresh"

# Each command of the sequence takes the next of these seconds, and the one whose time is "fails" ends with 7.
SEQUENCE = """
. "$1"
shift
times=($TIMES)
inside() {
    local took=${times[0]}
    times=("${times[@]:1}")
    echo "$2"
    [ "$took" != fails ] || return 7
    SECONDS=$((SECONDS + took))
}
prove /nowhere "$@"
"""


def prove(times: str, *commands: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", SEQUENCE, "prove", str(FRESH), *commands],
        env={"TIMES": times, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_both_commands_are_run_twice_within_their_limits() -> None:
    ended = prove("240 15 900 900")
    assert (ended.returncode, ended.stdout) == (0, "./run --demo\n./run --demo\n./test\n./test\n"), ended.stderr


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ("242 5 1 1", "./run --demo took 242 s, and may take 240 s"),
        ("100 17 1 1", "./run --demo took 17 s, and may take 15 s"),
    ],
)
def test_a_demonstration_that_takes_too_long_fails(times: str, words: str) -> None:
    ended = prove(times)
    assert ended.returncode == 1
    assert words in ended.stderr
    assert "./test" not in ended.stdout


def test_a_command_that_fails_ends_it_with_its_status() -> None:
    ended = prove("1 1 fails 1")
    assert (ended.returncode, ended.stdout.count("./test")) == (7, 1)


def test_commands_of_one_s_own_may_take_as_long_as_they_like() -> None:
    assert prove("1000", "./run --demo").returncode == 0
