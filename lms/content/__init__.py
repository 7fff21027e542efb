"""COURSES AS TEXT: from the files a trainer writes to the pages a learner reads. Pure: no clock, no network.

The way of a text, each step in its own module:

    archive      a folder on disk  <->  a mapping of paths to bytes, and its digest
    packing      a zip  <->  the same mapping; zip_entries judges what is sent
    folder       which files a course may hold; images, defused drawings
    toml_text    TOML, with mistakes said in French
    lesson_text  a lesson cut into front matter, steps and blocks
    callouts     a step cut into Markdown and callouts
    habits       what people write or paste, put into that Markdown
    tree         Markdown to a tree, bounded
    bodies       what is wrong with a step, what it points to
    lessons      one lesson read
    kinds        the nine kinds of questions: read, shown, graded, explained
    checks       what only shows when the course is seen whole
    reader       read(files) -> Course, or all its Problems
    partial      what can be shown of a course that has problems
    markdown     a step to HTML: tables, typography, glossary links, sanitise
    previewing   one step shown while it is written
    rendering    a Course to what is published, and to JSON and back
    advice       what would make a course better, once it has no problem
    exchange     question banks of other platforms, in and out
    comparison   what changed between two texts, two courses, two pages
    editing      the texts edited at one place, byte for byte elsewhere; two people's edits joined

`model` is what a course is, `published` what pages need, `facts` and `glossary` what courses cite.
"""

from lms.content import exchange
from lms.content.advice import Advice, AdviceKind, advise, reading_minutes, reading_seconds
from lms.content.archive import NotACourse, digest, new_course, read_folder, write_folder
from lms.content.comparison import (
    Change,
    CourseComparison,
    FieldChange,
    LessonComparison,
    LineChange,
    LineKind,
    QuestionComparison,
    Span,
    StepComparison,
    compare_courses,
    compare_lines,
    compare_rendered,
)
from lms.content.editing import (
    Block,
    Conflict,
    Keys,
    Merged,
    NoSuchPlace,
    NotEditable,
    QuestionPart,
    StepPart,
    bank_parts,
    course_renamed,
    front_table,
    in_the_manner_of,
    keys_of,
    lesson_paths,
    merge_texts,
    new_key,
    read_table,
    settle,
    step_parts,
    table_text,
    with_cover,
    with_front,
    with_lesson_copied,
    with_lesson_moved,
    with_new_lesson,
    with_new_question,
    with_new_step,
    with_question,
    with_question_moved,
    with_step,
    with_step_key,
    with_step_moved,
    with_table,
    without_lesson,
    without_question,
    without_step,
)
from lms.content.facts import Fact, Facts
from lms.content.folder import IMAGE_BYTES, MOST_FILES, TOTAL_BYTES, refused_content, refused_file
from lms.content.glossary import Glossary, Term
from lms.content.glossary import fold as folded
from lms.content.kinds import (
    KINDS,
    Blanks,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    SelfRating,
    ShortText,
    Single,
    TrueFalse,
)
from lms.content.kinds.base import (
    UNKNOWN,
    UNKNOWN_FIELD,
    Feedback,
    Given,
    Grade,
    InvalidAnswer,
    Line,
    LineState,
    Question,
    Reason,
    Verdict,
    shuffled,
)
from lms.content.markdown import Addresses
from lms.content.model import ROLES, SIZES, WEAVES, Course, Lesson, Objective, Quiz, Source, Step, StepKind, Task
from lms.content.packing import pack, unpack
from lms.content.partial import PartReading
from lms.content.previewing import Preview, preview_question, preview_step
from lms.content.problems import KEY, KEY_LENGTH, RESERVED_COURSES, Problem
from lms.content.published import LessonOutline, Published, PublishedCourse, PublishedLesson, PublishedStep, StepOutline
from lms.content.reader import MOST_QUESTIONS, Library, Reading, read, read_in_part, read_library
from lms.content.rendering import (
    RENDERING,
    bank_from_json,
    bank_to_json,
    cover_from_json,
    cover_to_json,
    lesson_from_json,
    lesson_to_json,
    render,
)
from lms.content.toml_text import course_title
from lms.content.typography import fix as typographic

__all__ = [
    "IMAGE_BYTES", "KEY", "KEY_LENGTH", "KINDS", "MOST_FILES", "MOST_QUESTIONS", "RENDERING", "RESERVED_COURSES",
    "ROLES", "SIZES", "TOTAL_BYTES", "UNKNOWN", "UNKNOWN_FIELD", "WEAVES", "Addresses", "Advice", "AdviceKind",
    "Blanks", "Block", "Change", "Conflict", "Course", "CourseComparison", "Fact", "Facts", "Feedback",
    "FieldChange", "Given", "Glossary", "Grade", "InvalidAnswer", "Keys", "Lesson", "LessonComparison",
    "LessonOutline", "Library", "Line", "LineChange", "LineKind", "LineState", "Matching", "Merged", "Multiple",
    "NoSuchPlace", "NotACourse", "NotEditable", "Numeric", "Objective", "Ordering", "PartReading", "Preview",
    "Problem", "Published", "PublishedCourse", "PublishedLesson", "PublishedStep", "Question", "QuestionComparison",
    "QuestionPart", "Quiz", "Reading", "Reason", "SelfRating", "ShortText", "Single", "Source", "Span", "Step",
    "StepComparison", "StepKind", "StepOutline", "StepPart", "Task", "Term", "TrueFalse", "Verdict", "advise",
    "bank_from_json", "bank_parts", "bank_to_json", "compare_courses", "compare_lines", "compare_rendered",
    "course_renamed", "course_title", "cover_from_json", "cover_to_json", "digest", "exchange", "folded",
    "front_table", "in_the_manner_of", "keys_of", "lesson_from_json", "lesson_paths", "lesson_to_json",
    "merge_texts", "new_course", "new_key", "pack", "preview_question", "preview_step", "read", "read_folder",
    "read_in_part", "read_library", "read_table", "reading_minutes", "reading_seconds", "refused_content",
    "refused_file", "render", "settle", "shuffled", "step_parts", "table_text", "typographic", "unpack",
    "with_cover", "with_front", "with_lesson_copied", "with_lesson_moved", "with_new_lesson", "with_new_question",
    "with_new_step", "with_question", "with_question_moved", "with_step", "with_step_key", "with_step_moved",
    "with_table", "without_lesson", "without_question", "without_step", "write_folder",
]  # fmt: skip
