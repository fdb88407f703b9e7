"""Answers questions about real Flask and Werkzeug.

A question is a line with a JSON object, its answer another; a list of them is answered
with a list.
"""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import io
import json
import logging
import sys
import uuid
from typing import Any

import flask
import markupsafe
from werkzeug.security import safe_join
from werkzeug.utils import secure_filename

app = flask.Flask("oracle", static_folder=None)
job: dict[str, Any] = {}
logging.disable()


def moment(seconds: float) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)


@app.route("/", methods=["GET", "POST"])
def view() -> flask.Response:
    options = dict(job.get("options") or {})
    if "last_modified" in options:
        options["last_modified"] = moment(options["last_modified"])
    kind = job["kind"]
    if kind == "directory":
        return flask.send_from_directory(job["folder"], job["name"], **options)
    if kind == "file":
        return flask.send_file(job["folder"] + "/" + job["name"], **options)
    if kind == "reader":
        return flask.send_file(io.BytesIO(job["text"].encode()), **options)
    response = flask.make_response(job["text"])
    response.add_etag()
    if kind == "ranges":
        length = len(job["text"].encode())
        return response.make_conditional(flask.request, accept_ranges=True, complete_length=length)
    return response.make_conditional(flask.request)


def answer(question: dict[str, Any]) -> dict[str, Any]:
    global job
    job = question
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = question.get("max_age")
    client = app.test_client()
    tag = client.get("/").headers.get("ETag", "")
    asked = question.get("headers") or []
    headers = [(name, value.replace("{etag}", tag)) for name, value in asked]
    response = client.open("/", method=question.get("method", "GET"), headers=headers)
    return {
        "status": response.status_code,
        "headers": {name.lower(): value for name, value in response.headers},
        "body": response.get_data().decode(),
    }


@dataclasses.dataclass
class Note:
    Title: str
    id: int
    Done: object


def value(described: dict[str, Any]) -> Any:
    ((kind, what),) = described.items()
    if kind == "int":
        return int(what)
    if kind == "float":
        return float.fromhex(what) if "n" not in what else float(what)
    if kind == "list":
        return [value(v) for v in what]
    if kind == "dict":
        return {value(k): value(v) for k, v in what}
    if kind == "time":
        return moment(what)
    if kind == "date":
        return datetime.date(*what)
    if kind == "uuid":
        return uuid.UUID(what)
    if kind == "decimal":
        return decimal.Decimal(what)
    if kind == "html":
        return markupsafe.Markup(what)
    if kind == "bytes":
        return what.encode()
    if kind == "timedelta":
        return datetime.timedelta(seconds=what)
    if kind == "note":
        return Note(*[value(v) for v in what])
    return what


def dump(question: dict[str, Any]) -> dict[str, Any]:
    app.json.sort_keys = not question.get("keep_order", False)
    app.json.ensure_ascii = not question.get("utf8", False)
    app.json.compact = question.get("compact")
    app.debug = question.get("debug", False)
    try:
        with app.app_context():
            response = app.json.response(value(question["value"]))
            return {"text": response.get_data(as_text=True)}
    except (TypeError, ValueError, RecursionError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def load(question: dict[str, Any]) -> dict[str, Any]:
    data = bytes.fromhex(question["data"])
    try:
        with app.app_context():
            response = app.json.response(app.json.loads(data))
            return {"text": response.get_data(as_text=True)}
    except ValueError as error:
        return {"error": str(error)}


def handle(question: dict[str, Any]) -> dict[str, Any]:
    kind = question["ask"]
    if kind == "answer":
        return answer(question)
    if kind == "dump":
        return dump(question)
    if kind == "load":
        return load(question)
    if kind == "join":
        joined = safe_join(question["folder"], *question["parts"])
        return {"text": joined or "", "ok": joined is not None}
    return {"text": secure_filename(question["name"])}


for line in sys.stdin:
    asked = json.loads(line)
    reply = [handle(q) for q in asked] if isinstance(asked, list) else handle(asked)
    print(json.dumps(reply), flush=True)
