"""Pages open to everyone: home, modules, glossary, help, legal pages, display settings, verification."""

from lms.web.public import opinion, verification
from lms.web.public.routes import pages

__all__ = ["opinion", "pages", "verification"]
