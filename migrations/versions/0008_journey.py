"""What someone keeps of the things to do at the mairie; reports on a step and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "task_note",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("task_key", sa.String(length=60), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=True),
        sa.CheckConstraint("length(note) <= 1000", name=op.f("ck_task_note_note_short")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_task_note_version_counts")),
        sa.CheckConstraint("(version = 0) = (noted_at IS NULL)", name=op.f("ck_task_note_noted_is_dated")),
        sa.CheckConstraint("version > 0 OR note = ''", name=op.f("ck_task_note_note_is_versioned")),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_task_note_course_key_course")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_task_note_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("learner_id", "course_key", "task_key", name=op.f("pk_task_note")),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("step_key", sa.String(length=60), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("reported_at", MOMENT, nullable=False),
        sa.Column("answer", sa.String(length=2000), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('error', 'typo', 'dead-link', 'unclear', 'accessibility', 'other')",
            name=op.f("ck_report_kind_known"),
        ),
        sa.CheckConstraint("text <> '' AND length(text) <= 1000", name=op.f("ck_report_text_bounded")),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_report_answer_is_dated")),
        sa.CheckConstraint(
            "answered_at IS NOT NULL OR answered_by IS NULL", name=op.f("ck_report_answered_by_with_answer")
        ),
        sa.CheckConstraint("answer <> '' AND length(answer) <= 2000", name=op.f("ck_report_answer_bounded")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_report_answered_by_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_report_course_key_course")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_report_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_report_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("learner_id", "client_id", name=op.f("uq_report_learner_id_client_id")),
    )
    op.create_index("ix_report_answered_by", "report", ["answered_by"], unique=False)
    op.create_index("ix_report_course_key", "report", ["course_key", "id"], unique=False)
    op.create_index("ix_report_release_id", "report", ["release_id"], unique=False)


def downgrade() -> None:
    op.drop_table("report")
    op.drop_table("task_note")
