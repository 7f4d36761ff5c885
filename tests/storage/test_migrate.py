import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

import offhook
from offhook.problems import Problem
from offhook.storage import migrate
from offhook.storage.engine import is_sqlite, open_engine
from offhook.storage.schema import metadata
from tests.databases import fresh_sqlite, new_postgresql_database


def import_models() -> None:
    for module in pkgutil.walk_packages(offhook.__path__, "offhook."):
        if module.name.endswith(".model"):
            import_module(module.name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = open_engine("sqlite://")
        yield engine
        engine.dispose()
    else:
        with new_postgresql_database(migrated=False) as url:
            engine = open_engine(url)
            yield engine
            engine.dispose()


def test_migrations_lead_to_what_the_models_say(empty: Engine) -> None:
    import_models()
    migrate.upgrade(empty)
    with empty.connect() as conn:
        # On SQLite an empty text as a default looks like a difference.
        context = MigrationContext.configure(conn, opts={"compare_server_default": not is_sqlite(empty)})
        # `python scripts/migration.py words` writes the migration that is missing.
        assert compare_metadata(context, metadata) == []


def test_upgrading_again_changes_nothing(empty: Engine) -> None:
    migrate.upgrade(empty)
    migrate.upgrade(empty)
    migrate.check(empty)
    with empty.connect() as conn:
        assert migrate.current(conn) == migrate.newest()


def test_an_empty_database_is_behind(empty: Engine) -> None:
    with pytest.raises(Problem) as refused:
        migrate.check(empty)
    assert refused.value.type == "database-behind"
    assert "offhook db upgrade" in refused.value.detail


def test_a_failed_upgrade_leaves_nothing_behind(empty: Engine) -> None:
    with empty.begin() as conn:
        conn.execute(text("CREATE TABLE workspaces (something_else INTEGER)"))
    with pytest.raises(Exception, match="workspaces"):
        migrate.upgrade(empty)
    assert set(inspect(empty).get_table_names()) == {"workspaces"}


def test_a_database_of_a_newer_version_is_refused() -> None:
    engine = fresh_sqlite()
    with engine.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Problem) as refused:
        migrate.check(engine)
    assert refused.value.type == "database-ahead"
    assert "newer version" in refused.value.detail
    engine.dispose()


def test_every_table_but_the_journal_s_kind_belongs_to_a_workspace() -> None:
    import_models()
    without = {table.name for table in metadata.tables.values() if "workspace_id" not in table.columns}
    assert without == {"workspaces", "line_trunks", "journal", "heartbeats", "sign_in_tries", "push_keys"}


def test_the_files_are_named_after_the_schemas_that_alembic_finds_in_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrate.__file__).with_name("migrations")))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert migrate.newest() == scripts.get_current_head()
    assert sorted(script.revision for script in scripts.walk_revisions()) == migrate._revisions()
