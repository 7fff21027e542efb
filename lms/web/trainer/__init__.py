"""Pages of someone who writes courses: her modules, each on its bench; the problems that learners report.

desk.py the draft behind a page · routes.py reports · then one file for each group of pages
"""

from lms.web.trainer import (  # noqa: F401 each registers its pages
    covering,
    exports,
    imports,
    modules,
    plan,
    publishing,
    releases,
)
from lms.web.trainer.routes import pages

__all__ = ["pages"]
