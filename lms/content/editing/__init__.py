"""The text of a course edited at one place: what is not edited keeps its bytes.

pieces        a lesson cut into its head and its steps, without losing a byte
toml_pieces   the same for TOML: values, tables, comments
toml_writing  a table as a person writes it
toml_editing  values changed in a TOML text
steps         one step cut into title, body and block, and written again
lessons       the steps and the front matter of a lesson edited
bank          module.toml and quiz.toml edited
keys          the permanent keys that are taken, and new ones
files         lessons added, copied, moved, removed
merging       two people's edits joined, or their conflicts
settling      those conflicts, settled by what someone chose
"""

from lms.content.editing.bank import (
    QuestionPart,
    bank_parts,
    with_cover,
    with_new_question,
    with_question,
    with_question_moved,
    without_question,
)
from lms.content.editing.files import (
    course_renamed,
    lesson_paths,
    with_lesson_copied,
    with_lesson_moved,
    with_new_lesson,
    without_lesson,
)
from lms.content.editing.keys import Keys, keys_of, new_key
from lms.content.editing.lessons import (
    front_table,
    step_parts,
    with_front,
    with_new_step,
    with_step,
    with_step_key,
    with_step_moved,
    without_step,
)
from lms.content.editing.merging import Conflict, Merged, merge_texts
from lms.content.editing.pieces import NoSuchPlace, NotEditable, in_the_manner_of
from lms.content.editing.settling import settle
from lms.content.editing.steps import Block, StepPart
from lms.content.editing.toml_editing import with_table
from lms.content.editing.toml_pieces import read_table
from lms.content.editing.toml_writing import table_text

__all__ = [
    "Block",
    "Conflict",
    "Keys",
    "Merged",
    "NoSuchPlace",
    "NotEditable",
    "QuestionPart",
    "StepPart",
    "bank_parts",
    "course_renamed",
    "front_table",
    "in_the_manner_of",
    "keys_of",
    "lesson_paths",
    "merge_texts",
    "new_key",
    "read_table",
    "settle",
    "step_parts",
    "table_text",
    "with_cover",
    "with_front",
    "with_lesson_copied",
    "with_lesson_moved",
    "with_new_lesson",
    "with_new_question",
    "with_new_step",
    "with_question",
    "with_question_moved",
    "with_step",
    "with_step_key",
    "with_step_moved",
    "with_table",
    "without_lesson",
    "without_question",
    "without_step",
]
