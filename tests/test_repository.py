"""What the repository promises about itself: locks, version, documents, size of files, no sleeping."""

import ast
import json
import re
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

import offhook

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "offhook"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
DECISIONS = ROOT / "docs" / "decisions"

LONGEST_FILE = 400
# Path below src/offhook: why it is better as one file.
LONG_FILES: dict[str, str] = {
    "storage/migrations/versions/0001_initial.py": "generated: every table there is, until the first release",
}


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def web_files() -> list[Path]:
    """What is written for the web app; the types of the API are generated."""
    found = [path for path in (ROOT / "web" / "src").rglob("*") if path.suffix in {".ts", ".tsx", ".css"}]
    return sorted(path for path in found if path.name != "schema.d.ts")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_address(lock: Path) -> None:
    assert re.findall(r"(?i).*(?:[a-z]+://|--index|--extra-index|--find-links).*", text(lock)) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    packages = re.findall(r"^[a-z0-9][^\n]*==[^\n]*\n?[^\n]*", text(lock), re.MULTILINE)
    assert packages
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_development_runs_the_locked_versions() -> None:
    run, dev = (
        dict(re.findall(r"^([a-z0-9._-]+)==([^\s;]+)", text(ROOT / "requirements" / f"{kind}.txt"), re.MULTILINE))
        for kind in ("run", "dev")
    )
    assert run.items() <= dev.items()


def test_every_dependency_is_locked() -> None:
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *(name for extra in project["optional-dependencies"].values() for name in extra),
        *PROJECT["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[\[<>=~!; ]", requirement)[0] for requirement in wanted}
    locked = set(
        re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==", text(ROOT / "requirements" / "dev.txt"), re.MULTILINE)
    )
    assert names - locked == set()


def test_the_web_app_s_lock_names_no_address_and_has_every_hash() -> None:
    packages = json.loads(text(ROOT / "web" / "package-lock.json"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert [name for name, package in installed.items() if "resolved" in package or "integrity" not in package] == []
    assert "omit-lockfile-registry-resolved=true" in text(ROOT / "web" / ".npmrc")


def test_the_version_stands_in_one_place() -> None:
    assert offhook.__version__ == version("offhook") == PROJECT["project"]["version"]


def test_every_decision_is_listed_and_numbered_once() -> None:
    files = sorted(path.name for path in DECISIONS.glob("[0-9]*.md") if not path.name.startswith("0000-"))
    rows = re.findall(r"^\| \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\) \| \S", text(DECISIONS / "README.md"), re.MULTILINE)
    assert [name for _, name in rows] == files
    assert len({name[:4] for name in files}) == len(files)


@pytest.mark.parametrize("path", sorted(DECISIONS.glob("[0-9]*.md")), ids=lambda path: path.stem)
def test_a_decision_has_its_parts(path: Path) -> None:
    number = path.name[:4]
    assert re.match(rf"# {number}: \S.*\n\nDate: (\d{{4}}-\d\d-\d\d|YYYY-MM-DD)\n\n", text(path))
    assert re.findall(r"^## (.*)$", text(path), re.MULTILINE) == [
        "What we had to decide",
        "What we decided",
        "Why",
        "What follows",
    ]


def test_the_readme_names_the_two_commands() -> None:
    readme = text(ROOT / "README.md")
    assert re.search(r"^\./run\b", readme, re.MULTILINE)
    assert re.search(r"^\./test\b", readme, re.MULTILINE)


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs", "changelog.d"])
def test_links_between_documents_lead_somewhere(path: str) -> None:
    found = ROOT / path
    for document in sorted(found.rglob("*.md")) if found.is_dir() else [found]:
        for target in re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)", text(document)):
            assert (document.parent / target).exists(), f"{document.relative_to(ROOT)} links to {target}"


def test_changelog_fragments_are_valid() -> None:
    fragments = [path for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    for path in fragments:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*\.(added|changed|fixed|removed|security)\.md", path.name), path.name
        assert re.fullmatch(r"[A-Z`][^#]*\.\n", text(path)), path.name


def test_behaviours_are_listed_once() -> None:
    ids = re.findall(r"^\| ([A-Z]\d+) \| \S", text(ROOT / "docs" / "behaviours.md"), re.MULTILINE)
    assert len(ids) == len(set(ids)) == 81


def test_no_source_file_is_too_long() -> None:
    lengths = {str(path.relative_to(SOURCE)): len(text(path).splitlines()) for path in python_files("src")}
    lengths |= {str(path.relative_to(ROOT)): len(text(path).splitlines()) for path in web_files()}
    too_long = {name for name, lines in lengths.items() if lines > LONGEST_FILE}
    assert too_long == set(LONG_FILES), "split these files, or drop them from the list when they got shorter"


def waits_blindly(code: str) -> list[str]:
    """Calls that let time pass rather than wait for something: sleep(0), which only yields, is none."""
    return [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).split(".")[-1] == "sleep"
        and [ast.unparse(argument) for argument in node.args] != ["0"]
    ]


# Where polling lives: path, and how it ends.
POLLERS = {"tests/waiting.py": "eventually(), with a deadline"}


def test_no_test_sleeps() -> None:
    sleeping = {
        str(path.relative_to(ROOT)): found
        for path in python_files("tests")
        if (found := waits_blindly(text(path))) and str(path.relative_to(ROOT)) not in POLLERS
    }
    assert sleeping == {}


@pytest.mark.parametrize("code", ["time.sleep(1)", "await_ = asyncio.sleep(0.1)", "sleep(seconds)"])
def test_sleeping_is_found(code: str) -> None:
    assert len(waits_blindly(code)) == 1


def test_yielding_is_not_sleeping() -> None:
    assert waits_blindly("asyncio.sleep(0)") == []


@pytest.mark.parametrize(
    "name", ["run", "test", ".ci/run", "deploy/asterisk/install", "scripts/bootstrap", "scripts/fresh", "scripts/npm"]
)
def test_commands_are_executable_and_parse(name: str) -> None:
    path = ROOT / name
    assert path.stat().st_mode & 0o111
    interpreter = text(path).splitlines()[0].removeprefix("#!").split()[-1]
    assert interpreter.split("/")[-1] in {"bash", "sh"}
    subprocess.run([interpreter, "-n", str(path)], check=True)


def test_pre_commit_fetches_no_repository() -> None:
    assert set(re.findall(r"repo: (\S+)", text(ROOT / ".pre-commit-config.yaml"))) == {"local"}
