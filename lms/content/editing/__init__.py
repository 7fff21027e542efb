"""The text of a course edited at one place: what is not edited keeps its bytes.

pieces       a lesson cut into its head and its steps, without losing a byte
toml_pieces  the same for TOML: values, tables, comments
merging      two people's edits joined, or their conflicts
"""

from lms.content.editing.merging import Conflict, Merged, merge_texts
from lms.content.editing.pieces import NoSuchPlace, NotEditable

__all__ = ["Conflict", "Merged", "NoSuchPlace", "NotEditable", "merge_texts"]
