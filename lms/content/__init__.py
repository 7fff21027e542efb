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
    markdown     a step to HTML: tables, typography, glossary links, sanitise
    rendering    a Course to what is published, and to JSON and back

    advice       what would make a course better, once it has no problem
    comparison   what changed between two texts, two courses, two pages

`model` is what a course is, `published` what pages need, `facts` and `glossary` what courses cite.
"""

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
from lms.content.facts import Fact, Facts
from lms.content.glossary import Glossary, Term
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
from lms.content.model import (
    ROLES,
    SIZES,
    WEAVES,
    Course,
    Lesson,
    Objective,
    Quiz,
    Source,
    Step,
    StepKind,
    Task,
)
from lms.content.packing import pack, unpack
from lms.content.problems import KEY, Problem
from lms.content.published import (
    LessonOutline,
    Published,
    PublishedCourse,
    PublishedLesson,
    PublishedStep,
    StepOutline,
)
from lms.content.reader import Library, Reading, read, read_library
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

__all__ = [
    "KEY", "KINDS", "RENDERING", "ROLES", "SIZES", "UNKNOWN", "UNKNOWN_FIELD", "WEAVES", "Addresses", "Advice",
    "AdviceKind", "Blanks", "Change", "Course", "CourseComparison", "Fact", "Facts", "Feedback", "FieldChange",
    "Given", "Glossary", "Grade", "InvalidAnswer", "Lesson", "LessonComparison", "LessonOutline", "Library", "Line",
    "LineChange", "LineKind", "LineState", "Matching", "Multiple", "NotACourse", "Numeric", "Objective", "Ordering",
    "Problem", "Published", "PublishedCourse", "PublishedLesson", "PublishedStep", "Question", "QuestionComparison",
    "Quiz", "Reading", "Reason", "SelfRating", "ShortText", "Single", "Source", "Span", "Step", "StepComparison",
    "StepKind", "StepOutline", "Task", "Term", "TrueFalse", "Verdict", "advise", "bank_from_json", "bank_to_json",
    "compare_courses", "compare_lines", "compare_rendered", "cover_from_json", "cover_to_json", "digest",
    "lesson_from_json", "lesson_to_json", "new_course", "pack", "read", "read_folder", "read_library",
    "reading_minutes", "reading_seconds", "render", "shuffled", "unpack", "write_folder",
]  # fmt: skip
