"""Members and trunks in sentences by what people call them: journals know them by their ids alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from offhook.people import store as people
from offhook.trunks import store as trunks

_IDS = re.compile(r"\b(?:member|trunk)_[0-9a-z]{26}\b")


def names_in(conn: Connection, workspace_id: str, texts: Iterable[str]) -> Mapping[str, str]:
    """What the members and trunks of a workspace are called whose ids are in these texts, by id."""
    found: dict[str, str] = {}
    for id_ in {each for text in texts for each in _IDS.findall(text)}:
        known = (people if id_.startswith("member_") else trunks).get(conn, workspace_id, id_)
        if known is not None:
            found[id_] = known.name
    return found


def named(text: str, names: Mapping[str, str]) -> str:
    """A text with names in place of the ids; those that nobody has stay."""
    return _IDS.sub(lambda match: names.get(match[0], match[0]), text)
