"""Where communes stand: tables made for reading, filled by « flask lms followup rebuild »."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

CODE = sa.String(length=9)
NAME = sa.String(length=120)
BLOCK = "followup_block.id"


def upgrade() -> None:
    op.create_table(
        "followup_snapshot",
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("taken_at", name="pk_followup_snapshot"),
    )
    op.create_table(
        "followup_area",
        sa.Column("departement_code", CODE, nullable=False),
        sa.Column("epci_siren", CODE, nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("epci_name", NAME, nullable=False),
        sa.Column("departement_name", NAME, nullable=False),
        sa.Column("region_name", NAME, nullable=False),
        sa.Column("communes", sa.Integer(), nullable=False),
        sa.CheckConstraint("communes > 0", name="ck_followup_area_communes_positive"),
        sa.PrimaryKeyConstraint("departement_code", "epci_siren", name="pk_followup_area"),
    )
    for column in ("region_code", "epci_siren"):
        op.create_index(f"ix_followup_area_{column}", "followup_area", [column])
    _create_blocks()
    _create_counts()


def _create_blocks() -> None:
    numbers = ("communes", "registered", "started", "finished", "inactive")
    op.create_table(
        "followup_block",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", CODE, nullable=False),
        sa.Column("departement_code", CODE, nullable=False),
        sa.Column("epci_siren", CODE, nullable=False),
        sa.Column("size", sa.String(length=20), nullable=False),
        *(sa.Column(number, sa.Integer(), nullable=False) for number in numbers),
        sa.CheckConstraint("registered >= 20 AND communes >= 3", name="ck_followup_block_enough"),
        sa.CheckConstraint(
            "started % 10 = 0 AND finished % 10 = 0 AND inactive % 10 = 0", name="ck_followup_block_in_tens"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_followup_block"),
    )
    op.create_index(
        "ix_followup_block_region_code", "followup_block", ["region_code", "departement_code", "epci_siren"]
    )
    for column in ("departement_code", "epci_siren"):
        op.create_index(f"ix_followup_block_{column}", "followup_block", [column])
    op.create_table(
        "followup_commune",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("block_id", sa.Integer(), nullable=False),
        _below("followup_commune", "commune_code", "commune.code"),
        _below("followup_commune", "block_id", BLOCK),
        sa.PrimaryKeyConstraint("commune_code", name="pk_followup_commune"),
    )
    op.create_index("ix_followup_commune_block_id", "followup_commune", ["block_id"])


def _create_counts() -> None:
    op.create_table(
        "followup_course",
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _below("followup_course", "course_key", "course.key"),
        sa.PrimaryKeyConstraint("course_key", name="pk_followup_course"),
    )
    op.create_table(
        "followup_finished",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people > 0 AND people % 10 = 0", name="ck_followup_finished_in_tens"),
        _below("followup_finished", "block_id", BLOCK),
        _below("followup_finished", "course_key", "followup_course.course_key"),
        sa.PrimaryKeyConstraint("block_id", "course_key", name="pk_followup_finished"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_followup_finished_course_key", "followup_finished", ["course_key"])
    op.create_table(
        "followup_week",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("lessons", sa.Integer(), nullable=False),
        sa.CheckConstraint("lessons > 0 AND lessons % 10 = 0", name="ck_followup_week_in_tens"),
        _below("followup_week", "block_id", BLOCK),
        sa.PrimaryKeyConstraint("block_id", "monday", name="pk_followup_week"),
        sqlite_with_rowid=False,
    )


def _below(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete="CASCADE")


def downgrade() -> None:
    for table in ("week", "finished", "course", "commune", "block", "area", "snapshot"):
        op.drop_table(f"followup_{table}")
