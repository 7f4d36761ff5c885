"""The examples of docs/reference/flow-kernel.md are code that runs and type-checks."""

import re
import subprocess
import sys
from pathlib import Path

from offhook.calls import kernel

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "flow-kernel.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
IMPORTS = """
from collections.abc import Awaitable, Sequence

from offhook.calls.events import Answered, Collected, Elapsed, Ended, HangupRequested
from offhook.calls.flow import *
from offhook.calls.journal import Entry, rebuild
from offhook.calls.kernel import Runner
from offhook.calls.questions import Accept, Accepted, Granted, KeepMessage, MayDial, Refused, Taken
from offhook.calls.values import *
from offhook.flows import FLOWS, fallback
"""


def test_the_examples_type_check(tmp_path: Path) -> None:
    module = tmp_path / "examples.py"
    module.write_text(IMPORTS + "\n\n".join(EXAMPLES), encoding="utf-8")
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--config-file", str(ROOT / "pyproject.toml"), str(module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_refusal_of_the_kernel_is_listed() -> None:
    refusals = {
        name
        for name, thing in vars(kernel).items()
        if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == kernel.__name__
    }
    assert refusals == set(re.findall(r"^\| `(\w+)` \| ", PAGE.partition("## When a flow fails")[2], re.MULTILINE))


def test_the_figures_are_those_of_the_kernel() -> None:
    assert f"at most `FAREWELL` seconds ({kernel.FAREWELL:g})" in PAGE
    assert f"{kernel.LONGEST_TURN:,} commands and waits in one turn" in PAGE
