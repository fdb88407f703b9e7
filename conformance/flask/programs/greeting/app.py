"""The example of a program: a form, a cookie, hooks, an error handler."""

from flask import Flask, abort, g, make_response, redirect, request, url_for


def create_app():
    app = Flask(__name__, static_folder=None)

    @app.before_request
    def before1():
        g.steps = ["before 1"]

    @app.before_request
    def before2():
        g.steps.append("before 2")

    def after(name):
        @app.after_request
        def hook(response):
            g.steps.append(name)
            response.headers["X-Steps"] = ",".join(g.steps)
            return response

    after("after 1")
    after("after 2")

    @app.get("/")
    def index():
        g.steps.append("index")
        return f"Hello, {request.cookies.get('name', 'stranger')}!"

    @app.post("/name")
    def name():
        g.steps.append("name")
        given = request.form.get("name", "")
        if not given:
            abort(400, "A name, please.")
        response = redirect(url_for("index"))
        response.set_cookie("name", given)
        return response

    @app.get("/leave")
    def leave():
        response = make_response("Bye")
        response.delete_cookie("name")
        return response

    @app.get("/broken")
    def broken():
        raise RuntimeError("broken")

    @app.errorhandler(404)
    def missing(error):
        return f"No page at {request.path}", 404

    return app
