"""The quizzes of a draft, tried. The questions follow from a number, the answers so far travel in the form."""

from __future__ import annotations

import json
from dataclasses import dataclass
from secrets import randbelow
from typing import Any

from flask import abort, request

from lms import content, learning
from lms.learning import Behaviour
from lms.web.access import Access, open_to
from lms.web.http import now
from lms.web.lessons import refusal
from lms.web.quiz_screens import (
    NAMES,
    first_left,
    prepare_marked,
    prepare_question,
    prepare_result,
    prepare_review,
    question_at,
)
from lms.web.trainer.rehearsal import Trial, open_trial
from lms.web.trainer.routes import pages
from lms.web.trainer.trial import show_page

SEEDS = 2**31
ANSWER = "r."  # what begins the name of a field that carries an answer
EXAM = "/<key:course>/essai/<exam:exam>"


@dataclass(frozen=True)
class Tried:
    """A quiz being tried: which one, of which draft, as far as it went."""

    trial: Trial
    exam: Behaviour
    paper: learning.Paper

    def page(self, template: str, screen: Any, **more: Any) -> str:
        carried = [(ANSWER + key, json.dumps(saved.given)) for key, saved in self.paper.saved.items()]
        values = vars(screen) | {"carried": carried, "seed": self.paper.seed} | more
        return show_page(f"trainer/{template}.html", self.trial, **values)


@pages.get(EXAM)
@open_to(Access.TRAINERS)
def trial_exam(course: str, exam: Behaviour) -> str:
    """What the quiz is, and the button that starts it."""
    trial = open_trial(course)
    rule = learning.Rule.of(exam, trial.cover, len(trial.published.bank))
    door = learning.Door(trial.cover, rule, 1, (), None, None, None)
    return show_page(
        "trainer/trial_quiz_start.html", trial, exam=exam, name=NAMES[exam], door=door, seed=randbelow(SEEDS)
    )


@pages.post(EXAM)
@open_to(Access.TRAINERS)
def try_exam(course: str, exam: Behaviour) -> str | tuple[str, int]:
    """Answer a question, or go where a button leads: a question, the answers read again, the result, its detail."""
    tried = _tried(open_trial(course), exam)
    if "numero" in request.form and "aller" not in request.form:
        return _answer(tried, _number(request.form["numero"]))
    where, _, number = request.form.get("aller", "").partition("-")
    if where == "relire":
        return _review(tried)
    if where == "bilan":
        return tried.page("trial_quiz_result", prepare_result(exam, _result(tried)))
    if where == "detail":
        return tried.page("trial_quiz_marked", prepare_marked(exam, _result(tried), _number(number)))
    if where == "question":
        return _question(tried, _number(number))
    left = first_left(tried.paper)
    return _question(tried, left) if left else _review(tried)


def _tried(trial: Trial, exam: Behaviour) -> Tried:
    """The quiz that a form carries; one that makes no sense begins anew."""
    seed = request.form.get("graine", "")
    bank = {question.key: question for question in trial.published.bank}
    rule = learning.Rule.of(exam, trial.cover, len(bank))
    number = int(seed) if seed.isascii() and seed.isdigit() and len(seed) <= 10 else randbelow(SEEDS)
    questions = tuple(bank[key] for key in learning.draw(bank.values(), rule.draws, seed=number))
    if not questions:
        abort(404)
    at = now()
    carried = {question.key: _carried(question) for question in questions}
    saved = {key: learning.Saved(given, "") for key, given in carried.items() if given is not None}
    return Tried(trial, exam, learning.Paper(0, 0, "", trial.cover, questions, saved, number, rule, at, None, at))


def _carried(question: content.Question) -> content.Given | None:
    """The answer to a question in the fields of the form, None when there is none that means something."""
    try:
        given = json.loads(request.form.get(ANSWER + question.key, "null"))
    except (ValueError, RecursionError):
        return None
    return given if isinstance(given, dict) and question.fields(given) else None


def _answer(tried: Tried, number: int) -> str | tuple[str, int]:
    question = question_at(tried.paper, number)
    fields = request.form.to_dict(flat=False)
    if isinstance(question, content.Ordering) and "deplacer" in fields:
        order = question.moved(fields.get("ordre", []), fields["deplacer"][0])
        return _question(tried, number, kept={"ordre": order})
    try:
        given = question.given(fields)
    except content.InvalidAnswer as error:
        return _question(tried, number, kept=fields, problem=refusal(error)), 422
    more = _with(tried, question.key, given)
    return _review(more) if number == len(tried.paper.questions) else _question(more, number + 1)


def _with(tried: Tried, key: str, given: content.Given) -> Tried:
    saved = {**tried.paper.saved, key: learning.Saved(given, "")}
    return Tried(tried.trial, tried.exam, learning.Paper(**(vars(tried.paper) | {"saved": saved})))


def _question(tried: Tried, number: int, **more: Any) -> str:
    return tried.page("trial_quiz_question", prepare_question(tried.exam, tried.paper, number, **more))


def _review(tried: Tried) -> str:
    return tried.page("trial_quiz_review", prepare_review(tried.exam, tried.paper, now()))


def _result(tried: Tried) -> learning.Result:
    """What the answers give; a question without one counts as « Je ne sais pas »."""
    marked = []
    for question in tried.paper.questions:
        saved = tried.paper.saved.get(question.key)
        given = saved.given if saved else content.UNKNOWN
        marked.append(learning.Marked(question, given, question.grade(given)))
    right = sum(one.right for one in marked)
    needed = tried.paper.rule.needed
    return learning.Result(tried.paper, tuple(marked), right, right >= needed, (), None)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
