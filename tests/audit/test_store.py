from __future__ import annotations

from pathlib import Path

from offhook.audit import store
from offhook.audit.model import Entry, Way
from tests.furnish import NOW, Company


def entry(company: Company, number: int, **given: object) -> Entry:
    values = {
        "id": f"audit_{number:026}",
        "workspace_id": company.id,
        "at": NOW + number // 2,
        "member_id": company.ann.id,
        "member_name": "Ann",
        "way": Way.SESSION,
        "way_id": "session_1",
        "words": "changed the line Sales",
        "subject": company.line.id,
        "before": {"name": "Main", "trunks": ["a"]},
        "after": None,
    }
    return Entry(**values | given)  # type: ignore[arg-type]  # of these types


def test_entries_come_back_as_written_the_latest_first_page_by_page(company: Company) -> None:
    written = [entry(company, number) for number in range(5)]
    for each in written:
        store.write(company.conn, each)
    assert store.page(company.conn, company.id, limit=9) == written[::-1]
    first = store.page(company.conn, company.id, limit=2)
    rest = store.page(company.conn, company.id, limit=9, before=(first[-1].at, first[-1].id))
    assert [*first, *rest] == written[::-1]


def test_what_one_member_changed(company: Company) -> None:
    mine, theirs = entry(company, 1), entry(company, 2, member_id=company.owner.id)
    for each in (mine, theirs):
        store.write(company.conn, each)
    assert store.page(company.conn, company.id, limit=9, member_id=company.ann.id) == [mine]


def test_nothing_in_the_source_changes_or_removes_an_entry() -> None:
    """It is written once, by one function."""
    source = Path(store.__file__).parents[1]
    using = [path.relative_to(source) for path in source.rglob("*.py") if "audit_log" in path.read_text()]
    assert {str(path) for path in using} == {
        "audit/model.py",
        "audit/store.py",
        "storage/migrations/versions/0001_initial.py",
    }
    text = Path(store.__file__).read_text()
    assert "delete(" not in text
    assert "update(" not in text
