"""Blueprints: nested, registered twice, with defaults, static files, and app-wide parts."""

from flask import Blueprint, Flask, abort, g, request, url_for


def create_app():
    app = Flask(__name__)
    api = Blueprint("api", __name__, url_prefix="/api")
    v1 = Blueprint("v1", __name__, url_prefix="/v1")
    users = Blueprint("users", __name__, url_prefix="/users")
    admin = Blueprint("admin", __name__, url_prefix="/admin", static_folder="admin", static_url_path="files")
    bare = Blueprint("bare", __name__)
    shared = Blueprint("shared", __name__, url_prefix="/shared")
    slashes = Blueprint("slashes", __name__, url_prefix="/slashes/")
    lang = Blueprint("lang", __name__, url_prefix="/<lang>")

    def where(**args):
        args = ",".join(f"{name}={args[name]}" for name in sorted(args))
        return f"{request.endpoint} {request.blueprint} {' '.join(request.blueprints)} {args} {g.get('seen', '')}"

    app.add_url_rule("/", "index", where)
    api.add_url_rule("/", "index", where)
    v1.add_url_rule("/", "index", where)
    users.add_url_rule("/", "index", where)
    users.add_url_rule("/<int:id>", "show", where)
    users.add_url_rule("", "bare", where, methods=["POST"])
    bare.add_url_rule("/bare", "index", where)
    shared.add_url_rule("/", "index", where)
    shared.add_url_rule("/<int:page>", "paged", where)
    slashes.add_url_rule("/leaf", "leaf", where)
    slashes.add_url_rule("/", "index", where)
    lang.add_url_rule("/about", "about", where)
    lang.add_url_rule("/<int:n>", "number", where)
    admin.add_url_rule("/", "index", where)

    @admin.get("/fail/<int:code>")
    def fail(code):
        abort(code)

    @users.get("/urls/<target>")
    def urls(target):
        return url_for(target)

    @app.get("/urls/<target>")
    def app_urls(target):
        return url_for(target)

    @admin.errorhandler(403)
    def forbidden(error):
        return "admin 403", 403

    @admin.app_errorhandler(404)
    def lost(error):
        return f"not found, said by {request.blueprint}", 404

    @admin.before_app_request
    def everywhere():
        g.seen = "app-wide"

    @admin.before_request
    def only_here():
        g.seen += " admin"

    @admin.after_app_request
    def behind(response):
        response.headers["Content-Language"] = "en" if request.blueprint == "admin" else "fr"
        return response

    @shared.before_app_request
    def once():
        g.count = g.get("count", 0) + 1

    @shared.before_request
    def each():
        g.seen += f" shared {g.count}"

    @lang.url_value_preprocessor
    def take(endpoint, values):
        g.lang = values.pop("lang")

    @lang.url_defaults
    def give(endpoint, values):
        values.setdefault("lang", g.get("lang", "de"))

    @lang.before_request
    def say():
        g.seen += " " + g.lang

    @lang.get("/self")
    def own():
        return " ".join([url_for(".about"), url_for(".number", n=3), url_for("lang.about", lang="it"), url_for("index")])

    v1.register_blueprint(users)
    api.register_blueprint(v1)
    api.register_blueprint(v1, name="v2", url_prefix="/v2")
    app.register_blueprint(api)
    app.register_blueprint(admin)
    app.register_blueprint(bare)
    app.register_blueprint(shared)
    app.register_blueprint(shared, name="again", url_prefix="/again", url_defaults={"page": 7})
    app.register_blueprint(slashes)
    app.register_blueprint(lang)
    return app
