"""Blueprints and routes in subdomains."""

from flask import Blueprint, Flask, g, request, url_for


def create_app():
    app = Flask(__name__, subdomain_matching=True)
    app.config["SERVER_NAME"] = "example.com"
    api = Blueprint("api", __name__, subdomain="api")
    admin = Blueprint("admin", __name__, url_prefix="/admin")
    user = Blueprint("user", __name__, subdomain="<name>", url_prefix="/home")
    deep = Blueprint("deep", __name__, subdomain="v2")

    def where(**args):
        return f"{request.endpoint} {args.get('name')} {g.get('owner')}"

    app.add_url_rule("/", "index", where)
    app.add_url_rule("/", "docs", where, subdomain="docs")
    api.add_url_rule("/", "index", where)
    api.add_url_rule("/branch/", "branch", where)
    admin.add_url_rule("/", "index", where, subdomain="intern")
    user.add_url_rule("/", "index", where)
    deep.add_url_rule("/", "index", where)

    @user.url_value_preprocessor
    def take(endpoint, values):
        g.owner = values.pop("name")

    @user.get("/urls")
    def urls():
        return " ".join([
            url_for("index"),
            url_for("docs"),
            url_for("api.index"),
            url_for("user.index", name="ann"),
            url_for("user.index", name="bob", _external=True),
            url_for("api.deep.index"),
            url_for("docs", _scheme="https"),
        ])

    api.register_blueprint(deep)
    app.register_blueprint(api)
    app.register_blueprint(admin)
    app.register_blueprint(user)
    return app
