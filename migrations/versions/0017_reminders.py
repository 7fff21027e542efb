"""Reminders: paused, weekly, and when the last one was written; what was sent to a session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("reminders_paused_until", MOMENT, nullable=True))
        account.add_column(sa.Column("digest_since", MOMENT, nullable=True))
        account.create_check_constraint("ck_account_digest_is_accepted", "digest_since IS NULL OR reminders")
    wanted = sa.text("digest_since IS NOT NULL")
    op.create_index("ix_account_digest_since", "account", ["person_id"], sqlite_where=wanted, postgresql_where=wanted)
    op.create_table(
        "reminded",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.person_id"], name="fk_reminded_person_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_reminded"),
        sa.UniqueConstraint("once", name="uq_reminded_once"),
    )
    op.create_index("ix_reminded_last_at", "reminded", ["last_at"])
    _create_presses()


def _create_presses() -> None:
    op.create_table(
        "reminder_press",
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("pressed_by", sa.Integer(), nullable=False),
        sa.Column("pressed_at", MOMENT, nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=False),
        sa.CheckConstraint("about >= 0 AND about % 10 = 0", name="ck_reminder_press_in_tens"),
        sa.CheckConstraint("length(sentence) <= 300", name="ck_reminder_press_sentence_bounded"),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name="fk_reminder_press_cohort_id_cohort", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pressed_by"], ["person.id"], name="fk_reminder_press_pressed_by_person", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", name="pk_reminder_press"),
    )
    op.create_index("ix_reminder_press_cohort", "reminder_press", ["cohort_id", "pressed_at"])
    for column in ("pressed_by", "pressed_at"):
        op.create_index(f"ix_reminder_press_{column}", "reminder_press", [column])


def downgrade() -> None:
    op.drop_table("reminder_press")
    op.drop_table("reminded")
    op.drop_index("ix_account_digest_since", "account")
    with op.batch_alter_table("account") as account:
        account.drop_constraint("ck_account_digest_is_accepted", type_="check")
        account.drop_column("digest_since")
        account.drop_column("reminders_paused_until")
