"""url_for: relative endpoints, defaults, processors, and URLs that cannot be built."""

import uuid

from flask import Blueprint, Flask, url_for


def create_app():
    app = Flask(__name__)
    part = Blueprint("part", __name__, url_prefix="/part")
    child = Blueprint("child", __name__, url_prefix="/child")

    def none(**args):
        return "view"

    app.add_url_rule("/", "index", none)
    app.add_url_rule("/items/<int:id>", "item", none)
    app.add_url_rule("/items/<int:id>/<path:rest>", "rest", none)
    app.add_url_rule("/pages/", "pages", none, defaults={"page": 1})
    app.add_url_rule("/pages/<int:page>", "pages", none)
    app.add_url_rule("/float/<float:x>", "float", none)
    app.add_url_rule("/any/<any(a,b):x>", "any", none)
    app.add_url_rule("/uuid/<uuid:x>", "uuid", none)
    app.add_url_rule("/padded/<int(fixed_digits=4):x>", "padded", none)
    app.add_url_rule("/only-post", "posted", none, methods=["POST"])
    app.add_url_rule("/only-get", "both", none)
    app.add_url_rule("/with-post", "both", none, methods=["POST"])
    app.add_url_rule("/<lang>/about", "about", none)
    app.add_url_rule("/cdn/<path:file>", "cdn", build_only=True)
    part.add_url_rule("/", "index", none)
    part.add_url_rule("/<name>", "named", none)
    child.add_url_rule("/", "index", none)

    @app.url_defaults
    def language(endpoint, values):
        if endpoint == "about":
            values.setdefault("lang", "de")

    @part.url_defaults
    def marked(endpoint, values):
        if endpoint == "part.index":
            values["seen"] = "part"

    @app.url_build_error_handlers.append
    def elsewhere(error, endpoint, values):
        if endpoint == "elsewhere":
            return f"http://elsewhere/{values.get('x', '')}"
        raise error

    urls = {
        "index": lambda: url_for("index"),
        "query": lambda: url_for("index", b=2, a="x y&z", c=["1", "2"], d=None, e="é"),
        "anchor": lambda: url_for("index", _anchor="a b#c"),
        "item": lambda: url_for("item", id=3),
        "item-query": lambda: url_for("item", id=3, q=1.5, flag=True),
        "item-text": lambda: url_for("item", id="17"),
        "item-negative": lambda: url_for("item", id=-1),
        "item-missing": lambda: url_for("item"),
        "item-wrong": lambda: url_for("item", id="x"),
        "rest": lambda: url_for("rest", id=1, rest="a/b c/é?#%"),
        "pages": lambda: url_for("pages"),
        "pages-1": lambda: url_for("pages", page=1),
        "pages-2": lambda: url_for("pages", page=2),
        "float": lambda: url_for("float", x=2.0),
        "float-tiny": lambda: url_for("float", x=1e-7),
        "float-int": lambda: url_for("float", x=3),
        "any": lambda: url_for("any", x="b"),
        "any-wrong": lambda: url_for("any", x="c"),
        "uuid": lambda: url_for("uuid", x=uuid.UUID("12345678123456781234567812345678")),
        "padded": lambda: url_for("padded", x=7),
        "padded-long": lambda: url_for("padded", x=77777),
        "posted": lambda: url_for("posted"),
        "posted-get": lambda: url_for("posted", _method="GET"),
        "both": lambda: url_for("both"),
        "both-post": lambda: url_for("both", _method="POST"),
        "about": lambda: url_for("about"),
        "about-fr": lambda: url_for("about", lang="fr"),
        "cdn": lambda: url_for("cdn", file="a/b.js"),
        "static": lambda: url_for("static", filename="a b.css"),
        "external": lambda: url_for("item", id=1, _external=True),
        "scheme": lambda: url_for("item", id=1, _scheme="https"),
        "scheme-internal": lambda: url_for("item", id=1, _scheme="https", _external=False),
        "part": lambda: url_for("part.index"),
        "part-named": lambda: url_for("part.named", name="x/y", seen=1),
        "relative": lambda: url_for(".index"),
        "child": lambda: url_for("part.child.index"),
        "relative-child": lambda: url_for(".child.index"),
        "elsewhere": lambda: url_for("elsewhere", x=1),
        "nothing": lambda: url_for("nothing"),
        "empty": lambda: url_for("part.named", name=""),
        "list": lambda: url_for("index", ids=[1, 2, 3]),
        "types": lambda: url_for("index", t=True, f=False, n=1.0, z=0),
    }

    def build(name):
        try:
            return urls[name]()
        except Exception as error:
            return f"{type(error).__name__}", 500

    app.add_url_rule("/build/<name>", "build", build)
    part.add_url_rule("/build/<name>", "build", build)
    child.add_url_rule("/build/<name>", "build", build)
    part.register_blueprint(child)
    app.register_blueprint(part)
    return app
