"""What is signed: the session cookie and the form token. Their signers are built once, not at each request."""

from __future__ import annotations

from functools import cache

from flask import Flask, current_app, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer


class SignedCookie(SecureCookieSessionInterface):
    """Flask's session in a cookie, with one signer for the life of the application."""

    def __init__(self) -> None:
        self._signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer


def form_token() -> str:
    """The token of this session's forms, signed with the time, as Flask-WTF makes and checks it."""
    if "csrf_token" not in session:
        return generate_csrf()  # type: ignore[no-any-return]
    token: str = _form_signer(str(current_app.secret_key)).dumps(session["csrf_token"])
    return token


@cache
def _form_signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="wtf-csrf-token")
