"""What someone who learns chooses for herself."""

from __future__ import annotations

from wtforms import SelectField

from lms.web.forms import Form, choices

FACTORS = {"1": "Le temps prévu"} | {str(factor): f"{factor} fois le temps prévu" for factor in range(2, 11)}


class TimeForm(Form):
    """How much time to have where time is limited."""

    time_factor = SelectField(
        "De combien de temps avez-vous besoin\N{NARROW NO-BREAK SPACE}?",
        description="Vous en décidez, sans justification. Votre choix vaut pour les prochains quiz.",
        choices=choices(FACTORS),
    )
