"""A Flask application whose sessions Gourd's are compared with.

Reads lines of JSON, {"config": …, "requests": [{"path": …, "cookie": …}, …]}, and writes
one line of JSON for each: the list of its answers, {"status": …, "body": …,
"cookies": […], "vary": […]}.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, NoReturn

from flask import (
    Flask,
    Response,
    abort,
    flash,
    g,
    get_flashed_messages,
    redirect,
    request,
    session,
    stream_with_context,
)
from flask.sessions import session_json_serializer
from flask.testing import FlaskClient
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse


def tagged() -> str:
    return session_json_serializer.dumps(dict(session))


def shown(**filters: Any) -> str:
    messages = get_flashed_messages(with_categories=True, **filters)
    return "|".join(f"{c}:{isinstance(m, Markup)}:{m}" for c, m in messages)


def make(config: dict[str, Any]) -> Flask:
    app = Flask("sessions")
    app.logger.disabled = True
    app.config.update(config)

    @app.before_request
    def before() -> None:
        if request.path == "/before":
            session["before"] = True

    @app.after_request
    def after(response: Response) -> Response:
        if request.path == "/after":
            session["after"] = True
        once = request.path == "/after-fails-once" and "failed" not in g
        if request.path == "/after-fails" or once:
            g.failed = True
            raise ValueError("after")
        return response

    @app.route("/untouched")
    @app.route("/before")
    @app.route("/after")
    def untouched() -> str:
        return "untouched"

    @app.route("/read")
    def read() -> str:
        return tagged()

    @app.route("/set")
    @app.route("/after-fails")
    @app.route("/after-fails-once")
    def put() -> str:
        session["b"] = [1, ("two", 3.5), {"k": None}, b"\x00", True]
        return "set"

    @app.route("/same")
    def same() -> str:
        session["a"] = session.get("a", 1)
        return "same"

    @app.route("/pop")
    def pop() -> str:
        return str(session.pop("a", None) is None)

    @app.route("/clear")
    def clear() -> str:
        session.clear()
        return "clear"

    @app.route("/nested")
    def nested() -> str:
        session.get("list", [0])[0] = 4
        return "nested"

    @app.route("/nested-marked")
    def marked() -> str:
        session.get("list", [0])[0] = 4
        session.modified = True
        return "marked"

    @app.route("/permanent/<int:on>")
    def permanent(on: int) -> str:
        session.permanent = bool(on)
        return str(session.permanent)

    @app.route("/flash")
    def leave() -> str:
        flash("plain & simple")
        flash("bad", "error")
        flash(Markup("<b>é</b>"), "info")
        return "flash"

    @app.route("/flashes")
    def flashes() -> str:
        return shown() + "//" + shown()

    @app.route("/flashes-error")
    def errors() -> str:
        return shown(category_filter=["error"]) + "//" + shown()

    @app.route("/flash-and-read")
    def both() -> str:
        flash("one")
        first = shown()
        flash("two")
        return first + "//" + shown()

    @app.route("/fail")
    def fail() -> NoReturn:
        session["b"] = 1
        raise ValueError("view")

    @app.route("/abort")
    def refuse() -> NoReturn:
        session["b"] = 1
        abort(403)

    @app.route("/redirect")
    def lead() -> BaseResponse:
        session["b"] = 1
        return redirect("/read")

    @app.route("/unkeepable")
    def unkeepable() -> str:
        session["b"] = object()
        return "unkeepable"

    @app.route("/vary")
    def vary() -> Response:
        return Response(tagged(), headers={"Vary": "Accept, Origin"})

    @app.route("/vary-cookie")
    def vary_cookie() -> Response:
        return Response(tagged(), headers={"Vary": "cookie"})

    @app.route("/stream")
    def stream() -> Response:
        session["b"] = 1

        def pieces() -> Iterator[str]:
            yield "one"
            session["c"] = 1
            yield "two"

        return Response(stream_with_context(pieces()))

    return app


def answer(client: FlaskClient, path: str, cookie: str) -> dict[str, Any]:
    res = client.get(path, headers={"Cookie": cookie} if cookie else {})
    return {
        "status": res.status_code,
        "body": res.get_data(as_text=True),
        "cookies": res.headers.getlist("Set-Cookie"),
        "vary": sorted(v.lower() for v in res.vary),
    }


for line in sys.stdin:
    question = json.loads(line)
    client = make(question["config"]).test_client(use_cookies=False)
    print(json.dumps([answer(client, r["path"], r["cookie"]) for r in question["requests"]]), flush=True)
