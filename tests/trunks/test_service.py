from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from sqlalchemy import select

from offhook.lines import service as lines
from offhook.numbers import NumberFormat
from offhook.problems import Problem
from offhook.storage.secrets import Secrets
from offhook.telephony.asterisk.trunk_config import TrunkConfig
from offhook.trunks import service, store
from offhook.trunks.model import Codec, Transport, Trunk, trunks
from tests.furnish import NOW, SECRETS, Company, new_company


def add(company: Company, name: str = "carrier", **given: Any) -> Trunk:
    return service.add(company.conn, SECRETS, company.id, name, **{"host": "sip.example.com", "now": NOW, **given})


def refused(company: Company, **given: Any) -> Problem:
    with pytest.raises(Problem) as problem:
        add(company, **given)
    assert problem.value.detail.isprintable()
    return problem.value


def test_a_trunk_is_kept_as_it_was_added(company: Company) -> None:
    made = add(
        company,
        host="SIP.Example.com",
        port=5070,
        transport="tcp",
        username="offhook",
        password="s3cret",
        register=True,
        codecs=["g722", "alaw"],
        number_format="national",
        country="de",
    )
    assert made == Trunk(
        id=made.id,
        workspace_id=company.id,
        name="carrier",
        host="sip.example.com",
        port=5070,
        transport=Transport.TCP,
        username="offhook",
        has_password=True,
        register=True,
        codecs=(Codec.G722, Codec.ALAW),
        number_format=NumberFormat.NATIONAL,
        country="DE",
        enabled=True,
        created_at=NOW,
    )
    assert service.get(company.conn, company.id, made.id) == made
    assert service.get(company.conn, company.id, "carrier") == made
    assert service.password(company.conn, SECRETS, made) == "s3cret"


def test_what_is_left_out_is_as_usual(company: Company) -> None:
    made = add(company)
    assert (made.port, made.transport, made.country, made.username) == (5060, Transport.UDP, "US", None)
    assert add(company, "secure", transport="tls").port == 5061
    assert service.password(company.conn, SECRETS, made) is None


def test_the_password_is_encrypted_for_this_trunk_only(company: Company) -> None:
    made = add(company, username="offhook", password="s3cret")
    stored = company.conn.execute(select(trunks.c.password).where(trunks.c.id == made.id)).scalar_one()
    assert "s3cret" not in stored
    other = add(company, "other", username="offhook", password="other")
    store.set_password(company.conn, company.id, other.id, stored)
    with pytest.raises(Problem) as problem:
        service.password(company.conn, SECRETS, other)
    assert problem.value.type == "secret-unreadable"
    with pytest.raises(Problem):
        service.password(company.conn, Secrets(b"x" * 32), made)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "sip.example.com", "a", "xn--bcher-kva.example", "::1", "2001:DB8::1", "localhost"]
)
def test_hosts(company: Company, host: str) -> None:
    assert add(company, host=host).host == host.lower()


