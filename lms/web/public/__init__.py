"""Pages open to everyone: home, modules, glossary, help, legal pages, display settings, verification, figures."""

from lms.web.public import figures, opinion, verification
from lms.web.public.routes import pages

__all__ = ["figures", "opinion", "pages", "verification"]
