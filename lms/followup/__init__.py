"""WHAT ALL THAT PEOPLE DID SAYS: which question or which page fails, where communes stand. Nobody is named.

Answers: queries.py releases and their quizzes · lesson_queries.py lessons · items.py classical test theory ·
answers.py what was answered to a question · guessing.py what chance gives · verdicts.py what figures suggest.
Communes: census.py who is counted · blocks.py communes put together · operations.py counting anew · models.py the
tables that this writes · figures.py questions and answers · board.py what the page reads.
public.py what anybody may read of them, where an operator opened it. The site: health.py what an operator follows.
All: disclosure.py what may be shown of groups of people.
Sessions, where people are named to who runs them: from lms.followup import cohorts. What is written to their people:
from lms.followup import reminders. What is shown of them: from lms.followup import evidence
"""

from lms.followup.answers import Cell, GivenTimes, Shape, Sort, Told, by_its_key, tell
from lms.followup.board import OutOfScope, board
from lms.followup.disclosure import FEWEST, HIDDEN, Share, intervals, may_show, thinned
from lms.followup.figures import Area, Asked, Board, Figures, Group, named
from lms.followup.guessing import guess
from lms.followup.health import Health, health
from lms.followup.items import Analysis, QuestionFigures, QuizFigures, analyse
from lms.followup.lesson_queries import (
    LessonLine,
    Practice,
    ReportLine,
    Tries,
    furthest_steps,
    lesson_lines,
    practice_answers,
    practice_seconds,
    report_lines,
    tries,
)
from lms.followup.operations import Rebuilt, rebuild
from lms.followup.public import (
    FiguresClosed,
    PublicFigures,
    are_open,
    close_figures,
    open_figures,
    public_figures,
)
from lms.followup.queries import (
    MOST,
    Hold,
    QuizMarks,
    ReleaseLine,
    lesson_releases,
    quiz_answers,
    quiz_marks,
    quiz_releases,
)
from lms.followup.register import REGISTER
from lms.followup.verdicts import (
    ENOUGH,
    Hint,
    Opinion,
    Tells,
    attractive,
    opinion,
    practice_hints,
    quiz_hints,
    tells,
    unused,
)

__all__ = [
    "ENOUGH", "FEWEST", "HIDDEN", "MOST", "REGISTER", "Analysis", "Area", "Asked", "Board", "Cell", "Figures",
    "FiguresClosed", "GivenTimes", "Group", "Health", "Hint", "Hold", "LessonLine", "Opinion", "OutOfScope", "Practice",
    "PublicFigures", "QuestionFigures", "QuizFigures", "QuizMarks", "Rebuilt", "ReleaseLine", "ReportLine", "Shape",
    "Share", "Sort", "Tells", "Told", "Tries", "analyse", "are_open", "attractive", "board", "by_its_key",
    "close_figures", "furthest_steps", "guess", "health", "intervals", "lesson_lines", "lesson_releases", "may_show",
    "named", "open_figures", "opinion", "practice_answers", "practice_hints", "practice_seconds", "public_figures",
    "quiz_answers", "quiz_hints", "quiz_marks", "quiz_releases", "rebuild", "report_lines", "tell", "tells", "thinned",
    "tries", "unused",
]  # fmt: skip