def test_an_address_is_kept_in_one_notation(company: Company) -> None:
    assert add(company, host="::ffff:192.0.2.1").host == "192.0.2.1"
    assert add(company, "another", host="2001:DB8:0::01").host == "2001:db8::1"


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "256.1.1.1",
        "1.2.3",
        "0x7f.1",
        "0x7F000001",
        "0x",
        "sip.example.1",
        "-a.example",
        "a_b.example",
        "a..b",
        "sip:example.com",
        "example.com:5060",
        "example.com\n[general]",
        "example.com;x",
        "fe80::1%eth0",
        "[::1]",
        "a" * 64,
        "a." * 127 + "ab",
        "exämple.com",
    ],
)
def test_what_is_no_host_is_refused(company: Company, host: str) -> None:
    assert refused(company, host=host).field == "host"


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("port", {"port": 0}),
        ("port", {"port": 65_536}),
        ("transport", {"transport": "sctp"}),
        ("codecs", {"codecs": []}),
        ("codecs", {"codecs": ["alaw", "alaw"]}),
        ("codecs", {"codecs": ["mp3"]}),
        ("number_format", {"number_format": "E.164"}),
        ("country", {"country": "Germany"}),
        ("username", {"username": "a b", "password": "x"}),
        ("username", {"username": "a\nb", "password": "x"}),
        ("username", {"username": "", "password": "x"}),
        ("password", {"username": "a", "password": ""}),
        ("password", {"username": "a", "password": "x\ny"}),
        ("password", {"username": "a", "password": " x"}),
        ("password", {"username": "a", "password": "x" * 129}),
        ("password", {"username": "a"}),
        ("password", {"password": "x"}),
        ("register", {"register": True}),
        ("name", {"name": ""}),
        ("name", {"name": "a\nb"}),
        ("name", {"name": "[general]"}),
        ("name", {"name": "x" * 65}),
    ],
)
def test_what_a_switch_could_trip_over_is_refused(company: Company, field: str, given: dict[str, Any]) -> None:
    assert refused(company, **given).field == field
    assert [trunk.name for trunk in store.every(company.conn, company.id)] == ["lab"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    host=st.text(max_size=30) | st.from_regex(r"[a-z0-9.:-]{1,20}", fullmatch=True) | st.ip_addresses().map(str),
    port=st.integers(-5, 70_000),
    username=st.none() | st.text(max_size=20) | st.from_regex(r"[A-Za-z0-9@.+-]{1,20}", fullmatch=True),
    password=st.none() | st.text(max_size=20),
    register=st.booleans(),
)
def test_every_trunk_that_is_taken_can_be_configured(company: Company, **given: Any) -> None:
    with company.conn.begin_nested() as undo:
        try:
            made = add(company, **given)
        except Problem:
            return
        config = TrunkConfig(
            id=made.id,
            host=made.host,
            port=made.port,
            transport=made.transport.value,
            username=made.username,
            password=service.password(company.conn, SECRETS, made),
            register=made.register,
            codecs=tuple(codec.value for codec in made.codecs),
        )
        assert config.port == given["port"]
        undo.rollback()


# Workspaces of one installation are one customer to a carrier that knows its customers by address.

ACCOUNT = {"username": "offhook", "password": "s3cret"}


@pytest.fixture
def neighbour(company: Company) -> Company:
    """Another workspace, with a trunk `lab` to a host of its own."""
    return new_company(company.conn, "Neighbour", number="+12025550101")


@pytest.mark.parametrize(("theirs", "mine"), [({}, {}), ({}, ACCOUNT), (ACCOUNT, {})])
@pytest.mark.parametrize("way", [{}, {"port": 5070}, {"transport": "tcp"}, {"transport": "tls"}])
def test_nobody_calls_at_another_workspace_s_expense(
    company: Company, neighbour: Company, theirs: dict[str, str], mine: dict[str, str], way: dict[str, Any]
) -> None:
    add(company, **theirs)
    problem = refused(neighbour, name="mine", host="SIP.example.com", **way, **mine)
    assert (problem.type, problem.status, problem.field) == ("host-not-yours", 409, "host")
    assert not any(word in problem.detail for word in (company.id, "Main", "workspace", "carrier.", "offhook"))
    assert [trunk.name for trunk in store.every(company.conn, neighbour.id)] == ["lab"]


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [("192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:c000:0201", "192.0.2.1"), ("2001:db8::1", "2001:DB8:0:0::0001")],
)
def test_another_notation_of_the_host_leads_there_too(
    company: Company, neighbour: Company, theirs: str, mine: str
) -> None:
    add(company, host=theirs)
    assert refused(neighbour, name="mine", host=mine).type == "host-not-yours"


def test_accounts_keep_workspaces_apart(company: Company, neighbour: Company) -> None:
    add(company, **ACCOUNT)
    assert add(neighbour, username="neighbour", password="other").has_password


def test_what_is_one_s_own_may_be_shared(company: Company) -> None:
    for name, account in {"one": {}, "two": {}, "three": ACCOUNT}.items():
        assert add(company, name, **account).enabled


