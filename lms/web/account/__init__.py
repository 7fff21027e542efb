"""Pages of someone who comes in, says who she is, and looks after her account."""

from lms.web.account import data, devices, invitations, mine, reminders
from lms.web.account.routes import pages

__all__ = ["data", "devices", "invitations", "mine", "pages", "reminders"]
