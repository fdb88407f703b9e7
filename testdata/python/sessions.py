"""A Flask application whose sessions Gourd's are compared with.

Reads lines of JSON, {"config": …, "path": …, "cookie": …}, and writes one line of JSON for each:
{"status": …, "body": …, "cookies": […], "vary": […]}.
"""

import json
import sys

from flask import Flask, Response, abort, flash, g, get_flashed_messages, redirect, request, session, stream_with_context
from flask.sessions import session_json_serializer
from markupsafe import Markup

apps = {}


def tagged():
    return session_json_serializer.dumps(dict(session))


def shown(**filters):
    return "|".join(f"{c}:{type(m).__name__ == 'Markup'}:{m}" for c, m in get_flashed_messages(with_categories=True, **filters))


def make(config):
    app = Flask("sessions")
    app.logger.disabled = True
    app.config.update(config)

    @app.before_request
    def before():
        if request.path == "/before":
            session["before"] = True

    @app.after_request
    def after(response):
        if request.path == "/after":
            session["after"] = True
        if request.path == "/after-fails" or request.path == "/after-fails-once" and "failed" not in g:
            g.failed = True
            raise ValueError("after")
        return response

    @app.route("/untouched")
    @app.route("/before")
    @app.route("/after")
    def untouched():
        return "untouched"

    @app.route("/read")
    def read():
        return tagged()

    @app.route("/set")
    @app.route("/after-fails")
    @app.route("/after-fails-once")
    def put():
        session["b"] = [1, ("two", 3.5), {"k": None}, b"\x00", True]
        return "set"

    @app.route("/same")
    def same():
        session["a"] = session.get("a", 1)
        return "same"

    @app.route("/pop")
    def pop():
        return str(session.pop("a", None) is None)

    @app.route("/clear")
    def clear():
        session.clear()
        return "clear"

    @app.route("/nested")
    def nested():
        session.get("list", [0])[0] = 4
        return "nested"

    @app.route("/nested-marked")
    def marked():
        session.get("list", [0])[0] = 4
        session.modified = True
        return "marked"

    @app.route("/permanent/<int:on>")
    def permanent(on):
        session.permanent = bool(on)
        return str(session.permanent)

    @app.route("/flash")
    def leave():
        flash("plain & simple")
        flash("bad", "error")
        flash(Markup("<b>é</b>"), "info")
        return "flash"

    @app.route("/flashes")
    def flashes():
        return shown() + "//" + shown()

    @app.route("/flashes-error")
    def errors():
        return shown(category_filter=["error"]) + "//" + shown()

    @app.route("/flash-and-read")
    def both():
        flash("one")
        first = shown()
        flash("two")
        return first + "//" + shown()

    @app.route("/fail")
    def fail():
        session["b"] = 1
        raise ValueError("view")

    @app.route("/abort")
    def refuse():
        session["b"] = 1
        abort(403)

    @app.route("/redirect")
    def lead():
        session["b"] = 1
        return redirect("/read")

    @app.route("/unkeepable")
    def unkeepable():
        session["b"] = object()
        return "unkeepable"

    @app.route("/vary")
    def vary():
        return Response(tagged(), headers={"Vary": "Accept, Origin"})

    @app.route("/vary-cookie")
    def vary_cookie():
        return Response(tagged(), headers={"Vary": "cookie"})

    @app.route("/stream")
    def stream():
        session["b"] = 1

        def pieces():
            yield "one"
            session["c"] = 1
            yield "two"

        return Response(stream_with_context(pieces()))

    return app


def answer(question):
    key = json.dumps(question["config"], sort_keys=True)
    if key not in apps:
        apps[key] = make(question["config"])
    client = apps[key].test_client(use_cookies=False)
    headers = [("Cookie", question["cookie"])] if question["cookie"] else []
    res = client.get(question["path"], headers=headers)
    return {
        "status": res.status_code,
        "body": res.get_data(as_text=True),
        "cookies": res.headers.getlist("Set-Cookie"),
        "vary": sorted(v.lower() for v in res.vary),
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
