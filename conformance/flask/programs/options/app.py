"""Settings: static files elsewhere, trusted hosts, session cookies, methods, slashes."""

from flask import Flask, request, session, url_for


def create_app():
    app = Flask(__name__, static_folder="assets", static_url_path="/files")
    app.config.update(
        SECRET_KEY="new",
        SECRET_KEY_FALLBACKS=["older", "old"],
        SESSION_COOKIE_NAME="shop",
        SESSION_COOKIE_DOMAIN="example.com",
        SESSION_COOKIE_PATH="/shop",
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="None",
        SESSION_COOKIE_PARTITIONED=True,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=86400 * 36500,
        SEND_FILE_MAX_AGE_DEFAULT=600,
        TRUSTED_HOSTS=["localhost", ".example.com"],
        MAX_CONTENT_LENGTH=10,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        PREFERRED_URL_SCHEME="https",
    )
    app.url_map.strict_slashes = False

    @app.get("/")
    def index():
        return url_for("static", filename="a.css")

    @app.get("/branch/")
    def branch():
        return request.path

    @app.get("/leaf")
    def leaf():
        return request.path

    @app.route("/body", methods=["GET", "POST"])
    def body():
        return request.get_data()

    @app.route("/own", methods=["GET", "OPTIONS"])
    def own():
        return request.method

    @app.get("/automatic", provide_automatic_options=True)
    def automatic():
        return "automatic"

    @app.get("/count")
    def count():
        session.permanent = "permanent" in request.args
        session["n"] = session.get("n", 0) + 1
        return str(session["n"])

    @app.get("/read")
    def read():
        return str(session.get("n", "nothing"))

    @app.get("/clear")
    def clear():
        session.clear()
        return "cleared"

    return app
