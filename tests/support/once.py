"""What each test's application would make again, and which is the same for all: addresses and templates.

Each test builds its own application. Compiling two hundred rules and a dozen templates takes longer than most tests.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule


class RuleCompiledOnce(Rule):
    """A rule whose builder of addresses, which depends on its text alone, is shared by all the maps that have it."""

    _compiled: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, repr(self.defaults), tuple(self._trace), append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]


def share(patch: Any, folder: Path) -> None:
    """Have the applications of this process share what they compile."""
    patch.setattr(Flask, "url_rule_class", RuleCompiledOnce)
    patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
