"""Pages of someone who learns: lessons step by step, her journey and sessions, what to do at the mairie, what she
reports.
"""

from lms.web.learner import certificates, cohorts, journey, quiz, reports, sessions, tasks
from lms.web.learner.routes import pages

__all__ = ["certificates", "cohorts", "journey", "pages", "quiz", "reports", "sessions", "tasks"]
