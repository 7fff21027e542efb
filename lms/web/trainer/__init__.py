"""Pages of someone who writes courses: her modules, the problems that learners report, what their answers say.

desk.py the draft behind a page · routes.py reports · then one file for each group of pages
"""

from lms.web.trainer import analysis, covering, exports, imports, modules, plan, publishing, releases
from lms.web.trainer.routes import pages

__all__ = ["analysis", "covering", "exports", "imports", "modules", "pages", "plan", "publishing", "releases"]
