"""Answers requests with Flask and tells the order in which everything ran.

A line of stdin is a JSON list of cases, stdout gets a line with the journals of all:

    {"method": "GET", "path": "/outer/inner/", "do": {"view": "raise"},
     "handlers": ["app 500"], "config": {"TRAP_HTTP_EXCEPTIONS": true}}

"do" says what goes wrong at which point, "handlers" which error handlers there are.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import flask
from flask import Blueprint, Flask, Response
from flask.sansio.scaffold import Scaffold
from werkzeug.exceptions import HTTPException, InternalServerError, abort


class Boom(Exception):
    pass


class Journal:
    """Notes the points that a request passes, and does there what the case says."""

    def __init__(self, do: dict[str, str]) -> None:
        self.lines: list[str] = []
        self.do = dict(do)

    def pass_(self, point: str, told: object = "") -> str | None:
        self.lines.append(f"{point} {told}".rstrip())
        action = self.do.get(point)
        if action and action.endswith(" once"):
            action = action.removesuffix(" once")
            del self.do[point]
        if action == "raise":
            raise Boom()
        if action and action.isdigit():
            abort(int(action))
        if action == "answer":
            return f"answer of {point}"
        return None


def name(err: BaseException | None) -> str:
    if err is None:
        return "nothing"
    if isinstance(err, InternalServerError) and err.original_exception is not None:
        return f"500 of {name(err.original_exception)}"
    if isinstance(err, HTTPException):
        return str(err.code)
    return "boom" if isinstance(err, Boom) else type(err).__name__


def note_hooks(journal: Journal, scaffold: Scaffold, level: str) -> None:
    @scaffold.url_value_preprocessor
    def values(endpoint: str | None, args: dict[str, Any] | None) -> None:
        journal.pass_(f"values {level}")

    for n in "12":
        scaffold.before_request(lambda n=n: journal.pass_(f"before {level}{n}"))

        @scaffold.after_request
        def after(response: Response, n: str = n) -> Response:
            journal.pass_(f"after {level}{n}", response.status_code)
            return response

        @scaffold.teardown_request
        def teardown(err: BaseException | None, n: str = n) -> None:
            journal.pass_(f"teardown {level}{n}", name(err))


CLASSES: dict[str, type[Exception]] = {"boom": Boom, "http": HTTPException, "any": Exception}


def add_handler(journal: Journal, scaffold: Scaffold, level: str, what: str) -> None:
    @scaffold.errorhandler(CLASSES.get(what) or int(what))
    def handler(err: Exception) -> tuple[str, int]:
        journal.pass_(f"handler {level} {what}", name(err))
        return f"answer of handler {level} {what}", getattr(err, "code", 500)


def make(journal: Journal, case: dict[str, Any]) -> Flask:
    app = Flask("journal", static_folder=None)
    app.logger.disabled = True
    app.config.update(case.get("config") or {})
    outer = Blueprint("outer", "outer", url_prefix="/outer")
    inner = Blueprint("inner", "inner", url_prefix="/inner")
    levels: dict[str, Scaffold] = {"app": app, "outer": outer, "inner": inner}
    for level, scaffold in levels.items():
        note_hooks(journal, scaffold, level)
    for handler in case.get("handlers") or []:
        level, what = handler.split()
        add_handler(journal, levels[level], level, what)

    @inner.get("/")
    @app.get("/")
    def view() -> str:
        for point in "this1", "this2":

            @flask.after_this_request
            def this(response: Response, point: str = point) -> Response:
                journal.pass_(point, response.status_code)
                return response

        journal.pass_("view")
        return "answer of view"

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app


def run(case: dict[str, Any]) -> list[str]:
    journal = Journal(case.get("do") or {})
    app = make(journal, case)

    def started(sender: Flask) -> None:
        journal.pass_("started")

    def finished(sender: Flask, response: Response) -> None:
        journal.pass_("finished", response.status_code)

    def exception(sender: Flask, exception: BaseException) -> None:
        journal.pass_("exception", name(exception))

    def ending(sender: Flask, exc: BaseException | None) -> None:
        journal.pass_("ending", name(exc))

    flask.request_started.connect(started, app)
    flask.request_finished.connect(finished, app)
    flask.got_request_exception.connect(exception, app)
    flask.request_tearing_down.connect(ending, app)
    try:
        response = app.test_client().open(case["path"], method=case["method"])
        # Pages of Werkzeug's own are told by their status alone.
        body = response.text if response.text.startswith("answer of") else ""
        journal.lines.append(f"= {response.status_code} {body}".rstrip())
    except Exception as err:
        journal.lines.append(f"= raised {name(err)}")
    return journal.lines


for line in sys.stdin:
    print(json.dumps([run(case) for case in json.loads(line)]), flush=True)
