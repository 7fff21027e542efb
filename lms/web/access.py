"""Who may enter: every view says it, nobody enters otherwise.

    @pages.get("/modules")
    @open_to(Access.EVERYONE)
    def catalogue(): …

A view without a declaration answers 404: forgetting is safe, and a test names it. The guard is in identity.py.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import Flask

View = TypeVar("View", bound=Callable[..., object])


class Access(StrEnum):
    EVERYONE = "everyone"
    DEVELOPERS = "developers"  # who builds pages: development and demonstration only, never in production
    DEMONSTRATION = "demonstration"  # who tries the site among fictitious people: the same, never in production
    ARRIVING = "arriving"  # signed in, even if she has not said her name yet
    SIGNED_IN = "signed-in"  # signed in and welcomed: her own things only, found by her number
    TRAINERS = "trainers"  # these three after a passkey or a second factor
    ADMINISTRATORS = "administrators"
    OPERATORS = "operators"


NEVER_IN_PRODUCTION = frozenset({Access.DEVELOPERS, Access.DEMONSTRATION})


def open_to(access: Access) -> Callable[[View], View]:
    """Declare who may enter a view."""

    def declare(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return declare


def after_proof(view: View) -> View:
    """Declare that a view changes something sensitive: it opens to someone who proved who she is ten minutes ago."""
    view.needs_proof = True  # type: ignore[attr-defined]
    return view


def needs_proof(app: Flask, endpoint: str) -> bool:
    return getattr(app.view_functions.get(endpoint), "needs_proof", False)


def declared_access(app: Flask, endpoint: str) -> Access | None:
    """The declaration of an endpoint's view, None when it has none."""
    return getattr(app.view_functions.get(endpoint), "access", None)
