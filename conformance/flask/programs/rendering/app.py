"""Pages: their data, where they are looked for, and what processors add."""

from flask import Blueprint, Flask, render_template, render_template_string, request


def create_app():
    app = Flask(__name__)
    outer = Blueprint("outer", __name__, url_prefix="/outer", template_folder="own")
    inner = Blueprint("inner", __name__, url_prefix="/inner")

    @app.context_processor
    def of_app():
        return {"site": "shop", "layer": "app", "who": "overridden"}

    @outer.context_processor
    def of_outer():
        return {"layer": "outer"}

    @inner.context_processor
    def of_inner():
        return {"layer": "inner"}

    @inner.app_context_processor
    def everywhere():
        return {"site": "everywhere"} if request.args.get("everywhere") else {}

    app.add_template_global(lambda n: 2 * n, "twice")
    app.add_template_filter(lambda text: text.upper() + "!", "shout")

    def page(name):
        who = request.args.get("who")
        values = {} if who is None else {"who": who}
        return render_template(name + ".html", **values)

    app.add_url_rule("/", "index", lambda: "index")
    for part in (app, outer, inner):
        part.add_url_rule("/page/<name>", "page", page)

    @app.get("/list")
    def items():
        return render_template("list.html", items=request.args.getlist("i"), flag="flag" in request.args)

    @app.get("/first")
    def first():
        return render_template(["missing.html", "both.html", "page.html"], who="first")

    @app.get("/text")
    def text():
        return render_template_string("<b>" + "{{ who }}" + "</b>", who=request.args["who"])

    @app.get("/status")
    def status():
        return render_template("both.html", who="status"), 418, {"Content-Language": "en"}

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app
