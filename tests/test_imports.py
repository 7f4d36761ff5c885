"""What the pure core may import: nothing that does I/O, tells the time or is random.

import-linter (pyproject.toml) holds the directions between our own packages; it does not look at the standard
library, so this does.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "offhook"
PURE = ("calls", "flows")

# Replaying the same events must give the same commands, on any machine, at any time.
IMPURE = {
    "asyncio": "the kernel drives flows, not an event loop",
    "concurrent": "one flow, one thread",
    "ctypes": "does I/O",
    "http": "does I/O",
    "importlib": "hides imports from this test",
    "io": "does I/O",
    "logging": "the switchboard logs, with the call's id",
    "multiprocessing": "one flow, one thread",
    "os": "does I/O",
    "pathlib": "does I/O",
    "random": "replay would differ",
    "secrets": "replay would differ; ids come from call id and counter",
    "selectors": "does I/O",
    "shutil": "does I/O",
    "signal": "does I/O",
    "socket": "does I/O",
    "sqlite3": "does I/O: flows ask()",
    "ssl": "does I/O",
    "subprocess": "does I/O",
    "tempfile": "does I/O",
    "threading": "one flow, one thread",
    "time": "replay would differ: wait for after()",
    "urllib": "does I/O",
    "uuid": "replay would differ; ids come from call id and counter",
}
THIRD_PARTY = {"msgspec"}
CLOCKS = {"now", "utcnow", "today"}


def modules() -> list[Path]:
    return [path for package in PURE for path in sorted((SOURCE / package).rglob("*.py"))]


def imports(tree: ast.AST) -> Iterator[str]:
    """The top-level names that a module imports, wherever in it."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name.split(".")[0] for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module.split(".")[0]
            case _:
                pass


def faults(code: str) -> list[str]:
    """What in this code would make a replay differ or reach outside."""
    tree = ast.parse(code)
    found = []
    for name in imports(tree):
        if name in IMPURE:
            found.append(f"imports {name}: {IMPURE[name]}")
        elif name not in sys.stdlib_module_names | THIRD_PARTY | {"offhook"}:
            found.append(f"imports {name}: the core needs {', '.join(sorted(THIRD_PARTY))} only")
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr)) if attr in CLOCKS:
                found.append(f"calls {attr}(): replay would differ")
            case ast.Call(func=ast.Name(id="open" | "__import__" | "input" | "print" as name)):
                found.append(f"calls {name}(): does I/O")
            case _:
                pass
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_core_is_pure(path: Path) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        "import time",
        "import asyncio.events",
        "from random import choice",
        "def f():\n    import os",
        "import sqlalchemy",
        "import aiohttp",
        "from datetime import datetime\ndatetime.now()",
        "open('/etc/passwd')",
    ],
)
def test_impurity_is_found(code: str) -> None:
    assert len(faults(code)) == 1


def test_both_packages_are_looked_at() -> None:
    assert {path.relative_to(SOURCE).parts[0] for path in modules()} == set(PURE)


def test_a_start_waits_for_no_library_that_is_seldom_needed() -> None:
    # Each takes a quarter of a second or more: who needs them imports them then.
    seldom = ["webauthn", "pywebpush", "py_vapid", "requests", "twilio", "jwt"]
    started = "import sys, offhook.cli.main, offhook.service, offhook.web.app"
    asked = f"{started}; print([name for name in {seldom} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"
