"""B7's peer: a server on Offhook's stack that answers every request with the same document.

python -m bench.constant PORT
"""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI, Request, Response

DOCUMENT = "<Response><Play loop='0'>https://office.test/carriers/sounds/silence.wav</Play></Response>"

app = FastAPI()


@app.post("/{path:path}")
async def document(path: str, request: Request) -> Response:
    """Read what was asked, and say what is always said."""
    del path
    await request.body()
    return Response(DOCUMENT, media_type="text/xml")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
