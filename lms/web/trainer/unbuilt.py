"""Links of the workshop to pages that this site does not have yet lead to the list of modules, instead of failing."""

from __future__ import annotations

from typing import Any

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BuildError

from lms.web.trainer.routes import pages

ENDPOINTS = ("trainer.modules", "trainer.plan", "trainer.publish")


def otherwise(error: Exception, endpoint: str, _values: dict[str, Any]) -> str:
    if endpoint in ENDPOINTS and isinstance(error, BuildError):
        return "/modules"
    raise error


@pages.record_once
def remember(state: BlueprintSetupState) -> None:
    state.app.url_build_error_handlers.append(otherwise)
