"""The web app's files as browsers get them. What the pages do is tried in tests/pages/."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from starlette.responses import PlainTextResponse

from offhook.web.site import Site
from tests.web.conftest import Installation

PAGE = {"Accept": "text/html,application/xhtml+xml"}
SCRIPT = b"console.log('hello')" * 50


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "built"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html>start")
    (folder / "manifest.webmanifest").write_text("{}")
    (folder / "assets" / "main-4f2a.js").write_bytes(SCRIPT)
    (folder / "assets" / "main-4f2a.js.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "secret").write_text("not for browsers")
    return folder


async def get(folder: Path, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What the site in `folder` answers; 404 from whoever comes after it."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError("there is no body to read")

    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": raw}
    await Site(PlainTextResponse("after", 404), folder)(scope, receive, send)
    start, *bodies = sent
    decoded = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], decoded, b"".join(message.get("body", b"") for message in bodies)


@pytest.mark.parametrize("path", ["/", "/dial", "/history/call_01kb3fjj2m8w2x4y6z0a1b2c3d"])
async def test_the_app_s_own_addresses_start_it(built: Path, path: str) -> None:
    status, headers, body = await get(built, path, **PAGE)
    assert (status, body, headers["content-type"]) == (200, b"<!doctype html>start", "text/html; charset=utf-8")
    assert headers["cache-control"] == "no-cache"


async def test_nothing_inline_and_nothing_from_elsewhere_runs(built: Path) -> None:
    _, headers, _ = await get(built, "/")
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_file_named_by_its_content_is_kept_for_ever_and_sent_compressed(built: Path) -> None:
    status, headers, body = await get(built, "/assets/main-4f2a.js", Accept_Encoding="br, gzip;q=0.8")
    assert (status, gzip.decompress(body)) == (200, SCRIPT)
    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith("text/javascript")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["vary"] == "Accept-Encoding"
    again = await get(built, "/assets/main-4f2a.js", Accept_Encoding="gzip", If_None_Match=headers["etag"])
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.000"])
async def test_whoever_takes_no_gzip_gets_none(built: Path, accepted: str) -> None:
    _, headers, body = await get(built, "/assets/main-4f2a.js", Accept_Encoding=accepted)
    assert (body, "content-encoding" in headers) == (SCRIPT, False)


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", "/assets/gone-1.js", PAGE),
        ("GET", "/assets/../../secret", PAGE),
        ("GET", "/api/v1/nothing", PAGE),
        ("GET", "/nothing", {"Accept": "application/json"}),
        ("GET", "/assets/main-4f2a.js.gz", {}),
        ("POST", "/dial", PAGE),
    ],
)
async def test_all_else_is_left_to_the_api(built: Path, method: str, path: str, headers: dict[str, str]) -> None:
    assert (await get(built, path, method, **headers))[0] == 404


async def test_a_server_whose_pages_are_not_built_says_so(tmp_path: Path) -> None:
    status, headers, body = await get(tmp_path, "/", **PAGE)
    assert (status, headers["cache-control"]) == (503, "no-store")
    assert b"not built" in body
    assert b"scripts/bootstrap run" in body


async def test_the_api_still_answers_what_is_its_own(offhook: Installation) -> None:
    async with offhook.session.get(f"{offhook.url}/", headers=PAGE) as start:
        assert start.headers["Content-Type"].startswith("text/html")
    assert (await offhook.stranger("GET", "/nothing", headers=PAGE)).problem == "nothing-here"
