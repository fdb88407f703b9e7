"""Signals, in the order in which they are sent."""

from flask import (
    Flask, abort, before_render_template, flash, got_request_exception, message_flashed,
    render_template_string, request, request_finished, request_started, request_tearing_down, template_rendered,
)
from werkzeug.exceptions import HTTPException


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "dev"
    journal = []

    def on(signal, receiver):
        signal.connect(receiver, app, weak=False)

    def error_text(error):
        return f"status {error.code}" if isinstance(error, HTTPException) else str(error)

    on(request_started, lambda sender, **extra: journal.append(f"started {request.path} {request.endpoint}"))
    on(request_finished, lambda sender, response, **extra: journal.append(f"finished {response.status_code}"))
    on(got_request_exception, lambda sender, exception, **extra: journal.append(f"exception {error_text(exception)}"))
    on(request_tearing_down, lambda sender, exc=None, **extra: journal.append(f"tearing down {error_text(exc)}"))
    on(before_render_template, lambda sender, template, context, **extra: journal.append(f"before render {context['who']}"))
    on(template_rendered, lambda sender, template, context, **extra: journal.append(f"rendered {context['who']}"))
    on(message_flashed, lambda sender, message, category, **extra: journal.append(f"flashed {category} {message}"))

    @app.before_request
    def before():
        journal.append("before")
        if request.args.get("stop"):
            return "stopped"

    @app.after_request
    def after(response):
        journal.append("after")
        if request.args.get("after"):
            raise RuntimeError("after")
        return response

    @app.teardown_request
    def teardown(error):
        journal.append("teardown")

    @app.get("/journal")
    def read():
        text = "\n".join(journal)
        journal.clear()
        return text

    @app.get("/")
    def index():
        journal.append("view")
        return "index"

    @app.get("/page/<who>")
    def page(who):
        return render_template_string("page", who=who)

    @app.get("/flash")
    def flashes():
        flash("saved")
        flash("bad", "error")
        return "flashed"

    @app.get("/fail/<int:code>")
    def fail(code):
        abort(code)

    @app.get("/broken")
    def broken():
        raise RuntimeError("broken")

    @app.get("/typed")
    def typed():
        raise ZeroDivisionError("typed")

    @app.errorhandler(ZeroDivisionError)
    def handled(error):
        return "handled", 409

    return app
