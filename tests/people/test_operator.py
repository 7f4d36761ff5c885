import pytest
from sqlalchemy import Connection

from offhook.people.keys import KeyHolder
from offhook.people.model import Role
from offhook.people.operator import operator
from offhook.problems import Problem
from tests.furnish import new_company


def test_the_owner_of_the_only_workspace_or_of_the_one_that_is_named(conn: Connection) -> None:
    main = new_company(conn)
    assert operator(conn, None) == KeyHolder(main.id, main.owner.id, Role.OWNER)
    other = new_company(conn, "Other", number="+12025550101")
    for named in (other.id, "Other"):
        assert operator(conn, named) == KeyHolder(other.id, other.owner.id, Role.OWNER)


def test_one_of_several_has_to_be_named(conn: Connection) -> None:
    for name in ("Main", "Other"):
        new_company(conn, name, number="+12025550100" if name == "Main" else "+12025550101")
    with pytest.raises(Problem, match="Name a workspace, one of: Main, Other"):
        operator(conn, None)
    with pytest.raises(Problem, match="Nowhere"):
        operator(conn, "Nowhere")
