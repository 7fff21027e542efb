"""create_app(settings): the one place where all meets."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect

from lms import cli, content, db
from lms.settings import Settings, UnsafeSettings
from lms.web import (
    account,
    admin,
    cookies,
    demonstration,
    http,
    identity,
    learner,
    operator,
    pages,
    public,
    static,
    templating,
    trainer,
    uploads,
)

COURSES = Path(__file__).resolve().parent.parent / "courses"
COOKIE_DAYS = 180
FORM_BYTES = 256 * 1024


def create_app(settings: Settings) -> Flask:
    """Build the application. Nothing is read from the environment here."""
    app = Flask(__name__, template_folder="web/templates", static_folder=None)
    app.config.update(
        SETTINGS=settings,
        LIBRARY=load_library(),
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="__Host-etoffe" if settings.secure_cookies else "etoffe",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=COOKIE_DAYS * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=200,
        WTF_CSRF_TIME_LIMIT=None,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=["text/html"],
        COMPRESS_BR_LEVEL=3,  # a ninth heavier than 5, in half the time
        COMPRESS_BR_WINDOW=22,  # 64 KB hold any page; preparing the usual 4 MB takes longer than compressing
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,  # a page has no validator to compare
        PREFERRED_URL_SCHEME="https" if settings.secure_cookies else "http",
    )
    app.extensions["database"] = db.make_engine(settings.database_url, sqlite_synchronous=settings.sqlite_synchronous)
    app.session_interface = cookies.SignedCookie()
    uploads.prepare(app)
    identity.prepare(app)
    forms = CSRFProtect(app)
    forms.exempt(account.reminders.stop)  # asked by a mailbox, which has no cookie: the address is the proof
    http.prepare(app, settings)
    static.prepare(app)
    pages.prepare(app)
    templating.prepare(app, settings)
    demonstration.prepare(app, settings)
    app.register_blueprint(public.pages)
    app.register_blueprint(account.pages)
    app.register_blueprint(learner.pages)
    app.register_blueprint(trainer.pages)
    app.register_blueprint(admin.pages)
    app.register_blueprint(operator.pages)
    app.register_blueprint(demonstration.pages)
    cli.prepare(app)
    return app


@cache
def load_library() -> content.Library:
    """The facts and the glossary that courses refer to, read once by a process."""
    return content.read_library(
        (COURSES / "faits.toml").read_text(encoding="utf-8"), (COURSES / "glossaire.toml").read_text(encoding="utf-8")
    )


def refuse_unsafe_database(app: Flask) -> None:
    """Raise UnsafeSettings unless the database is up to date and keeps what it acknowledges."""
    lines = db.unsafe_database(app.extensions["database"])
    if lines:
        raise UnsafeSettings(lines)
