"""People, their sessions and their roles; a learner is a visitor or a person."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "kept_form",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.String(length=20000), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_kept_form")),
    )
    op.create_index("ix_kept_form_created_at", "kept_form", ["created_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "erased_at IS NULL OR (given_name = '' AND family_name = '')", name=op.f("ck_person_erased_is_nameless")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "sign_in_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("link_code_hash", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("next_page", sa.String(length=500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("voided_at", MOMENT, nullable=True),
        sa.CheckConstraint("device IN ('own', 'shared')", name=op.f("ck_sign_in_request_device_known")),
        sa.CheckConstraint("0 <= tries AND tries <= 5", name=op.f("ck_sign_in_request_tries_bounded")),
        sa.CheckConstraint("used_at IS NULL OR voided_at IS NULL", name=op.f("ck_sign_in_request_used_or_voided")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_request")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_sign_in_request_link_hash")),
    )
    op.create_index("ix_sign_in_request_browser_hash", "sign_in_request", ["browser_hash"], unique=False)
    op.create_index("ix_sign_in_request_created_at", "sign_in_request", ["created_at"], unique=False)
    op.create_index("ix_sign_in_request_email", "sign_in_request", ["email"], unique=False)

    op.create_table(
        "throttle",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("window_start", MOMENT, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_throttle_count_positive")),
        sa.PrimaryKeyConstraint("bucket", "window_start", name=op.f("pk_throttle")),
    )
    op.create_index("ix_throttle_window_start", "throttle", ["window_start"], unique=False)

    op.create_table(
        "account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("shared_mailbox", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("welcomed_at", MOMENT, nullable=True),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("suspended_at", MOMENT, nullable=True),
        sa.Column("reminders", sa.Boolean(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_account_email_lower_case")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("viewer_id", sa.Integer(), nullable=True),
        sa.Column("viewer_role", sa.String(length=20), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_consultation_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"], ["person.id"], name=op.f("fk_consultation_viewer_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index("ix_consultation_person_id", "consultation", ["person_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("given_name", sa.String(length=80), nullable=False),
        sa.Column("family_name", sa.String(length=80), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["person.id"], name=op.f("fk_invitation_invited_by_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index("ix_invitation_email", "invitation", ["email"], unique=False)

    op.create_table(
        "mandate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=40), nullable=False),
        sa.Column("territory_kind", sa.String(length=20), nullable=False),
        sa.Column("territory_code", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "territory_kind IN ('commune', 'epci', 'departement', 'region')", name=op.f("ck_mandate_territory_known")
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_mandate_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mandate_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint(
            "person_id", "function", "territory_kind", "territory_code", "starts_on", name="uq_mandate_once"
        ),
    )
    op.create_index("ix_mandate_person_id", "mandate", ["person_id"], unique=False)
    op.create_index("ix_mandate_territory", "mandate", ["territory_kind", "territory_code"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("scope_kind", sa.String(length=20), nullable=False),
        sa.Column("scope_code", sa.String(length=20), nullable=False),
        sa.Column("granted_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(role = 'administrator') = (scope_kind <> '')", name=op.f("ck_role_grant_scope_of_administrators")
        ),
        sa.CheckConstraint("(scope_kind = '') = (scope_code = '')", name=op.f("ck_role_grant_scope_whole")),
        sa.CheckConstraint("role IN ('trainer', 'administrator', 'operator')", name=op.f("ck_role_grant_role_known")),
        sa.CheckConstraint(
            "scope_kind IN ('', 'commune', 'epci', 'departement', 'region')", name=op.f("ck_role_grant_scope_known")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_person_id", "role_grant", ["person_id"], unique=False)
    op.create_index(
        "uq_role_grant_open",
        "role_grant",
        ["person_id", "role", "scope_kind", "scope_code"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )

    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("proved_at", MOMENT, nullable=False),
        sa.Column("strong", sa.Boolean(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("device IN ('own', 'shared')", name=op.f("ck_account_session_device_known")),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_account_session_expires_after_creation")),
        sa.CheckConstraint("last_seen_at >= created_at", name=op.f("ck_account_session_seen_after_creation")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.person_id"], name=op.f("fk_account_session_person_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index("ix_account_session_expires_at", "account_session", ["expires_at"], unique=False)
    op.create_index("ix_account_session_person_id", "account_session", ["person_id"], unique=False)

    op.create_table(
        "authenticator_app",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["account.person_id"],
            name=op.f("fk_authenticator_app_person_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator_app")),
    )
    op.create_table(
        "email_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("old_email", sa.String(length=254), nullable=False),
        sa.Column("new_email", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("undo_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint("0 <= tries AND tries <= 5", name=op.f("ck_email_change_tries_bounded")),
        sa.CheckConstraint("undone_at IS NULL OR done_at IS NOT NULL", name=op.f("ck_email_change_undone_after_done")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.person_id"], name=op.f("fk_email_change_person_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_change")),
        sa.UniqueConstraint("undo_hash", name=op.f("uq_email_change_undo_hash")),
    )
    op.create_index("ix_email_change_person_id", "email_change", ["person_id"], unique=False)

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.person_id"], name=op.f("fk_passkey_person_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"], unique=False)

    op.drop_index("uq_attempt_open", "attempt")
    op.add_column("attempt", sa.Column("set_aside_at", MOMENT, nullable=True))
    _one_open_attempt("finished_at IS NULL AND set_aside_at IS NULL")
    with op.batch_alter_table("learner") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.alter_column("visitor_hash", existing_type=sa.String(length=64), nullable=True)
        batch.create_unique_constraint(op.f("uq_learner_person_id"), ["person_id"])
        batch.create_foreign_key(
            op.f("fk_learner_person_id_person"), "person", ["person_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_check_constraint(
            op.f("ck_learner_visitor_or_person"), "(visitor_hash IS NULL) <> (person_id IS NULL)"
        )


def downgrade() -> None:
    with op.batch_alter_table("learner") as batch:
        batch.drop_constraint(op.f("ck_learner_visitor_or_person"), type_="check")
        batch.drop_constraint(op.f("fk_learner_person_id_person"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_learner_person_id"), type_="unique")
    op.execute("UPDATE learner SET visitor_hash = 'member-' || person_id WHERE visitor_hash IS NULL")  # work is kept
    with op.batch_alter_table("learner") as batch:
        batch.alter_column("visitor_hash", existing_type=sa.String(length=64), nullable=False)
        batch.drop_column("person_id")
    op.drop_index("uq_attempt_open", "attempt")
    op.execute("UPDATE attempt SET finished_at = set_aside_at WHERE finished_at IS NULL AND set_aside_at IS NOT NULL")
    op.drop_column("attempt", "set_aside_at")
    _one_open_attempt("finished_at IS NULL")
    op.drop_table("passkey")
    op.drop_table("email_change")
    op.drop_table("authenticator_app")
    op.drop_table("account_session")
    op.drop_table("role_grant")
    op.drop_table("mandate")
    op.drop_table("invitation")
    op.drop_table("consultation")
    op.drop_table("account")
    op.drop_table("throttle")
    op.drop_table("sign_in_request")
    op.drop_table("person")
    op.drop_table("kept_form")


def _one_open_attempt(condition: str) -> None:
    open_one = {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
    op.create_index("uq_attempt_open", "attempt", ["enrolment_id", "lesson_key"], unique=True, **open_one)
