"""Pages of someone who keeps the site running: how it stands, who did what, what is open to all. Nobody's results."""

from lms.web.operator.routes import pages

__all__ = ["pages"]
