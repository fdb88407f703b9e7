"""Answers that are made while they are sent, and what hooks see of them."""

from flask import Flask, Response, request, stream_with_context


def create_app():
    app = Flask(__name__)
    journal = []

    @app.after_request
    def note(response):
        journal.append(f"after {response.status_code} {response.is_streamed}")
        response.headers["Content-Language"] = "en"
        return response

    @app.teardown_request
    def teardown(error):
        if "teardown" in request.args:
            journal.append("teardown")

    @app.get("/journal")
    def read():
        text = "\n".join(journal)
        journal.clear()
        return text

    @app.get("/count/<int:n>")
    def count(n):
        def lines():
            for i in range(n):
                journal.append(f"line {i}")
                yield f"{i}\n"
            journal.append("end")

        return Response(lines(), mimetype="text/plain")

    @app.get("/context")
    def context():
        @stream_with_context
        def parts():
            yield request.path
            yield "?"
            yield request.args["q"]

        return parts()

    @app.get("/closed")
    def closed():
        response = Response((word for word in ("a", "b")), mimetype="text/plain", status=201)
        response.call_on_close(lambda: journal.append("closed"))
        return response

    @app.get("/events")
    def events():
        def stream():
            yield "data: one\n\n"
            yield "id: 2\nevent: tick\ndata: two\ndata: lines\n\n"
            yield ": still here\n\n"
            yield ": later\nretry: 1500\n\n"

        return Response(stream(), content_type="text/event-stream", headers={"Cache-Control": "no-cache"})

    @app.get("/known")
    def known():
        return Response((word for word in ("abc", "def")), headers={"Content-Length": "6"}, mimetype="text/plain")

    @app.post("/echo")
    def echo():
        def pieces():
            while piece := request.stream.read(4):
                yield piece + b"|"

        return Response(stream_with_context(pieces()), mimetype="text/plain")

    return app
