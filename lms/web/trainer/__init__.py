"""Pages of someone who writes courses: her modules, the problems that learners report, what their answers say.

desk.py the draft behind a page · routes.py reports · then one file for each group of pages
"""

from lms.web.trainer import (
    analysis,
    bank,
    conflict,
    covering,
    editor,
    exports,
    front,
    imports,
    modules,
    plain,
    plan,
    preview,
    publishing,
    releases,
    steps,
)
from lms.web.trainer.routes import pages

__all__ = [
    "analysis",
    "bank",
    "conflict",
    "covering",
    "editor",
    "exports",
    "front",
    "imports",
    "modules",
    "pages",
    "plain",
    "plan",
    "preview",
    "publishing",
    "releases",
    "steps",
]
