"""The outbox: e-mails written with the transaction, sent afterwards."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
WAITING = "sent_at IS NULL AND given_up_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("unsubscribe", sa.String(length=500), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=60), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("given_up_at", MOMENT, nullable=True),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_outbox_message_tries_counted")),
        sa.CheckConstraint("sent_at IS NULL OR tries > 0", name=op.f("ck_outbox_message_sent_was_tried")),
        sa.CheckConstraint("sent_at IS NULL OR given_up_at IS NULL", name=op.f("ck_outbox_message_one_end")),
        sa.CheckConstraint("given_up_at IS NULL OR last_error <> ''", name=op.f("ck_outbox_message_given_up_says_why")),
        sa.CheckConstraint(f"claimed_until IS NULL OR ({WAITING})", name=op.f("ck_outbox_message_claimed_is_waiting")),
        sa.CheckConstraint("expires_at IS NOT NULL OR NOT secret", name=op.f("ck_outbox_message_secret_expires")),
        sa.CheckConstraint(
            f"({WAITING}) OR NOT secret OR (text = '' AND html = '')",
            name=op.f("ck_outbox_message_secret_not_kept"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
        sa.UniqueConstraint("once", name=op.f("uq_outbox_message_once")),
    )
    op.create_index("ix_outbox_message_recipient", "outbox_message", ["recipient"], unique=False)
    op.create_index(
        "ix_outbox_message_waiting",
        "outbox_message",
        ["secret", "next_try_at"],
        unique=False,
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )


def downgrade() -> None:
    op.drop_table("outbox_message")
