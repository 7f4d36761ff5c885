"""The web app as browsers load it: the files that are built from `web/`, and the page that starts it."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from offhook.web.squeeze import takes_gzip

BUILT = Path(__file__).parent / "built"
"""Made by `scripts/bootstrap` in a checkout; a wheel brings it."""

START = "index.html"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""Nothing from elsewhere, and nothing inline. Media are sounds that a page has fetched or recorded itself."""

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

FOR_EVER = "public, max-age=31536000, immutable"
"""For files whose names hold a hash of their content."""
ASK_FIRST = "no-cache"
"""For the others: an answer may be kept, and is asked for again each time."""

_TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}
"""What `mimetypes` does not know everywhere."""

_NOT_BUILT = """<!doctype html>
<html lang="en">
<title>Offhook</title>
<h1>The pages of this Offhook are not built</h1>
<p>It runs, and takes and places calls; only its pages are missing. In a checkout, <code>scripts/bootstrap run</code>
makes them, as ./run does by itself; then start Offhook again. A package of Offhook brings them built.</p>
<p>The API is described at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
</html>
"""


@dataclass(frozen=True)
class File:
    """A built file, as it is sent."""

    content: bytes
    compressed: bytes | None
    media_type: str
    etag: str
    cache: str

    @classmethod
    def read(cls, path: Path, name: str) -> File:
        """From the folder; NAME.gz beside it is the same, compressed."""
        content = path.read_bytes()
        compressed = path.with_name(f"{path.name}.gz")
        guessed = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return cls(
            content=content,
            compressed=compressed.read_bytes() if compressed.exists() else None,
            media_type=guessed,
            etag=hashlib.sha256(content).hexdigest()[:32],
            cache=FOR_EVER if name.startswith("assets/") else ASK_FIRST,
        )

    def answer(self, asked: Headers) -> Response:
        """For a request with these headers: compressed where it may be, and nothing to whoever has it already."""
        squeezed = self.compressed is not None and takes_gzip(asked.get("accept-encoding", ""))
        etag = f'"{self.etag}{"-gz" if squeezed else ""}"'
        headers = HEADERS | {"Cache-Control": self.cache, "ETag": etag, "Vary": "Accept-Encoding"}
        if etag in asked.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if not squeezed or self.compressed is None:
            return Response(self.content, headers=headers, media_type=self.media_type)
        headers["Content-Encoding"] = "gzip"
        return Response(self.compressed, headers=headers, media_type=self.media_type)


class Site:
    """Answers what no address of the API does: built files, and the page that starts the app for the app's own.

    Whoever doesn't ask for a page, and asks for something that is not there, is left to `otherwise`.
    """

    def __init__(self, otherwise: ASGIApp, folder: Path = BUILT) -> None:
        self._otherwise = otherwise
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await (self._answer(scope) or self._otherwise)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        asked, path = Headers(scope=scope), str(scope["path"]).removeprefix("/")
        if (file := self._files.get(path)) is not None:
            return file.answer(asked)
        if path.startswith(("api/", "assets/")) or (path and "text/html" not in asked.get("accept", "")):
            return None
        if (start := self._files.get(START)) is None:
            return HTMLResponse(_NOT_BUILT, 503, HEADERS | {"Cache-Control": "no-store"})
        return start.answer(asked)

    @cached_property
    def _files(self) -> Mapping[str, File]:
        """Every built file by its path: read at the first request, and kept, as there is less than a megabyte."""
        names = {path.relative_to(self._folder).as_posix(): path for path in self._folder.rglob("*") if path.is_file()}
        return {name: File.read(path, name) for name, path in names.items() if path.suffix != ".gz"}
