"""The API as the command line uses it: over the operator's socket on this machine, or with a key over a network.

Plain blocking HTTP on the standard library: a command should start faster than a person can wonder.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit
from uuid import uuid4

from offhook.cli.errors import CommandFailed, NotRunning
from offhook.web import socket_file

ANSWERS_WITHIN_S = 30.0
UPLOADED_WITHIN_S = 300.0
CHUNK = 65_536
API = "/api/v1"


class Refused(CommandFailed):
    """Offhook answered with a problem: its HTTP status, its kind for programs, its detail for people."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind


class Away(CommandFailed):
    """The connection to Offhook couldn't be made, or broke."""

    kind = "unreachable"


class Place(Protocol):
    """Where an Offhook is reached."""

    def connection(self, timeout: float) -> http.client.HTTPConnection:
        """A connection, not opened yet."""
        ...

    def headers(self) -> dict[str, str]:
        """What each request carries."""
        ...

    def why_not(self, error: OSError) -> CommandFailed:
        """In words, why there is no connection."""
        ...


class ThisMachine:
    """The Offhook that serves a data folder of this machine; its operator needs no key."""

    def __init__(self, data: Path) -> None:
        self._file = data / socket_file.SOCKET_FILE

    def connection(self, timeout: float) -> http.client.HTTPConnection:
        """Over the socket file."""
        return _SocketFileConnection(self._file, timeout)

    def headers(self) -> dict[str, str]:
        """None: who may open the file may ask."""
        return {}

    def why_not(self, error: OSError) -> CommandFailed:
        """Not running, mostly."""
        match error:
            case FileNotFoundError() | ConnectionRefusedError() | NotADirectoryError():
                return NotRunning()
            case PermissionError():
                return CommandFailed(
                    f"{self._file} may be opened only by the user that Offhook runs as: be that user, or give --url "
                    "and --key."
                )
            case _:
                return Away(f"Offhook does not answer on {self._file}: {_words(error)}.")


class Remote:
    """An Offhook by its address, with a key."""

    def __init__(self, url: str, key: str | None) -> None:
        parts = _address(url)
        if not key:
            raise CommandFailed("--url needs an API key too: give it by --key or OFFHOOK_KEY.")
        if not key.isascii() or not key.isprintable() or " " in key:
            raise CommandFailed("This is no API key: it has to be the whole text that `offhook key create` showed.")
        self._url, self._key = url, key
        self._secure = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port

    def connection(self, timeout: float) -> http.client.HTTPConnection:
        """Over TCP, with TLS for https."""
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=timeout)

    def headers(self) -> dict[str, str]:
        """The key."""
        return {"Authorization": f"Bearer {self._key}"}

    def why_not(self, error: OSError) -> CommandFailed:
        """The address, and what the network says."""
        return Away(f"{self._url} can't be reached: {_words(error)}.")


