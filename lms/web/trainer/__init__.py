"""Pages of someone who writes courses: her modules, the problems that learners report, what their answers say.

desk.py the draft behind a page · routes.py reports · then one file for each group of pages, which adds its routes
"""

from lms.web.trainer import (
    analysis,
    analysis_marks,
    bank,
    conflict,
    covering,
    editor,
    exports,
    front,
    history,
    imports,
    media,
    modules,
    plain,
    plan,
    preview,
    publishing,
    references,
    releases,
    reviews,
    steps,
    team,
    trial,
    trial_quiz,
)
from lms.web.trainer.routes import pages

__all__ = [
    "analysis",
    "analysis_marks",
    "bank",
    "conflict",
    "covering",
    "editor",
    "exports",
    "front",
    "history",
    "imports",
    "media",
    "modules",
    "pages",
    "plain",
    "plan",
    "preview",
    "publishing",
    "references",
    "releases",
    "reviews",
    "steps",
    "team",
    "trial",
    "trial_quiz",
]
