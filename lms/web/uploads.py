"""Pages that take more than a form of text. Every other request stays small.

@pages.post("/verifier")
@open_to(Access.EVERYONE)
@takes_up_to(2 * MEGABYTE)
def verify_file(): …
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., object])
MEGABYTE = 1024 * 1024
AROUND = 16 * 1024  # bytes of a form around its file


def takes_up_to(size: int) -> Callable[[View], View]:
    """Let a view receive a file of this size."""

    def declare(view: View) -> View:
        view.takes = size + AROUND  # type: ignore[attr-defined]
        return view

    return declare


def prepare(app: Flask) -> None:
    """Before anything reads the form, raise the limit of this request only. Register it first."""

    @app.before_request
    def allow() -> None:
        size = getattr(current_app.view_functions.get(request.endpoint or ""), "takes", None)
        if size is not None:
            request.max_content_length = size
