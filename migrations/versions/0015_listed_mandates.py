"""Which mandates a list has said: those who look after the place see them, and no other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Until now, everybody has said her own."""
    with op.batch_alter_table("mandate") as mandate:
        mandate.add_column(sa.Column("listed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("mandate") as mandate:
        mandate.alter_column("listed", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("mandate") as mandate:
        mandate.drop_column("listed")
