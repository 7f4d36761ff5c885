"""Writes docs/features.md: which behaviours are proven, by which tests that passed.

python scripts/features.py REPORT…          writes the table from pytest's JUnit reports
python scripts/features.py --check REPORT…  fails when the table claims what these reports do not prove
python scripts/features.py --count REPORT…  prints how many tests passed, failed and were skipped
"""

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
BEHAVIOURS = ROOT / "docs" / "behaviours.md"
FEATURES = ROOT / "docs" / "features.md"

HEAD = """# Features

Written by `make features` from the tests that passed; not to be edited. A row stands here when a test that
carries its id passed. The others of [behaviours.md](behaviours.md) are not proven yet.

| id | behaviour | proven by |
| --- | --- | --- |
"""


class Outcome(Enum):
    """How a test ended. An error in its set-up or tear-down is a failure too."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Case:
    """One test of a report: where it is (`tests/flows/test_x.py::test_y`, no parameters) and what it proves."""

    name: str
    outcome: Outcome
    behaviours: frozenset[str]


def read(report: Path) -> Iterable[Case]:
    """The tests of one JUnit report."""
    # Our own pytest has written the report a moment ago.
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        yield Case(
            name=_name(case.get("classname", ""), case.get("name", "")),
            outcome=_outcome(case),
            behaviours=frozenset(
                str(found.get("value")) for found in case.iter("property") if found.get("name") == "behaviour"
            ),
        )


def _name(module: str, test: str) -> str:
    """`tests.flows.test_x.TestY`, `test_z[1]` as `tests/flows/test_x.py::TestY::test_z`."""
    parts = module.split(".")
    files = [index for index, part in enumerate(parts) if part.startswith("test_")] or [len(parts) - 1]
    path, classes = parts[: files[0] + 1], parts[files[0] + 1 :]
    return "::".join(["/".join(path) + ".py", *classes, test.split("[", 1)[0]])


def _outcome(case: ElementTree.Element) -> Outcome:
    if case.find("failure") is not None or case.find("error") is not None:
        return Outcome.FAILED
    return Outcome.SKIPPED if case.find("skipped") is not None else Outcome.PASSED


def proofs(tests: Iterable[Case]) -> dict[str, set[str]]:
    """Behaviour id to the names of the tests that prove it. A test with one failed case proves nothing."""
    outcomes: dict[str, set[Outcome]] = defaultdict(set)
    claims: dict[str, set[str]] = defaultdict(set)
    for test in tests:
        outcomes[test.name].add(test.outcome)
        for id_ in test.behaviours:
            claims[id_].add(test.name)
    passed = {name for name, seen in outcomes.items() if seen == {Outcome.PASSED}}
    return {id_: names & passed for id_, names in claims.items() if names & passed}


def table(proven: Mapping[str, set[str]]) -> str:
    """The text of docs/features.md: the proven rows in the order of docs/behaviours.md."""
    rows = re.findall(r"^\| ([A-Z]\d+) \| (.*) \|$", BEHAVIOURS.read_text(encoding="utf-8"), re.MULTILINE)
    return HEAD + "".join(f"| {id_} | {text} | {_by_file(proven[id_])} |\n" for id_, text in rows if id_ in proven)


def _by_file(names: Iterable[str]) -> str:
    """Test names, gathered by file: `tests/x.py`: a, b; `tests/y.py`: c."""
    files: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        path, test = name.split("::", 1)
        files[path].append(test)
    return "; ".join(f"`{path}`: {', '.join(tests)}" for path, tests in files.items())


def claimed(text: str) -> set[tuple[str, str]]:
    """The pairs of behaviour id and test name that a features.md claims."""
    pairs = set()
    for id_, cell in re.findall(r"^\| ([A-Z]\d+) \| .* \| ([^|]*) \|$", text, re.MULTILINE):
        for path, tests in re.findall(r"`([^`]+)`: ([^;]+)", cell):
            pairs |= {(id_, f"{path}::{test.strip()}") for test in tests.split(",")}
    return pairs


def check(proven: Mapping[str, set[str]]) -> int:
    """0 when every claim of docs/features.md was proven; says which were not. New proofs are only mentioned."""
    if not FEATURES.exists():
        print("docs/features.md is missing: run make features")
        return 1
    written = claimed(FEATURES.read_text(encoding="utf-8"))
    pairs = {(id_, name) for id_, names in proven.items() for name in names}
    for id_, name in sorted(written - pairs):
        print(f"docs/features.md says that {name} proves {id_}, but it did not pass or does not claim so")
    if pairs - written:
        print(f"docs/features.md lacks {len(pairs - written)} new proofs: run make features")
    return 1 if written - pairs else 0


def main() -> int:
    """Read the reports and do what the options say."""
    parser = argparse.ArgumentParser(description="which behaviours the tests that passed prove")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="fail when docs/features.md claims too much")
    action.add_argument("--count", action="store_true", help="print how many tests passed and failed")
    parser.add_argument("reports", nargs="+", type=Path, metavar="REPORT", help="a JUnit report of pytest")
    options = parser.parse_args()
    if missing := [str(report) for report in options.reports if not report.is_file()]:
        print(f"no such report: {', '.join(missing)}")
        return 2
    tests = [test for report in options.reports for test in read(report)]
    if options.count:
        count = Counter(test.outcome for test in tests)
        skipped = f", {count[Outcome.SKIPPED]} skipped" if count[Outcome.SKIPPED] else ""
        print(f"{count[Outcome.PASSED]} passed, {count[Outcome.FAILED]} failed{skipped}")
        return 0
    if options.check:
        return check(proofs(tests))
    FEATURES.write_text(table(proofs(tests)), encoding="utf-8")
    print(f"{FEATURES.relative_to(ROOT)}: {len(proofs(tests))} behaviours proven")
    return 0


if __name__ == "__main__":
    sys.exit(main())
