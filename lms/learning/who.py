"""Who is learning: a person who signed in, or a visitor known by the token in her cookie."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Generic, TypeVarTuple

from sqlalchemy import ColumnElement, Select, bindparam

from lms.learning.models import Learner


@dataclass(frozen=True)
class Visitor:
    """Someone without an account. `token` is in her cookie; the database keeps its hash."""

    token: str

    @property
    def token_hash(self) -> str:
        return sha256(self.token.encode()).hexdigest()

    def is_learner(self) -> ColumnElement[bool]:
        return Learner.visitor_hash == self.token_hash

    def columns(self) -> dict[str, object]:
        return {"visitor_hash": self.token_hash}


@dataclass(frozen=True)
class Member:
    """Someone with an account."""

    person_id: int

    def is_learner(self) -> ColumnElement[bool]:
        return Learner.person_id == self.person_id

    def columns(self) -> dict[str, object]:
        return {"person_id": self.person_id}


Who = Visitor | Member
Columns = TypeVarTuple("Columns")


class OfLearner(Generic[*Columns]):
    """A statement about one learner, written once for visitors and once for members.

    Building a statement costs more than running it. `of` gives the one to run, and what to bind.
    """

    def __init__(self, statement: Select[*Columns]) -> None:
        self._visitor = statement.where(Learner.visitor_hash == bindparam("learner"))
        self._member = statement.where(Learner.person_id == bindparam("learner"))

    def of(self, who: Who, **values: object) -> tuple[Select[*Columns], dict[str, object]]:
        if isinstance(who, Member):
            return self._member, values | {"learner": who.person_id}
        return self._visitor, values | {"learner": who.token_hash}