class Client:
    """Asks one Offhook, for one workspace."""

    def __init__(self, place: Place, workspace: str | None = None) -> None:
        self.place = place
        self._workspace = workspace

    def get(self, *path: str, **query: object) -> Any:
        """What is there. Parts of the path are quoted; a query's None is left out."""
        return self._ask("GET", path, query=query)

    def every(self, *path: str, **query: object) -> list[Any]:
        """All items of a list, page after page."""
        found: list[Any] = []
        cursor = None
        while True:
            page = self.get(*path, limit=200, cursor=cursor, **query)
            found += page["items"]
            cursor = page["next"]
            if cursor is None:
                return found

    def content(self, *path: str, **query: object) -> bytes:
        """What is there, where that is not JSON."""
        with self._send("GET", _url(path, query), None, {}, ANSWERS_WITHIN_S) as response:
            _check(response)
            return _all_of(response)

    def chunks(self, *path: str, **query: object) -> Iterator[bytes]:
        """The same, piece after piece, where there may be much of it."""
        with self._send("GET", _url(path, query), None, {}, ANSWERS_WITHIN_S) as response:
            _check(response)
            try:
                while chunk := response.read(CHUNK):
                    yield chunk
            except (OSError, http.client.HTTPException) as error:
                raise _broke_off(error) from None

    def post(self, *path: str, body: object = None) -> Any:
        """Make something, or have something done."""
        return self._ask("POST", path, body)

    def post_once(self, *path: str, body: object) -> Any:
        """Make something that must not be made twice. Asked again where the answer was lost, Offhook knows the request.

        For paths that take an `Idempotency-Key`.
        """
        key = str(uuid4())
        try:
            return self._ask("POST", path, body, key=key)
        except Away as lost:
            try:
                return self._ask("POST", path, body, key=key)
            except (Away, NotRunning):
                raise lost from None

    def put(self, *path: str, body: object) -> Any:
        """Put something in its place."""
        return self._ask("PUT", path, body)

    def put_content(self, *path: str, content: bytes) -> Any:
        """Put something in its place that is not JSON, such as a recording."""
        return self._send_content("PUT", _url(path, {}), content)

    def post_content(self, *path: str, content: bytes, **query: object) -> Any:
        """Bring a file that is not JSON, such as one of contacts."""
        return self._send_content("POST", _url(path, query), content)

    def patch(self, *path: str, body: object) -> Any:
        """Change something."""
        return self._ask("PATCH", path, body)

    def delete(self, *path: str) -> Any:
        """Remove something."""
        return self._ask("DELETE", path)

    @contextmanager
    def stream(self, *path: str, last_event_id: str | None, timeout: float) -> Iterator[http.client.HTTPResponse]:
        """An answer that goes on.

        Raises:
            CommandFailed: there is none, or it is a problem.
        """
        headers = {"Accept": "text/event-stream"}
        if last_event_id is not None:
            headers["Last-Event-ID"] = last_event_id
        with self._send("GET", _url(path, {}), None, headers, timeout) as response:
            _check(response)
            yield response

    def _ask(
        self,
        method: str,
        path: tuple[str, ...],
        body: object = None,
        query: Mapping[str, object] = {},
        key: str | None = None,
    ) -> Any:
        content = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        if key is not None:
            headers["Idempotency-Key"] = key
        with self._send(method, _url(path, query), content, headers, ANSWERS_WITHIN_S) as response:
            _check(response)
            text = _all_of(response)
            if not text:
                return None
            try:
                return json.loads(text)
            except ValueError:
                raise CommandFailed("What answered isn't Offhook: its answer is not JSON. Check --url.") from None

    def _send_content(self, method: str, url: str, content: bytes) -> Any:
        headers = {"Content-Type": "application/octet-stream"}
        with self._send(method, url, content, headers, UPLOADED_WITHIN_S) as response:
            _check(response)
            return json.loads(_all_of(response))

    @contextmanager
    def _send(
        self, method: str, url: str, content: bytes | None, headers: Mapping[str, str], timeout: float
    ) -> Iterator[http.client.HTTPResponse]:
        connection = self.place.connection(timeout)
        sent: dict[str, str | bytes] = {**headers, **self.place.headers()}
        if self._workspace is not None:
            sent["X-Offhook-Workspace"] = self._workspace.encode(errors="replace")
        try:
            try:
                connection.connect()
            except OSError as error:
                raise self.place.why_not(error) from None
            try:
                connection.request(method, url, content, sent)
                response = connection.getresponse()
            except (OSError, http.client.HTTPException) as error:
                raise Away(f"Offhook broke off before it answered: {_words(error)}.") from None
            yield response
        finally:
            connection.close()


class _SocketFileConnection(http.client.HTTPConnection):
    def __init__(self, file: Path, timeout: float) -> None:
        super().__init__("offhook", timeout=timeout)
        self._file = file

    def connect(self) -> None:
        self.sock = socket_file.connect(self._file, self.timeout)


def _url(path: tuple[str, ...], query: Mapping[str, object]) -> str:
    wanted = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in query.items()
        if value is not None
    }
    address = API + "".join(f"/{quote(part, safe='+', errors='replace')}" for part in path)
    return f"{address}?{urlencode(wanted, errors='replace')}" if wanted else address


def _all_of(response: http.client.HTTPResponse) -> bytes:
    try:
        return response.read()
    except (OSError, http.client.HTTPException) as error:
        raise _broke_off(error) from None


def _broke_off(error: Exception) -> Away:
    return Away(f"Offhook broke off in the middle of its answer: {_words(error)}.")


def _check(response: http.client.HTTPResponse) -> None:
    if response.status < http.client.BAD_REQUEST:
        return
    try:
        problem = json.loads(response.read())
        kind, detail = str(problem["type"]).rpartition("/")[2], str(problem["detail"])
    except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
        kind = "refused"
        detail = f"What answered isn't Offhook: it says {response.status} {response.reason}. Check --url."
    raise Refused(response.status, kind, detail)


def _address(url: str) -> Any:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    named = parts.hostname is not None and all(char.isprintable() and char != " " for char in url)
    if parts.scheme not in {"http", "https"} or not named or port == 0 or parts.path.strip("/"):
        raise CommandFailed(f"--url {url!r} can't be used: give it as https://phone.example.com.")
    return parts


def _words(error: Exception) -> str:
    match error:
        case TimeoutError():
            return f"no answer within {ANSWERS_WITHIN_S:g} s"
        case socket.gaierror():
            return "no such host"
        case OSError(strerror=str(words)):
            return words
        case _:
            return str(error) or type(error).__name__
