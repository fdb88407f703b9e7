"""Flashed messages."""

from flask import Flask, flash, get_flashed_messages, redirect, request, session, url_for


def create_app():
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "dev"

    @app.get("/flash/<message>")
    def add(message):
        flash(message)
        return "flashed"

    @app.get("/flash/<message>/<category>")
    def categorised(message, category):
        flash(message, category)
        return redirect(url_for("show"))

    @app.get("/several")
    def several():
        flash("one")
        flash("two", "error")
        flash("three <b>", "info")
        flash("four", "error")
        return "several"

    def text(messages):
        return "\n".join(f"{category}: {message}" for category, message in messages) or "none"

    @app.get("/show")
    def show():
        return text(get_flashed_messages(with_categories=True))

    @app.get("/only")
    def only():
        return text(get_flashed_messages(with_categories=True, category_filter=request.args.getlist("c")))

    @app.get("/twice")
    def twice():
        flash("in this request")
        first = text(get_flashed_messages(with_categories=True))
        flash("behind the first look")
        return first + "\n--\n" + text(get_flashed_messages(with_categories=True))

    @app.get("/kept")
    def kept():
        session["other"] = 1
        flash("kept beside")
        return "kept"

    @app.get("/ignored")
    def ignored():
        return "not looked at"

    return app
