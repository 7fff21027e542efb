"""Courses, releases, and what visitors leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "course",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_course")),
    )
    op.create_table(
        "learner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visitor_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.CheckConstraint("last_seen_at >= created_at", name=op.f("ck_learner_seen_after_created")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learner")),
        sa.UniqueConstraint("visitor_hash", name=op.f("uq_learner_visitor_hash")),
    )
    op.create_index("ix_learner_last_seen_at", "learner", ["last_seen_at"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("enrolled_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_enrolment_course_key_course")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name=op.f("fk_enrolment_learner_id_learner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("learner_id", "course_key", name=op.f("uq_enrolment_learner_id_course_key")),
    )
    op.create_index("ix_enrolment_course_key", "enrolment", ["course_key"], unique=False)

    op.create_table(
        "release",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rendering", sa.Integer(), nullable=False),
        sa.Column("cover", DOCUMENT, nullable=False),
        sa.Column("bank", DOCUMENT, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_release_number_positive")),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_release_course_key_course")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("course_key", "number", name=op.f("uq_release_course_key_number")),
        sa.UniqueConstraint("id", "course_key", name=op.f("uq_release_id_course_key")),
    )
    op.create_index("ix_release_course_key", "release", ["course_key"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("behaviour", sa.String(length=20), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("questions", DOCUMENT, nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("rule", DOCUMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.CheckConstraint("behaviour IN ('practice')", name=op.f("ck_attempt_behaviour_known")),
        sa.CheckConstraint(
            "finished_at IS NULL OR finished_at >= started_at", name=op.f("ck_attempt_finished_after_started")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_attempt_enrolment_id_enrolment"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_attempt_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index("ix_attempt_enrolment_id", "attempt", ["enrolment_id"], unique=False)
    op.create_index("ix_attempt_release_id", "attempt", ["release_id"], unique=False)
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["enrolment_id", "lesson_key"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )

    op.create_table(
        "current_release",
        sa.Column("course_key", sa.String(length=60), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["course_key"], ["course.key"], name=op.f("fk_current_release_course_key_course")),
        sa.ForeignKeyConstraint(
            ["release_id", "course_key"],
            ["release.id", "release.course_key"],
            name=op.f("fk_current_release_release_id_course_key_release"),
        ),
        sa.PrimaryKeyConstraint("course_key", name=op.f("pk_current_release")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_publication_release_id_release")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_release_id", "publication", ["release_id"], unique=False)

    op.create_table(
        "release_file",
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_file_release_id_release")),
        sa.ForeignKeyConstraint(["sha256"], ["blob.sha256"], name=op.f("fk_release_file_sha256_blob")),
        sa.PrimaryKeyConstraint("release_id", "path", name=op.f("pk_release_file")),
    )
    op.create_index("ix_release_file_sha256", "release_file", ["sha256"], unique=False)

    op.create_table(
        "release_lesson",
        sa.Column("release_id", sa.String(length=64), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_lesson_release_id_release")),
        sa.PrimaryKeyConstraint("release_id", "lesson_key", name=op.f("pk_release_lesson")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=60), nullable=False),
        sa.Column("client_id", sa.String(length=36), nullable=False),
        sa.Column("given", DOCUMENT, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_answer_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("attempt_id", "client_id", name=op.f("uq_answer_attempt_id_client_id")),
    )
    op.create_index("ix_answer_place", "answer", ["attempt_id", "question_key"], unique=False)

    op.create_table(
        "lesson_completion",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("lesson_key", sa.String(length=60), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("completed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_lesson_completion_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_lesson_completion_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "lesson_key", name=op.f("pk_lesson_completion")),
    )
    op.create_index("ix_lesson_completion_attempt_id", "lesson_completion", ["attempt_id"], unique=False)

    op.create_table(
        "step_done",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=60), nullable=False),
        sa.Column("done_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_step_done_attempt_id_attempt"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", "step_key", name=op.f("pk_step_done")),
    )
    op.create_table(
        "mark",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("out_of", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("marked_at", MOMENT, nullable=False),
        sa.CheckConstraint("0 <= points AND points <= out_of", name=op.f("ck_mark_points_bounded")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_mark_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "revision", name=op.f("pk_mark")),
    )


def downgrade() -> None:
    for table in (
        "mark",
        "step_done",
        "lesson_completion",
        "answer",
        "release_lesson",
        "release_file",
        "publication",
        "current_release",
        "attempt",
        "release",
        "enrolment",
        "learner",
        "course",
        "blob",
    ):
        op.drop_table(table)
