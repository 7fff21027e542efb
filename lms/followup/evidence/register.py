"""What each column of this package is, for the person it is about (lms.personal_data)."""

from __future__ import annotations

from lms.personal_data import OPINIONS, OTHERS, PUBLIC, SESSIONS, TECHNICAL, table

REGISTER = (
    table(
        "attendance",
        SESSIONS,
        "Votre présence aux rencontres",
        owner="person_id",
        meeting_id=TECHNICAL,
        day="Jour",
        half="Demi-journée",
        person_id=TECHNICAL,
        revision="Correction",
        present="Présence",
        means="Comment c’est noté",
        recorded_by=OTHERS,
        recorded_at="Noté le",
    ),
    table(
        "satisfaction_request",
        SESSIONS,
        "Si votre avis sur une session a été demandé et donné",
        owner="person_id",
        cohort_id="Numéro de la session",
        person_id=TECHNICAL,
        moment="À la fin, ou trois mois après",
        asked_at="Demandé le",
        given_at="Donné le",
    ),
    table(
        "satisfaction_answer",
        OPINIONS,
        "Réponse, et phrase ajoutée",
        **dict.fromkeys(("id", "cohort_id", "moment", "value", "remark"), PUBLIC),
    ),
    table(
        "complaint",
        SESSIONS,
        "Vos réclamations",
        owner="person_id",
        id=TECHNICAL,
        cohort_id="Numéro de la session",
        person_id=TECHNICAL,
        client_id=TECHNICAL,
        text="Ce que vous avez écrit",
        made_at="Envoyée le",
        answer="Réponse",
        done="Ce qui a été fait",
        answered_at="Répondue le",
        answered_by=OTHERS,
    ),
    table(
        "cohort_cost",
        SESSIONS,
        "Coût d’une session",
        **dict.fromkeys(("cohort_id", "payer", "cents", "said_at"), PUBLIC),
        said_by=OTHERS,
    ),
)
