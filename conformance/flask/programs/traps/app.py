"""TRAP_HTTP_EXCEPTIONS: errors with a status are treated as those without one."""

from flask import Blueprint, Flask, abort
from werkzeug.exceptions import HTTPException


def create_app():
    app = Flask(__name__)
    app.config["TRAP_HTTP_EXCEPTIONS"] = True
    kept = Blueprint("kept", __name__, url_prefix="/kept")
    told = []

    @app.errorhandler(500)
    def broken(error):
        original = error.original_exception
        if original is None:
            return "on purpose", 500
        if isinstance(original, HTTPException):
            return f"trapped {original.code}", 500
        return f"failed with {original}", 500

    kept.register_error_handler(HTTPException, lambda error: (f"kept {error.code}", error.code))

    @app.errorhandler(404)
    def lost(error):
        return "lost", 404

    @app.teardown_request
    def note(error):
        told.append(str(error.code) if isinstance(error, HTTPException) else str(error))

    @app.get("/told")
    def read():
        text = " ".join(told)
        told.clear()
        return text

    @app.get("/<int:code>")
    def fail(code):
        abort(code)

    @kept.get("/<int:code>")
    def fail_kept(code):
        abort(code)

    @app.get("/failed")
    def failed():
        raise RuntimeError("reason")

    app.register_blueprint(kept)
    return app
