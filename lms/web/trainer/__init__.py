"""Pages of someone who writes courses: the problems that learners report, what their answers say."""

from lms.web.trainer import analysis
from lms.web.trainer.routes import pages

__all__ = ["analysis", "pages"]
