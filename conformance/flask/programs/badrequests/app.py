"""TRAP_BAD_REQUEST_ERRORS: errors with the status 400 are treated as those without one."""

from flask import Flask, abort, request
from werkzeug.exceptions import HTTPException


def create_app():
    app = Flask(__name__)
    app.config.update(TRAP_BAD_REQUEST_ERRORS=True, TRUSTED_HOSTS=["localhost"])
    told = []

    @app.errorhandler(500)
    def broken(error):
        original = error.original_exception
        if isinstance(original, HTTPException):
            return f"trapped {original.code}", 500
        return f"failed with {original}", 500

    @app.teardown_request
    def note(error):
        told.append(str(error.code) if isinstance(error, HTTPException) else str(error))

    @app.get("/told")
    def read():
        text = " ".join(told)
        told.clear()
        return text

    @app.get("/fail/<int:code>")
    def fail(code):
        abort(code)

    @app.get("/query")
    def query():
        return request.args["q"]

    @app.post("/form")
    def form():
        return request.form["f"]

    @app.post("/json")
    def body():
        return request.get_json()["name"]

    return app
