"""Pages: their data, where they are looked for, what processors add, and Flask's names in them."""

from flask import (
    Blueprint, Flask, flash, g, get_template_attribute, render_template, render_template_string, request, session,
    stream_template, stream_template_string,
)
from markupsafe import Markup

FAILING = {
    "syntax": "{% if %}", "url": "{{ url_for('nobody') }}", "undefined": "{{ nobody.name }}", "filter": "{{ 1|nofilter }}",
    "missing": "{% include 'nobody.html' %}", "type": "{{ 1 + 'a' }}",
}


def create_app():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="rendering", OWN="own")
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
    app.add_template_global(3, "version")
    app.add_template_test(lambda n: n in (2, 3, 5, 7), "prime")
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

    @app.get("/plain")
    def plain():
        return render_template("plain.txt", who="<plain>")

    @app.route("/request/<name>", methods=["GET", "POST"], endpoint="request")
    def of_request(name):
        return render_template("request.html")

    @app.get("/names")
    def names():
        g.user = {"name": "ann"}
        session["user"] = "ann"
        session["list"] = [1, "x"]
        session["pair"] = (1, "a")
        flash(Markup("<b>"), "error")
        flash("<i>")
        return render_template("names.html")

    @app.get("/fails/<name>")
    def fails(name):
        return render_template_string(FAILING[name])

    @app.get("/stream")
    def stream():
        return stream_template("long.html", who="<")

    @app.get("/streamtext")
    def streamtext():
        return stream_template_string("{{ request.path }} {{ site }} {{ who }}", who="<")

    @app.get("/macro")
    def macro():
        return str(get_template_attribute("_macros.html", "hello")(request.args["who"]))

    @app.get("/seen")
    def seen():
        return str(get_template_attribute("_macros.html", "seen")())

    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    return app
