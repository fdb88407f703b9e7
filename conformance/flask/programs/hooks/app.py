"""Hooks of the application and of two nested blueprints, which write a journal."""

from flask import Blueprint, Flask, abort, after_this_request, g, request
from werkzeug.exceptions import HTTPException


def create_app():
    app = Flask(__name__)
    outer = Blueprint("outer", __name__, url_prefix="/outer")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    journal = []

    def told(name):
        """Notes the hook and does what the query wants of it."""
        journal.append(name)
        wanted = request.args.get(name)
        if wanted == "abort":
            abort(409)
        if wanted == "missing":
            abort(404, "gone <for> good")
        if wanted == "fail":
            raise RuntimeError(name)
        return wanted

    def before(name):
        def hook():
            if told(name) == "stop":
                return f"stopped by {name}"
            return None

        return hook

    def after(name):
        def hook(response):
            if told(name) == "replace":
                response = app.make_response((f"replaced by {name}", 202))
            response.set_data(response.get_data() + f" {name}".encode())
            return response

        return hook

    def teardown(name):
        def hook(error):
            journal.append(f"{name} {error.code} {error.name}" if isinstance(error, HTTPException) else f"{name} {error}")

        return hook

    for part, name in ((app, "app"), (outer, "outer"), (inner, "inner")):
        for number in "12":
            part.before_request(before(f"before-{name}{number}"))
            part.after_request(after(f"after-{name}{number}"))
            part.teardown_request(teardown(f"teardown-{name}{number}"))

    @app.url_value_preprocessor
    def values_of_app(endpoint, values):
        journal.append(f"values-app {endpoint} {sorted(values or {})}")

    @outer.url_value_preprocessor
    def values_of_outer(endpoint, values):
        journal.append(f"values-outer {endpoint}")
        g.number = values.pop("number", None)

    @inner.url_value_preprocessor
    def values_of_inner(endpoint, values):
        journal.append(f"values-inner {endpoint}")

    @app.get("/")
    def index():
        return told("view") or "index"

    @app.get("/branch/")
    def branch():
        return told("view") or "branch"

    @app.get("/this")
    def this():
        after_this_request(after("this-1"))
        after_this_request(after("this-2"))
        return told("view") or "this"

    @app.get("/journal")
    def read():
        text = "\n".join(journal)
        journal.clear()
        return text

    @outer.get("/")
    def outside():
        return told("view") or "outside"

    @outer.get("/<int:number>")
    def numbered():
        return f"number {g.number}"

    @inner.get("/")
    def inside():
        return told("view") or "inside"

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app
