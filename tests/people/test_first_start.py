import pytest
from sqlalchemy import Connection

from offhook.people import links
from offhook.people.first_start import first_start
from offhook.people.keys import authenticate, every
from offhook.people.links import Used
from offhook.people.model import Role
from offhook.problems import Problem
from tests.furnish import NOW, new_workspace


def test_an_empty_installation_gets_a_workspace_an_owner_and_a_key(conn: Connection) -> None:
    made = first_start(conn, country="DE", time_zone="Europe/Berlin", with_key=True, now=NOW)
    assert made is not None
    assert (made.workspace.country, made.workspace.time_zone, made.owner.role) == ("DE", "Europe/Berlin", Role.OWNER)
    assert made.key is not None
    holder = authenticate(conn, made.key.text)
    assert holder is not None
    assert (holder.workspace_id, holder.member_id) == (made.workspace.id, made.owner.id)
    assert made.link is not None
    assert links.use(conn, made.link.token, NOW) == Used(made.workspace.id, made.owner.id)


def test_a_key_that_nobody_will_see_is_not_made(conn: Connection) -> None:
    made = first_start(conn, country="US", with_key=False, now=NOW)
    assert made is not None
    assert (made.key, made.link) == (None, None)
    assert every(conn, made.workspace.id) == []


def test_it_happens_once(conn: Connection) -> None:
    first_start(conn, country="US", with_key=True, now=NOW)
    assert first_start(conn, country="US", with_key=True, now=NOW) is None


def test_two_installations_have_different_keys(conn: Connection) -> None:
    with conn.begin_nested() as undo:
        one = first_start(conn, country="US", with_key=True, now=NOW)
        undo.rollback()
    two = first_start(conn, country="US", with_key=True, now=NOW)
    assert one is not None
    assert two is not None
    assert one.key is not None
    assert two.key is not None
    assert one.key.text != two.key.text


def test_nothing_happens_where_something_is(conn: Connection) -> None:
    new_workspace(conn)
    assert first_start(conn, country="US", with_key=True, now=NOW) is None


def test_a_country_that_is_none_is_refused(conn: Connection) -> None:
    with pytest.raises(Problem):
        first_start(conn, country="XX", with_key=True, now=NOW)
