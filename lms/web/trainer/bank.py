"""The questions of the final quiz: their list, one more, moved, taken away; and each of them being written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from flask import abort, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lms import content, learning
from lms.publishing import drafts
from lms.web.access import Access, open_to
from lms.web.french import THIN
from lms.web.http import asked_page
from lms.web.trainer import builder, buttons
from lms.web.trainer.checks import check_question
from lms.web.trainer.conflict import bring_back, show_conflict
from lms.web.trainer.preview import draw_question
from lms.web.trainer.routes import pages
from lms.web.trainer.saved import NOT_SAVED, clashed, refused, saved_state, told
from lms.web.trainer.sheets import IMAGE, IMAGE_WORDS, KINDS, LESSON, QUESTIONS, UNGRADED, Sheet
from lms.web.trainer.step_form import Asked
from lms.web.trainer.wording import in_french
from lms.web.trainer.workbench import BANK, OpenText, base_of, keys_taken, open_text, put, wants_json

PER_PAGE = 20
OF_BANK = {
    kind: replace(one, asks=(*one.asks, LESSON, IMAGE, IMAGE_WORDS))
    for kind, one in KINDS.items()
    if kind not in UNGRADED
}


@dataclass(frozen=True)
class Row:
    """A question of the list; `number` is its place in the quiz, from 1."""

    number: int
    key: str
    prompt: str
    kind: str
    objective: str


@pages.get("/<key:course>/quiz")
@open_to(Access.TRAINERS)
def bank(course: str) -> str | Response:
    """The questions in their order; the whole text when it cannot be read."""
    opened = open_text(course, BANK)
    try:
        parts = content.bank_parts(opened.text)
    except content.NotEditable:
        return redirect(url_for("trainer.plain", course=course, fichier=BANK))
    page = min(asked_page(), page_of(len(parts)))
    first = (page - 1) * PER_PAGE
    shown = parts[first : first + PER_PAGE]
    return render_template(
        "trainer/bank.html",
        desk=opened.desk,
        opened=opened,
        rows=[_row(opened, number, part) for number, part in enumerate(shown, first + 1)],
        total=len(parts),
        page_shown=page,
        last_page=page_of(len(parts)),
        kinds=tuple(OF_BANK.values()),
        state=saved_state(opened.desk, BANK),
        undo=request.args.get("supprimee", ""),
        client_id=str(uuid4()),
    )


def page_of(number: int) -> int:
    """The page of the list that has the question of this number."""
    return max(0, number - 1) // PER_PAGE + 1


def _row(opened: OpenText, number: int, part: content.QuestionPart) -> Row:
    table = part.table
    kind = KINDS.get(str(table.get("type")))
    objective = opened.objectives.get(str(table.get("objectif")), "")
    return Row(
        number, part.key, str(table.get("enonce", "")) or "Question à écrire", kind.word if kind else "", objective
    )


@pages.post("/<key:course>/quiz")
@open_to(Access.TRAINERS)
def arrange_bank(course: str) -> Response | tuple[str, int]:
    """One button of the list: ajouter:kind, monter:cle, descendre:cle, supprimer:cle, annuler:sha256."""
    opened = open_text(course, BANK)
    verb, _, what = request.form.get("faire", "").partition(":")
    here = url_for("trainer.bank", course=course)
    if verb == "annuler":
        return bring_back(opened, what, request.form.get("base", ""), here)
    base, sha256 = base_of(opened)
    try:
        text, key = _changed(opened, base, verb, what)
        put(opened, sha256, text, "quiz")
    except (content.NotEditable, content.NoSuchPlace):
        return redirect(url_for("trainer.plain", course=course, fichier=BANK), 303)
    except drafts.Conflict as conflict:
        return show_conflict(opened, conflict, sha256, text, here), 409
    if verb == "ajouter":
        return redirect(url_for("trainer.bank_question", course=course, question=key), 303)
    page = _place_of(text if verb != "supprimer" else base, what)
    undo = sha256 if verb == "supprimer" else None
    return redirect(url_for("trainer.bank", course=course, supprimee=undo, page=page if page > 1 else None), 303)


def _place_of(text: str, key: str) -> int:
    """The page of the list where a question is."""
    keys = [part.key for part in content.bank_parts(text)]
    return page_of(keys.index(key) + 1 if key in keys else 1)


def _changed(opened: OpenText, base: str, verb: str, what: str) -> tuple[str, str]:
    if verb == "ajouter":
        sheet = OF_BANK.get(request.form.get("type", what)) or QUESTIONS[0]
        key = content.new_key(f"quiz {sheet.kind}", keys_taken(opened, base).questions)
        table = {"cle": key, "type": sheet.kind, "objectif": _least_asked(opened, base)}
        table["lecon"] = next(iter(opened.lessons), "")
        return content.with_new_question(base, table), key
    if by := buttons.places(verb):
        return content.with_question_moved(base, what, by=by), what
    if verb != "supprimer":
        abort(400)
    return content.without_question(base, what), what


def _least_asked(opened: OpenText, base: str) -> str:
    """The objective that has the fewest questions in the quiz."""
    asked = [part.table.get("objectif") for part in content.bank_parts(base)]
    return min(opened.objectives, key=asked.count, default="")


@pages.get("/<key:course>/quiz/<key:question>")
@open_to(Access.TRAINERS)
def bank_question(course: str, question: str) -> str:
    """One question of the final quiz."""
    opened = open_text(course, BANK)
    table = _table(opened, opened.text, question)
    sheet = _sheet(str(table.get("type")))
    return _show(opened, question, Asked(sheet, builder.shown(sheet, table)), opened.sha256)


@pages.post("/<key:course>/quiz/<key:question>")
@open_to(Access.TRAINERS)
def keep_bank_question(course: str, question: str) -> Any:
    """Save a question, or show the form again after one of its buttons."""
    opened = open_text(course, BANK)
    base, sha256 = base_of(opened)
    before = _table(opened, base, question)
    sheet = _sheet(request.form.get("q-genre", ""))
    asked = Asked(sheet, builder.typed_in(sheet, {name: request.form.getlist(name) for name in request.form}))
    if action := request.form.get("faire", ""):
        return _show(opened, question, _after(asked, action), sha256, saved=False)
    try:
        table = asked.table(before, keys_taken(opened, base).questions)
        text = content.with_question(base, question, table)
        saved = put(opened, sha256, text, f"question «{THIN}{question}{THIN}»")
    except (content.NotEditable, drafts.Refused) as error:
        reason = in_french(error.reason if isinstance(error, drafts.Refused) else str(error))
        if wants_json():
            return refused(reason)
        return _show(opened, question, asked, sha256, saved=False, problem=reason), 422
    except drafts.Conflict as conflict:
        if wants_json():
            return clashed()
        return show_conflict(opened, conflict, sha256, text, request.path), 409
    here = url_for("trainer.bank_question", course=course, question=table["cle"])
    if not wants_json():
        return redirect(here, 303)
    return _answer(course, question, asked, table, saved) if table["cle"] == question else jsonify(page=here)


def _after(asked: Asked, action: str) -> Asked:
    """As Asked.after, with the lesson that a question of the quiz sends back to."""
    wanted = OF_BANK.get(request.form.get("q-type", ""))
    if action not in ("type", "changer") or wanted is None or wanted.kind == asked.sheet.kind:
        return asked if action in ("type", "changer") else asked.after(action, "")
    typed, lost = buttons.converted(asked.sheet, wanted, asked.typed)
    if lost and action == "type":
        return replace(asked, turning=wanted, lost=lost)
    return Asked(wanted, typed)


def _answer(course: str, key: str, asked: Asked, table: dict[str, Any], saved: drafts.Saved) -> Any:
    opened = open_text(course, BANK)
    same = _table(opened, opened.text, key) == table
    keys, base = builder.keys_given(asked.sheet, asked.typed, table), request.form.get("base", "")
    return told(opened, saved, base=base, other=not same, checks=check_question(opened, key), keys=keys)


def _sheet(kind: str) -> Sheet:
    return OF_BANK.get(kind) or OF_BANK[QUESTIONS[0].kind]


def _table(opened: OpenText, text: str, key: str) -> dict[str, Any]:
    """The question as written. Raises QuestionUnknown; NotEditable texts have their own page."""
    try:
        parts = content.bank_parts(text)
    except content.NotEditable:
        parts = ()
    found = next((one.table for one in parts if one.key == key), None)
    if found is None:
        raise learning.QuestionUnknown(key)
    return found


def _images(opened: OpenText) -> dict[str, str]:
    """The images that a question may show: path -> name."""
    names = sorted(path for path in opened.files if path.startswith("images/"))
    return {"": "Aucune"} | {path: path.removeprefix("images/") for path in names}


def _show(opened: OpenText, key: str, asked: Asked, base: str, *, saved: bool = True, problem: str = "") -> str:
    keys = [part.key for part in content.bank_parts(opened.text)]
    return render_template(
        "trainer/bank_question.html",
        desk=opened.desk,
        opened=opened,
        key=key,
        number=keys.index(key) + 1 if key in keys else len(keys),
        total=len(keys),
        asked=asked,
        essai=draw_question(asked),
        base=base,
        kinds=tuple(OF_BANK.values()),
        choices={"objectif": opened.objectives, "lecon": opened.lessons, "image": _images(opened)},
        checks=check_question(opened, key),
        state=saved_state(opened.desk, BANK) if saved else NOT_SAVED,
        problem=problem,
        client_id=str(uuid4()),
    )
