"""Pages of someone who writes courses: the problems that learners report, what their answers say."""

from lms.web.trainer import analysis, bank, conflict, editor, front, plain, preview, steps
from lms.web.trainer.routes import pages

__all__ = ["analysis", "bank", "conflict", "editor", "front", "pages", "plain", "preview", "steps"]
