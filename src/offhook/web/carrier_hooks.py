"""The addresses below which carriers tell what happens, and fetch what they play."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from offhook.telephony.webhooks.addresses import PREFIX
from offhook.web.carrier_accounts import by_webhook
from offhook.web.context import Offhook

hooks = APIRouter(prefix=PREFIX, include_in_schema=False)


@hooks.get("/check/{nonce}")
async def carrier_check(nonce: str, offhook: Offhook) -> Response:
    """What only this installation answers, for whoever asks whether the public address leads here."""
    network = by_webhook(offhook)
    if network is None:
        return Response(status_code=404)
    return Response(network.reaching.proof(nonce), media_type="text/plain")


@hooks.get("/sounds/{name:path}")
async def carrier_sound(name: str, offhook: Offhook) -> Response:
    """A sound that a carrier fetches."""
    network = by_webhook(offhook)
    found = None if network is None else await network.sound(name.removesuffix(".wav"))
    if found is None:
        return Response(status_code=404)
    return Response(found, media_type="audio/wav", headers={"Cache-Control": "max-age=3600"})


@hooks.post("/{path:path}")
async def carrier_webhook(path: str, request: Request, offhook: Offhook) -> Response:
    """What a carrier tells, or asks: believed by its signature over the address as it came."""
    del path
    network = by_webhook(offhook)
    if network is None:
        return Response(status_code=404)
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    target = (raw + (b"?" + query if query else b"")).decode("latin-1")
    headers = {name.lower(): value for name, value in request.headers.items()}
    reply = await network.webhook(target, headers, await request.body())
    return Response(reply.body, status_code=reply.status, media_type=None, headers={"Content-Type": reply.kind})
