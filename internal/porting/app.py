import functools

from flask import (
    Blueprint, Flask, abort, flash, g, redirect,
    render_template, request, session, url_for,
)

posts = {
    1: {"id": 1, "author": "ann", "title": "Seeds"},
    2: {"id": 2, "author": "bob", "title": "Soil & water"},
}
bp = Blueprint("blog", __name__, url_prefix="/blog")


def login_required(view):
    @functools.wraps(view)
    def wrapped(**kwargs):
        if g.user is None:
            return redirect(url_for("login"))
        return view(**kwargs)
    return wrapped


def own_post(id):
    post = posts.get(id)
    if post is None:
        abort(404, f"There is no post {id}.")
    if post["author"] != g.user:
        abort(403)
    return post


@bp.get("/<int:id>")
def show(id):
    if id not in posts:
        abort(404)
    return posts[id]


@bp.route("/<int:id>/update", methods=["GET", "POST"])
@login_required
def update(id):
    post = own_post(id)
    if request.method == "POST":
        title = request.form["title"]
        if title:
            posts[id] = {**post, "title": title}
            return redirect(url_for(".show", id=id))
        flash("A title, please.")
    return render_template("update.html", post=post)


def login():
    session["user"] = request.form["name"]
    return redirect(url_for("blog.update", id=1))


def load_user():
    g.user = session.get("user")


def not_found(error):
    return f"Not here: {request.path}", 404


def create_app(config=None):
    app = Flask(__name__)
    app.config.from_mapping(config or {})
    app.before_request(load_user)
    app.add_url_rule("/login", view_func=login, methods=["POST"])
    app.register_error_handler(404, not_found)
    app.register_blueprint(bp)
    return app
