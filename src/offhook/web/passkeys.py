"""Passkeys over HTTP: added, listed and removed by whose they are, and signed in with."""

from __future__ import annotations

import ipaddress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import Connection

from offhook.people import passkeys, service, tries
from offhook.people.challenges import Challenges
from offhook.people.keys import KeyHolder
from offhook.people.links import Used
from offhook.people.model import Member, Passkey, Proof
from offhook.people.passkeys import RelyingParty
from offhook.people.sessions import NewSession
from offhook.problems import Problem, conflict, forbidden
from offhook.setting_sections import Http
from offhook.web import cookies, routes
from offhook.web.address import client_address, neighbourhood
from offhook.web.changes import noted
from offhook.web.context import AskingForOneself, Offhook, refuse_phone
from offhook.web.schemas import MadeAt, Strict, when, when_if
from offhook.web.sessions import SessionView, begin_session, signed_in
from offhook.workspaces import service as workspaces

log = structlog.get_logger(__name__)

router = routes.router("/passkeys", tag="session")
signing_in = routes.router("/session/passkey", tag="session")

_CREATED: dict[str, Any] = {
    "id": "q1w2e3r4t5y6u7i8o9p0aQ",
    "rawId": "q1w2e3r4t5y6u7i8o9p0aQ",
    "type": "public-key",
    "response": {"clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIn0", "attestationObject": "o2NmbXRkbm9uZQ"},
}
_SIGNED: dict[str, Any] = _CREATED | {
    "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0",
        "authenticatorData": "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAQ",
        "signature": "MEUCIQDx",
        "userHandle": "bWVtYmVyXzAxa2Iz",
    }
}


class PasskeyView(BaseModel):
    """A passkey by which somebody signs in."""

    id: str = Field(examples=["passkey_01kb3fjj2m8w2x4y6z0a1b2c3d"])
    name: str = Field(description="What its owner calls it", examples=["My phone"])
    synced: bool = Field(
        description="Whether the owner's other devices have it too; else it is on one device alone", examples=[True]
    )
    made_at: MadeAt
    used_at: datetime | None = Field(description="When it was signed in with last", examples=["2026-11-21T15:07:00Z"])

    @classmethod
    def of(cls, passkey: Passkey) -> PasskeyView:
        """From the store's."""
        return cls(
            id=passkey.id,
            name=passkey.name,
            synced=passkey.synced,
            made_at=when(passkey.made_at),
            used_at=when_if(passkey.used_at),
        )


class PasskeyList(BaseModel):
    """Passkeys, the first made first."""

    items: list[PasskeyView]


class PasskeyOptionsView(BaseModel):
    """What a page gives the browser's own dialog."""

    options: dict[str, Any] = Field(
        description="`PublicKeyCredentialCreationOptions` or `PublicKeyCredentialRequestOptions` as JSON (WebAuthn "
        "level 3, 5.1). Its challenge is good once, for five minutes",
        examples=[{"challenge": "q1w2e3r4t5y6u7i8o9p0a1s2d3f4g5h6j7k8l9z0x1c", "rpId": "phone.example.com"}],
    )


class NewPasskeyBody(Strict):
    """A passkey that a device has made."""

    name: str = Field(description="What to call it", examples=["My phone"])
    credential: dict[str, Any] = Field(
        description="What `navigator.credentials.create` gave, as JSON", examples=[_CREATED]
    )


class PasskeySignInBody(Strict):
    """What a device has signed."""

    credential: dict[str, Any] = Field(description="What `navigator.credentials.get` gave, as JSON", examples=[_SIGNED])


def relying_party(http: Http) -> RelyingParty:
    """Where passkeys work: at the address that the settings give, else on this machine under the name localhost.

    Raises:
        Problem: the address is a number, for which browsers make no passkeys.
    """
    parts = urlsplit(http.public_url or f"http://localhost:{http.port}")
    host = (parts.hostname or "").lower()
    try:
        ipaddress.ip_address(host)
    except ValueError:
        standard = {"https": 443, "http": 80}.get(parts.scheme)
        port = "" if parts.port in {None, standard} else f":{parts.port}"
        return RelyingParty(host, f"{parts.scheme}://{host}{port}")
    raise conflict(
        "passkeys-need-a-name",
        "Passkeys need a name",
        f"Passkeys don't work at {host}: give Offhook an address with a name (the setting http.public_url).",
    )


@router.get("")
async def list_passkeys(offhook: Offhook, asking: AskingForOneself) -> PasskeyList:
    """Your passkeys."""
    found = await offhook.storage.read(lambda conn: passkeys.every(conn, asking.workspace_id, asking.member_id))
    return PasskeyList(items=[PasskeyView.of(each) for each in found])


@router.post("/options")
async def begin_passkey(request: Request, offhook: Offhook, asking: AskingForOneself) -> PasskeyOptionsView:
    """What a page needs to have a passkey made for you. For who is signed in with a browser."""
    refuse_phone(asking)
    from offhook.people import ceremonies

    session = _session(asking)
    party = _party(request, offhook.settings.http)

    def find(conn: Connection) -> tuple[Member, str, list[Passkey]]:
        mine = asking.workspace_id, asking.member_id
        return service.get(conn, *mine), workspaces.get(conn, mine[0]).name, passkeys.every(conn, *mine)

    member, workspace, theirs = await offhook.storage.read(find)
    challenge = _challenges(request).give(_place(request, offhook.settings.http), session)
    return PasskeyOptionsView(options=ceremonies.registration_options(party, member, workspace, theirs, challenge))


