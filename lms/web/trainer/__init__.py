"""Pages of someone who writes courses, in the workshop and beside it; each module adds its routes to `pages`."""

from lms.web.trainer import trial, trial_quiz
from lms.web.trainer.routes import pages

__all__ = ["pages", "trial", "trial_quiz"]
