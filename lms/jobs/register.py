"""What each column of this package is, for the person it is about (lms.personal_data)."""

from __future__ import annotations

from lms.personal_data import OTHERS, TECHNICAL, WORKED, table

REGISTER = (
    table(
        "job",
        WORKED,
        "Listes en cours d’ajout",
        id=TECHNICAL,
        kind=TECHNICAL,
        once=TECHNICAL,
        asked_by=OTHERS,
        asked_at=TECHNICAL,
        arguments=OTHERS,
        given=OTHERS,
        done=TECHNICAL,
        total=TECHNICAL,
        tries=TECHNICAL,
        claimed_until=TECHNICAL,
        told=OTHERS,
        made=OTHERS,
        finished_at=TECHNICAL,
        refused=TECHNICAL,
    ),
)
