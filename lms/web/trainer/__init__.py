"""Pages of someone who writes courses: the workshop, what learners report, what their answers say.

Each module adds its routes to `pages`.
"""

from lms.web.trainer import analysis, history, media, reviews, team, trial, trial_quiz
from lms.web.trainer.routes import pages

__all__ = ["analysis", "history", "media", "pages", "reviews", "team", "trial", "trial_quiz"]
