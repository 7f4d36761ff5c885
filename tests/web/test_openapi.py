"""The OpenAPI document is complete, and the API's page names every path of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pytest

from offhook.settings import Settings
from offhook.web.app import create_app
from offhook.worker import Worker

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"


class _Practice:
    """As much of a worker as the document depends on."""

    settings = Settings(telephony="practice")


class _Asterisk:
    settings = Settings(telephony="asterisk")


def document(worker: object = _Practice) -> Any:
    return create_app(cast(Worker, worker)).openapi()


DOCUMENT = document()
OPERATIONS = [
    pytest.param(method, path, operation, id=f"{method} {path}")
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_an_operation_says_what_it_does_and_how_it_can_fail(method: str, path: str, operation: Any) -> None:
    assert operation["description"]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"])
    failures = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    assert {"422", "503"} <= failures.keys()
    if path != "/api/v1/health":
        assert {"401", "403"} <= failures.keys()
    if "{" in path:
        assert "404" in failures
    if method in {"post", "put", "patch"}:
        assert {"400", "413", "415"} <= failures.keys()
    for answer in failures.values():
        assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@pytest.mark.parametrize("name", [name for name in DOCUMENT["components"]["schemas"] if name.endswith("Body")])
def test_a_body_is_strict_and_its_fields_have_examples(name: str) -> None:
    schema = DOCUMENT["components"]["schemas"][name]
    assert schema["additionalProperties"] is False
    assert schema["description"]
    for field, details in schema["properties"].items():
        told = {"examples", "default", "enum", "const", "$ref", "allOf"} & details.keys()
        assert told or details.get("type") == "boolean" or "description" in details, field


def test_every_reference_leads_somewhere() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    found = set(re.findall(r"#/components/schemas/([^'\"]+)", repr(DOCUMENT)))
    assert found <= schemas.keys()
    assert not {"HTTPValidationError", "ValidationError"} & schemas.keys()
    assert [name for name in schemas if not re.fullmatch(r"[A-Za-z]+", name)] == []


def test_names_of_operations_differ() -> None:
    names = [operation.values[2]["operationId"] for operation in OPERATIONS]  # type: ignore[index]
    assert len(names) == len(set(names))


def test_practice_phones_are_there_only_on_the_practice_network() -> None:
    assert not [path for path in document(_Asterisk)["paths"] if "practice" in path]


def test_the_page_names_every_path_and_no_other() -> None:
    named = set(re.findall(r"`(?:[A-Z]+ )?(/[^`? ]*)`", PAGE.read_text(encoding="utf-8")))
    paths = {path.removeprefix("/api/v1") for path in DOCUMENT["paths"]}
    assert paths <= named, "docs/reference/api.md misses these"
    assert {path for path in named if not path.startswith("/api/v1")} <= paths, "there are no such paths"
