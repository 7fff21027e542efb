"""What each column of this package is (lms.personal_data): counts of groups, about nobody."""

from __future__ import annotations

from lms.followup.cohorts import register as cohorts
from lms.followup.evidence import register as evidence
from lms.followup.models import WEEKS
from lms.followup.reminders import register as reminders
from lms.personal_data import public_table

REGISTER = (
    *cohorts.REGISTER,
    *evidence.REGISTER,
    *reminders.REGISTER,
    public_table("followup_snapshot", "Suivi, jour du compte", "taken_at"),
    public_table(
        "followup_area",
        "Suivi, territoires",
        "departement_code epci_siren region_code epci_name departement_name region_name communes",
    ),
    public_table(
        "followup_block",
        "Suivi, groupes de communes",
        "id region_code departement_code epci_siren size communes registered started finished inactive "
        + " ".join(f"lessons_{ago}" for ago in range(WEEKS)),
    ),
    public_table("followup_commune", "Suivi, communes d’un groupe", "commune_code block_id"),
    public_table("followup_course", "Suivi, modules", "course_key title position"),
    public_table("followup_finished", "Suivi, modules terminés", "block_id course_key people"),
    public_table("followup_opening", "Chiffres publics, quand ils sont ouverts", "opened_at closed_at"),
)
