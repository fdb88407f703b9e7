"""PROPAGATE_EXCEPTIONS: an error that nobody foresaw leaves the application."""

from flask import Flask, abort, got_request_exception, request


def create_app():
    app = Flask(__name__)
    app.config["PROPAGATE_EXCEPTIONS"] = True
    journal = []

    got_request_exception.connect(lambda sender, exception, **extra: journal.append(f"exception {exception}"), app, weak=False)

    @app.before_request
    def before():
        if request.args.get("before"):
            raise RuntimeError("before")

    @app.after_request
    def after(response):
        journal.append("after")
        if request.args.get("after"):
            raise RuntimeError("after")
        return response

    @app.teardown_request
    def teardown(error):
        journal.append(f"teardown {error}")

    @app.errorhandler(500)
    def broken(error):
        journal.append("handler of 500")
        return "answered", 500

    @app.errorhandler(ZeroDivisionError)
    def divided(error):
        return "divided", 409

    @app.get("/journal")
    def read():
        text = "\n".join(journal)
        journal.clear()
        return text

    @app.get("/")
    def index():
        return "index"

    @app.get("/broken")
    def fails():
        raise RuntimeError("broken")

    @app.get("/divided")
    def divides():
        raise ZeroDivisionError("divided")

    @app.get("/fail/<int:code>")
    def fail(code):
        abort(code)

    return app
