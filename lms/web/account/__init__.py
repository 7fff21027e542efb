"""Pages of someone who comes in, says who she is, and looks after her account."""

from lms.web.account import invitations
from lms.web.account.routes import pages

__all__ = ["invitations", "pages"]
