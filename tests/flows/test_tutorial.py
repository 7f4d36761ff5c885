"""docs/tutorial/new-flow.md, followed to the letter in a copy of the tree, gives a flow whose scripts pass."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TUTORIAL = (ROOT / "docs" / "tutorial" / "new-flow.md").read_text(encoding="utf-8")
STEPS = re.findall(r"```(?:python|toml)\n# (\S+)\n(.*?)```", TUTORIAL, re.DOTALL)


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests" / "flows").mkdir(parents=True)
    for name in ("playbook.py", "example.py", "flows/conftest.py"):
        shutil.copy(ROOT / "tests" / name, tmp_path / "tests" / name)
    for name, text in STEPS:
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}" if file.tell() else text)
    played = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "tests"],
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": f"{tmp_path / 'src'}{os.pathsep}{tmp_path}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    assert played.returncode == 0, played.stdout + played.stderr
    assert " passed" in played.stdout


def test_every_file_that_the_tutorial_names_is_there() -> None:
    made = {name for name, _ in STEPS} | {"changelog.d/reminder.added.md"}
    named = set(re.findall(r"`((?:src|tests|docs|changelog\.d)/[\w/.]*\w)`", TUTORIAL))
    missing = {name for name in named - made if not (ROOT / name).exists()}
    assert missing == set()
