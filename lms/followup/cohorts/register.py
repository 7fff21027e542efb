"""What each column of this package is, for the person it is about (lms.personal_data)."""

from __future__ import annotations

from lms.personal_data import INVITED, OTHERS, PUBLIC, SESSIONS, TECHNICAL, table

REGISTER = (
    *(
        table(name, SESSIONS, about, **dict.fromkeys(columns.split(), PUBLIC))
        for name, about, columns in (
            (
                "cohort",
                "Sessions de formation",
                "id name kind starts_on ends_on place_kind place_code minutes tutor_id version code code_until "
                "created_by created_at client_id cancelled_at cancelled_because",
            ),
            ("cohort_course", "Modules d’une session", "cohort_id course_key position due_on assigned_at"),
            (
                "cohort_meeting",
                "Rencontres d’une session",
                "id cohort_id starts_at ends_at where link created_at client_id cancelled_at",
            ),
        )
    ),
    table(
        "cohort_member",
        SESSIONS,
        "Sessions où vous êtes",
        owner="person_id",
        cohort_id="Numéro de la session",
        person_id=TECHNICAL,
        origin="Choisie, invitée ou venue par un code",
        added_by=OTHERS,
        added_at="Depuis le",
        joined_at="Venue d’elle-même le",
        left_at="Sortie le",
        earlier_told_at="A fait connaître ce qu’elle avait déjà terminé le",
        told_version=TECHNICAL,
    ),
    table(
        "cohort_invitation",
        INVITED,
        "Sessions où votre adresse est invitée",
        owner="email",
        cohort_id="Numéro de la session",
        email="Adresse",
        invited_by=OTHERS,
        invited_at="Invitée le",
    ),
)
