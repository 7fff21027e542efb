"""What trainers write."""

from __future__ import annotations

from wtforms import TextAreaField

from lms import learning
from lms.web.forms import Form, filled, shorter_than, written


class AnswerForm(Form):
    """The answer to a report."""

    answer = TextAreaField(
        "Votre réponse",
        description="La personne la lira dans «\u202fVos signalements\u202f». Dites ce qui change, ou pourquoi non.",
        filters=[written],
        validators=[
            filled("Écrivez votre réponse."),
            shorter_than(learning.ANSWER_LENGTH, "Cette réponse est trop longue\u00a0: 2\u202f000 signes au plus."),
        ],
        render_kw={"maxlength": learning.ANSWER_LENGTH, "rows": 6},
    )
