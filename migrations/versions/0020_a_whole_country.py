"""The lessons of twelve weeks lie with each group of communes: the figures of a country are one reading of ten
thousand rows. « flask lms followup rebuild » fills them. And lists of élus are read in the order of their names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

COLUMNS = [f"lessons_{ago}" for ago in range(12)]
CHECK = "ck_followup_block_lessons_in_tens"


def upgrade() -> None:
    op.create_index("ix_person_name", "person", ["family_name", "given_name", "id"])
    op.drop_table("followup_week")
    with op.batch_alter_table("followup_block") as block:
        for name in COLUMNS:
            block.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        block.create_check_constraint(op.f(CHECK), " AND ".join(f"{name} % 10 = 0" for name in COLUMNS))
    with op.batch_alter_table("followup_block") as block:
        for name in COLUMNS:
            block.alter_column(name, existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    op.drop_index("ix_person_name", "person")
    with op.batch_alter_table("followup_block") as block:
        block.drop_constraint(op.f(CHECK), type_="check")
        for name in COLUMNS:
            block.drop_column(name)
    op.create_table(
        "followup_week",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.CheckConstraint("lessons > 0 AND lessons % 10 = 0", name="ck_followup_week_in_tens"),
        sa.ForeignKeyConstraint(
            ["block_id"], ["followup_block.id"], name="fk_followup_week_block_id_followup_block", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("block_id", "monday", name="pk_followup_week"),
        sqlite_with_rowid=False,
    )
