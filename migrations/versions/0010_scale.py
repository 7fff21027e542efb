"""On SQLite, the steps done in an attempt lie together: with millions of them, a page reads a third of the blocks."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _keep(rowid=False)


def downgrade() -> None:
    _keep(rowid=True)


def _keep(*, rowid: bool) -> None:
    """PostgreSQL has no such choice."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("step_done", recreate="always", table_kwargs={"sqlite_with_rowid": rowid}):
            pass
