"""Answers: redirects, cookies with all attributes, statuses without a body, header helpers."""

import datetime

from flask import Flask, make_response, redirect, request, url_for


def create_app():
    app = Flask(__name__)

    @app.get("/redirect/<int:code>")
    def to(code):
        return redirect(request.args.get("to", "/target"), code)

    @app.get("/redirect")
    def plain():
        return redirect(url_for("to", code=301, to="é"))

    def cookie(**options):
        response = make_response("cookie")
        response.set_cookie(**options)
        return response

    moment = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    cookies = {
        "plain": dict(key="a", value="1"),
        "empty": dict(key="a", value=""),
        "all": dict(key="a", value="1", expires=moment, path="/p", domain="example.com", secure=True, httponly=True, samesite="Lax"),
        "strict": dict(key="a", value="1", samesite="Strict"),
        "none": dict(key="a", value="1", samesite="None", secure=True),
        "partitioned": dict(key="a", value="1", partitioned=True),
        "expires": dict(key="a", value="1", expires=moment),
        "age": dict(key="a", value="1", max_age=3600),
        "age-seconds": dict(key="a", value="1", max_age=60, expires=moment),
        "domain-dot": dict(key="a", value="1", domain=".example.com"),
        "path": dict(key="a", value="1", path="/é b"),
        "quoted": dict(key="a", value='x y"z\\;,'),
        "unicode": dict(key="a", value="é€"),
        "equals": dict(key="a", value="b=c/d+e"),
        "httponly": dict(key="a_b-c", value="1", httponly=True),
    }

    @app.get("/cookie/<name>")
    def set_cookie(name):
        return cookie(**cookies[name])

    @app.get("/cookies")
    def several():
        response = make_response(request.cookies.get("a", "no a"))
        response.set_cookie("a", "1")
        response.set_cookie("b", "2", path="/b")
        response.delete_cookie("c")
        response.delete_cookie("d", path="/d", domain="example.com")
        return response

    @app.get("/status/<int:code>")
    def status(code):
        response = make_response("body", code)
        response.headers["Content-Language"] = "en"
        response.headers["Content-Location"] = "/here"
        response.headers["ETag"] = '"x"'
        return response

    @app.get("/headers")
    def headers():
        response = make_response("headers")
        response.vary.add("Accept")
        response.vary.update(["Cookie", "accept"])
        response.cache_control.max_age = 60
        response.cache_control.public = True
        response.cache_control.no_transform = True
        response.content_language.update(["de", "en"])
        response.content_location = "/there"
        response.expires = moment
        response.last_modified = moment
        response.retry_after = 120
        response.allow.update(["GET", "PUT"])
        response.accept_ranges = "bytes"
        response.mimetype = "text/csv"
        response.set_etag("tag", weak=True)
        return response

    @app.get("/etag")
    def etag():
        response = make_response("same body each time")
        response.add_etag()
        return response.make_conditional(request)

    @app.get("/modified")
    def modified():
        response = make_response("modified")
        response.last_modified = moment
        return response.make_conditional(request)

    @app.get("/ranges")
    def ranges():
        response = make_response("0123456789")
        return response.make_conditional(request, accept_ranges=True, complete_length=10)

    @app.get("/location")
    def location():
        response = make_response("created", 201)
        response.location = "/é/new item"
        return response

    @app.get("/override")
    def override():
        response = make_response("x")
        response.content_type = "application/x-own; v=1"
        response.headers.add("Vary", "A")
        response.headers.add("Vary", "B")
        return response

    return app
