"""Pages of someone who looks after a territory: where its communes stand. Nobody is named in what she follows.

scope.py what she looks after · routes.py « Suivi »
"""

from lms.web.admin.routes import pages

__all__ = ["pages"]
