"""The OpenAPI document is complete, and the API's page names every path of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from offhook.web.app import document_of

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"

WITHOUT_BODY = {
    "fetch_picture_again",
    "check_public_address",
    "test_carrier",
    "finish_token",
    "keep_number",
    "test_trunk",
    "restore_voicemail",
    "restore_note",
    "send_again",
    "restore_contact",
    "rotate_softphone",
    "hold_call",
    "make_dialer_link",
    "resume_call",
    "complete_transfer",
    "make_link",
    "make_backup",
    "begin_passkey",
    "begin_passkey_sign_in",
    "test_push_device",
}


def models() -> list[type[BaseModel]]:
    """All that the API takes and gives."""
    found = [BaseModel]
    for model in found:
        found += model.__subclasses__()
    return [model for model in found if model.__module__.startswith("offhook.web")]


DOCUMENT: Any = document_of("practice")
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
    if path not in {"/api/v1/health", "/api/v1/pictures/{picture}/file"}:  # nobody has to say who they are
        assert {"401", "403"} <= failures.keys()
    if "{" in path:
        assert "404" in failures
    assert method in {"get", "delete"} or "requestBody" in operation or operation["operationId"] in WITHOUT_BODY
    if "requestBody" in operation:
        assert {"400", "413", "415"} <= failures.keys()
    for answer in failures.values():
        assert answer["content"] == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


SCHEMAS = DOCUMENT["components"]["schemas"]


@pytest.mark.parametrize("name", [name for name in SCHEMAS if name.endswith("Body")])
def test_a_body_is_strict(name: str) -> None:
    assert SCHEMAS[name]["additionalProperties"] is False


@pytest.mark.parametrize("name", SCHEMAS)
def test_whatever_is_sent_or_answered_has_an_example(name: str) -> None:
    assert SCHEMAS[name]["description"]
    for field, details in SCHEMAS[name].get("properties", {}).items():
        # A default is an example; values that are listed, here or where it refers to, need none.
        told = {"examples", "enum", "const"} & details.keys() or details.get("default") is not None
        assert told or "#/components/schemas/" in repr(details), field


@pytest.mark.parametrize("model", models(), ids=lambda model: model.__name__)
def test_examples_are_what_they_are_an_example_of(model: type[BaseModel]) -> None:
    for field in model.model_fields.values():
        adapter: TypeAdapter[Any] = TypeAdapter(field.annotation or Any)
        for example in field.examples or []:
            adapter.validate_json(json.dumps(example))


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
    assert not [path for path in document_of("asterisk")["paths"] if "practice" in path]


def test_the_page_names_every_path_and_no_other() -> None:
    named = set(re.findall(r"`(?:[A-Z]+ )?(/[^`? ]*)`", PAGE.read_text(encoding="utf-8")))
    paths = {path.removeprefix("/api/v1") for path in DOCUMENT["paths"]}
    assert paths <= named, "docs/reference/api.md misses these"
    assert {path for path in named if not path.startswith("/api/v1")} <= paths, "there are no such paths"
