"""Pages for whoever tries the site among fictitious people: the e-mails it would send."""

from lms.web.demonstration.routes import pages

__all__ = ["pages"]
