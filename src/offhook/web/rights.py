"""Which roles may make which request, read off what its route declares, for the OpenAPI document and its readers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from fastapi.dependencies.models import Dependant
from msgspec import Struct

from offhook.people.model import Role
from offhook.web import context
from offhook.web.installation import operator


class Reach(StrEnum):
    """To what somebody of a role may do it."""

    ALL = "all"
    NOT_OWNERS = "not-owners"
    """All but what is an owner's."""
    OWN = "own"
    NONE = "none"


class Rights(Struct, frozen=True):
    """What each role may."""

    owner: Reach
    manager: Reach
    agent: Reach

    def of(self, role: Role) -> Reach:
        """What this role may."""
        match role:
            case Role.OWNER:
                return self.owner
            case Role.MANAGER:
                return self.manager
            case Role.AGENT:
                return self.agent


_DECLARED: dict[Callable[..., Any], Rights] = {
    operator: Rights(Reach.NONE, Reach.NONE, Reach.NONE),
    context.owner: Rights(Reach.ALL, Reach.NONE, Reach.NONE),
    context.people_manager: Rights(Reach.ALL, Reach.NOT_OWNERS, Reach.NONE),
    context.manager: Rights(Reach.ALL, Reach.ALL, Reach.NONE),
    context.oneself: Rights(Reach.OWN, Reach.OWN, Reach.OWN),
    context.person: Rights(Reach.ALL, Reach.NOT_OWNERS, Reach.OWN),
    context.own: Rights(Reach.ALL, Reach.ALL, Reach.OWN),
    context.holder: Rights(Reach.ALL, Reach.ALL, Reach.ALL),
}
_WORDS: dict[Rights, str] = {
    Rights(Reach.NONE, Reach.NONE, Reach.NONE): "For this machine's operator only.",
    Rights(Reach.ALL, Reach.NONE, Reach.NONE): "For owners.",
    Rights(Reach.ALL, Reach.NOT_OWNERS, Reach.NONE): "For owners, and for managers where no owner is concerned.",
    Rights(Reach.ALL, Reach.ALL, Reach.NONE): "For owners and managers.",
    Rights(Reach.OWN, Reach.OWN, Reach.OWN): "For everybody, and for themselves alone.",
    Rights(Reach.ALL, Reach.NOT_OWNERS, Reach.OWN): (
        "For owners, for managers where no owner is concerned, and for agents where it is their own."
    ),
    Rights(Reach.ALL, Reach.ALL, Reach.OWN): "For owners and managers, and for agents where it is their own.",
    Rights(Reach.ALL, Reach.ALL, Reach.ALL): "For everybody in the workspace.",
}


def rights(dependant: Dependant) -> Rights | None:
    """Who may ask what a route depends on; None where nobody has to say who they are."""
    declared = set(_calls(dependant))
    return next((found for call, found in _DECLARED.items() if call in declared), None)


def words(found: Rights) -> str:
    """The same in a sentence."""
    return _WORDS[found]


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)
