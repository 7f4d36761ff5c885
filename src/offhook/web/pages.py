"""Lists in pages: `items`, and `next` to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Protocol, TypeVar

from fastapi import Query

from offhook.problems import Problem, invalid

MOST = 200

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most")]
Cursor = Annotated[
    str | None, Query(max_length=100, description="Where to go on: `next` of the page before", examples=[None])
]


class HasId(Protocol):
    """What can be listed."""

    @property
    def id(self) -> str:
        """Its id."""
        ...


Item = TypeVar("Item", bound=HasId)


def page_of(items: Sequence[Item], limit: int, cursor: str | None) -> tuple[Sequence[Item], str | None]:
    """The page after the item whose id is the cursor, and the cursor of the next one.

    Raises:
        Problem: no item has this id any more.
    """
    start = 0
    if cursor is not None:
        places = [place for place, item in enumerate(items) if item.id == cursor]
        if not places:
            raise bad_cursor()
        start = places[0] + 1
    page = items[start : start + limit]
    more = start + limit < len(items)
    return page, page[-1].id if more else None


def bad_cursor() -> Problem:
    """A cursor that this API didn't give, or that leads nowhere any more."""
    return invalid("cursor", "The cursor leads nowhere: take it from `next` of the page before, or begin again.")
