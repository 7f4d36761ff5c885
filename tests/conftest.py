"""The behaviour marker: which rows of docs/behaviours.md a test proves, checked and put into its report."""

import re
from pathlib import Path

import pytest
from hypothesis import settings

# The time of one example says more about who else uses the machine than about the code.
settings.register_profile("offhook", deadline=None)
settings.load_profile("offhook")

_ROW = re.compile(r"^\| ([A-Z]\d+) \|", re.MULTILINE)
_LIST = Path(__file__).parents[1] / "docs" / "behaviours.md"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse ids that docs/behaviours.md does not list; report the others as properties of the test."""
    known = set(_ROW.findall(_LIST.read_text(encoding="utf-8")))
    for item in items:
        ids = {str(id_) for marker in item.iter_markers("behaviour") for id_ in marker.args}
        if unknown := ids - known:
            raise pytest.UsageError(f"{item.nodeid}: docs/behaviours.md has no {', '.join(sorted(unknown))}")
        item.user_properties.extend(("behaviour", id_) for id_ in sorted(ids))
