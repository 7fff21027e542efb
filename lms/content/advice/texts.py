"""Advice on what is read: length, sentences, acronyms, headings, images, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lms.content.advice.base import AdviceKind, Advices, Place
from lms.content.advice.french import acronyms, explains, sentences, words, words_in
from lms.content.advice.reading import FOLDED, Image, Link, StepText, read_step
from lms.content.folder import BANK
from lms.content.glossary import Glossary, fold
from lms.content.kinds import Question
from lms.content.lessons import LONGEST, WORDS_A_MINUTE, estimated_minutes
from lms.content.model import Course, Lesson, Step, StepKind

SENTENCE_WORDS = 25
STEP_WORDS = 200
HEADING_LENGTH = 80
ALTERNATIVE_LENGTH = 400
ACRONYMS = 20  # looked at in one lesson
SHORTER = 3  # minutes announced beyond what the text asks

_EMPTY = re.compile(
    r"(?:une? )?(?:image|photo|photographie|illustration|dessin|schema|graphique|figure|capture(?: d'ecran)?|logo|"
    r"icone|visuel|tableau|plan|carte|sans titre)(?: (?:n°? ?)?\d+)?[ .]*"
)
_SAID_ALREADY = re.compile(r"(?:image|photo|photographie|illustration|visuel) (?:d'|(?:de|du|des|montrant|qui) )")
_FILE = re.compile(r"\S+\.(?:png|svg|webp|jpe?g|gif|bmp|tiff?)", re.IGNORECASE)
_CLICK = re.compile(r"\bcli(?:qu\w+|ck?)\b|\bici\b[ .»]*\Z", re.IGNORECASE)


def reading_minutes(lesson: Lesson) -> int:
    """How long a lesson takes, as the reader counts: its words, and one minute per question."""
    asked = sum(step.kind is StepKind.ANSWER for step in lesson.steps)
    return estimated_minutes(sum(read_step(step.body).words for step in lesson.steps), asked)


def reading_seconds(step: Step) -> int:
    """How long one step takes, counted in the same way."""
    return round(read_step(step.body).words * 60 / WORDS_A_MINUTE) + 60 * (step.kind is StepKind.ANSWER)


def question_texts(question: Question) -> list[str]:
    """Every text of a question that people read, its source left out."""
    texts: list[str] = []

    def take(text: str) -> str:
        texts.append(text)
        return text

    question.with_texts(take)
    return [text for text in texts if text and text != question.source]


def advise_cover(course: Course, place: Place, advices: Advices) -> None:
    for text in (course.summary, course.introduction, course.benefit):
        _sentences(text, place, advices)


def advise_lesson(lesson: Lesson, bank: Sequence[Question], glossary: Glossary, advices: Advices) -> None:
    """What is to be improved in the texts of a lesson and of its steps."""
    place = Place(lesson.path, lesson.key)
    _time(lesson, place, advices)
    for sentence in lesson.essentials:
        _sentences(sentence, place, advices)
    links: dict[str, str] = {}
    for step in lesson.steps:
        here = Place(lesson.path, lesson.key, step.key)
        text = read_step(step.body)
        _length(text, here, advices)
        _headings(text, here, advices)
        for image in text.images:
            _image(image, here, advices)
        for link in text.links:
            _link(link, links, here, advices)
        for block in text.blocks:
            if block.tag in ("p", "li") and block.callout != FOLDED:  # the law is quoted, not rewritten
                _sentences(block.text, here, advices)
        if step.task:
            _sentences(step.task.text, here, advices)
    if not any(name == "retenir" for step in lesson.steps for name, _ in read_step(step.body).callouts):
        message = "aucun encadré « retenir » dans cette leçon : écrivez la phrase à garder en tête, une par idée"
        advices.add(place, AdviceKind.REMINDER, message)
    _acronyms(lesson, bank, glossary, advices)


def advise_question_texts(question: Question, place: Place, advices: Advices) -> None:
    for text in question_texts(question):
        _sentences(text, place, advices)


def _time(lesson: Lesson, place: Place, advices: Advices) -> None:
    minutes = reading_minutes(lesson)
    if minutes > LONGEST:
        message = (
            f"cette leçon demande environ {minutes} minutes, {LONGEST} au plus : retirez une étape ou coupez-la en deux"
        )
    elif minutes > lesson.minutes:
        message = (
            f"cette leçon demande environ {minutes} minutes, et en annonce {lesson.minutes} : annoncez-en {minutes}"
        )
    elif minutes <= lesson.minutes - SHORTER:
        message = f"cette leçon demande environ {minutes} minutes, et en annonce {lesson.minutes} : annoncez-en moins"
    else:
        return
    advices.add(place, AdviceKind.READING_TIME, message)


def _length(text: StepText, place: Place, advices: Advices) -> None:
    if text.seen > STEP_WORDS:
        message = (
            f"cette étape compte {text.seen} mots, {STEP_WORDS} au plus : gardez une idée, faites une étape de plus"
        )
        advices.add(place, AdviceKind.LONG_STEP, message)


def _sentences(text: str, place: Place, advices: Advices) -> None:
    for sentence in sentences(text):
        if (count := len(words(sentence))) > SENTENCE_WORDS:
            message = f"cette phrase compte {count} mots, {SENTENCE_WORDS} au plus : coupez-la en deux"
            advices.add(place, AdviceKind.LONG_SENTENCE, message, sentence)


def _headings(text: StepText, place: Place, advices: Advices) -> None:
    for block, after in zip(text.blocks, (*text.blocks[1:], None), strict=False):
        if block.tag in ("h3", "h4"):
            if after is None or (after.tag in ("h3", "h4") and after.tag <= block.tag):
                message = "rien ne suit ce sous-titre : écrivez son texte ou retirez-le"
            elif len(block.text) > HEADING_LENGTH:
                message = f"ce sous-titre est long : {len(block.text)} signes, {HEADING_LENGTH} au plus"
            elif block.text.endswith((".", ",", ";")):
                message = "un sous-titre finit sans point ni virgule, retirez-le"
            else:
                continue
            advices.add(place, AdviceKind.HEADING, message, block.text)
        elif block.tag == "p" and block.bold and not block.callout and _looks_like_heading(block.text):
            message = (
                "ce texte en gras sert de sous-titre : faites-en un vrai (###), les lecteurs d’écran l’annonceront"
            )
            advices.add(place, AdviceKind.HEADING, message, block.text)


def _looks_like_heading(text: str) -> bool:
    return len(words(text)) <= 8 and text[-1:] not in ".!…:"


def _image(image: Image, place: Place, advices: Advices) -> None:
    said = image.alternative.strip()
    stem = image.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if _EMPTY.fullmatch(fold(said)):
        message = "cette description ne dit rien de l’image : écrivez ce qu’on y apprend"
    elif _FILE.fullmatch(said) or (stem and fold(said) in (fold(stem), fold(stem.replace("-", " ")))):
        message = "cette description est un nom de fichier : écrivez ce que montre l’image"
    elif _SAID_ALREADY.match(fold(said)):
        message = "les lecteurs d’écran annoncent déjà une image : commencez par ce qu’elle montre"
    elif image.legend and fold(said) == fold(image.legend):
        message = "la description répète la légende : décrivez l’image, ou retirez la légende"
    elif len(said) > ALTERNATIVE_LENGTH:
        message = (
            f"cette description est longue : {len(said)} signes, {ALTERNATIVE_LENGTH} au plus. "
            "Gardez l’essentiel, et mettez le détail dans le texte"
        )
    else:
        return
    advices.add(place, AdviceKind.ALTERNATIVE, message, image.alternative)


def _link(link: Link, known: dict[str, str], place: Place, advices: Advices) -> None:
    """`known` are the words of the links met so far in the lesson, with where they lead."""
    said = fold(link.text)
    if re.match(r"https?://|www\.", said):
        message = "ce lien montre une adresse : donnez le nom de la page, [nom de la page](adresse)"
    elif _CLICK.search(said):
        message = "ce lien dit de cliquer : donnez le nom de la page ou du document où il mène"
    elif known.setdefault(said, link.target) != link.target:
        message = "deux liens de cette leçon ont le même texte et mènent ailleurs : nommez chaque page"
    else:
        return
    advices.add(place, AdviceKind.LINK, message, link.text)


def _acronyms(lesson: Lesson, bank: Sequence[Question], glossary: Glossary, advices: Advices) -> None:
    texts = list(_texts(lesson, bank))
    whole = "\n".join(text for _, text in texts)
    titles = [title for step in lesson.steps for name, title in read_step(step.body).callouts if name == "clair"]
    known = words_in([*titles, *(form for term in glossary.terms for form in (term.name, *term.forms))])
    seen: dict[str, Place] = {}
    for place, text in texts:
        for acronym in acronyms(text):
            if acronym not in known:
                seen.setdefault(acronym, place)
    for acronym, place in islice(seen.items(), ACRONYMS):
        if not explains(whole, acronym):
            message = (
                f"« {acronym} » n’est expliqué ni dans cette leçon ni dans le glossaire : "
                "écrivez-le en toutes lettres la première fois, avec le sigle entre parenthèses"
            )
            advices.add(place, AdviceKind.ACRONYM, message, acronym)


def _texts(lesson: Lesson, bank: Sequence[Question]) -> Iterator[tuple[Place, str]]:
    """What a lesson says, in the order of reading, then its questions of the bank, each with its place."""
    here = Place(lesson.path, lesson.key)
    yield here, lesson.title
    for step in lesson.steps:
        place = Place(lesson.path, lesson.key, step.key)
        yield place, step.title
        for block in read_step(step.body).blocks:
            yield place, block.text
        for text in question_texts(step.question) if step.question else ():
            yield place, text
        if step.task:
            yield place, step.task.text
    for sentence in lesson.essentials:
        yield here, sentence
    for question in bank:
        if question.lesson == lesson.key:
            for text in question_texts(question):
                yield Place(BANK, lesson.key, "", question.key), text
