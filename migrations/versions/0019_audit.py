"""The journal of what the staff do, long work asked on a page, and the page of public figures, closed at first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
REFUSAL = "a line of the journal is never changed"


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(80), nullable=False),
        sa.Column("scope_kind", sa.String(20), nullable=True),
        sa.Column("scope_code", sa.String(20), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.CheckConstraint("number > 0 AND people >= 0", name=op.f("ck_audit_entry_counted")),
        sa.CheckConstraint("(scope_kind IS NULL) = (scope_code IS NULL)", name=op.f("ck_audit_entry_scope_whole")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_by_id", "audit_entry", ["by_id", "number"])
    op.create_index("ix_audit_entry_scope", "audit_entry", ["scope_kind", "scope_code", "number"])
    seal = op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("before_first", sa.String(64), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_digest", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_seal_one_row")),
        sa.CheckConstraint("first_number <= last_number + 1", name=op.f("ck_audit_seal_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
    )
    beginning = "0" * 64
    op.bulk_insert(
        seal,
        [{"id": 1, "first_number": 1, "before_first": beginning, "last_number": 0, "last_digest": beginning}],
    )
    _refuse_changes()
    _create_job()
    op.create_table(
        "followup_opening",
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "closed_at IS NULL OR closed_at >= opened_at", name=op.f("ck_followup_opening_closed_after")
        ),
        sa.PrimaryKeyConstraint("opened_at", name=op.f("pk_followup_opening")),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("once", sa.String(120), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("arguments", DOCUMENT, nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("told", DOCUMENT, nullable=True),
        sa.Column("made", sa.LargeBinary(), nullable=True),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("refused", sa.String(300), nullable=False),
        sa.CheckConstraint("tries >= 0 AND done >= 0 AND total >= 0", name=op.f("ck_job_counted")),
        sa.CheckConstraint("claimed_until IS NULL OR (finished_at IS NULL)", name=op.f("ck_job_claimed_is_unfinished")),
        sa.CheckConstraint("refused = '' OR NOT (finished_at IS NULL)", name=op.f("ck_job_refused_is_finished")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_job_asked_by_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("once", name=op.f("uq_job_once")),
    )
    op.create_index("ix_job_asked_by", "job", ["asked_by"])
    unfinished = sa.text("finished_at IS NULL")
    op.create_index("ix_job_due", "job", ["id"], sqlite_where=unfinished, postgresql_where=unfinished)


def _refuse_changes() -> None:
    """Lines are added, and forgotten from the first: nothing changes one."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION audit_entry_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_kept BEFORE UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_kept()"
    )


def downgrade() -> None:
    op.drop_table("followup_opening")
    op.drop_table("job")
    op.drop_table("audit_seal")
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_entry_kept()")
