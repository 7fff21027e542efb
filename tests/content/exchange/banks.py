"""Small banks written for the tests, and what tests ask of what was imported."""

from __future__ import annotations

from typing import Any

from lms.content.exchange import Bank, ImportedQuestion, read_bank
from lms.content.kinds import Question, question_from

LATER = "À compléter."


def read(text: str, name: str = "questions.txt") -> Bank:
    """A bank, with what holds of every bank checked."""
    bank = read_bank(name, text.encode())
    assert bank.found == len(bank.questions) + len(bank.refused)
    assert all(refused.name and refused.place and refused.reason for refused in bank.refused)
    for imported in bank.questions:
        assert imported.name
        completed(imported)
    keys = [imported.table["cle"] for imported in bank.questions]
    assert len(set(keys)) == len(keys)
    return bank


def only(text: str, name: str = "questions.txt") -> ImportedQuestion:
    bank = read(text, name)
    assert [refused.reason for refused in bank.refused] == []
    assert len(bank.questions) == 1
    return bank.questions[0]


def refusal(text: str, name: str = "questions.txt") -> str:
    bank = read(text, name)
    assert [imported.table for imported in bank.questions] == []
    assert len(bank.refused) == 1
    return bank.refused[0].reason


def completed(imported: ImportedQuestion, **more: str) -> Any:
    """The question, once the trainer has written what the file did not hold. Any, to reach what each kind adds."""
    table: dict[str, Any] = {"objectif": "objectif", "enonce": LATER, "explication": LATER, "source": LATER}
    if imported.table["type"] == "vrai-faux":
        table |= {"retour_vrai": LATER, "retour_faux": LATER}
    if "image" in imported.table:
        table["image_description"] = LATER
    table |= imported.table | more
    for name in ("choix", "paires", "erreurs", "trous"):
        if name in table:
            table[name] = [{"retour": LATER, **row} for row in table[name]]
    return question_from(table)


def same(imported: ImportedQuestion, question: Question) -> bool:
    return imported.table == question.to_table()


def xml(*questions: str) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(questions) + "\n</quiz>"


def asked(kind: str, *more: str, text: str = "Que faire ?", name: str = "Titre", form: str = "html") -> str:
    """A Moodle question. `text` and `more` are XML."""
    return (
        f'<question type="{kind}"><name><text>{name}</text></name>'
        f'<questiontext format="{form}"><text>{text}</text></questiontext>{"".join(more)}</question>'
    )


def answer(text: str, fraction: float | str = 0, feedback: str = "", more: str = "") -> str:
    said = f'<feedback format="html"><text>{feedback}</text></feedback>' if feedback else ""
    return f'<answer fraction="{fraction}" format="html"><text>{text}</text>{said}{more}</answer>'
