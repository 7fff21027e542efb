"""What the form of a step holds: its title, its text, and the question or the task that it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from werkzeug.datastructures import MultiDict

from lms import content
from lms.web.trainer import builder, buttons
from lms.web.trainer.builder import Typed
from lms.web.trainer.sheets import KINDS, QUESTIONS, TASK, Sheet
from lms.web.trainer.workbench import OpenStep, table_of


@dataclass(frozen=True)
class Asked:
    """A sheet being filled in. `turning` is the kind that would lose `lost`, when she is asked whether to go on."""

    sheet: Sheet
    typed: Typed
    turning: Sheet | None = None
    lost: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        return self.sheet is not TASK

    def after(self, action: str, wanted: str) -> Asked:
        """The same after a button: a row added, moved, removed, or another kind of question."""
        if action not in ("type", "changer"):
            return replace(self, typed=buttons.acted(self.sheet, builder.with_holes(self.sheet, self.typed), action))
        new = KINDS.get(wanted, self.sheet)
        if new is self.sheet or not self.is_question:
            return self
        typed, lost = buttons.converted(self.sheet, new, self.typed)
        if lost and action == "type":
            return replace(self, turning=new, lost=lost)
        return Asked(new, typed)

    def table(self, before: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
        """The table to write. A question that becomes of another kind is another question: it takes a new key."""
        kind = before.get("type", self.sheet.kind)
        own = KINDS.get(str(kind))
        known = {ask.name for ask in own.asks} | {rows.name for rows in own.rows} if own else set()
        table = builder.written(self.sheet, self.typed, before, known)
        if self.is_question:
            table["type"] = self.sheet.kind
        if not before.get("cle") or kind != self.sheet.kind:
            table["cle"] = content.new_key(self.typed.get("enonce") or self.typed.get("texte") or "", taken)
        return table


@dataclass(frozen=True)
class StepForm:
    title: str
    body: str
    base: str
    asked: Asked | None

    @classmethod
    def of(cls, opened: OpenStep) -> Self:
        """The form of a step as it is."""
        part = opened.part
        asked = asked_of(part.block.kind, table_of(part.block.text)) if part.block else None
        return cls(part.title, part.body, opened.at.sha256, asked)

    @classmethod
    def typed(cls, opened: OpenStep, fields: MultiDict[str, str]) -> Self:
        """What was sent."""
        values = {name: fields.getlist(name) for name in fields}
        asked = asked_in(values) if opened.part.block else None
        body = fields.get("texte", "").replace("\r\n", "\n")
        return cls(" ".join(fields.get("titre", "").split()), body, fields.get("base", ""), asked)

    def after(self, action: str, wanted: str) -> StepForm:
        return replace(self, asked=self.asked.after(action, wanted)) if self.asked else self

    def put_in(self, text: str, key: str, taken: set[str]) -> str:
        """The lesson with the step as typed. Raises NotEditable, NoSuchPlace."""
        part = next((one for one in content.step_parts(text) if one.key == key), None)
        block = part.block if part else None
        if block and self.asked:
            table = self.asked.table(table_of(block.text), taken)
            block = content.Block(block.kind, content.with_table(block.text, table))
        return content.with_step(text, key, title=self.title, body=self.body, block=block)


def asked_of(block: str, table: Mapping[str, Any]) -> Asked:
    """The sheet that shows a block."""
    sheet = TASK if block == "tache" else KINDS.get(str(table.get("type")), QUESTIONS[0])
    return Asked(sheet, builder.shown(sheet, table))


def asked_in(fields: Mapping[str, list[str]]) -> Asked:
    """The sheet that a form holds."""
    kind = (fields.get("q-genre") or [""])[0]
    sheet = TASK if kind == "tache" else KINDS.get(kind, QUESTIONS[0])
    return Asked(sheet, builder.typed_in(sheet, fields))
