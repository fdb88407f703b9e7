"""Files: sent by a view, below a folder, and static; conditions and ranges."""

import datetime
import io
import os

from flask import Flask, send_file, send_from_directory


def create_app():
    app = Flask(__name__)
    folder = os.path.join(app.root_path, "documents")
    moment = datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)

    def document(name):
        return os.path.join(folder, name)

    files = {
        "digits": lambda: send_file(document("digits.txt")),
        "empty": lambda: send_file(document("empty.txt")),
        "csv": lambda: send_file(document("table.csv")),
        "gz": lambda: send_file(document("archive.tar.gz")),
        "json": lambda: send_file(document("data.json")),
        "no-ending": lambda: send_file(document("no-ending")),
        "odd-ending": lambda: send_file(document("odd.unknownending")),
        "attached": lambda: send_file(document("digits.txt"), as_attachment=True),
        "attached-gz": lambda: send_file(document("archive.tar.gz"), as_attachment=True),
        "named": lambda: send_file(document("digits.txt"), as_attachment=True, download_name="my report.pdf"),
        "named-unicode": lambda: send_file(document("digits.txt"), as_attachment=True, download_name="café €.txt"),
        "named-quotes": lambda: send_file(document("digits.txt"), download_name='a"b;c.txt'),
        "typed": lambda: send_file(document("digits.txt"), mimetype="text/markdown"),
        "typed-binary": lambda: send_file(document("digits.txt"), mimetype="application/x-own"),
        "aged": lambda: send_file(document("digits.txt"), max_age=3600),
        "no-etag": lambda: send_file(document("digits.txt"), etag=False),
        "own-etag": lambda: send_file(document("digits.txt"), etag="own-tag"),
        "modified": lambda: send_file(document("digits.txt"), last_modified=moment),
        "unconditional": lambda: send_file(document("digits.txt"), conditional=False),
        "memory": lambda: send_file(io.BytesIO(b"from memory"), mimetype="text/plain", download_name="memory.txt"),
        "missing": lambda: send_file(document("missing.txt")),
    }

    @app.route("/file/<name>", methods=["GET", "POST"])
    def file(name):
        return files[name]()

    @app.get("/from/<path:name>")
    def below(name):
        return send_from_directory(folder, name)

    return app
