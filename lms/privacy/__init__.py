"""What is kept of a person, given back to her, erased, and forgotten in time: what needs every package at once.

register.py what is kept, by whom, why and how long · export.py everything about one person ·
retention.py erasing one person, and what is due
"""

from lms.privacy.export import Export, Part, as_json, everything_about
from lms.privacy.register import REGISTER, Kept, kept
from lms.privacy.retention import Notice, erase, forget_due, give_notices

__all__ = [
    "REGISTER",
    "Export",
    "Kept",
    "Notice",
    "Part",
    "as_json",
    "erase",
    "everything_about",
    "forget_due",
    "give_notices",
    "kept",
]
