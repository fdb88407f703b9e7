"""Flask's side of the comparison.

Reads one JSON object per line and answers each with one JSON object on one line:

    {"op": "case", "map", "rules", "requests", "builds"}  -> {"refused"} or {"answers", "builds"}
    {"op": "open", "folder"}      -> {} : loads FOLDER/app.py and calls create_app()
    {"op": "request", "request"}  -> {"answers": [one]} of the program that was opened last

An error of this file itself ends the process; its traceback goes to standard error.
"""

from __future__ import annotations

import base64
import importlib.util
import io
import json
import logging
import os
import sys
import uuid
import warnings
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

import flask
from werkzeug.routing import BuildError
from werkzeug.test import run_wsgi_app

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def written(value: Any) -> str:
    """A value with its type, in JSON. The Go side writes the same bytes."""
    if value is None:
        return '["None",null]'
    if isinstance(value, bool):
        return '["bool",%s]' % ("true" if value else "false")
    if isinstance(value, int):
        return '["int",%d]' % value
    if isinstance(value, float):
        return '["float","%r"]' % value
    if isinstance(value, uuid.UUID):
        return '["UUID","%s"]' % value
    if isinstance(value, str):
        return '["str",%s]' % json.dumps(value)
    if isinstance(value, list):
        return '["list",[%s]]' % ",".join(map(written, value))
    if isinstance(value, dict):
        members = [f"{json.dumps(name)}:{written(value[name])}" for name in sorted(value)]
        return '["dict",{%s}]' % ",".join(members)
    raise TypeError(f"no notation for {value!r}")


def view_of(endpoint: str) -> Callable[..., flask.Response]:
    def view(**args: Any) -> flask.Response:
        body = '{"endpoint":%s,"args":{%s}}\n' % (
            json.dumps(endpoint),
            ",".join(f"{json.dumps(name)}:{written(args[name])}" for name in sorted(args)),
        )
        return flask.Response(body, mimetype="application/json")

    return view


def app_of(options: dict[str, Any], rules: list[dict[str, Any]]) -> flask.Flask:
    """Builds the application of a case. What Flask refuses is an exception."""
    app = flask.Flask(
        "case",
        static_folder=None,
        host_matching=options.get("host_matching", False),
        subdomain_matching=options.get("subdomain_matching", False),
    )
    app.config["SERVER_NAME"] = options.get("server_name")
    for name in ("strict_slashes", "merge_slashes", "redirect_defaults"):
        if options.get(name) is not None:
            setattr(app.url_map, name, options[name])
    views: dict[str, Callable[..., flask.Response]] = {}
    for rule in rules:
        arguments = {name: value for name, value in rule.items() if value is not None}
        text, endpoint = arguments.pop("rule"), arguments.pop("endpoint")
        view = views.setdefault(endpoint, view_of(endpoint))
        app.add_url_rule(text, endpoint, view, **arguments)
    app.url_map.update()
    return app


def environ_of(request: dict[str, Any]) -> dict[str, Any]:
    body = base64.b64decode(request.get("body") or "")
    env: dict[str, Any] = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request["path"]).decode("latin-1"),
        "QUERY_STRING": request["query"].encode().decode("latin-1"),
        "RAW_URI": request["target"].encode().decode("latin-1"),
        "REQUEST_URI": request["target"].encode().decode("latin-1"),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": request["host"].encode().decode("latin-1"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in request["headers"]:
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = "HTTP_" + key
        value = value.encode().decode("latin-1")
        env[key] = f"{env[key]},{value}" if key in env else value
    return env


def answer_of(app: flask.Flask, request: dict[str, Any]) -> dict[str, Any]:
    try:
        body, status, headers = run_wsgi_app(app, environ_of(request), buffered=True)
        content = b"".join(body)
    except Exception as error:  # it left the application: a server would answer 500
        return {"raised": type(error).__name__, "text": str(error)}
    return {
        "status": int(status.split()[0]),
        "headers": [[name, value] for name, value in headers],
        "body": base64.b64encode(content).decode(),
    }


def build_of(app: flask.Flask, build: dict[str, Any]) -> dict[str, str]:
    values = dict(build.get("values") or {})
    for name in ("external", "scheme", "anchor", "method"):
        if build.get(name) is not None:
            values["_" + name] = build[name]
    host = build.get("host")
    if host is None:
        context = app.app_context()
    else:
        context = app.test_request_context("/", base_url=f"http://{host}")
    try:
        with context:
            return {"url": flask.url_for(build["endpoint"], **values)}
    except BuildError as error:
        return {"error": "BuildError", "text": str(error)}
    except Exception as error:
        return {"error": type(error).__name__, "text": str(error)}


def case(message: dict[str, Any]) -> dict[str, Any]:
    try:
        app = app_of(message["map"], message["rules"])
    except Exception as error:  # Flask refuses rules with many: SyntaxError among them
        return {"refused": type(error).__name__, "text": str(error)}
    return {
        "answers": [answer_of(app, request) for request in message["requests"]],
        "builds": [build_of(app, build) for build in message["builds"]],
    }


class Programs:
    def __init__(self) -> None:
        self.app: flask.Flask | None = None
        self.count = 0

    def open(self, message: dict[str, Any]) -> dict[str, Any]:
        self.count += 1
        path = os.path.join(message["folder"], "app.py")
        spec = importlib.util.spec_from_file_location(f"program{self.count}", path)
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)
        self.app = module.create_app()
        return {}

    def request(self, message: dict[str, Any]) -> dict[str, Any]:
        return {"answers": [answer_of(self.app, message["request"])]}


def main() -> None:
    programs = Programs()
    operations = {"case": case, "open": programs.open, "request": programs.request}
    out = sys.stdout
    sys.stdout = sys.stderr  # what a program prints is not the protocol
    for line in sys.stdin:
        message = json.loads(line)
        print(json.dumps(operations[message["op"]](message)), file=out, flush=True)


main()
