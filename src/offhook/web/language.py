"""In which language a request is answered: the first of its Accept-Language that there is."""

from __future__ import annotations

from contextvars import ContextVar

from starlette.types import ASGIApp, Receive, Scope, Send

from offhook.translation.catalogue import ENGLISH, preferred, translated

_language: ContextVar[str] = ContextVar("offhook.language", default=ENGLISH)


class Language:
    """Notes the language of each request, for whatever answers it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through."""
        wanted = next((value for name, value in scope.get("headers", ()) if name == b"accept-language"), b"")
        _language.set(preferred(wanted.decode("latin-1")) if wanted else ENGLISH)
        await self._app(scope, receive, send)


def language() -> str:
    """Of the request that is answered now."""
    return _language.get()


def said(text: str) -> str:
    """A sentence of ours, as whoever asks reads it."""
    return translated(text, _language.get())
