"""What Étoffe's pages are compared to: the least that Flask can do, then a page as tutorials write it.

/bare    a view that returns a short page
/query   one indexed query, one template
"""

from __future__ import annotations

import os

from flask import Flask, render_template
from sqlalchemy import text

from lms import db

PAGE = """<!doctype html><html lang="fr"><title>{{ rows|length }} modules</title><h1>Modules</h1>
<ul>{% for row in rows %}<li>{{ row.key }} : {{ row.position }}</li>{% endfor %}</ul></html>"""

app = Flask(__name__)
TEMPLATE = app.jinja_env.from_string(PAGE)  # compiled once, as a file would be
engine = db.make_engine(os.environ["ETOFFE_DATABASE_URL"])


@app.get("/bare")
def bare() -> str:
    return "<!doctype html><html lang=fr><title>Bonjour</title><h1>Bonjour</h1></html>"


@app.get("/query")
def query() -> str:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT key, position FROM course WHERE key = :key"), {"key": "exemple-de-module"}
        ).all()
    return render_template(TEMPLATE, rows=rows)


@app.get("/healthz")
def healthz() -> str:
    return "ok"
