"""Writes the migration that brings the newest schema to what the tables' models say now.

python scripts/migration.py words of what changes

Read what it wrote before you commit it: a renamed column looks like one dropped and one added. There are no downgrades:
the way back is the backup that was made before.
"""

import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import UpgradeOps

import offhook
from offhook.storage import migrate
from offhook.storage.engine import open_engine
from offhook.storage.schema import metadata

VERSIONS = Path(migrate.__file__).parent / "migrations" / "versions"

FILE = '''"""{words}"""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {previous!r}
branch_labels = None
depends_on = None


def upgrade() -> None:
{changes}
'''


def import_models() -> None:
    """Every table of every feature joins the one metadata when its model is imported."""
    for module in pkgutil.walk_packages(offhook.__path__, "offhook."):
        if module.name.endswith(".model"):
            import_module(module.name)


def write(words: str) -> Path:
    """The new migration's file."""
    number = 1 + max((int(path.name[:4]) for path in VERSIONS.glob("[0-9]*.py")), default=0)
    previous = f"{number - 1:04}" if number > 1 else None
    engine = open_engine("sqlite://")
    if previous:
        migrate.upgrade(engine)
    with engine.connect() as connection:
        options = {"target_metadata": metadata, "render_as_batch": number > 1}
        script = produce_migrations(MigrationContext.configure(connection, opts=options), metadata)
    path = VERSIONS / f"{number:04}_{'_'.join(words.lower().split())}.py"
    body = FILE.format(
        words=f"{words[0].upper()}{words[1:]}.",
        revision=f"{number:04}",
        previous=previous,
        changes=_code(script.upgrade_ops),
    )
    path.write_text(body, encoding="utf-8")
    for command in (["format", "--quiet"], ["check", "--fix", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *command, str(path)], check=True)
    return path


def _code(operations: UpgradeOps | None) -> str:
    if operations is None or operations.is_empty():
        raise SystemExit("The models say what the migrations say: nothing to write.")
    lines = render_python_code(operations).splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith("#"))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    import_models()
    print(write(" ".join(sys.argv[1:])))
