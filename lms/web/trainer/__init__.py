"""Pages of someone who writes courses, in the workshop and beside it; each module adds its routes to `pages`."""

from lms.web.trainer import history, media, reviews, team, trial, trial_quiz
from lms.web.trainer.routes import pages

__all__ = ["history", "media", "pages", "reviews", "team", "trial", "trial_quiz"]
