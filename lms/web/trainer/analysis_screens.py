"""What the pages « Analyse » show of quizzes, prepared for their templates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from lms import content, followup, learning, publishing
from lms.db import Reader
from lms.followup import Analysis, Opinion, QuestionFigures, QuizMarks, Share
from lms.web.french import number
from lms.web.trainer import analysis_words as words
from lms.web.trainer.analysis_frame import Frame, frame

PER_PAGE = 12  # a bar for each: a page has 300 elements at most
SORTS = ("reussite", "distingue", "temps", "question")
DOWNWARDS = {"temps"}  # what begins with the largest


@dataclass(frozen=True)
class Asked:
    """What the address asks of the list of questions."""

    version: str
    sort: str
    reverse: bool
    page: int


@dataclass(frozen=True)
class QuestionRow:
    """A question of the quiz in the list. `number` is its place in the bank; `neutral`: it counts as right for all."""

    key: str
    number: int
    prompt: str
    figures: QuestionFigures | None
    right: Share
    tells: str
    seconds: float | None
    opinion: Opinion | None
    neutral: bool = False

    @property
    def to_review(self) -> bool:
        return self.opinion in (Opinion.ALARMING, Opinion.TO_REVIEW) and not self.neutral


@dataclass(frozen=True)
class QuestionsScreen:
    """A page of the questions of a quiz. `newer` and `older` are page numbers, None when there is no such page."""

    frame: Frame
    people: int
    mean: str
    duration: str
    to_review: int
    rows: tuple[QuestionRow, ...]
    total: int
    asked: Asked
    newer: int | None
    older: int | None

    @property
    def bounded(self) -> bool:
        """Whether a share takes the room of words."""
        return any(row.right.bounded for row in self.rows)

    @property
    def more(self) -> dict[str, str | int]:
        """What the links to other pages of the list keep."""
        kept: dict[str, str | int] = {**self.frame.more, "tri": self.asked.sort}
        return kept | {"sens": "inverse"} if self.asked.reverse else kept


@dataclass(frozen=True)
class Bar:
    """An interval of a distribution."""

    text: str
    share: Share


@dataclass(frozen=True)
class QuizScreen:
    """The quiz as a whole: how scores are spread, and figures under their usual names."""

    frame: Frame
    people: int
    bars: tuple[Bar, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class QuestionScreen:
    """One question of the quiz. `told` is None when fewer than ten people answered it."""

    frame: Frame
    question: content.Question
    number: int
    lesson: content.LessonOutline | None
    told: followup.Told | None
    tells: str
    facts: tuple[tuple[str, str], ...]
    suggestions: tuple[str, ...]
    neutral: bool


def prepare_questions(reader: Reader, by: int, course_key: str, asked: Asked) -> QuestionsScreen:
    """Two statements once the texts are in memory. Raises publishing.CourseUnknown."""
    here = frame(reader, followup.quiz_releases(reader, by, course_key), asked.version)
    marks = followup.quiz_marks(reader, here.release)
    bank = publishing.bank(reader, here.release.id)
    found = followup.analyse(marks.attempts)
    rows = [
        _row(number, question, found.questions.get(key), _median(marks, key), neutral=key in marks.neutralised)
        for number, (key, question) in enumerate(bank.items(), start=1)
    ]
    ordered = _sorted(rows, asked.sort, asked.reverse)
    page = min(asked.page, max(1, -(-len(ordered) // PER_PAGE)))
    return QuestionsScreen(
        frame=here,
        people=len(marks.attempts),
        mean=words.NONE if found.quiz is None else str(round(100 * found.quiz.mean)),
        duration=words.lasting(median(marks.durations) if marks.durations else None),
        to_review=sum(row.to_review for row in rows),
        rows=tuple(ordered[(page - 1) * PER_PAGE : page * PER_PAGE]),
        total=len(rows),
        asked=asked,
        newer=page - 1 if page > 1 else None,
        older=page + 1 if page * PER_PAGE < len(ordered) else None,
    )


def prepare_quiz(reader: Reader, by: int, course_key: str, version: str) -> QuizScreen:
    """Two statements once the texts are in memory. Raises publishing.CourseUnknown."""
    here = frame(reader, followup.quiz_releases(reader, by, course_key), version)
    marks = followup.quiz_marks(reader, here.release)
    return QuizScreen(here, len(marks.attempts), _bars(marks), _quiz_facts(followup.analyse(marks.attempts)))


def prepare_question(reader: Reader, by: int, course_key: str, question_key: str, version: str) -> QuestionScreen:
    """Three statements once the texts are in memory. Raises publishing.CourseUnknown, learning.QuestionUnknown."""
    here = frame(reader, followup.quiz_releases(reader, by, course_key), version)
    bank = publishing.bank(reader, here.release.id)
    if question_key not in bank:
        raise learning.QuestionUnknown(question_key)
    question, number = bank[question_key], list(bank).index(question_key) + 1
    lesson = next((one for one in here.course.lessons if one.key == question.lesson), None)
    marks = followup.quiz_marks(reader, here.release)
    figures = followup.analyse(marks.attempts).questions.get(question_key)
    if figures is None or figures.answers < followup.FEWEST:
        return QuestionScreen(here, question, number, lesson, None, words.NONE, (), (), neutral=False)
    answers = followup.quiz_answers(reader, here.release, question_key)
    neutral = question_key in marks.neutralised
    told = followup.tell(question, followup.by_its_key(question, answers) if neutral else answers)
    hints = () if neutral else followup.quiz_hints(figures, told, followup.guess(question))
    return QuestionScreen(
        frame=here,
        question=question,
        number=number,
        lesson=lesson,
        told=told,
        tells=_tells(figures),
        facts=words.facts(question, figures, _median(marks, question_key)),
        suggestions=words.suggestions(hints, told),
        neutral=neutral,
    )


def _row(
    number: int, question: content.Question, figures: QuestionFigures | None, seconds: float | None, *, neutral: bool
) -> QuestionRow:
    if figures is None or figures.answers < followup.FEWEST:
        return QuestionRow(question.key, number, question.prompt, None, followup.HIDDEN, words.NONE, None, None)
    right = Share.of(round(figures.facility * figures.answers), figures.answers)
    opinion = followup.opinion(figures, right, followup.guess(question))
    return QuestionRow(
        question.key, number, question.prompt, figures, right, _tells(figures), seconds, opinion, neutral
    )


def _tells(figures: QuestionFigures) -> str:
    level = followup.tells(figures)
    return words.NONE if level is None else words.TELLS[level]


def _median(marks: QuizMarks, question_key: str) -> float | None:
    """The median time of a question, None under ten people."""
    taken = marks.seconds.get(question_key, ())
    return median(taken) if len(taken) >= followup.FEWEST else None


def _sorted(rows: Sequence[QuestionRow], sort: str, reverse: bool) -> list[QuestionRow]:
    """By what is shown, never by what is not; what has no figure comes last."""
    values: dict[str, Callable[[QuestionRow], float | None]] = {
        "reussite": lambda row: row.right.about,
        "distingue": lambda row: row.figures.discrimination if row.figures and row.tells != words.NONE else None,
        "temps": lambda row: row.seconds,
        "question": lambda row: row.number,
    }
    known = [(value, row) for row in rows if (value := values[sort](row)) is not None]
    known.sort(key=lambda pair: (pair[0], pair[1].number), reverse=reverse is not (sort in DOWNWARDS))
    return [row for _, row in known] + [row for row in rows if values[sort](row) is None]


def _bars(marks: QuizMarks) -> tuple[Bar, ...]:
    """How many people have how many right answers, by intervals wide enough to hide everyone."""
    most = max((len(one) for one in marks.attempts), default=0)
    counts = [0] * (most + 1)
    for one in marks.attempts:
        counts[round(sum(one.values()))] += 1
    bars = []
    for first, last, people in followup.intervals(counts, narrowest=2):
        text = f"{first} à {last}" if first < last else str(first)
        bars.append(Bar(text, Share(value=people / len(marks.attempts))))
    return tuple(bars)


def _quiz_facts(found: Analysis) -> tuple[tuple[str, str], ...]:
    quiz = found.quiz
    if quiz is None:
        return ()
    enough = quiz.attempts >= followup.ENOUGH
    return (
        ("Personnes", number(quiz.attempts)),
        ("Moyenne", words.percent(quiz.mean)),  # no finer: it would tell what a hidden question is
        ("Médiane", words.points(quiz.median)),
        ("Écart-type", words.points(quiz.deviation)),
        ("Asymétrie", words.decimal(quiz.skewness) if enough else words.NONE),
        ("Aplatissement", words.decimal(quiz.kurtosis) if enough else words.NONE),
        ("Cohérence interne", words.points(quiz.consistency) if enough else words.NONE),
        ("Part du hasard", words.points(quiz.error_ratio) if enough else words.NONE),
        ("Erreur type d’un résultat", words.points(quiz.standard_error) if enough else words.NONE),
    )
