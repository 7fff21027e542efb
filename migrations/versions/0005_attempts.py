"""The final quiz and the positioning: attempts with a rule, passes, completions, regrades."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OPEN = "finished_at IS NULL AND set_aside_at IS NULL"
CHECKS = {
    "practice_has_lesson": "(behaviour = 'practice') = (lesson_key <> '')",
    "practice_needs_no_start": "(behaviour = 'practice') = (start_id IS NULL)",
    "time_of_check_only": "due_at IS NULL OR behaviour = 'check'",
    "due_after_started": "due_at IS NULL OR due_at > started_at",
    "finished_in_time": "due_at IS NULL OR finished_at IS NULL OR finished_at <= due_at",
}


def upgrade() -> None:
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("applied_by", sa.String(length=120), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.Column("undone_by", sa.String(length=120), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.CheckConstraint("kind IN ('rekey', 'neutralise')", name=op.f("ck_regrade_kind_known")),
        sa.CheckConstraint("(kind = 'rekey') = (release_id IS NOT NULL)", name=op.f("ck_regrade_rekey_has_release")),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name=op.f("ck_regrade_undone_by_someone")),
        sa.CheckConstraint(
            "undone_at IS NULL OR undone_at >= applied_at", name=op.f("ck_regrade_undone_after_applied")
        ),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_regrade_course_key_course")),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_regrade_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index("ix_regrade_place", "regrade", ["course_key", "question_key"], unique=False)
    op.create_index("ix_regrade_release_id", "regrade", ["release_id"], unique=False)

    with op.batch_alter_table("learner") as batch:
        batch.add_column(sa.Column("time_factor", sa.Integer(), server_default="1", nullable=False))
        batch.create_check_constraint(op.f("ck_learner_time_factor_bounded"), "time_factor BETWEEN 1 AND 10")

    op.drop_index("uq_attempt_open", "attempt")
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("start_id", sa.String(length=36), nullable=True))
        batch.add_column(sa.Column("due_at", MOMENT, nullable=True))
        batch.drop_constraint(op.f("ck_attempt_behaviour_known"), type_="check")
        batch.create_check_constraint(
            op.f("ck_attempt_behaviour_known"), "behaviour IN ('practice', 'check', 'positioning')"
        )
        for name, sentence in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_attempt_{name}"), sentence)
        batch.create_unique_constraint(op.f("uq_attempt_enrolment_id_start_id"), ["enrolment_id", "start_id"])
    _one_open_attempt(["enrolment_id", "behaviour", "lesson_key"])

    with op.batch_alter_table("mark") as batch:
        batch.add_column(sa.Column("regrade_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_mark_regrade_id_regrade"), "regrade", ["regrade_id"], ["id"])
        batch.create_check_constraint(op.f("ck_mark_regrade_revises"), "regrade_id IS NULL OR revision > 1")
    op.create_index("ix_mark_regrade_id", "mark", ["regrade_id"], unique=False)

    op.create_table(
        "quiz_pass",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("passed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_quiz_pass_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_quiz_pass_enrolment_id_enrolment"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_quiz_pass")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_quiz_pass_attempt_id")),
    )
    op.create_table(
        "course_completion",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_course_completion_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_course_completion_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_course_completion_release_id_release")),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_course_completion")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_course_completion_attempt_id")),
    )
    op.create_index("ix_course_completion_release_id", "course_completion", ["release_id"], unique=False)


def downgrade() -> None:
    """Go back to lessons alone: attempts at quizzes have no place there, and leave with their answers."""
    op.drop_table("course_completion")
    op.drop_table("quiz_pass")
    op.execute(
        "DELETE FROM mark WHERE answer_id IN (SELECT answer.id FROM answer JOIN attempt"
        " ON attempt.id = answer.attempt_id WHERE attempt.behaviour <> 'practice')"
    )
    op.execute("DELETE FROM answer WHERE attempt_id IN (SELECT id FROM attempt WHERE behaviour <> 'practice')")
    op.execute("DELETE FROM attempt WHERE behaviour <> 'practice'")

    op.drop_index("ix_mark_regrade_id", "mark")
    with op.batch_alter_table("mark") as batch:
        batch.drop_constraint(op.f("ck_mark_regrade_revises"), type_="check")
        batch.drop_constraint(op.f("fk_mark_regrade_id_regrade"), type_="foreignkey")
        batch.drop_column("regrade_id")

    op.drop_index("uq_attempt_open", "attempt")
    with op.batch_alter_table("attempt") as batch:
        batch.drop_constraint(op.f("uq_attempt_enrolment_id_start_id"), type_="unique")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_attempt_{name}"), type_="check")
        batch.drop_constraint(op.f("ck_attempt_behaviour_known"), type_="check")
        batch.create_check_constraint(op.f("ck_attempt_behaviour_known"), "behaviour IN ('practice')")
        batch.drop_column("due_at")
        batch.drop_column("start_id")
    _one_open_attempt(["enrolment_id", "lesson_key"])

    with op.batch_alter_table("learner") as batch:
        batch.drop_constraint(op.f("ck_learner_time_factor_bounded"), type_="check")
        batch.drop_column("time_factor")
    op.drop_table("regrade")


def _one_open_attempt(columns: list[str]) -> None:
    open_one = {"sqlite_where": sa.text(OPEN), "postgresql_where": sa.text(OPEN)}
    op.create_index("uq_attempt_open", "attempt", columns, unique=True, **open_one)
