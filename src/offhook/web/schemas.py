"""What all parts of the API take and give. Pydantic stays at this edge."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from offhook.calls.values import Role

LONGEST_TEXT = 4096

# Spelled out, because members have roles too: of two enumerations called Role the document would make four long names.
LegRole = Literal["member", "contact", "forward", "colleague"]


_ROLES: dict[Role, LegRole] = {
    Role.MEMBER: "member",
    Role.CONTACT: "contact",
    Role.FORWARD: "forward",
    Role.COLLEAGUE: "colleague",
}


# RFC 3339, of this era: calendars and clocks of places end before Python's own years do.
_MOMENT = re.compile(r"20\d\d-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _of_this_era(value: object) -> object:
    if isinstance(value, str) and not _MOMENT.fullmatch(value):
        raise ValueError("write it as 2026-11-21T14:00:00Z")
    if not isinstance(value, (str, datetime)):
        raise ValueError("write it as text, as 2026-11-21T14:00:00Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_of_this_era)]
"""A time with its zone, as a request names it."""

MadeAt = Annotated[datetime, Field(examples=["2026-11-21T14:00:00.250000Z"])]


class Strict(BaseModel):
    """A body in which every field must be known."""

    model_config = ConfigDict(extra="forbid", str_max_length=LONGEST_TEXT)

    @model_validator(mode="before")
    @classmethod
    def _no_nul(cls, body: Any) -> Any:
        """PostgreSQL keeps no NUL, and nobody means one."""
        if _has_nul(body):
            raise ValueError("it has a NUL character")
        return body


class Change(Strict):
    """A body that says what is to change: fields that aren't sent stay what they are, whatever default is declared."""

    model_config = ConfigDict(json_schema_extra=lambda schema: _without_defaults(schema))

    def given(self) -> dict[str, Any]:
        """The fields that were sent."""
        return {name.rstrip("_"): getattr(self, name) for name in self.model_fields_set}


class CapsView(BaseModel):
    """How much. Minutes are of talk."""

    calls_at_once: int = Field(examples=[2])
    calls_a_day: int = Field(examples=[100])
    minutes_a_day: int = Field(examples=[300])


def when(micros: int) -> datetime:
    """UTC microseconds as a time with its zone."""
    return datetime.fromtimestamp(micros / 1_000_000, UTC)


def micros(time: datetime) -> int:
    """A time with its zone as UTC microseconds."""
    return round(time.timestamp() * 1_000_000)


def when_if(micros: int | None) -> datetime | None:
    """The same for what may not have happened."""
    return None if micros is None else when(micros)


def micros_if(time: datetime | None) -> int | None:
    """The same for what need not be said."""
    return None if time is None else micros(time)


def leg_role(role: str) -> LegRole:
    """Whose phone a leg reaches."""
    return _ROLES[Role(role)]


def _has_nul(body: Any) -> bool:
    # Without recursion: bodies may be nested deeper than Python can call.
    left = [body]
    while left:
        match left.pop():
            case str() as text if "\0" in text:
                return True
            case dict() as members:
                left += members.keys()
                left += members.values()
            case list() as items:
                left += items
            case _:
                pass
    return False


def _without_defaults(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("default", None)
