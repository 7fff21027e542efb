"""Sessions: people, courses with a date, meetings; letters that carry a calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
FORM_ID = sa.String(length=36)


def upgrade() -> None:
    _create_cohort()
    _create_people()
    _create_work()
    with op.batch_alter_table("outbox_message") as message:
        message.add_column(sa.Column("calendar", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("outbox_message") as message:
        message.alter_column("calendar", existing_type=sa.Text(), server_default=None)


def _create_cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("place_kind", sa.String(length=20), nullable=False),
        sa.Column("place_code", sa.String(length=20), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("tutor_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("code_until", MOMENT, nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("client_id", FORM_ID, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.Column("cancelled_because", sa.String(length=300), nullable=False),
        sa.CheckConstraint("kind IN ('alone', 'on_site', 'video')", name="ck_cohort_kind_known"),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_cohort_ends_after_start"),
        sa.CheckConstraint("minutes > 0", name="ck_cohort_minutes_positive"),
        sa.CheckConstraint("version > 0", name="ck_cohort_version_counts"),
        sa.CheckConstraint("(code IS NULL) = (code_until IS NULL)", name="ck_cohort_code_expires"),
        sa.CheckConstraint("name <> ''", name="ck_cohort_named"),
        sa.CheckConstraint("(cancelled_at IS NULL) = (cancelled_because = '')", name="ck_cohort_cancelled_says_why"),
        sa.CheckConstraint("cancelled_at IS NULL OR code IS NULL", name="ck_cohort_cancelled_is_closed"),
        sa.ForeignKeyConstraint(
            ["place_kind", "place_code"], ["territory.kind", "territory.code"], name="fk_cohort_place_kind_territory"
        ),
        _person("cohort", "tutor_id"),
        _person("cohort", "created_by"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        sa.UniqueConstraint("code", name="uq_cohort_code"),
        sa.UniqueConstraint("created_by", "client_id", name="uq_cohort_form"),
    )
    op.create_index("ix_cohort_place", "cohort", ["place_kind", "place_code", "starts_on"])
    op.create_index("ix_cohort_tutor_id", "cohort", ["tutor_id"])


def _create_people() -> None:
    op.create_table(
        "cohort_member",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("joined_at", MOMENT, nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("earlier_told_at", MOMENT, nullable=True),
        sa.Column("told_version", sa.Integer(), nullable=True),
        sa.CheckConstraint("origin IN ('chosen', 'invited', 'code')", name="ck_cohort_member_origin_known"),
        sa.CheckConstraint("origin = 'chosen' OR joined_at IS NOT NULL", name="ck_cohort_member_joined_by_herself"),
        sa.CheckConstraint("left_at IS NULL OR left_at >= added_at", name="ck_cohort_member_left_after_added"),
        _cohort("cohort_member"),
        _person("cohort_member", "person_id", "CASCADE"),
        _person("cohort_member", "added_by"),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name="pk_cohort_member"),
    )
    op.create_index("ix_cohort_member_person_id", "cohort_member", ["person_id"])
    op.create_table(
        "cohort_invitation",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("invited_by", sa.Integer(), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.CheckConstraint("email = lower(email)", name="ck_cohort_invitation_email_lower_case"),
        _cohort("cohort_invitation"),
        _person("cohort_invitation", "invited_by"),
        sa.PrimaryKeyConstraint("cohort_id", "email", name="pk_cohort_invitation"),
    )
    for column in ("email", "invited_at"):
        op.create_index(f"ix_cohort_invitation_{column}", "cohort_invitation", [column])


def _create_work() -> None:
    op.create_table(
        "cohort_course",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_at", MOMENT, nullable=False),
        _cohort("cohort_course"),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name="fk_cohort_course_course_key_course"),
        sa.PrimaryKeyConstraint("cohort_id", "course_key", name="pk_cohort_course"),
    )
    op.create_index("ix_cohort_course_course_key", "cohort_course", ["course_key"])
    op.create_table(
        "cohort_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("where", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("client_id", FORM_ID, nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name="ck_cohort_meeting_ends_after_start"),
        _cohort("cohort_meeting"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort_meeting"),
        sa.UniqueConstraint("cohort_id", "client_id", name="uq_cohort_meeting_form"),
    )
    op.create_index("ix_cohort_meeting_starts_at", "cohort_meeting", ["cohort_id", "starts_at"])


def _person(table: str, column: str, ondelete: str = "SET NULL") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["person.id"], name=f"fk_{table}_{column}_person", ondelete=ondelete)


def _cohort(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["cohort_id"], ["cohort.id"], name=f"fk_{table}_cohort_id_cohort", ondelete="CASCADE"
    )


def downgrade() -> None:
    with op.batch_alter_table("outbox_message") as message:
        message.drop_column("calendar")
    for table in ("meeting", "course", "invitation", "member"):
        op.drop_table(f"cohort_{table}")
    op.drop_table("cohort")
