"""The cookies of signed-in browsers: what they are called, when they count, and what a request with them must show.

A browser sends cookies wherever a request to us comes from. So they count only for requests of our own pages: by what
the browser says of where a request comes from (`Sec-Fetch-Site`, `Origin`), and, where something is to change, by a
header with a token that only our own pages can know.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from urllib.parse import urlsplit

from fastapi import Request, Response

from offhook.people import sessions
from offhook.problems import Problem
from offhook.storage.secrets import Secrets

SESSION, DEVICE = "offhook_session", "offhook_device"
SECURE = "__Host-"
"""Before the names over HTTPS: browsers take such a cookie from this very host only (RFC 6265bis, 4.1.3)."""
CSRF_HEADER = "X-Offhook-CSRF"
DEVICE_LASTS_S = 365 * 24 * 3600
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_NONCE = re.compile(r"[0-9a-f]{32}")


def session_token(request: Request) -> str | None:
    """The token of the session's cookie, if there is one."""
    return _read(request, SESSION)


def set_session(request: Request, response: Response, token: str, lasts_s: int) -> None:
    """Sign the browser in, for `lasts_s` at most. The session's own end comes first when it isn't used."""
    _write(request, response, SESSION, token, lasts_s)


def clear_session(request: Request, response: Response) -> None:
    """Have the browser forget the session."""
    _write(request, response, SESSION, "", 0)


def known_browser(request: Request, keys: Secrets, email: str) -> str | None:
    """Which browser this is, if it was signed in to the account of this address before."""
    nonce, _, mac = (_read(request, DEVICE) or "").partition(".")
    if not _NONCE.fullmatch(nonce) or not hmac.compare_digest(mac.encode(), keys.mac(nonce, _device(email)).encode()):
        return None
    return nonce


def set_known_browser(request: Request, response: Response, keys: Secrets, email: str) -> None:
    """Know this browser again when it signs in to the account of this address."""
    nonce = secrets.token_hex(16)
    _write(request, response, DEVICE, f"{nonce}.{keys.mac(nonce, _device(email))}", DEVICE_LASTS_S)


def check_own_page(request: Request) -> None:
    """Refuse what another site's page has a browser send.

    Raises:
        Problem: the request comes from elsewhere.
    """
    site = request.headers.get("sec-fetch-site")
    # "none": typed, or from a bookmark. That reads; nobody types a POST.
    own = site in {None, "same-origin"} or (site == "none" and request.method in _READING)
    if not own or ("origin" in request.headers and own_origin(request) is None):
        raise Problem(
            "cross-origin",
            "The request comes from another site",
            "Who is signed in with a browser can be asked for by Offhook's own pages only: use an API key.",
            status=403,
        )


def own_origin(request: Request) -> str | None:
    """The address of the page that asks, if it is ours and the browser tells it."""
    origin = request.headers.get("origin", "")
    return origin if urlsplit(origin).netloc.casefold() == _host(request).casefold() != "" else None


def check_csrf(request: Request, token: str) -> None:
    """Refuse to change anything without the token that our own pages know.

    Raises:
        Problem: it is missing, or another's.
    """
    if request.method in _READING:
        return
    sent = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), sessions.csrf_token(token).encode()):
        raise Problem(
            "csrf",
            "The page is out of date",
            f"Send the `csrf` of GET /session as {CSRF_HEADER}; in a browser, load the page anew.",
            status=403,
        )


def check_https(request: Request) -> None:
    """Refuse to sign anybody in where the cookie would not stick, and a password be read by others on the way.

    Raises:
        Problem: the page was loaded over plain HTTP from another machine.
    """
    if urlsplit(request.headers.get("origin", "")).scheme == "http" and not _on_loopback(request):
        raise Problem(
            "needs-https",
            "Signing in needs HTTPS",
            "This page was loaded over plain HTTP: anybody on the way could read the password. Open it with https://, "
            "or on the machine itself at http://localhost.",
            status=403,
        )


def _device(email: str) -> str:
    return f"browser of {email}"


def _read(request: Request, name: str) -> str | None:
    cookies = request.cookies
    found = cookies.get(SECURE + name)
    # Without the prefix another site of the same domain could have set it; on this machine there is none.
    return cookies.get(name) if found is None and _on_loopback(request) else found


def _write(request: Request, response: Response, name: str, value: str, lasts_s: int) -> None:
    secure = not _on_loopback(request)
    response.set_cookie(
        SECURE + name if secure else name,
        value,
        max_age=lasts_s,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def _host(request: Request) -> str:
    return request.headers.get("host", "")


def _on_loopback(request: Request) -> bool:
    """Whether the browser asked this machine by a name that can be no other."""
    try:
        host = urlsplit(f"//{_host(request)}").hostname or ""
        return host == "localhost" or host.endswith(".localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
