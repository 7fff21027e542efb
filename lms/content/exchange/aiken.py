"""Reads Aiken (https://docs.moodle.org/en/Aiken_format): a question, its choices A. B. C., and « ANSWER: B »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from lms.content.exchange.bank import Refused
from lms.content.exchange.source import Answer, Choices, Found, shortened
from lms.content.problems import INVISIBLE

_CHOICE = re.compile(r"([A-Z])[.)](.*)\Z", re.DOTALL)
_ANSWER = re.compile(r"ANSWER:(.*)\Z", re.DOTALL)
_LETTER = re.compile(r"([A-Z])[.)]?\Z")
_NO_ANSWER = "il manque la ligne « ANSWER: » suivie de la lettre de la bonne réponse, juste après les choix"
_NO_QUESTION = (
    "cette ligne n’a pas de question au-dessus d’elle : écrivez la question, puis les choix, puis « ANSWER: »"
)


@dataclass
class _Open:
    """A question being read. `ended`: a blank line came since its last line."""

    line: int
    words: list[str]
    choices: list[tuple[str, str]] = field(default_factory=list)
    ended: bool = False

    def refused(self, reason: str) -> Refused:
        return Refused(shortened(" ".join(self.words)), f"ligne {self.line}", reason)


def looks_like(text: str) -> bool:
    """Whether a line gives an answer the way Aiken does."""
    return any(line.startswith("ANSWER:") for line in map(str.strip, text.split("\n")))


def read_aiken(text: str) -> Iterator[Found | Refused]:
    """Each question of a file, in its order."""
    question: _Open | None = None
    for number, raw in enumerate(text.split("\n"), start=1):
        line = INVISIBLE.sub("", raw).strip()
        if not line:
            if question:
                question.ended = True
            continue
        choice, answer = _CHOICE.match(line), _ANSWER.match(line)
        if (choice or answer) and question is None:
            yield Refused(shortened(line), f"ligne {number}", _NO_QUESTION)
        elif question and choice:
            question.choices.append((choice[1], choice[2].strip()))
        elif question and answer:
            yield _answered(question, answer[1].strip())
            question = None
        elif question and not question.choices and not question.ended:
            question.words.append(line)
        else:
            if question:
                yield question.refused(_NO_ANSWER)
            question = _Open(number, [line])
    if question:
        yield question.refused(_NO_ANSWER)


def _answered(question: _Open, said: str) -> Found | Refused:
    letter = _LETTER.match(said)
    letters = [letter for letter, _ in question.choices]
    if not question.choices:
        return question.refused("il n’y a pas de choix : écrivez-les sous la question, « A. », « B. »…")
    if not letter:
        return question.refused("« ANSWER: » doit être suivi d’une seule lettre majuscule, par exemple « ANSWER: B »")
    expected = [chr(ord("A") + rank) for rank in range(len(letters))]
    if letters != expected:
        return question.refused(f"les choix sont marqués {', '.join(letters[:12])} : marquez-les A, B, C… dans l’ordre")
    if letter[1] not in letters:
        return question.refused(f"la bonne réponse est « {letter[1]} », et aucun choix ne porte cette lettre")
    answers = tuple(Answer(text, Fraction(each == letter[1])) for each, text in question.choices)
    prompt = " ".join(question.words)
    found = Found(shortened(prompt), f"ligne {question.line}", prompt, titled=False, body=Choices(answers, single=True))
    if len(question.words) > 1:
        found.remarks.append("La question était écrite sur plusieurs lignes. Moodle n’en aurait lu que la dernière.")
    return found
