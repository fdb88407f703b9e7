"""Forms and uploads, and their limits."""

from flask import Flask, request


def create_app():
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=4000, MAX_FORM_MEMORY_SIZE=400, MAX_FORM_PARTS=5)

    def told():
        out = []
        for name in sorted(request.form):
            out.append(f"{name}={'|'.join(request.form.getlist(name))}")
        for name in sorted(request.files):
            for file in request.files.getlist(name):
                out.append(f"file {name}: {file.filename} {file.mimetype} {file.read().decode('utf-8', 'replace')}")
        return "\n".join(out)

    @app.route("/form", methods=["GET", "POST", "PUT"])
    def form():
        return told()

    @app.post("/needed")
    def needed():
        return request.form["needed"]

    @app.post("/file")
    def file():
        return request.files["file"].filename

    @app.route("/values", methods=["GET", "POST"])
    def values():
        return "\n".join(f"{name}={'|'.join(request.values.getlist(name))}" for name in sorted(request.values))

    @app.post("/wide")
    def wide():
        request.max_form_memory_size = 1000
        request.max_form_parts = 8
        return told()

    @app.post("/narrow")
    def narrow():
        request.max_content_length = 10
        return told()

    @app.post("/body-then-form")
    def body_then_form():
        return f"{len(request.get_data())} {told()}"

    @app.post("/unread")
    def unread():
        return "not read"

    return app
