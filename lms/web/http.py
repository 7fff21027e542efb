"""What every page shares: sessions with the database, the visitor, security headers, errors, logs."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, RequestRedirect
from werkzeug.wrappers import Response as AnyResponse

from lms import content, db, learning
from lms.settings import Settings
from lms.web.access import Access, open_to
from lms.web.refusals import SENTENCES, SENTENCES_OF, STALE_FORM, STATUS_OF, UNREACHABLE

log = logging.getLogger("etoffe")

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "object-src 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
MOST_PAGES = 1000
HSTS = "max-age=31536000; includeSubDomains"

GIVEN_BACK = 20_000  # signs of a form that a page can carry
NEVER_GIVEN_BACK = {"csrf_token", "password", "new_password", "credential"}  # a page does not repeat a secret


def now() -> datetime:
    return datetime.now(UTC)


def engine() -> Engine:
    found: Engine = current_app.extensions["database"]
    return found


def reading_session() -> AbstractContextManager[Connection]:
    """A look at the database to prepare a page; closed before the template is rendered."""
    return db.reading(engine())


def writing_session() -> AbstractContextManager[Session]:
    """The one transaction of a request that changes something."""
    return db.transaction(engine())


def from_our_pages() -> bool:
    """Whether the browser says that this was sent by a page of ours. Old browsers say nothing."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def from_another_site() -> bool:
    """Whether the browser says that something was sent here by a page that is not ours."""
    unsafe = request.method not in ("GET", "HEAD", "OPTIONS")
    return unsafe and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site")


def site_address(path: str) -> str:
    """The public address of one of our pages, for an e-mail or a document."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url + path


def public_address(endpoint: str, **values: object) -> str:
    """The public address of an endpoint, where there may be no request: a letter written at the command line."""
    return site_address(current_app.url_map.bind("").build(endpoint, values))


def page_of_ours(address: str, otherwise: str) -> str:
    """`address` if it leads to one of our pages by GET, otherwise `otherwise`. Never another site."""
    path, _, query = address.partition("?")
    if not path.startswith("/") or path.startswith("//") or not address.isprintable() or "\\" in address:
        return otherwise
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except (HTTPException, RequestRedirect):
        return otherwise
    return f"{path}?{query}" if query else path


def asked_page() -> int:
    """The page of a list that this request asks for, from 1; the first when the address makes no sense."""
    asked = request.args.get("page", "1")
    return min(max(int(asked), 1), MOST_PAGES) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


class KeyConverter(BaseConverter):
    """A key in an address; anything else leads nowhere, before the database is asked."""

    regex = content.KEY.pattern.removesuffix(r"\Z")


class ExamConverter(BaseConverter):
    """The last part of a module's address that is not a lesson: its quiz, or its positioning."""

    weight = 50  # before a lesson's key
    _behaviours = {"quiz": learning.Behaviour.CHECK, "faire-le-point": learning.Behaviour.POSITIONING}
    regex = "|".join(_behaviours)

    def to_python(self, value: str) -> learning.Behaviour:
        return self._behaviours[value]

    def to_url(self, value: Any) -> str:
        return next(word for word, behaviour in self._behaviours.items() if behaviour == value)


def prepare(app: Flask, settings: Settings) -> None:
    """Install keys in addresses, headers, errors, logs and /healthz."""
    app.url_map.converters["key"] = KeyConverter
    app.url_map.converters["exam"] = ExamConverter
    _log_to_stderr()
    headers = dict(HEADERS)  # no view sets any of these
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = HSTS

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers.extend(headers)
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "private, no-cache")
        _log_request(response)
        return response

    @app.get("/healthz")
    @open_to(Access.EVERYONE)
    def healthz() -> Response:
        with reading_session() as database:
            database.execute(text("SELECT 1"))
        return jsonify(status="ok")

    _prepare_errors(app)


