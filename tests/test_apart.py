"""Two workspaces of one installation see nothing of each other, by whatever function of the stores and services.

Every public function that takes a workspace is called for one workspace with everything that belongs to the other. A
function that is not listed here fails the last test.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import offhook
from offhook.contacts import service as contacts
from offhook.conversations import calling, texts
from offhook.dialing import service as dialing
from offhook.limits import store as limit_store
from offhook.people import store as people_store
from offhook.problems import Problem
from offhook.records import store as records
from offhook.trunks import store as trunk_store
from offhook.workspaces import service as workspaces
from offhook.workspaces import store as workspace_store
from tests.apart.reads import READS
from tests.apart.refusals import REFUSALS
from tests.apart.writes import WRITES
from tests.databases import fresh_sqlite
from tests.outcome import outcome
from tests.two_workspaces import (
    Two,
)


@pytest.fixture(scope="module")
def furnished() -> Iterator[Two]:
    """Both workspaces, with all that belongs to them: made once, for that takes a tenth of a second."""
    engine = fresh_sqlite()
    with engine.connect() as conn:
        yield Two(conn)
    engine.dispose()


@pytest.fixture
def two(furnished: Two) -> Iterator[Two]:
    """As they were furnished."""
    before = furnished.conn.begin_nested()
    yield furnished
    before.rollback()


WITHOUT_MINE = {people_store.every, people_store.owners, people_store.count, trunk_store.by_name, trunk_store.every}
"""What is asked of these leaves out what the asking workspace has itself."""

ITSELF: set[Callable[..., Any]] = {
    # These are about the workspace itself, which is named by its id.
    workspace_store.get,
    workspace_store.lock,
    contacts.looked_for,
    workspaces.get,
    # This is written for a member whom the service has found in the workspace.
    limit_store.save_member,
    # These write a call of which the switchboard knows whose it is.
    records.begin_call,
    records.write_contact,
    calling.call_began,
    calling.call_ended,
    calling.mark_unread,
    calling.moved_up,
    # These are told of a message of which its receiver knows whose it is.
    texts.of_contact,
    texts.came_in,
    records.write_record,
}


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.removeprefix('offhook.')}.{function.__name__}"


@pytest.mark.parametrize("function", READS, ids=name)
def test_nothing_of_another_workspace_is_read(two: Two, function: Callable[..., Any]) -> None:
    assert not READS[function](two, two.mine.id)


@pytest.mark.parametrize("function", REFUSALS, ids=name)
def test_what_belongs_to_another_workspace_is_not_found(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    with pytest.raises(Problem) as refused:
        REFUSALS[function](two, two.mine.id)
    assert refused.value.status == 404
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", WRITES, ids=name)
def test_nothing_of_another_workspace_is_changed(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    WRITES[function](two, two.mine.id)
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", [*READS, *REFUSALS], ids=name)
def test_the_owner_of_it_does_find_it(two: Two, function: Callable[..., Any]) -> None:
    """So that the tests above can't pass because nothing is there."""
    theirs = two.theirs.id
    if function in READS:
        assert READS[function](two, theirs) or function in WITHOUT_MINE
    else:
        found = outcome(lambda: REFUSALS[function](two, theirs))
        assert not isinstance(found, Problem) or found.status != 404 or function is dialing.place


def _public_functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for one in vars(module).values():
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_"):
            yield one


def _takes_a_workspace(function: Callable[..., Any]) -> bool:
    taken = inspect.signature(function).parameters
    # As `workspace`, some take a whole one, which somebody has read for them.
    return "workspace_id" in taken or ("workspace" in taken and taken["workspace"].annotation == "str")


FEATURES = sorted(model.parent.name for model in Path(offhook.__file__).parent.glob("*/model.py"))
"""Every folder that has tables describes them in its `model.py`."""


def test_every_function_that_takes_a_workspace_is_tried() -> None:
    modules = [
        import_module(module.name)
        for feature in FEATURES
        for module in pkgutil.walk_packages(
            import_module(f"{offhook.__name__}.{feature}").__path__, f"offhook.{feature}."
        )
    ]
    taking = {function for module in modules for function in _public_functions(module) if _takes_a_workspace(function)}
    tried: set[Callable[..., Any]] = {*READS, *REFUSALS, *WRITES, *ITSELF}
    assert sorted(name(function) for function in taking - tried) == []
    assert sorted(name(function) for function in tried - taking) == []
