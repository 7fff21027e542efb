"""Pages of someone who writes courses, in the workshop and beside it; each module adds its routes to `pages`."""

from lms.web.trainer import history, reviews, team, trial, trial_quiz
from lms.web.trainer.routes import pages

__all__ = ["history", "pages", "reviews", "team", "trial", "trial_quiz"]
