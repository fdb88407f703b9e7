"""What a request says of itself."""

from flask import Blueprint, Flask, request


def create_app():
    app = Flask(__name__)
    part = Blueprint("part", __name__, url_prefix="/part")

    def lines(*names):
        return "\n".join(f"{name}={value}" for name, value in names)

    @app.route("/url", methods=["GET", "POST"])
    @app.route("/url/<path:rest>", methods=["GET", "POST"])
    def url(rest=""):
        return lines(
            ("method", request.method),
            ("path", request.path),
            ("full_path", request.full_path),
            ("script_root", request.script_root),
            ("url_root", request.url_root),
            ("host", request.host),
            ("host_url", request.host_url),
            ("scheme", request.scheme),
            ("is_secure", request.is_secure),
            ("query_string", request.query_string.decode()),
            ("remote_addr", request.remote_addr),
            ("access_route", " ".join(request.access_route)),
        )

    @app.get("/full/<path:rest>")
    def full(rest):
        return lines(("url", request.url), ("base_url", request.base_url))

    @app.get("/args")
    def args():
        found = []
        for name in sorted(request.args):
            found.append((name, "|".join(request.args.getlist(name))))
        return lines(
            ("first", request.args.get("a", "-")),
            ("int", request.args.get("n", 7, type=int)),
            ("float", request.args.get("f", 1.5, type=float)),
            ("has", "a" in request.args),
            *found,
        )

    @app.get("/needed")
    def needed():
        return request.args["needed"]

    @app.get("/headers")
    def headers():
        return lines(
            ("x", request.headers.get("X-One", "-")),
            ("case", request.headers.get("x-OnE", "-")),
            ("all", "|".join(request.headers.getlist("X-Many"))),
            ("agent", request.headers.get("User-Agent", "-")),
            ("type", request.headers.get("Content-Type", "-")),
            ("missing", request.headers.get("X-Missing", "-")),
        )

    @app.get("/cookies")
    def cookies():
        return lines(
            ("a", request.cookies.get("a", "")),
            ("b", request.cookies.get("b", "")),
            ("quoted", request.cookies.get("quoted", "")),
            ("odd", request.cookies.get("odd", "")),
        )

    @app.route("/body", methods=["GET", "POST", "PUT", "DELETE"])
    def body():
        data = request.get_data()
        return f"{len(data)} {request.get_data(as_text=True)}"

    def routing():
        return lines(
            ("endpoint", request.endpoint),
            ("rule", request.url_rule),
            ("blueprint", request.blueprint),
            ("args", " ".join(f"{name}:{value}" for name, value in request.view_args.items())),
        )

    app.add_url_rule("/routing/<name>", "routing", lambda name: routing())
    part.add_url_rule("/routing/<int:number>", "routing", lambda number: routing())

    @app.before_request
    def stop():
        if request.args.get("unmatched"):
            return lines(
                ("endpoint", request.endpoint),
                ("rule", request.url_rule),
                ("blueprint", request.blueprint),
            )

    app.register_blueprint(part)
    return app
