"""Pages of someone who writes courses: the workshop, what learners report, what their answers say.

Each module adds its routes to `pages`.
"""

from lms.web.trainer import analysis, history, media, references, reviews, team, trial, trial_quiz, unbuilt
from lms.web.trainer.routes import pages

__all__ = ["analysis", "history", "media", "pages", "references", "reviews", "team", "trial", "trial_quiz", "unbuilt"]
