"""Two workspaces of one installation see nothing of each other, by whatever function of the stores and services.

Every public function that takes a workspace is called for one workspace with everything that belongs to the other. A
function that is not listed here fails the last test.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

import offhook
from offhook.contacts import service as contacts
from offhook.contacts import store as contact_store
from offhook.contacts.model import Contact
from offhook.dialing import idempotency
from offhook.dialing import service as dialing
from offhook.dialing.service import PlaceCall
from offhook.limits import service as limits
from offhook.limits import settings as limit_settings
from offhook.limits import store as limit_store
from offhook.lines import service as lines
from offhook.lines import store as line_store
from offhook.people import keys
from offhook.people import service as people
from offhook.people import store as people_store
from offhook.people.model import NewKey, Role
from offhook.problems import Problem
from offhook.routing import service as routing
from offhook.routing import store as route_store
from offhook.routing.policy import Policy
from offhook.routing.store import DutyRow
from offhook.trunks import service as trunks
from offhook.trunks import store as trunk_store
from offhook.voicemail import service as voicemails
from offhook.voicemail import store as voicemail_store
from offhook.voicemail.model import Voicemail
from offhook.workspaces import service as workspaces
from offhook.workspaces import store as workspace_store
from tests.databases import fresh_sqlite
from tests.furnish import ANN, DANA, LINE, NOW, SECRETS, Company, new_company
from tests.limits.calls import begin
from tests.outcome import outcome

DAY = "2026-11-21"
HASH = "a" * 64


class Two:
    """A workspace that asks, and another one to whom everything belongs."""

    def __init__(self, conn: Connection) -> None:
        self.conn = conn
        self.mine: Company = new_company(conn, "Mine", number="+12025550101")
        self.theirs: Company = new_company(conn, "Theirs", number=LINE)
        theirs = self.theirs.id
        people.change(conn, theirs, self.theirs.ann.id, email="ann@example.com", number=ANN, now=NOW)
        self.key: NewKey = keys.create(conn, theirs, self.theirs.ann.id, "phone", now=NOW)
        self.dana: Contact = contacts.create(conn, theirs, "Dana", [DANA], fields={"a": 1}, now=NOW)
        trunk_store.set_password(conn, theirs, self.theirs.trunk.id, "encrypted")
        limit_settings.change_workspace(conn, theirs, calls_a_day=3)
        limit_settings.change_member(conn, theirs, self.theirs.ann.id, calls_a_day=2)
        limit_store.count_call(conn, theirs, self.theirs.ann.id, DAY)
        begin(self.theirs, "call_1")
        limits.may_dial(conn, theirs, "call_1", self.theirs.ann.id, DANA, NOW)
        idempotency.remember(conn, theirs, "k", HASH, "call_1", NOW)
        route = Policy(agents=(self.theirs.ann.id,))
        routing.save(conn, theirs, LINE, route, NOW, most_agents=10)
        routing.set_duty(conn, theirs, LINE, self.theirs.ann.id, False, None, NOW)
        voicemail_store.begin(conn, theirs, "call_1", "call_1-1.1", NOW)
        self.voicemail: Voicemail
        (self.voicemail,) = voicemail_store.waiting(conn)

    def theirs_now(self) -> list[Any]:
        """Every row of the other workspace."""
        owned = {
            "line_trunks": "line_id IN (SELECT id FROM lines WHERE workspace_id = :id)",
            "workspaces": "id = :id",
        }
        tables = self.conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).scalars()
        found = []
        for table in tables.all():
            if table not in {"alembic_version", "journal", "heartbeats"}:
                where = owned.get(table, "workspace_id = :id")
                rows = self.conn.execute(text(f"SELECT * FROM {table} WHERE {where}"), {"id": self.theirs.id})  # noqa: S608  # names from the schema
                found.append((table, sorted(map(repr, rows))))
        return found


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = fresh_sqlite()
    yield made
    made.dispose()


@pytest.fixture
def two(engine: Engine) -> Iterator[Two]:
    with engine.connect() as conn:
        yield Two(conn)
        conn.rollback()


Finds = Callable[[Two, str], Any]
"""Called for one workspace with what belongs to the other; to give nothing."""

READS: dict[Callable[..., Any], Finds] = {
    contact_store.get: lambda two, me: contact_store.get(two.conn, me, two.dana.id),
    contact_store.by_number: lambda two, me: contact_store.by_number(two.conn, me, DANA),
    contact_store.page: lambda two, me: (
        contact_store.page(two.conn, me, limit=9)
        + contact_store.page(two.conn, me, limit=9, words=["dana"])
        + contact_store.page(two.conn, me, limit=9, numbers=["+1"])
    ),
    contacts.named: lambda two, me: contacts.named(two.conn, me, DANA),
    contacts.search: lambda two, me: contacts.search(two.conn, me, "dana").contacts,
    idempotency.former: lambda two, me: idempotency.former(two.conn, me, "k", HASH, NOW),
    keys.every: lambda two, me: keys.every(two.conn, me) + keys.every(two.conn, me, two.theirs.ann.id),
    limit_store.chosen: lambda two, me: [
        value
        for name, value in limit_store.chosen(two.conn, me, two.theirs.ann.id).items()
        if value is not None and not name.endswith("_id")
    ],
    limit_store.spent: lambda two, me: [
        value
        for spent in limit_store.spent(two.conn, me, two.theirs.ann.id, DAY)
        for value in (spent.live, spent.calls, spent.talk_ms, spent.held_ms)
        if value
    ],
    line_store.get: lambda two, me: line_store.get(two.conn, me, two.theirs.line.id),
    line_store.by_number: lambda two, me: line_store.by_number(two.conn, me, LINE),
    line_store.every: lambda two, me: [line for line in line_store.every(two.conn, me) if line.number == LINE],
    lines.callable_lines: lambda two, me: [line for line in lines.callable_lines(two.conn, me) if line.number == LINE],
    people_store.get: lambda two, me: people_store.get(two.conn, me, two.theirs.ann.id),
    people_store.by_email: lambda two, me: people_store.by_email(two.conn, me, "ann@example.com"),
    people_store.every: lambda two, me: [one for one in people_store.every(two.conn, me) if one.workspace_id != me],
    people_store.owners: lambda two, me: [one for one in people_store.owners(two.conn, me) if one.workspace_id != me],
    people_store.count: lambda two, me: people_store.count(two.conn, me) - 2,
    route_store.policy: lambda two, me: route_store.policy(two.conn, me, two.theirs.line.id),
    route_store.duties: lambda two, me: route_store.duties(two.conn, me, two.theirs.line.id),
    route_store.busy: lambda two, me: route_store.busy(two.conn, me),
    trunk_store.get: lambda two, me: trunk_store.get(two.conn, me, two.theirs.trunk.id),
    trunk_store.by_name: lambda two, me: (
        found.workspace_id != me if (found := trunk_store.by_name(two.conn, me, "lab")) else None
    ),
    trunk_store.every: lambda two, me: [one for one in trunk_store.every(two.conn, me) if one.workspace_id != me],
    trunk_store.usable: lambda two, me: trunk_store.usable(two.conn, me) & {two.theirs.trunk.id},
    trunk_store.password: lambda two, me: trunk_store.password(two.conn, me, two.theirs.trunk.id),
    voicemail_store.get: lambda two, me: voicemail_store.get(two.conn, me, two.voicemail.id),
    voicemail_store.page: lambda two, me: (
        voicemail_store.page(two.conn, me, limit=9)
        + voicemail_store.page(two.conn, me, limit=9, line=two.theirs.line.id, heard=False)
        + voicemail_store.page(two.conn, me, limit=9, before=(NOW + 1, ""))
    ),
}

REFUSALS: dict[Callable[..., Any], Finds] = {
    contacts.get: lambda two, me: contacts.get(two.conn, me, two.dana.id),
    contacts.change: lambda two, me: contacts.change(two.conn, me, two.dana.id, name="Mine"),
    contacts.remove: lambda two, me: contacts.remove(two.conn, me, two.dana.id, NOW),
    dialing.place: lambda two, me: dialing.place(
        two.conn, me, two.mine.ann.id, PlaceCall("+12025550133", "+12025550144", LINE), NOW
    ),
    keys.create: lambda two, me: keys.create(two.conn, me, two.theirs.ann.id, "mine", now=NOW),
    keys.revoke: lambda two, me: keys.revoke(two.conn, me, two.key.key.id, NOW),
    limit_settings.change_member: lambda two, me: limit_settings.change_member(
        two.conn, me, two.theirs.ann.id, calls_a_day=9
    ),
    lines.add: lambda two, me: lines.add(two.conn, me, "+12025550109", trunks=[two.theirs.trunk.id], now=NOW),
    lines.get: lambda two, me: lines.get(two.conn, me, two.theirs.line.id),
    lines.by_number: lambda two, me: lines.by_number(two.conn, me, LINE),
    lines.change: lambda two, me: lines.change(two.conn, me, two.theirs.line.id, name="Mine"),
    lines.remove: lambda two, me: lines.remove(two.conn, me, two.theirs.line.id, NOW),
    people.get: lambda two, me: people.get(two.conn, me, two.theirs.ann.id),
    people.change: lambda two, me: people.change(two.conn, me, two.theirs.ann.id, name="Mine", now=NOW),
    routing.get: lambda two, me: routing.get(two.conn, me, LINE),
    routing.save: lambda two, me: routing.save(two.conn, me, LINE, Policy(), NOW, most_agents=10),
    routing.remove: lambda two, me: routing.remove(two.conn, me, LINE),
    routing.check: lambda two, me: routing.check(
        two.conn, me, two.theirs.line, Policy(agents=(two.theirs.ann.id,)), most_agents=10
    ),
    routing.duties: lambda two, me: routing.duties(two.conn, me, LINE, NOW),
    routing.set_duty: lambda two, me: routing.set_duty(two.conn, me, LINE, two.theirs.ann.id, True, None, NOW),
    trunks.get: lambda two, me: trunks.get(two.conn, me, two.theirs.trunk.id),
    trunks.change: lambda two, me: trunks.change(two.conn, SECRETS, me, two.theirs.trunk.id, port=1),
    trunks.remove: lambda two, me: trunks.remove(two.conn, me, two.theirs.trunk.id, NOW),
    voicemails.get: lambda two, me: voicemails.get(two.conn, me, two.voicemail.id),
    voicemails.mark_heard: lambda two, me: voicemails.mark_heard(two.conn, me, two.voicemail.id, True, NOW),
    voicemails.remove: lambda two, me: voicemails.remove(two.conn, me, two.voicemail.id, NOW),
    voicemails.restore: lambda two, me: voicemails.restore(two.conn, me, two.voicemail.id),
}


def _begin_voicemail(two: Two, me: str) -> None:
    with pytest.raises(LookupError):
        voicemail_store.begin(two.conn, me, "call_1", "call_1-1.1", NOW)


WRITES: dict[Callable[..., Any], Finds] = {
    contacts.create: lambda two, me: contacts.create(two.conn, me, "Dana", [DANA], now=NOW),
    contacts.ensure: lambda two, me: contacts.ensure(two.conn, me, DANA, now=NOW),
    contact_store.remove: lambda two, me: contact_store.remove(two.conn, me, two.dana.id, NOW),
    idempotency.remember: lambda two, me: idempotency.remember(two.conn, me, "k", HASH, "call_2", NOW),
    keys.used: lambda two, me: keys.used(two.conn, me, two.key.key.id, NOW),
    keys.revoke_all: lambda two, me: keys.revoke_all(two.conn, me, two.theirs.ann.id, NOW),
    limits.may_dial: lambda two, me: limits.may_dial(two.conn, me, "call_2", two.theirs.ann.id, DANA, NOW),
    limit_settings.change_workspace: lambda two, me: limit_settings.change_workspace(two.conn, me, calls_a_day=9),
    limit_store.count_call: lambda two, me: limit_store.count_call(two.conn, me, two.theirs.ann.id, DAY),
    limit_store.hold: lambda two, me: limit_store.hold(two.conn, me, "call_2", two.theirs.ann.id, DAY, 1),
    limit_store.settle: lambda two, me: limit_store.settle(two.conn, me, "call_1", 1000),
    limit_store.save_workspace: lambda two, me: limit_store.save_workspace(two.conn, me, {"calls_a_day": 9}),
    people.add: lambda two, me: people.add(two.conn, me, "Ann", email="ann@example.com", role=Role.OWNER, now=NOW),
    people_store.remember_number: lambda two, me: people_store.remember_number(two.conn, me, two.theirs.owner.id, DANA),
    route_store.save: lambda two, me: route_store.save(two.conn, me, two.mine.line.id, Policy(), NOW),
    route_store.remove: lambda two, me: route_store.remove(two.conn, me, two.theirs.line.id),
    route_store.set_duty: lambda two, me: route_store.set_duty(
        two.conn, me, two.mine.line.id, DutyRow(two.mine.ann.id, True, None), NOW
    ),
    trunks.add: lambda two, me: trunks.add(two.conn, SECRETS, me, "same", host="127.0.0.1", now=NOW),
    trunk_store.set_password: lambda two, me: trunk_store.set_password(two.conn, me, two.theirs.trunk.id, "mine"),
    trunk_store.remove: lambda two, me: trunk_store.remove(two.conn, me, two.theirs.trunk.id, NOW),
    workspaces.change: lambda two, me: workspaces.change(two.conn, me, name="Renamed", voice=False),
    voicemail_store.begin: _begin_voicemail,
}

WITHOUT_MINE = {people_store.every, people_store.owners, people_store.count, trunk_store.by_name, trunk_store.every}
"""What is asked of these leaves out what the asking workspace has itself."""

ITSELF: set[Callable[..., Any]] = {
    # These are about the workspace itself, which is named by its id.
    workspace_store.get,
    workspace_store.lock,
    workspaces.get,
    # This is written for a member whom the service has found in the workspace.
    limit_store.save_member,
}


def name(function: Callable[..., Any]) -> str:
    return f"{function.__module__.removeprefix('offhook.')}.{function.__name__}"


@pytest.mark.parametrize("function", READS, ids=name)
def test_nothing_of_another_workspace_is_read(two: Two, function: Callable[..., Any]) -> None:
    assert not READS[function](two, two.mine.id)


@pytest.mark.parametrize("function", REFUSALS, ids=name)
def test_what_belongs_to_another_workspace_is_not_found(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    with pytest.raises(Problem) as refused:
        REFUSALS[function](two, two.mine.id)
    assert refused.value.status == 404
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", WRITES, ids=name)
def test_nothing_of_another_workspace_is_changed(two: Two, function: Callable[..., Any]) -> None:
    before = two.theirs_now()
    WRITES[function](two, two.mine.id)
    assert two.theirs_now() == before


@pytest.mark.parametrize("function", [*READS, *REFUSALS], ids=name)
def test_the_owner_of_it_does_find_it(two: Two, function: Callable[..., Any]) -> None:
    """So that the tests above can't pass because nothing is there."""
    theirs = two.theirs.id
    if function in READS:
        assert READS[function](two, theirs) or function in WITHOUT_MINE
    else:
        found = outcome(lambda: REFUSALS[function](two, theirs))
        assert not isinstance(found, Problem) or found.status != 404 or function is dialing.place


def _public_functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for one in vars(module).values():
        if inspect.isfunction(one) and one.__module__ == module.__name__ and not one.__name__.startswith("_"):
            yield one


FEATURES = ("workspaces", "people", "lines", "trunks", "contacts", "limits", "routing", "voicemail", "dialing")


def test_every_function_that_takes_a_workspace_is_tried() -> None:
    modules = [
        import_module(module.name)
        for feature in FEATURES
        for module in pkgutil.walk_packages(
            import_module(f"{offhook.__name__}.{feature}").__path__, f"offhook.{feature}."
        )
    ]
    taking = {
        function
        for module in modules
        for function in _public_functions(module)
        if "workspace_id" in inspect.signature(function).parameters
    }
    tried: set[Callable[..., Any]] = {*READS, *REFUSALS, *WRITES, *ITSELF}
    assert sorted(name(function) for function in taking - tried) == []
    assert sorted(name(function) for function in tried - taking) == []
