"""Recovery codes; a code that was accepted may wait for the person's own secret."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.person_id"], name=op.f("fk_recovery_code_person_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index("ix_recovery_code_person_id", "recovery_code", ["person_id"], unique=False)
    op.add_column("sign_in_request", sa.Column("proved_by", sa.String(length=64), nullable=True))
    op.create_index("ix_sign_in_request_proved_by", "sign_in_request", ["proved_by"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_sign_in_request_proved_by", "sign_in_request")
    op.drop_column("sign_in_request", "proved_by")
    op.drop_table("recovery_code")
