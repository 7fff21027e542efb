"""The example course with something to improve, and the advice on it."""

from __future__ import annotations

from datetime import date

from lms import content
from lms.content import AdviceKind as Kind
from tests.support.example import TODAY, example_files, library

COVER, BANK, LESSON, OTHER = "module.toml", "quiz.toml", "lecons/01-les-delais.md", "lecons/02-toutes-les-questions.md"
REMINDER = "::: retenir\nUn message reçu est une demande reçue.\n:::"
PICTURE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300"></svg>'


def advice(files: dict[str, bytes], today: date = TODAY) -> tuple[content.Advice, ...]:
    reading = content.read(files, library(), today)
    assert reading.course, "\n".join(map(str, reading.problems))
    return content.advise(reading.course, files, library(), today)


def edited(path: str, before: str, after: str) -> dict[str, bytes]:
    files = example_files()
    text = files[path].decode()
    assert before in text, before
    return files | {path: text.replace(before, after, 1).encode()}


def on_step(text: str, more: dict[str, bytes] | None = None) -> list[content.Advice]:
    """The advice on the first step of the example, with this text at its end, and more files."""
    files = edited(LESSON, REMINDER, f"{REMINDER}\n\n{text}") | (more or {})
    return [one for one in advice(files) if one.step_key == "message"]


LONG = "Le maire " + "signe et " * 12 + "part."  # 27 words
GIVEN_AWAY = "+Envoyer un accusé de réception daté, avec le service et son téléphone"


def bank(*questions: str, draws: int = 2) -> dict[str, bytes]:
    """The example with these questions in its bank."""
    texts = [
        f'[[questions]]\ncle = "q-{number}"\nlecon = "delais"\nobjectif = "delais"\nexplication = "C’est ainsi."\n'
        f'source = "Conseil de rédaction"\n{question}'
        for number, question in enumerate(questions)
    ]
    files = edited(COVER, "questions = 2", f"questions = {draws}")
    return files | {BANK: "\n".join(texts).encode()}


def single(*choices: str, prompt: str = "Que faire ?") -> str:
    """A question whose right answer begins with « + »."""
    rows = [
        f'[[questions.choix]]\ncle = "c-{number}"\ntexte = "{choice.lstrip("+")}"\nretour = "Ainsi."\n'
        + "juste = true\n" * choice.startswith("+")
        for number, choice in enumerate(choices)
    ]
    return f'type = "choix-unique"\nenonce = "{prompt}"\n' + "\n".join(rows)


def truth(statement: str, answer: bool = True) -> str:
    said = f'retour_vrai = "Ainsi."\nretour_faux = "Ainsi."\nreponse = {str(answer).lower()}'
    return f'type = "vrai-faux"\nenonce = "{statement}"\n{said}\n'


def kinds(files: dict[str, bytes], kind: Kind) -> list[content.Advice]:
    return [one for one in advice(files) if one.kind is kind and one.path == BANK]
