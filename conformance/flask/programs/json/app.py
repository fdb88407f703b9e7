"""JSON: what is answered, and how a body that is none is refused."""

import dataclasses
import datetime
import decimal
import uuid

from flask import Flask, jsonify, request


@dataclasses.dataclass
class Point:
    y: int
    x: float
    name: str


def create_app():
    app = Flask(__name__)

    def told(data):
        return {"name": data.get("name", ""), "n": data.get("n", 0), "tags": data.get("tags", [])}

    @app.route("/echo", methods=["GET", "POST", "PUT", "PATCH"])
    def echo():
        return told(request.get_json())

    @app.post("/force")
    def force():
        return told(request.get_json(force=True))

    @app.post("/silent")
    def silent():
        data = request.get_json(silent=True)
        return "nothing" if data is None else told(data)

    @app.post("/either")
    def either():
        if request.is_json:
            return told(request.get_json())
        return {"form": request.form.get("name", "")}

    @app.errorhandler(415)
    def other(error):
        return jsonify(error=error.description), 415

    values = {
        "text": 'é "quoted" \\ / \n\t\x01\x7f \u2028 \U0001f600',
        "markup": "<script>'&'</script>",
        "ints": [0, -1, 2**31, 9007199254740993, 9223372036854775807],
        "floats": [0.0, -0.0, 1.0, 2.5, 1e21, 1e16, 123456789012345680.0, 1e-4, 1e-5, 1e-7, 0.1, 1e100, 3.14159],
        "bools": [True, False, None],
        "nested": {"b": {"d": 1, "c": {}}, "a": [[], [[]], {"": ""}]},
        "keys": {"b": 1, "a": 2, "B": 3, "é": 4, "10": 5, "9": 6},
        "uuid": uuid.UUID("12345678123456781234567812345678"),
        "decimal": decimal.Decimal("1.5"),
        "time": datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc),
        "point": Point(1, 2.0, "p"),
        "points": [Point(3, 4.5, "q")],
        "null": None,
        "empty": {},
        "list": [],
    }

    @app.get("/values/<name>")
    def value(name):
        return jsonify(values[name])

    @app.get("/pairs")
    def pairs():
        return jsonify(b=1, a="x")

    @app.get("/made")
    def made():
        return jsonify([1, 2]), 201

    return app
