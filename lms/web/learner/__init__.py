"""Pages of someone who learns: a lesson step by step, its questions, its end."""

from lms.web.learner import certificates, journey
from lms.web.learner.routes import pages

__all__ = ["certificates", "journey", "pages"]
