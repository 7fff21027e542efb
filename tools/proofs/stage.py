"""A person in front of a form: what every proof about forms needs."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lms import content, db, learning, mail
from tests.support import example
from tools.proofs import ground
from tools.proofs.browser import InProcess


@dataclass
class Form:
    """What is about to be sent. `other` is the same form with another content, when it has an id of its own."""

    browser: InProcess
    path: str
    fields: dict[str, str | list[str]]
    other: dict[str, str | list[str]] | None = None


@dataclass(frozen=True)
class Maker:
    """How to come to have a form in hand. `alike` tells that all copies get the same answer; `most` is how many rows
    of a table twenty copies may add where one form is not one effect by design."""

    endpoint: str
    make: Callable[[Stage, random.Random, str], Form]
    alike: bool = True
    most: Mapping[str, int] = field(default_factory=dict)


class Stage:
    """The application and what is needed to bring people before a form."""

    def __init__(self, url: str) -> None:
        self.app = ground.make_app(url)
        self.engine = self.app.extensions["database"]
        self.lessons: dict[str, content.PublishedLesson] = {}

    def enter(self, name: str) -> InProcess:
        known = ground.sign_in(self.app, name)[0]
        return InProcess(self.app, known.cookie)

    def mailed(self, name: str, what: str) -> str:
        """What the last e-mail to someone holds."""
        with db.reading(self.engine) as reader:
            letters, _ = mail.mailbox(reader, skip=0, most=20)
        text = next(one.text for one in letters if one.recipient == f"{name}@mairie.example")
        found = re.search(what, text)
        assert found is not None
        return found.group()

    def lesson(self, key: str) -> content.PublishedLesson:
        if key not in self.lessons:
            with db.reading(self.engine) as reader:
                self.lessons[key] = learning.sitting(reader, None, example.COURSE, key).lesson
        return self.lessons[key]
