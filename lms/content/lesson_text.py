"""Cuts the text of a lesson into its front matter, its steps and their blocks. Line numbers count from 1.

Nothing is understood here beyond lines: `+++`, `## Title {#key}`, and fenced blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lms.content.problems import nearest

BLOCKS = ("question", "tache")

_STEP = re.compile(r"##(?!#)\s*(.*)\Z")
_TITLE = re.compile(r"(.*)\{#([^{}]*)\}\s*\Z")
_FENCE = re.compile(r"(?:```+|~~~+)(.*)\Z")


@dataclass
class Block:
    """A fenced block: its name, its text, and the line where the text starts."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class StepText:
    """A step as written. `line` is its title's; `lines` is the Markdown that precedes its blocks."""

    title: str
    key: str
    line: int
    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines).rstrip()


@dataclass
class LessonText:
    """A lesson as written, and what is wrong with its lines: (line, message)."""

    front: str = ""
    front_line: int = 2
    steps: list[StepText] = field(default_factory=list)
    slips: list[tuple[int, str]] = field(default_factory=list)


def cut(text: str) -> LessonText:
    """Cut a lesson. Never fails: what is out of place becomes a slip."""
    lesson = LessonText()
    lines = text.split("\n")
    start = _cut_front(lines, lesson)
    block: Block | None = None
    for number, line in enumerate(lines[start:], start=start + 1):
        if block is not None and not (_STEP.match(line) and _TITLE.match(line)):
            if line.rstrip() in ("```", "~~~"):
                block = None
            else:
                block.lines.append(line)
            continue
        if block is not None:
            lesson.slips.append((block.line - 1, f"ce bloc « {block.name} » n’est pas fermé : ajoutez une ligne ```"))
            block = None
        if step := _STEP.match(line):
            lesson.steps.append(_step(step.group(1), number, lesson))
        elif fence := _FENCE.match(line):
            block = _block(fence.group(1).strip(), number, lesson)
        else:
            _take(line, number, lesson)
    if block is not None:
        lesson.slips.append((block.line - 1, f"ce bloc « {block.name} » n’est pas fermé : ajoutez une ligne ```"))
    return lesson


def _cut_front(lines: list[str], lesson: LessonText) -> int:
    """Take the front matter; return the index of the line that follows it."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].strip() != "+++":
        lesson.slips.append((first + 1, "la leçon commence par ses renseignements, entre deux lignes +++"))
        return first
    for number in range(first + 1, len(lines)):
        if lines[number].strip() == "+++":
            lesson.front, lesson.front_line = "\n".join(lines[first + 1 : number]), first + 2
            return number + 1
        if _STEP.match(lines[number]) and _TITLE.match(lines[number]):
            break
    lesson.slips.append((first + 1, "il manque la ligne +++ qui ferme les renseignements de la leçon"))
    return first + 1


def _step(heading: str, number: int, lesson: LessonText) -> StepText:
    match = _TITLE.match(heading)
    if match:
        return StepText(match.group(1).strip(), match.group(2).strip(), number)
    lesson.slips.append((number, "un titre d’étape porte sa clé à la fin, par exemple : ## Le titre {#cle}"))
    return StepText(heading.strip(), "", number)


def _block(name: str, number: int, lesson: LessonText) -> Block:
    block = Block(name[:40], number + 1)
    if name not in BLOCKS:
        lesson.slips.append((number, f"le bloc « {block.name} » n’existe pas{nearest(name.lower(), BLOCKS)}"))
    elif not lesson.steps:
        lesson.slips.append((number, "ce bloc est placé avant la première étape"))
    else:
        lesson.steps[-1].blocks.append(block)
    return block


def _take(line: str, number: int, lesson: LessonText) -> None:
    if not lesson.steps:
        if line.strip() and not any("avant la première étape" in message for _, message in lesson.slips):
            lesson.slips.append((number, "ce texte est placé avant la première étape : écrivez ## Le titre {#cle}"))
        return
    step = lesson.steps[-1]
    if not step.blocks:
        step.lines.append(line)
    elif line.strip():
        lesson.slips.append((number, f"placez ce texte avant le bloc « {step.blocks[-1].name} », qui finit l’étape"))
