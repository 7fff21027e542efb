"""Who may enter: every view says it, nobody enters otherwise.

    @pages.get("/modules")
    @open_to(Access.EVERYONE)
    def catalogue(): …

A view without a declaration answers 404: forgetting is safe, and a test names it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import Flask, abort, current_app, request

View = TypeVar("View", bound=Callable[..., object])


class Access(StrEnum):
    EVERYONE = "everyone"
    DEVELOPERS = "developers"  # who builds pages: development and demonstration only, never in production
    DEMONSTRATION = "demonstration"  # who tries the site among fictitious people: the same, never in production


NEVER_IN_PRODUCTION = frozenset({Access.DEVELOPERS, Access.DEMONSTRATION})


def open_to(access: Access) -> Callable[[View], View]:
    """Declare who may enter a view."""

    def declare(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return declare


def declared_access(app: Flask, endpoint: str) -> Access | None:
    """The declaration of an endpoint's view, None when it has none."""
    return getattr(app.view_functions.get(endpoint), "access", None)


def guard() -> None:
    """Run before each request: close what is not declared, and what is not for this mode."""
    if request.endpoint is None:
        return
    access = declared_access(current_app, request.endpoint)
    if access is None or (access in NEVER_IN_PRODUCTION and current_app.config["SETTINGS"].is_production):
        abort(404)
