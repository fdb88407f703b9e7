"""Builds Flask applications from their descriptions and asks them.

A line of stdin is a JSON list of sites, each with settings, blueprints, rules and
questions; stdout gets a line with a list of the answers of each. Fields that are left
out, or null, are Flask's own defaults.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from flask import Blueprint, Flask, request, url_for
from werkzeug.routing import BuildError

MAP_SETTINGS = ("host_matching", "subdomain_matching")


def given(options: dict[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (options or {}).items() if value is not None}


def show(pairs: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(pairs.items()))


def answer_of(**args: Any) -> str:
    return f"{request.endpoint} {show(args)}".rstrip()


def build(ask: dict[str, Any], **defaults: Any) -> str:
    values = {**defaults, **dict(sorted(ask["values"].items()))}
    try:
        return "url " + url_for(ask["endpoint"], **values)
    except BuildError:
        return "cannot be built"
    except (RuntimeError, ValueError) as err:
        return type(err).__name__


def make(site: dict[str, Any]) -> Flask:
    settings = given(site.get("settings"))
    matching = {k: settings.pop(k) for k in MAP_SETTINGS if k in settings}
    app = Flask("site", static_folder=None, **matching)
    app.url_map.strict_slashes = settings.pop("strict_slashes", True)
    app.url_map.merge_slashes = settings.pop("merge_slashes", True)
    app.url_map.redirect_defaults = settings.pop("redirect_defaults", True)
    app.config.update(settings)
    blueprints: dict[str, Blueprint] = {}
    for b in site.get("blueprints") or []:
        prefix, subdomain = b.get("prefix") or None, b.get("subdomain") or None
        blueprints[b["name"]] = Blueprint(b["name"], b["name"], url_prefix=prefix, subdomain=subdomain)

    @app.before_request
    def before() -> str | None:
        if "X-Build" in request.headers:
            return build(json.loads(request.headers["X-Build"]))
        return None

    for rule in site.get("rules") or []:
        options = given(rule.get("options"))
        owner = blueprints.get(rule.get("blueprint"), app)
        owner.add_url_rule(rule["rule"], rule["name"], answer_of, **options)
    for b in reversed(site.get("blueprints") or []):
        parent = blueprints.get(b.get("within"), app)
        for place in b.get("places") or [{}]:
            parent.register_blueprint(blueprints[b["name"]], **given(place))
    return app


def ask(app: Flask, question: dict[str, Any]) -> str:
    if question.get("outside"):
        with app.app_context():
            return build(question)
    headers = {"Host": question["host"]}
    if question.get("socket"):
        headers |= {"Connection": "Upgrade", "Upgrade": "websocket"}
    if question.get("endpoint"):
        wanted = {name: question[name] for name in ("endpoint", "values")}
        headers["X-Build"] = json.dumps(wanted)
    response = app.test_client().open(
        question["path"],
        method=question["method"],
        headers=headers,
        base_url=f"{question['scheme']}://{question['host']}",
    )
    if response.location:
        return f"{response.status_code} {response.location}"
    if "Allow" in response.headers:
        methods = sorted(response.headers["Allow"].split(", "))
        return f"{response.status_code} {', '.join(methods)}"
    return response.text if response.status_code == 200 else str(response.status_code)


def answers(site: dict[str, Any]) -> list[str]:
    app = make(site)
    return [ask(app, question) for question in site["questions"]]


for line in sys.stdin:
    print(json.dumps([answers(site) for site in json.loads(line)]), flush=True)