@router.post("", status_code=201)
async def add_passkey(
    body: NewPasskeyBody, request: Request, offhook: Offhook, asking: AskingForOneself, response: Response
) -> PasskeyView:
    """Sign in by a passkey from now on, too."""
    refuse_phone(asking)
    from offhook.people import ceremonies

    session = _session(asking)
    party = _party(request, offhook.settings.http)
    challenge = ceremonies.challenge_of(body.credential)
    if not _challenges(request).take(challenge, session):
        raise conflict("challenge-over", "That took too long", "The passkey was asked for too long ago: try again.")
    made = ceremonies.check_new(party, body.credential, challenge)

    def add(conn: Connection) -> Passkey:
        return passkeys.add(conn, asking.workspace_id, asking.member_id, body.name, made, offhook.clock.now())

    added = await noted(offhook, asking, "added the passkey {}", add, look=_seen, made=lambda added: added.id)
    response.headers["Location"] = f"/api/v1/passkeys/{added.id}"
    return PasskeyView.of(added)


@router.delete("/{passkey}", status_code=204)
async def remove_passkey(passkey: str, offhook: Offhook, asking: AskingForOneself) -> None:
    """Let nobody in by a passkey of yours any more. Who is signed in by it stays so: sign that browser out, too."""
    refuse_phone(asking)

    def remove(conn: Connection) -> None:
        found = passkeys.get(conn, asking.workspace_id, passkey)
        if found.member_id != asking.member_id:
            raise forbidden("You may remove your own passkeys only.")
        passkeys.remove(conn, asking.workspace_id, passkey)

    await noted(offhook, asking, "removed the passkey {}", remove, look=_seen, at=passkey)


@signing_in.post("/options")
async def begin_passkey_sign_in(request: Request, offhook: Offhook) -> PasskeyOptionsView:
    """What a page needs to have somebody sign in by a passkey, whoever they are."""
    from offhook.people import ceremonies

    cookies.check_own_page(request)
    http = offhook.settings.http
    party = _party(request, http)
    return PasskeyOptionsView(
        options=ceremonies.sign_in_options(party, _challenges(request).give(_place(request, http), None))
    )


@signing_in.post("", status_code=201)
async def sign_in_by_passkey(
    body: PasskeySignInBody, request: Request, offhook: Offhook, response: Response
) -> SessionView:
    """Sign in with this browser by a passkey. It says itself whose it is."""
    from offhook.people import ceremonies

    cookies.check_own_page(request)
    cookies.check_https(request)
    http = offhook.settings.http
    party = _party(request, http)
    limited = {offhook.secrets.mac(_place(request, http), "passkey tries"): tries.ADDRESS}

    def begin(conn: Connection) -> int | Passkey | None:
        until = tries.take(conn, limited, offhook.clock.now())
        credential = body.credential.get("id")
        known = isinstance(credential, str) and len(credential) <= 2 * passkeys.LONGEST_ID and "\0" not in credential
        return (passkeys.by_credential(conn, str(credential)) if known else None) if until is None else until

    found = await offhook.storage.write(begin)
    if isinstance(found, int):
        raise _too_many(found)
    challenge = ceremonies.challenge_of(body.credential)
    if not _challenges(request).take(challenge, None):
        raise passkeys.over()
    if found is None:
        log.warning("passkey_unknown", address=client_address(request, http))
        raise passkeys.refused()
    try:
        signed = ceremonies.check_signed(party, body.credential, challenge, found)
    except Problem as problem:
        log.warning("passkey_refused", passkey=found.id, reason=str(problem.__cause__ or problem.detail))
        raise

    def finish(conn: Connection) -> tuple[NewSession, SessionView, str | None]:
        if not passkeys.used(conn, signed, offhook.clock.now()):
            raise passkeys.refused()
        tries.was_right(conn, limited)
        email = service.get(conn, found.workspace_id, found.member_id).email
        return *begin_session(conn, request, offhook, Used(found.workspace_id, found.member_id), Proof.PASSKEY), email

    made, view, email = await offhook.storage.write(finish)
    if email is not None:
        cookies.set_known_browser(request, response, offhook.secrets, email)
    return signed_in(request, response, made, view)


def _session(asking: KeyHolder) -> str:
    if asking.session_id is None:
        raise conflict(
            "no-session", "Nobody is signed in", "Passkeys are added in a browser, by who is signed in there."
        )
    return asking.session_id


def _party(request: Request, http: Http) -> RelyingParty:
    """Where passkeys work, which must be where the page is that asks."""
    party = relying_party(http)
    here = cookies.own_origin(request)
    if here is not None and here.casefold() != party.origin:
        raise conflict(
            "passkeys-elsewhere",
            "Passkeys work at another address",
            f"Passkeys work at {party.origin}: open that page.",
        )
    return party


def _challenges(request: Request) -> Challenges:
    found: Challenges = request.app.state.challenges
    return found


def _place(request: Request, http: Http) -> str:
    return neighbourhood(client_address(request, http))


def _too_many(until: int) -> Problem:
    at = when(until)
    return Problem(
        "too-many-tries",
        "Too many tries",
        f"Too many passkeys were refused: try again after {at:%H:%M:%S} UTC, or sign in by password.",
        status=429,
        until=at.isoformat().replace("+00:00", "Z"),
    )


def _seen(conn: Connection, workspace_id: str, passkey: str) -> dict[str, Any]:
    """A passkey for the audit log: its key is public, but nobody's business."""
    found = passkeys.get(conn, workspace_id, passkey)
    return {"id": found.id, "name": found.name, "synced": found.synced}
