"""Asks the Flask application what the test asks the other one: a list of requests in, of answers out."""
import json
import os
import sys

import app

requests = json.load(sys.stdin)
flask = app.create_app({"SECRET_KEY": "dev"})
flask.template_folder = os.path.join(os.path.dirname(__file__), "templates")
client = flask.test_client()
answers = []
for r in requests:
    options = {"data": r["form"]} if r["form"] is not None else {}
    a = client.open(r["path"], method=r["method"], **options)
    answers.append({"status": a.status_code, "type": a.content_type, "location": a.headers.get("Location", ""), "body": a.get_data(as_text=True)})
json.dump(answers, sys.stdout)
