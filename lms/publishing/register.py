"""What each column of this package is (lms.personal_data): courses are about nobody, publishing them is somebody's."""

from __future__ import annotations

from lms.personal_data import OTHERS, PUBLISHING, TECHNICAL, public_table, table

REGISTER = (
    public_table("course", "Modules", "key position"),
    public_table("release", "Versions publiées", "id course_key number rendering cover bank"),
    public_table("current_release", "Versions en cours", "course_key release_id since"),
    public_table("release_lesson", "Leçons publiées", "release_id lesson_key content"),
    public_table("blob", "Fichiers des modules", "sha256 content"),
    public_table("release_file", "Fichiers d’une version", "release_id path sha256"),
    table(
        "publication",
        PUBLISHING,
        "Publications",
        id=TECHNICAL,
        release_id=TECHNICAL,
        published_at=TECHNICAL,
        published_by=OTHERS,  # the name at the command line: not tied to an account
        message=TECHNICAL,
    ),
)
