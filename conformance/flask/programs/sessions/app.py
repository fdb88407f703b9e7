"""Sessions in signed cookies, which both sides read and write."""

import datetime
import uuid

from flask import Flask, abort, request, session
from markupsafe import Markup


def create_app():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="dev", SECRET_KEY_FALLBACKS=["old"], SESSION_COOKIE_SAMESITE="Lax", PERMANENT_SESSION_LIFETIME=3600)

    def told():
        return "\n".join(f"{name}={session[name]}" for name in sorted(session)) or "empty"

    @app.get("/")
    def read():
        return told()

    @app.get("/untouched")
    def untouched():
        return "untouched"

    @app.get("/set/<name>/<value>")
    def put(name, value):
        session[name] = value
        return told()

    @app.get("/count")
    def count():
        session["n"] = session.get("n", 0) + 1
        return told()

    @app.get("/has/<name>")
    def has(name):
        return str(name in session)

    @app.get("/pop/<name>")
    def pop(name):
        return str(session.pop(name, "nothing"))

    @app.get("/clear")
    def clear():
        session.clear()
        return "cleared"

    @app.get("/permanent/<int:on>")
    def permanent(on):
        session.permanent = bool(on)
        return "permanent" if session.permanent else "not permanent"

    @app.get("/types")
    def types():
        session["tuple"] = (1, "two")
        session["bytes"] = b"\x00\xff"
        session["uuid"] = uuid.UUID("12345678123456781234567812345678")
        session["time"] = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
        session["list"] = [1, 2.5, None, True, "é"]
        session["dict"] = {"b": 1, "a": {"c": []}}
        session["markup"] = Markup("<b>")
        return "stored"

    @app.get("/read-types")
    def read_types():
        return " ".join([
            str(session["tuple"][1]),
            session["bytes"].hex(),
            str(session["uuid"]),
            session["time"].isoformat(),
            str(len(session["list"])),
            str(session["dict"]["b"]),
            str(session["markup"]),
        ])

    @app.get("/long")
    def long():
        session["long"] = "abc" * 300
        return "long"

    @app.get("/length")
    def length():
        return str(len(session.get("long", "")))

    @app.get("/fail/<int:code>")
    def fail(code):
        session["failed"] = code
        abort(code)

    @app.get("/broken")
    def broken():
        session["broken"] = True
        raise RuntimeError("broken")

    @app.get("/nested")
    def nested():
        session["nested"] = {"a": 1}
        return told()

    @app.get("/nested/change")
    def change():
        session["nested"]["a"] = 2
        if request.args.get("mark"):
            session.modified = True
        return str(session["nested"]["a"])

    @app.get("/nested/read")
    def read_nested():
        return str(session["nested"]["a"])

    @app.get("/vary")
    def vary():
        session.get("x")
        return "varies", {"Vary": "Accept"}

    @app.after_request
    def behind(response):
        if request.args.get("behind"):
            session["behind"] = "set in a hook"
        return response

    return app
