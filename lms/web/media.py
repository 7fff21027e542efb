"""The images and documents of courses, as they are sent."""

from __future__ import annotations

from flask import Response, current_app

MEDIA_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "webp": "image/webp",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
}


def sent_file(path: str, data: bytes, *, keep: str) -> Response:
    """A file of a course, with its type; documents are saved, never opened here. `keep` is its Cache-Control."""
    response: Response = current_app.response_class(data, mimetype=MEDIA_TYPES[path.rpartition(".")[2]])
    response.headers["Cache-Control"] = keep
    if path.startswith("fichiers/"):
        response.headers.set("Content-Disposition", "attachment", filename=path.rpartition("/")[2])
    return response
