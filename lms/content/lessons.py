"""Reads one lesson: its front matter, its steps, their questions and tasks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from math import ceil

from lms.content import lesson_text
from lms.content.bodies import Findings, inspect
from lms.content.kinds import Question, read_question
from lms.content.lesson_text import Block, StepText
from lms.content.model import ROLES, SIZES, Lesson, Source, Step, StepKind, Task
from lms.content.problems import KEY, KEY_LENGTH, Problems, Table, report_twice
from lms.content.toml_text import parse_toml
from lms.content.web_addresses import is_web_address

LONGEST = 10  # minutes
WORDS_A_MINUTE = 200
SLACK = 1  # minutes an estimate may exceed what is declared
MOST_STEPS, FEWEST_STEPS = 12, 2
RESERVED = "fin"  # the address of a lesson's end
RESERVED_LESSONS = ("quiz", "faire-le-point")  # the addresses of the final quiz and of the positioning
BODIES_LENGTH = 40_000  # all the bodies of a lesson; beyond, they are not examined


@dataclass(frozen=True)
class Use:
    """A place of a course that points to something: a lesson, a term, an image or a document."""

    path: str
    place: str
    target: str
    image: bool


@dataclass
class LessonReading:
    """A lesson as far as it could be read, and what it points to."""

    lesson: Lesson
    uses: list[Use] = field(default_factory=list)


def read_lesson(path: str, text: str, problems: Problems) -> LessonReading:
    """Read a lesson. Its problems are added; what could not be read has neutral values."""
    written = lesson_text.cut(text)
    for line, message in written.slips:
        problems.add(path, f"ligne {line}", message)
    values = parse_toml(written.front, path=path, place="", first_line=written.front_line, problems=problems)
    head = Table(values or {}, path=path, place="", problems=problems if values is not None else Problems())
    uses: list[Use] = []
    findings = _inspect_bodies(path, written.steps, problems)
    steps = tuple(
        _read_step(path, step, found, uses, problems) for step, found in zip(written.steps, findings, strict=True)
    )
    lesson = Lesson(
        key=head.key(),
        title=head.text("titre", limit=100),
        minutes=head.integer("minutes", low=1, high=LONGEST),
        current_at=head.day("a_jour_au") or date.min,
        essentials=_essentials(head),
        sources=tuple(_read_source(row) for row in head.tables("sources", most=30)),
        facts=head.texts("faits", most=100),
        roles=head.choices("roles", ROLES),
        sizes=head.choices("communes", SIZES),
        steps=steps,
        path=path,
    )
    head.close()
    if lesson.key in RESERVED_LESSONS:
        head.problem(f"la clé « {lesson.key} » est réservée à une page du module, prenez-en une autre", at="cle")
    _check_steps(lesson, head, sum(found.words for found in findings), problems)
    return LessonReading(lesson, uses)


def _inspect_bodies(path: str, steps: list[StepText], problems: Problems) -> list[Findings]:
    if sum(len(step.body) for step in steps) > BODIES_LENGTH or len(steps) > MOST_STEPS * 2:
        problems.add(path, "", f"cette leçon est trop longue : {BODIES_LENGTH} signes et {MOST_STEPS} étapes au plus")
        return [Findings() for _ in steps]
    return [inspect(step.body) for step in steps]


def _essentials(head: Table) -> tuple[str, ...]:
    sentences = head.texts("essentiel", required=True)
    if sentences and not 2 <= len(sentences) <= 4:
        head.problem(f"écrivez deux à quatre phrases, il y en a {len(sentences)}", at="essentiel")
    for sentence in sentences:
        if len(sentence) > 300:
            head.problem(f"cette phrase est trop longue : {len(sentence)} signes, 300 au plus", at="essentiel")
    return sentences


def _read_source(row: Table) -> Source:
    source = Source(
        title=row.text("titre", limit=400),
        url=row.text("url", required=False, limit=500),
        date=row.text("date", required=False, limit=60),
    )
    if source.url and not is_web_address(source.url):
        row.problem("écrivez une adresse complète, qui commence par https://", at="url")
    row.close()
    return source


def _read_step(path: str, step: StepText, found: Findings, uses: list[Use], problems: Problems) -> Step:
    place = f"étape « {step.key or step.title[:40]} »"

    def wrong(message: str, line: int | None = None) -> None:
        problems.add(path, f"{place}, ligne {line or step.line}", message)

    if step.key and (not KEY.match(step.key) or len(step.key) > KEY_LENGTH):
        wrong(f"« {step.key[:40]} » n’est pas une clé : minuscules sans accent, chiffres et traits d’union")
    if step.key == RESERVED:
        wrong(f"la clé « {RESERVED} » est réservée à la page de fin de la leçon, prenez-en une autre")
    if not step.title or len(step.title) > 100:
        wrong("donnez à l’étape un titre de 100 signes au plus")
    for line, message in found.slips:
        wrong(message, step.line + 1 + line)
    uses += [
        Use(path, f"{place}, ligne {step.line + 1 + reference.line}", reference.target, reference.image)
        for reference in found.references
    ]
    if len(step.blocks) > 1:
        wrong("une étape ne contient qu’un bloc « question » ou « tache » : faites une étape de plus")
    block = step.blocks[0] if step.blocks else None
    if block is None and not step.body.strip():
        wrong("cette étape est vide")
    question = _read_question(path, place, block, problems) if block and block.name == "question" else None
    task = _read_task(path, place, block, problems) if block and block.name == "tache" else None
    kind = StepKind.READ if block is None else StepKind.ANSWER if block.name == "question" else StepKind.DO
    return Step(step.key, step.title, kind, step.body, step.line, question, task)


def _read_question(path: str, place: str, block: Block, problems: Problems) -> Question | None:
    table = _block_table(path, place, block, problems)
    question = read_question(table) if table else None
    if table and question and question.lesson:
        table.problem("« lecon » ne s’écrit que dans quiz.toml, retirez-le", at="lecon")
    if table and question and question.picture:
        table.problem("dans une leçon, placez l’image dans le texte de l’étape, au-dessus de la question", at="image")
    return question


def _read_task(path: str, place: str, block: Block, problems: Problems) -> Task | None:
    table = _block_table(path, place, block, problems)
    if table is None:
        return None
    task = Task(
        key=table.key(),
        text=table.text("texte", limit=400),
        minutes=table.integer("minutes", low=1, high=600),
        with_whom=table.text("avec", required=False, limit=100),
    )
    table.close()
    return task


def _block_table(path: str, place: str, block: Block, problems: Problems) -> Table | None:
    values = parse_toml(block.text, path=path, place=place, first_line=block.line, problems=problems)
    if values is None:
        return None
    key = values.get("cle")
    label = f"{block.name} « {key[:KEY_LENGTH]} »" if isinstance(key, str) and key else block.name
    return Table(values, path=path, place=f"{place} > {label}", problems=problems)


def estimated_minutes(words: int, asked: int) -> int:
    """How long it takes to read so many words and answer so many questions."""
    return ceil(words / WORDS_A_MINUTE) + asked


def _check_steps(lesson: Lesson, head: Table, words: int, problems: Problems) -> None:
    if not FEWEST_STEPS <= len(lesson.steps) <= MOST_STEPS:
        head.problem(f"une leçon compte entre {FEWEST_STEPS} et {MOST_STEPS} étapes, il y en a {len(lesson.steps)}")
    report_twice([step.key for step in lesson.steps[: MOST_STEPS * 2]], head, "les étapes de la leçon")
    asked = sum(step.kind is StepKind.ANSWER for step in lesson.steps)
    if not asked:
        head.problem("cette leçon ne pose aucune question : ajoutez un bloc ```question")
    if not any(step.kind is StepKind.DO for step in lesson.steps):
        head.problem("cette leçon ne propose rien à faire en mairie : ajoutez un bloc ```tache")
    estimate = estimated_minutes(words, asked)
    if estimate > LONGEST + SLACK:
        head.problem(f"leçon trop longue : {words} mots et {asked} questions font {estimate} minutes, 10 au plus")
    elif estimate > lesson.minutes + SLACK:
        head.problem(
            f"{words} mots et {asked} questions font {estimate} minutes, plus que les {lesson.minutes} annoncées",
            at="minutes",
        )
