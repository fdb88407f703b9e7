"""Error handlers by status and by type, of the application and of nested blueprints."""

from flask import Blueprint, Flask, abort, request
from werkzeug.exceptions import HTTPException


class Base(Exception):
    pass


class Special(Base):
    pass


class Loud(Exception):
    pass


class Unruly(Exception):
    pass


def text_of(error):
    return f"status {error.code}" if isinstance(error, HTTPException) else str(error)


def create_app():
    app = Flask(__name__)
    outer = Blueprint("outer", __name__, url_prefix="/outer")
    inner = Blueprint("inner", __name__, url_prefix="/inner")
    plain = Blueprint("plain", __name__, url_prefix="/plain")
    told = []

    def answers(who):
        def handler(error):
            return f"{who}: {getattr(error, 'code', 'no status')}", getattr(error, "code", 500)

        return handler

    app.register_error_handler(404, answers("app 404"))
    app.register_error_handler(Base, answers("app Base"))
    app.register_error_handler(410, lambda error: ("app 410: " + error.description, 410))
    outer.register_error_handler(404, answers("outer 404"))
    outer.register_error_handler(403, answers("outer 403"))
    outer.register_error_handler(Base, answers("outer Base"))
    inner.register_error_handler(Special, answers("inner Special"))
    inner.register_error_handler(403, answers("inner 403"))
    plain.register_error_handler(HTTPException, answers("plain HTTPException"))
    plain.app_errorhandler(409)(answers("app-wide 409"))
    plain.app_errorhandler(Loud)(answers("app-wide Loud"))

    @app.errorhandler(500)
    def broken(error):
        return f"app 500: {text_of(error.original_exception)}", 500

    @app.errorhandler(418)
    def breaks(error):
        raise RuntimeError("the handler of 418")

    @app.errorhandler(422)
    def passes(error):
        abort(409)

    @app.errorhandler(Unruly)
    def unruly(error):
        return "unruly, but answered"

    @app.teardown_request
    def note(error):
        told.append(text_of(error))

    @app.get("/told")
    def read():
        text = "\n".join(told)
        told.clear()
        return text

    def fail(what):
        if what.isdigit():
            abort(int(what), request.args.get("why"))
        raise {"base": Base, "special": Special, "loud": Loud, "unruly": Unruly, "other": RuntimeError}[what](what)

    for part in (app, outer, inner, plain):
        part.add_url_rule("/fail/<what>", "fail", fail)

    @app.get("/answered")
    def answered():
        abort(app.make_response(("an answer, no error", 404)))

    @app.get("/form/<int:x>")
    def number(x):
        return str(x)

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    app.register_blueprint(plain)
    return app