def _prepare_errors(app: Flask) -> None:
    for refused, status in STATUS_OF.items():
        words = SENTENCES_OF.get(refused, SENTENCES[status])
        app.register_error_handler(refused, lambda _error, status=status, words=words: error_page(status, *words))
    app.register_error_handler(CSRFError, lambda _error: _stale_form())

    @app.errorhandler(HTTPException)
    def refused_by_http(error: HTTPException) -> AnyResponse | tuple[str, int]:
        status = error.code or 500
        if status < 400:
            return error.get_response()  # a redirection
        response = app.make_response(
            error_page(status, *SENTENCES.get(status, SENTENCES[400 if status < 500 else 500]))
        )
        if status == 405 and error.get_response().headers.get("Allow"):
            response.headers["Allow"] = error.get_response().headers["Allow"]
        return response

    @app.errorhandler(OperationalError)
    @app.errorhandler(DBAPIError)
    def database_failed(error: DBAPIError) -> tuple[str, int]:
        return _incident(503, error)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> tuple[str, int]:
        return _incident(500, error)


def _stale_form() -> tuple[str, int]:
    """A form without a good token. When the browser says that it came from our pages, nothing typed is lost."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_GIVEN_BACK]
    heavy = sum(len(name) + len(value) for name, value in fields) > GIVEN_BACK
    if not from_our_pages() or not fields or heavy or request.files or request.endpoint is None:
        return error_page(400, *STALE_FORM)
    return render_template("errors/stale_form.html", path=request.full_path.rstrip("?"), fields=fields), 400


def error_page(status: int, title: str, sentence: str, incident: str | None = None) -> tuple[str, int]:
    page = render_template(
        "errors/error.html", title=title, sentence=sentence, incident=incident, way_out=_way_out(status)
    )
    return page, status


def _way_out(status: int) -> tuple[str, str] | None:
    """The address and the words of what to do first, when the page that was asked for can help."""
    words = "Voir ce qui est gardé" if status == 409 else "Réessayer" if status >= 500 and _is_reading() else ""
    if not words or request.endpoint is None:
        return None
    return url_for(request.endpoint, **(request.view_args or {})), words


def _is_reading() -> bool:
    return request.method in ("GET", "HEAD")


def _incident(status: int, error: Exception) -> tuple[str, int]:
    """Log the error under a number, and give the person that number."""
    incident = "-".join((secrets.token_hex(2), secrets.token_hex(2))).upper()
    log.error("incident", extra={"facts": {"incident": incident, "endpoint": request.endpoint}}, exc_info=error)
    words = UNREACHABLE if status == 503 and _is_reading() else SENTENCES[status]
    return error_page(status, *words, incident)


def _log_request(response: Response) -> None:
    spent = time.perf_counter() - g.started if "started" in g else 0.0
    facts = {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round(spent * 1000, 1),
    }
    if log.isEnabledFor(logging.INFO):  # made by hand: finding out which line of code speaks takes a third of the time
        log.handle(log.makeRecord(log.name, logging.INFO, "", 0, "request", (), None, extra={"facts": facts}))


_LINE = json.JSONEncoder(ensure_ascii=False)


class JsonLines(logging.Formatter):
    """One JSON object a line. No address, no form value, no query string: nothing about a person."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage() if record.name == log.name else record.name,
        }
        line.update(getattr(record, "facts", {}))
        if record.exc_info:
            line["trace"] = "".join(self._frames(record.exc_info[1]))
        return _LINE.encode(line)

    @staticmethod
    def _frames(error: BaseException | None) -> Iterator[str]:
        """Type and place of each error of the chain; messages are left out, they may quote a person."""
        while error is not None:
            trace = error.__traceback__
            places = []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{code.co_filename.rpartition('/lms/')[2]}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            yield f"{type(error).__name__} at {' < '.join(reversed(places))}\n"
            error = error.__cause__ or error.__context__


def _log_to_stderr() -> None:
    if not log.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        log.propagate = False
