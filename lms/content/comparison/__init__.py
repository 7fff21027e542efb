"""What changed between two versions: of a text, of a course, of a page.

alignment  what two sequences have in common, in bounded time
words      two short texts, word by word
lines      two files, line by line, for conflicts and sources
courses    two courses, by their permanent keys
rendered   two pages, as one page where what changed is marked
"""

from lms.content.comparison.courses import CourseComparison, LessonComparison, StepComparison, compare_courses
from lms.content.comparison.lines import LineChange, LineKind, compare_lines
from lms.content.comparison.questions import Change, FieldChange, QuestionComparison
from lms.content.comparison.rendered import compare_rendered
from lms.content.comparison.words import Span

__all__ = [
    "Change",
    "CourseComparison",
    "FieldChange",
    "LessonComparison",
    "LineChange",
    "LineKind",
    "QuestionComparison",
    "Span",
    "StepComparison",
    "compare_courses",
    "compare_lines",
    "compare_rendered",
]
