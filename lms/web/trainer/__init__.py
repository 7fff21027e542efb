"""Pages of someone who writes courses: the problems that learners report."""

from lms.web.trainer.routes import pages

__all__ = ["pages"]