def test_a_trunk_that_was_removed_is_in_nobody_s_way(company: Company, neighbour: Company) -> None:
    made = add(company)
    service.change(company.conn, SECRETS, company.id, made.id, enabled=False)
    assert refused(neighbour, name="mine").type == "host-not-yours"
    lines.remove_trunk(company.conn, company.id, made.id, NOW)
    assert add(neighbour).enabled


@pytest.mark.parametrize("change", [{"host": "sip.example.com"}, {"username": None, "password": None}])
def test_no_change_leads_there_either(company: Company, neighbour: Company, change: dict[str, Any]) -> None:
    add(company, **({} if "host" in change else ACCOUNT))
    mine = add(neighbour, "mine", **({"host": "other.example.com"} if "host" in change else ACCOUNT))
    with pytest.raises(Problem) as problem:
        service.change(company.conn, SECRETS, neighbour.id, mine.id, **change)
    assert problem.value.type == "host-not-yours"
    assert service.get(company.conn, neighbour.id, mine.id) == mine


def test_what_has_nothing_to_do_with_it_can_be_changed(company: Company, neighbour: Company) -> None:
    # As where it was added before this was looked at.
    store.save(company.conn, structs.replace(neighbour.trunk, host=company.trunk.host))
    changed = service.change(company.conn, SECRETS, neighbour.id, "lab", name="renamed", codecs=["alaw"])
    assert (changed.name, changed.host) == ("renamed", company.trunk.host)
    assert not service.change(company.conn, SECRETS, neighbour.id, "renamed", enabled=False).enabled


def test_a_name_is_one_trunk_s_in_its_workspace(company: Company) -> None:
    assert refused(company, name="lab").type == "name-taken"
    made = add(company)
    with pytest.raises(Problem):
        service.change(company.conn, SECRETS, company.id, made.id, name="lab")
    assert service.change(company.conn, SECRETS, company.id, made.id, name="carrier").name == "carrier"


def test_everything_can_be_changed(company: Company) -> None:
    made = add(company)
    changed = service.change(
        company.conn,
        SECRETS,
        company.id,
        made.id,
        name="renamed",
        host="::1",
        port=5062,
        transport="tls",
        username="offhook",
        password="new",
        register=True,
        codecs=["opus"],
        number_format="e164_without_plus",
        country="GB",
        enabled=False,
    )
    assert service.get(company.conn, company.id, "renamed") == changed
    assert (changed.host, changed.transport, changed.codecs) == ("::1", Transport.TLS, (Codec.OPUS,))
    assert service.password(company.conn, SECRETS, changed) == "new"
    plain = service.change(
        company.conn, SECRETS, company.id, made.id, username=None, password=None, register=False, enabled=True
    )
    assert not plain.has_password
    assert service.password(company.conn, SECRETS, plain) is None


def test_a_password_stays_when_something_else_changes(company: Company) -> None:
    made = add(company, username="offhook", password="s3cret")
    changed = service.change(company.conn, SECRETS, company.id, made.id, port=5099)
    assert service.password(company.conn, SECRETS, changed) == "s3cret"
    with pytest.raises(Problem):
        service.change(company.conn, SECRETS, company.id, made.id, password=None)


def test_a_removed_trunk_leaves_its_name_free_and_no_password(company: Company) -> None:
    made = add(company, username="offhook", password="s3cret")
    lines.remove_trunk(company.conn, company.id, made.id, NOW)
    assert store.password(company.conn, company.id, made.id) is None
    assert [trunk.name for trunk in store.every(company.conn, company.id)] == ["lab"]
    with pytest.raises(Problem) as problem:
        service.get(company.conn, company.id, made.id)
    assert problem.value.status == 404
    assert add(company).name == "carrier"


def test_the_switch_gets_the_trunks_that_are_switched_on(company: Company) -> None:
    made = add(company)
    assert {trunk.id for trunk in store.enabled(company.conn)} == {company.trunk.id, made.id}
    service.change(company.conn, SECRETS, company.id, made.id, enabled=False)
    assert [trunk.id for trunk in store.enabled(company.conn)] == [company.trunk.id]
    assert store.usable(company.conn, company.id) == {company.trunk.id}
    assert lines.callable_lines(company.conn, company.id) == [company.line]
