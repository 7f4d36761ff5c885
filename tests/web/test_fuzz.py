"""Whatever is sent on any route of the OpenAPI document: no fault, and every answer as documented."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from offhook.setting_sections import Http
from offhook.settings import Settings
from offhook.web.app import create_app, document_of
from offhook.web.listening import listen, listen_on_file
from offhook.web.server import Server
from offhook.worker import Worker

EXAMPLES = 4
"""Of each route: right ones, and as many wrong ones."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    unsupported_method,
]


@dataclass
class Running:
    url: str
    key: str
    session: requests.Session = field(default_factory=requests.Session)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> Iterator[Running]:
    """An Offhook on a loop of its own: what sends the requests here blocks."""
    data = tmp_path_factory.mktemp("fuzz")
    data.chmod(0o700)
    shutil.copy(empty_database, data / "offhook.db")
    up: Future[Running] = Future()
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(data, up, stop)))
    thread.start()
    running = up.result(timeout=20)
    with running.session:
        yield running
    stop.set()
    thread.join(timeout=20)


async def _serve(data: Path, up: Future[Running], stop: threading.Event) -> None:
    worker = await Worker.start(Settings(data=data, telephony="practice", http=Http(port=1)), first_key=True)
    public = listen("127.0.0.1", 0)
    server = Server(create_app(worker), public, listen_on_file(data / "offhook.sock"))
    await server.start()
    assert worker.first is not None
    assert worker.first.key is not None
    up.set_result(Running(f"http://127.0.0.1:{public.getsockname()[1]}", worker.first.key.text))
    await asyncio.get_running_loop().run_in_executor(None, stop.wait)
    await server.stop()
    await worker.stop()


schema = schemathesis.openapi.from_dict(document_of("practice"))
# Live streams have no end; they have tests of their own.
ENDLESS = ["/api/v1/live", "/api/v1/practice/live"]
# Nothing can be wrong with a request that has nothing in it.
EMPTY = ["/api/v1/health", "/api/v1/session/passkey/options"]
OPERATIONS = [found.ok() for found in schema.exclude(path=ENDLESS).get_all_operations() if isinstance(found, Ok)]
CASES = [
    pytest.param(operation, mode, id=f"{operation.label} {mode.value}")
    for operation in OPERATIONS
    for mode in GenerationMode
    if operation.path not in EMPTY or mode is GenerationMode.POSITIVE
]


@pytest.mark.parametrize(("operation", "mode"), CASES)
def test_nothing_breaks_the_api(
    operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, running: Running
) -> None:
    @given(operation.as_strategy(mode))
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    def send(case: schemathesis.Case[Any]) -> None:
        headers = {"Authorization": f"Bearer {running.key}"}
        response = case.call(running.url, headers=headers, session=running.session)
        # What is too large is refused for that alone; Schemathesis does not count it among the refusals.
        checks = [check for check in CHECKS if response.status_code != 413 or check is not negative_data_rejection]
        case.validate_response(response, checks=checks)

    send()
