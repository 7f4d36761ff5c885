"""Runs migrations on the connection that `offhook.storage.migrate` opened."""

from alembic import context

from offhook.storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
    # One transaction around everything is there already.
    transactional_ddl=False,
)
context.run_migrations()
