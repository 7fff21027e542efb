"""What is shown of a session: who was there, what was thought of it, what went wrong, what it cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("means", sa.String(length=10), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name="ck_attendance_half_known"),
        sa.CheckConstraint("means IN ('self', 'organiser', 'paper')", name="ck_attendance_means_known"),
        sa.CheckConstraint("revision > 0", name="ck_attendance_revision_counts"),
        sa.CheckConstraint("means <> 'self' OR present", name="ck_attendance_nobody_says_she_is_away"),
        _below("attendance", "meeting_id", "cohort_meeting", "CASCADE"),
        _below("attendance", "person_id", "person", "CASCADE"),
        _below("attendance", "recorded_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("meeting_id", "day", "half", "person_id", "revision", name="pk_attendance"),
    )
    for column in ("person_id", "recorded_by"):
        op.create_index(f"ix_attendance_{column}", "attendance", [column])
    _create_satisfaction()
    _create_complaint()
    op.create_table(
        "cohort_cost",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(length=10), nullable=False),
        sa.Column("cents", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.CheckConstraint("payer IN ('commune', 'epci', 'other')", name="ck_cohort_cost_payer_known"),
        sa.CheckConstraint("cents BETWEEN 0 AND 100000000", name="ck_cohort_cost_cents_bounded"),
        _below("cohort_cost", "cohort_id", "cohort", "CASCADE"),
        _below("cohort_cost", "said_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("cohort_id", name="pk_cohort_cost"),
    )
    op.create_index("ix_cohort_cost_said_by", "cohort_cost", ["said_by"])


def _create_satisfaction() -> None:
    op.create_table(
        "satisfaction_request",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("given_at", MOMENT, nullable=True),
        sa.CheckConstraint("moment IN ('hot', 'cold')", name="ck_satisfaction_request_moment_known"),
        sa.CheckConstraint(
            "asked_at IS NOT NULL OR given_at IS NOT NULL", name="ck_satisfaction_request_something_happened"
        ),
        _below("satisfaction_request", "cohort_id", "cohort", "CASCADE"),
        _below("satisfaction_request", "person_id", "person", "CASCADE"),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "moment", name="pk_satisfaction_request"),
    )
    op.create_index("ix_satisfaction_request_person_id", "satisfaction_request", ["person_id"])
    op.create_table(
        "satisfaction_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.CheckConstraint("moment IN ('hot', 'cold')", name="ck_satisfaction_answer_moment_known"),
        sa.CheckConstraint("value BETWEEN 1 AND 5", name="ck_satisfaction_answer_value_known"),
        sa.CheckConstraint("length(remark) <= 500", name="ck_satisfaction_answer_remark_short"),
        _below("satisfaction_answer", "cohort_id", "cohort", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_satisfaction_answer"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_satisfaction_answer_cohort_id", "satisfaction_answer", ["cohort_id"])


def _create_complaint() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("done", sa.String(length=2000), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> '' AND length(text) <= 1000", name="ck_complaint_text_bounded"),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (done IS NULL) = (answered_at IS NULL)",
            name="ck_complaint_answer_is_dated",
        ),
        sa.CheckConstraint(
            "answered_at IS NOT NULL OR answered_by IS NULL", name="ck_complaint_answered_by_with_answer"
        ),
        sa.CheckConstraint("answer <> '' AND length(answer) <= 2000", name="ck_complaint_answer_bounded"),
        sa.CheckConstraint("done <> '' AND length(done) <= 2000", name="ck_complaint_done_bounded"),
        _below("complaint", "cohort_id", "cohort", "CASCADE"),
        _below("complaint", "person_id", "person", "CASCADE"),
        _below("complaint", "answered_by", "person", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_complaint"),
        sa.UniqueConstraint("person_id", "client_id", name="uq_complaint_person_id_client_id"),
    )
    for column in ("cohort_id", "answered_by"):
        op.create_index(f"ix_complaint_{column}", "complaint", [column])


def _below(table: str, column: str, above: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{column}_{above}"
    return sa.ForeignKeyConstraint([column], [f"{above}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in ("cohort_cost", "complaint", "satisfaction_answer", "satisfaction_request", "attendance"):
        op.drop_table(table)
