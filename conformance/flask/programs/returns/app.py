"""What views can return."""

from flask import Flask, Response, jsonify, make_response, stream_with_context
from werkzeug.exceptions import NotFound


def create_app():
    app = Flask(__name__)

    answers = {
        "text": lambda: "text <é>",
        "empty": lambda: "",
        "bytes": lambda: b"\xff\x00bytes",
        "dict": lambda: {"b": [1, 2.5, None, True], "a": {"z": "é<&>", "y": "\u2028"}},
        "empty-dict": lambda: {},
        "list": lambda: [3, "two", {"one": 1}],
        "empty-list": lambda: [],
        "jsonify": lambda: jsonify("just a string"),
        "jsonify-none": lambda: jsonify(),
        "status": lambda: ("made", 201),
        "gone": lambda: ("gone", 410),
        "headers": lambda: ("tagged", {"Content-Language": "de", "Vary": "Accept"}),
        "pairs": lambda: ("pairs", 200, [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Language", "fr")]),
        "type": lambda: ("<x/>", {"Content-Type": "text/xml"}),
        "dict-status": lambda: ({"made": True}, 201, {"Content-Location": "/made/1"}),
        "list-status": lambda: ([1], 202),
        "response": lambda: Response("plain", mimetype="text/plain"),
        "response-status": lambda: (Response("kept", status=203), 299),
        "response-headers": lambda: (Response("h", headers={"Content-Language": "it"}), {"Content-Language": "es"}),
        "make": lambda: make_response(("made", 202)),
        "octets": lambda: Response(b"abc", mimetype="application/octet-stream"),
        "svg": lambda: Response("<svg/>", mimetype="image/svg+xml"),
        "css": lambda: Response("a{}", mimetype="text/css"),
        "charset": lambda: Response("x", content_type="text/plain; charset=latin-1"),
        "generator": lambda: (part for part in ("one ", "two ", "three")),
        "generator-bytes": lambda: (part for part in (b"\x01", b"\x02")),
        "generator-empty": lambda: (part for part in ()),
        "generator-status": lambda: ((part for part in ("a", "b")), 206),
        "stream": lambda: Response(stream_with_context(part for part in ("a", "b")), mimetype="text/csv"),
        "none": lambda: None,
        "error": lambda: NotFound("as an answer"),
        "no-body": lambda: ("ignored", 204),
        "not-modified": lambda: ("ignored", 304),
        "reset": lambda: ("ignored", 205),
    }

    @app.route("/<name>", methods=["GET", "POST"])
    def answer(name):
        return answers[name]()

    return app
