"""What each column of this package is (lms.personal_data): courses are about nobody, writing and publishing them is
somebody’s."""

from __future__ import annotations

from lms.personal_data import AUTHORING, OTHERS, PUBLIC, PUBLISHING, TECHNICAL, Hidden, Rule, Table, public_table, table


def _journal(name: str, rule: Rule, about: str, *, numbers: str, public: str) -> Table:
    """A table that outlives people: their numbers are taken out of it when they erase themselves."""
    columns: dict[str, Hidden] = dict.fromkeys(numbers.split(), TECHNICAL)
    return table(name, rule, about, **columns, **dict.fromkeys(public.split(), PUBLIC))


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
        by_id=TECHNICAL,
        message=TECHNICAL,
        what_changed=PUBLIC,
    ),
    _journal(
        "draft",
        AUTHORING,
        "Modules en cours d’écriture",
        numbers="id owner_id deleted_by_id",
        public="course_key title created_at changed_at base_release_id needs_approval deleted_at",
    ),
    _journal(
        "draft_file",
        AUTHORING,
        "Fichiers en cours d’écriture",
        numbers="draft_id changed_by_id",
        public="path sha256 size version changed_at",
    ),
    _journal(
        "draft_change",
        AUTHORING,
        "Histoire de l’écriture",
        numbers="id draft_id by_id about_id client_id",
        public="what path place before_sha256 after_sha256 sent_sha256 version release_id detail at",
    ),
    table(
        "draft_right",
        AUTHORING,
        "Modules partagés avec vous",
        owner="person_id",
        draft_id=TECHNICAL,
        person_id=TECHNICAL,
        kind="Droit",
        given_at="Depuis le",
    ),
    table(
        "draft_comment",
        AUTHORING,
        "Vos remarques sur des modules",
        owner="author_id",
        id=TECHNICAL,
        draft_id=TECHNICAL,
        path="Fichier",
        place="Endroit",
        text="Remarque",
        author_id=TECHNICAL,
        at="Écrite le",
        resolved_at="Réglée le",
        resolved_by_id=OTHERS,
    ),
    _journal(
        "draft_review",
        AUTHORING,
        "Relectures",
        numbers="id draft_id by_id of_id",
        public="step digest message at",
    ),
    _journal(
        "scheduled_publication",
        AUTHORING,
        "Publications à venir",
        numbers="id draft_id by_id",
        public="release_id publish_at message what_changed scheduled_at outcome ended_at failure",
    ),
)
