"""The default page of every error, and what its header says besides."""

from flask import Flask, abort, request
from werkzeug import exceptions
from werkzeug.datastructures import WWWAuthenticate


def create_app():
    app = Flask(__name__)

    @app.get("/<int:code>")
    def page(code):
        abort(code)

    @app.get("/<int:code>/<path:text>")
    def described(code, text):
        abort(code, text + request.args.get("more", ""))

    @app.get("/unavailable")
    def unavailable():
        raise exceptions.ServiceUnavailable(retry_after=120)

    @app.get("/too-many")
    def too_many():
        raise exceptions.TooManyRequests("Slowly, please.", retry_after=7)

    @app.get("/who")
    def who():
        raise exceptions.Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "notes"}))

    @app.get("/failed")
    def failed():
        raise RuntimeError("secret")

    @app.route("/posted", methods=["POST", "PUT"])
    def posted():
        return "posted"

    return app
