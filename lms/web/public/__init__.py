"""Pages open to everyone: home, modules, glossary, help, legal pages, display settings."""

from lms.web.public.routes import pages

__all__ = ["pages"]
