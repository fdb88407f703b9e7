"""Builds Flask applications from their descriptions and asks them.

stdin has a JSON list of sites, each with settings, blueprints, rules and questions;
stdout gets a list with the answers of each. Fields that are left out, or null, are
Flask's own defaults.
"""

import json
import sys

from flask import Blueprint, Flask, request, url_for
from werkzeug.routing import BuildError

MAP_SETTINGS = ("host_matching", "subdomain_matching")


def given(options):
    return {name: value for name, value in (options or {}).items() if value is not None}


def show(pairs):
    return " ".join(f"{name}={value}" for name, value in sorted(pairs.items()))


def answer_of(**args):
    return f"{request.endpoint} {show(args)}".rstrip()


def build(ask, **defaults):
    values = {**defaults, **dict(sorted(ask["values"].items()))}
    try:
        return "url " + url_for(ask["endpoint"], **values)
    except BuildError:
        return "cannot be built"
    except (RuntimeError, ValueError) as err:
        return type(err).__name__


def make(site):
    settings = given(site.get("settings"))
    app = Flask("site", static_folder=None, **{k: settings.pop(k) for k in MAP_SETTINGS if k in settings})
    app.url_map.strict_slashes = settings.pop("strict_slashes", True)
    app.url_map.merge_slashes = settings.pop("merge_slashes", True)
    app.url_map.redirect_defaults = settings.pop("redirect_defaults", True)
    app.config.update(settings)
    blueprints = {}
    for b in site.get("blueprints") or []:
        options = given({"url_prefix": b.get("prefix") or None, "subdomain": b.get("subdomain") or None})
        blueprints[b["name"]] = Blueprint(b["name"], b["name"], **options)

    @app.before_request
    def before():
        if "X-Build" in request.headers:
            return build(json.loads(request.headers["X-Build"]))

    for rule in site.get("rules") or []:
        options = given(rule.get("options"))
        owner = blueprints.get(rule.get("blueprint"), app)
        owner.add_url_rule(rule["rule"], rule["name"], answer_of, **options)
    for b in reversed(site.get("blueprints") or []):
        parent = blueprints.get(b.get("within"), app)
        for place in b.get("places") or [{}]:
            parent.register_blueprint(blueprints[b["name"]], **given(place))
    return app


def ask(app, question):
    if question.get("outside"):
        with app.app_context():
            return build(question)
    headers = {"Host": question["host"]}
    if question.get("socket"):
        headers |= {"Connection": "Upgrade", "Upgrade": "websocket"}
    if question.get("endpoint"):
        headers["X-Build"] = json.dumps({"endpoint": question["endpoint"], "values": question["values"]})
    response = app.test_client().open(
        question["path"], method=question["method"], headers=headers, base_url=f"{question['scheme']}://{question['host']}"
    )
    if response.location:
        return f"{response.status_code} {response.location}"
    if "Allow" in response.headers:
        return f"{response.status_code} {', '.join(sorted(response.headers['Allow'].split(', ')))}"
    return response.text if response.status_code == 200 else str(response.status_code)


for line in sys.stdin:
    print(json.dumps([[ask(app, q) for q in site["questions"]] for site in json.loads(line) for app in [make(site)]]), flush=True)
