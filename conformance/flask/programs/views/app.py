"""Class-like views: a method for each verb, inherited ones, and decorators."""

from functools import wraps

from flask import Flask, abort, request
from flask.views import MethodView


def create_app():
    app = Flask(__name__)

    def wrapped(name):
        def decorate(view):
            @wraps(view)
            def decorated(*args, **kwargs):
                if request.args.get("stop") == name:
                    return f"stopped by {name}", 203
                if request.args.get("fail") == name:
                    abort(403)
                response = app.make_response(view(*args, **kwargs))
                response.set_data(response.get_data() + f" {name}".encode())
                return response

            return decorated

        return decorate

    class Items(MethodView):
        def get(self, id):
            return f"get {id}"

        def put(self, id):
            return f"put {id}", 201

        def delete(self, id):
            return "", 204

    class Readable(MethodView):
        def get(self):
            return "readable"

    class Both(Readable):
        decorators = [wrapped("first"), wrapped("second")]

        def post(self):
            return "posted"

    class Heads(MethodView):
        def get(self):
            return "get"

        def head(self):
            return "", 200, {"Content-Language": "head"}

        def options(self):
            return "my options", 200, {"Allow": "GET, X-OWN"}

    class Failing(MethodView):
        def get(self):
            abort(418)

        def patch(self):
            raise RuntimeError("patch")

        def trace(self):
            return {"traced": True}

    app.add_url_rule("/items/<int:id>", view_func=Items.as_view("items"))
    app.add_url_rule("/readable", view_func=Readable.as_view("readable"))
    app.add_url_rule("/both", view_func=Both.as_view("both"))
    app.add_url_rule("/heads", view_func=Heads.as_view("heads"))
    app.add_url_rule("/failing", view_func=Failing.as_view("failing"))

    @app.get("/decorated")
    @wrapped("outer")
    @wrapped("inner")
    def decorated():
        return "view"

    @app.route("/any", methods=["GET", "POST", "OPTIONS"])
    def any_of():
        return request.method

    return app
