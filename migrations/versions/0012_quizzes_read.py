"""The quizzes handed in of a release, the latest first: « Analyse » reads them among a million attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

HANDED_IN = sa.text("behaviour = 'check' AND finished_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_attempt_quiz",
        "attempt",
        ["release_id", "finished_at", "id"],
        sqlite_where=HANDED_IN,
        postgresql_where=HANDED_IN,
    )


def downgrade() -> None:
    op.drop_index("ix_attempt_quiz", "attempt")
