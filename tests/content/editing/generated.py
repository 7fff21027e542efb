"""Lessons and banks written in every manner that the reader accepts, and random edits of them."""

from __future__ import annotations

from random import Random

from lms.content import editing
from lms.content.editing import Block
from tests.content.editing.built_in import in_manner

BODIES = [
    "", "", "Un texte.", "Deux lignes  \net un\u00a0mot.", "Un paragraphe.\n\nUn autre.", "- a\n- b\n\n  1. c", "### Sous-titre\n\nFin.",
    "::: retenir\nUne phrase.\n:::", "```python\n# du code\n```\n\nAprès.", "    en retrait", "+++", "[[questions]]", "| a | b |\n|---|---|\n| 1 | 2 |",
]  # fmt: skip
BLOCKS = [
    None,
    None,
    Block("question", 'cle = "q"\nenonce = """\n[[questions]]\n# pas un titre\n"""\n\n[[choix]]\ncle = "a" # juste'),
    Block("tache", "# à relire\ncle = 't'\n\n\nminutes = 5"),
    Block("question", "pas du TOML = "),
    Block("tache", ""),
]
QUESTIONS = [
    'cle = "{key}"\nenonce = "Une phrase."',
    '# au-dessus\ncle = "{key}" # à droite\nfaits = [\n  "A", # pourquoi\n  "B",\n]',
    "enonce = '''\n[[questions]]\ncle = \"faux\"\n'''\ncle = '{key}'\n\n[[questions.choix]]\ncle = \"a\"\n\n# un choix de plus\n\n[[questions.choix]]\ncle = \"b\"",
    '"cle" = "{key}"\ntexte = "# [[questions]]"\ntrous = [{{ cle = "x", choix = [{{ cle = "y" }}] }}]',
]  # fmt: skip
GAPS = ["\n\n", "\n\n", "\n", "\n\n\n", "\n  \n"]
MANNERS = ("plain", "plain", "crlf", "bom", "unended")


def lesson(random: Random) -> str:
    """A lesson of up to six steps; a keyless title, a text after a block, or a block left open now and then."""
    text = (
        random.choice(["", "\n"])
        + '+++\ncle = "lecon" # permanente\ntitre = "Une leçon"\nminutes = 5\n+++'
        + random.choice(GAPS)
    )
    for number in range(random.randint(1, 6)):
        key = "" if random.random() < 0.05 else f" {{#e{number}}}"
        text += f"## Étape  {number}{key}" + random.choice(GAPS)
        if body := random.choice(BODIES):
            text += body + random.choice(GAPS)
        if block := random.choice(BLOCKS):
            fence = random.choice(["```", "~~~"])
            closing = "" if random.random() < 0.05 else fence
            text += f"{fence}{block.kind}\n{block.text}\n{closing}" + random.choice(GAPS)
            if random.random() < 0.05:
                text += "Un mot après le bloc." + random.choice(GAPS)
    return in_manner(text.rstrip("\n ") + "\n", random.choice(MANNERS))


def bank(random: Random) -> str:
    """A bank of up to six questions, with comments that touch a question and others that do not."""
    text = random.choice(["", "# Les questions\n\n", "\n"])
    for number in range(random.randint(1, 6)):
        text += random.choice(["", "", "# touche\n", f"# Objectif {number}\n\n"])
        text += "[[questions]]\n" + random.choice(QUESTIONS).format(key=f"q{number}") + random.choice(GAPS)
    return in_manner(text.rstrip("\n ") + random.choice(["\n", "\n\n# fin\n"]), random.choice(MANNERS))


def edit_lesson(random: Random, text: str, mark: str) -> tuple[str, str]:
    """A random edit by the author `mark`: the new text, and the key of what was edited ("" for the front matter)."""
    keys = [part.key for part in editing.step_parts(text) if part.key]
    key = random.choice([*keys, ""])
    kind = random.choice(("title", "body", "block", "key", "move", "remove", "add", "front"))
    if kind == "front" or not key:
        return editing.with_front(text, {random.choice(("minutes", "a")): random.randint(1, 9), "titre": mark}), ""
    part = next(part for part in editing.step_parts(text) if part.key == key)
    if kind == "move":
        return editing.with_step_moved(text, key, by=random.randint(-3, 3)), "move"
    if kind == "remove":
        return editing.without_step(text, key), key
    if kind == "add":
        new = f"{mark}{random.randint(0, 99)}"
        return editing.with_new_step(text, new, mark, random.choice(BODIES), random.choice(BLOCKS), after=key), new
    title = f"Titre {mark} {random.randint(0, 9)}" if kind == "title" else part.title
    body = f"{mark} {random.choice(BODIES)}" if kind == "body" else part.body
    block = random.choice(BLOCKS) if kind == "block" else part.block
    return editing.with_step(text, key, title=title, body=body, block=block), key


def edit_bank(random: Random, text: str, mark: str) -> tuple[str, str]:
    """A random edit by the author `mark`: the new text, and the key of the question edited."""
    parts = editing.bank_parts(text)
    kind = random.choice(("value", "move", "remove", "add")) if parts else "add"
    if kind == "add":
        new = f"{mark}{random.randint(0, 99)}"
        after = random.choice([None, "", *(part.key for part in parts)])
        return editing.with_new_question(text, {"cle": new, "enonce": mark}, after=after), new
    part = random.choice(parts)
    if kind == "value":
        return editing.with_question(text, part.key, {**part.table, "enonce": f"{mark} ?"}), part.key
    if kind == "move":
        return editing.with_question_moved(text, part.key, by=random.randint(-3, 3)), "move"
    return editing.without_question(text, part.key), part.key
