"""The address by which somebody stops reminders from any of them, without signing in (RFC 8058).

unsubscribe=stop_address(person_id)      in the letter of a reminder
"""

from __future__ import annotations

from flask import abort, current_app
from itsdangerous import BadSignature, URLSafeSerializer

from lms.web.http import public_address


def stop_address(person_id: int) -> str:
    """The public address that stops the reminders of one person, for as long as the site's secret lasts."""
    return public_address("account.ask_to_stop", token=_signer().dumps(person_id))


def person_of(token: str) -> int:
    """Whose address this is; what was not signed here leads nowhere."""
    try:
        return int(_signer().loads(token))
    except (BadSignature, ValueError, TypeError):
        abort(404)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="rappels")
