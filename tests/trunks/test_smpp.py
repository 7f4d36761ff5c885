from __future__ import annotations

from typing import Any

import pytest

from offhook.problems import Problem
from offhook.storage.secrets import Secrets
from offhook.trunks import service, smpp
from tests.furnish import SECRETS, Company


def put(company: Company, **given: Any) -> Any:
    values: dict[str, Any] = {"host": "SMPP.example.com", "system_id": "acme", "password": "s3cret", **given}
    return smpp.put(company.conn, SECRETS, company.id, company.trunk.id, **values)


def test_an_smsc_is_kept_with_its_password_encrypted(company: Company) -> None:
    made = put(company)
    assert (made.host, made.port, made.tls) == ("smpp.example.com", 3550, True)
    assert smpp.get(company.conn, company.id, "lab") == made
    (opened,) = smpp.enabled(company.conn, SECRETS)
    assert opened.password == "s3cret"
    assert smpp.enabled(company.conn, Secrets(b"x" * 32)) == [], "one that can't be read is passed over"
    put(company, password=None, tls=False)
    (opened,) = smpp.enabled(company.conn, SECRETS)
    assert (opened.password, opened.smpp.port) == ("s3cret", 2775)
    service.change(company.conn, SECRETS, company.id, company.trunk.id, enabled=False)
    assert smpp.enabled(company.conn, SECRETS) == []
    smpp.remove(company.conn, company.id, company.trunk.id)
    with pytest.raises(Problem):
        smpp.get(company.conn, company.id, company.trunk.id)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("host", "http://x"),
        ("host", "0x7f.1"),
        ("port", 0),
        ("port", 65_536),
        ("system_id", ""),
        ("system_id", "x" * 16),
        ("system_id", "a\0b"),
        ("password", "ninechars"),
        ("password", "ü"),
        ("password", None),
        ("system_type", "x" * 13),
    ],
)
def test_what_smpp_cannot_carry_is_refused_beside_its_field(company: Company, field: str, value: object) -> None:
    with pytest.raises(Problem) as refused:
        put(company, **{field: value})
    assert refused.value.field == field
