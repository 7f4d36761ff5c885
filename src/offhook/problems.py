"""What can be wrong with a request, in words for the person who made it.

A service raises `Problem`. The HTTP API renders it as problem details (RFC 9457), the CLI prints `detail` on one line.
"""

from __future__ import annotations


class Problem(Exception):
    """A request that was refused.

    Args:
        slug: What kind of problem, for programs: `invalid-number`. Kept as `type`.
        title: The kind in a few words, the same for all of a slug.
        detail: This very problem, and what to do about it.
        status: HTTP status code.
        field: The field of the request that it is about.
        extra: More members for programs, JSON-able.
    """

    def __init__(
        self, slug: str, title: str, detail: str, *, status: int = 422, field: str | None = None, **extra: object
    ) -> None:
        super().__init__(detail)
        self.type = slug
        self.title = title
        self.detail = detail
        self.status = status
        self.field = field
        self.extra = extra

    def __repr__(self) -> str:
        return f"Problem({self.type!r}, {self.detail!r})"


def invalid(field: str, detail: str) -> Problem:
    """A value that can't be used as this field."""
    return Problem("invalid-value", "A value can't be used", detail, field=field)


def invalid_number(field: str, detail: str) -> Problem:
    """A telephone number that can't be used."""
    return Problem("invalid-number", "The number can't be used", detail, field=field)


def not_found(kind: str, wanted: str, field: str | None = None) -> Problem:
    """Something that this workspace doesn't have. `kind` is a word for people: `line`, `contact`."""
    return Problem("not-found", f"No such {kind}", f"There is no {kind} {wanted}.", status=404, field=field)


def conflict(slug: str, title: str, detail: str, field: str | None = None) -> Problem:
    """A request that is right in itself and doesn't go with what is there already."""
    return Problem(slug, title, detail, status=409, field=field)


def forbidden(detail: str) -> Problem:
    """A request by somebody who has no right to make it."""
    return Problem("forbidden", "Not allowed", detail, status=403)


def unavailable(slug: str, title: str, detail: str) -> Problem:
    """Something that this needs is away; the same request may work later."""
    return Problem(slug, title, detail, status=503)
