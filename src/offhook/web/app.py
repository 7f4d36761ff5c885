"""The HTTP application: routes, problem details, limits, and the OpenAPI document."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from offhook.people.challenges import Challenges
from offhook.people.passwords import Hasher
from offhook.web import (
    audit,
    blocks,
    caller_ids,
    calls,
    carrier_hooks,
    carrier_numbers,
    carrier_shop,
    carriers,
    consents,
    contact_fields,
    contact_imports,
    contacts,
    conversations,
    costs,
    drafts,
    duty,
    emergency,
    greetings,
    installation,
    keys,
    limits,
    line_fees,
    lines,
    links,
    live,
    mails,
    members,
    merging,
    message_templates,
    messages,
    openapi,
    passkeys,
    passwords,
    phones,
    pictures,
    practice,
    practice_phones,
    practice_softphones,
    practice_texts,
    problems,
    push,
    rate_sheets,
    routing,
    scheduled,
    sessions,
    setup,
    smpp,
    softphones,
    system,
    talks,
    trunks,
    voicemails,
    workspace,
)
from offhook.web.bodies import Bodies
from offhook.web.context import Uses
from offhook.web.head import Head
from offhook.web.language import Language
from offhook.web.problems import Faults
from offhook.web.site import Site
from offhook.worker import Worker

ROUTERS = (
    calls.router,
    caller_ids.router,
    talks.router,
    live.router,
    voicemails.router,
    greetings.router,
    mails.router,
    conversations.router,
    drafts.router,
    message_templates.router,
    messages.router,
    scheduled.router,
    pictures.router,
    consents.router,
    contact_imports.router,
    merging.router,
    contacts.router,
    contact_fields.router,
    lines.router,
    routing.router,
    duty.router,
    duty.board,
    phones.router,
    blocks.router,
    trunks.router,
    smpp.router,
    carriers.router,
    carrier_numbers.router,
    carrier_shop.router,
    softphones.router,
    push.router,
    members.router,
    passwords.router,
    sessions.router,
    links.router,
    passkeys.signing_in,
    passkeys.router,
    keys.router,
    workspace.router,
    setup.router,
    limits.router,
    costs.router,
    costs.of_calls,
    line_fees.router,
    rate_sheets.router,
    rate_sheets.quotes,
    audit.router,
    emergency.router,
    system.router,
    installation.router,
)

PRACTICE = (practice_phones.router, practice.router, practice_softphones.router, practice_texts.router)


def routers_of(telephony: str) -> tuple[APIRouter, ...]:
    """What the API is made of, with this kind of telephony."""
    return (*ROUTERS, *PRACTICE) if telephony == "practice" else ROUTERS


@cache
def document_of(telephony: str) -> dict[str, Any]:
    """The OpenAPI document of that."""
    return openapi.document(routers_of(telephony))


def create_app(worker: Worker) -> FastAPI:
    """The application of one worker."""
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    app.state.worker = worker
    app.state.uses = Uses()
    app.state.hasher = Hasher()
    app.state.challenges = Challenges(lambda: worker.clock.now())
    app.state.sending = set()
    app.state.closing = asyncio.Event()
    problems.install(app)
    telephony = worker.settings.telephony
    openapi.install(app, lambda: document_of(telephony))
    for middleware in (Bodies, Head, Faults, Language):  # the last one is the outermost
        app.add_middleware(middleware)
    hooks = (carrier_hooks.hooks,) if telephony == "carriers" else ()
    for router in (*routers_of(telephony), *hooks):
        # Not by `include_router`, which would build all routes once more: half a second.
        app.router.routes.extend(router.routes)
    app.router.default = Site(otherwise=app.router.default)
    return app


class Operator:
    """The same application for the worker's own socket: who can open that file may act as the installation's owner."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Mark the request, and pass it on."""
        scope["offhook.operator"] = True
        await self._app(scope, receive, send)
