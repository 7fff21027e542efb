"""What each column of this package is (lms.personal_data)."""

from __future__ import annotations

from lms.personal_data import LETTERS, SECURITY, TECHNICAL, table

REGISTER = (
    table(
        "reminded",
        LETTERS,
        "Dernier rappel écrit",
        owner="person_id",
        person_id=TECHNICAL,
        last_at="Écrit le",
        once=TECHNICAL,
    ),
    table(
        "reminder_press",
        SECURITY,
        "Rappels que vous avez envoyés à vos sessions",
        owner="pressed_by",
        client_id=TECHNICAL,
        cohort_id=TECHNICAL,
        pressed_by=TECHNICAL,
        pressed_at="Envoyé le",
        sentence="Phrase ajoutée",
        about="Lettres, en dizaines",
    ),
)
