"""When someone came last, and what she was told before her account is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("account", sa.Column("last_seen_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE account SET last_seen_at = "
        "(SELECT max(created_at) FROM account_session WHERE account_session.person_id = account.person_id)"
    )
    op.create_table(
        "inactivity_notice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.CheckConstraint("number IN (1, 2)", name=op.f("ck_inactivity_notice_number_known")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["account.person_id"],
            name=op.f("fk_inactivity_notice_person_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "number", name=op.f("pk_inactivity_notice")),
    )


def downgrade() -> None:
    op.drop_table("inactivity_notice")
    with op.batch_alter_table("account") as account:
        account.drop_column("last_seen_at")
