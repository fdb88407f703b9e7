"""Answers questions about requests and answers with Werkzeug.

A question is a line of JSON: what to do, and a list of inputs. The answer is a line
with the list of what Werkzeug makes of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone
from io import BytesIO
from typing import Any

from werkzeug import exceptions, utils
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Request


def environ(q: dict[str, Any]) -> dict[str, Any]:
    env = {
        "REQUEST_METHOD": q.get("method") or "GET",
        "wsgi.url_scheme": q.get("scheme") or "http",
        "REMOTE_ADDR": "127.0.0.1",
        "SERVER_NAME": "server",
        "SERVER_PORT": "80",
        "SCRIPT_NAME": "",
        "PATH_INFO": q.get("path") or "/",
        "QUERY_STRING": q.get("query") or "",
        "HTTP_HOST": q["host"],
        "HTTP_USER_AGENT": "gourdtest",
    }
    for name, value in (q.get("fields") or {}).items():
        name = name.upper().replace("-", "_")
        env[name if name == "CONTENT_TYPE" else "HTTP_" + name] = value
    body = (q.get("body") or "").encode("latin1")
    env["wsgi.input"], env["CONTENT_LENGTH"] = BytesIO(body), str(len(body))
    return env


BODY_FIELDS = ("Content-Type", "Content-Length")


def error(q: dict[str, Any]) -> dict[str, Any]:
    extra: dict[str, Any] = {}
    if q["status"] == 401:
        basic = WWWAuthenticate("basic", {"realm": "a b"})
        extra = {"www_authenticate": [basic, WWWAuthenticate("bearer")]}
    elif q["status"] == 405:
        extra = {"valid_methods": ["GET", "HEAD"]}
    elif q["status"] == 416:
        extra = {"length": 10}
    elif q["status"] == 429:
        extra = {"retry_after": 90}
    elif q["status"] == 503:
        extra = {"retry_after": datetime.fromtimestamp(784111777, timezone.utc)}
    e = exceptions.default_exceptions[q["status"]](description=q["message"] or None, **extra)
    response = e.get_response()
    return {
        "body": response.get_data(as_text=True),
        "fields": [[k, v] for k, v in response.headers if k not in BODY_FIELDS],
    }


def redirect(location: str) -> dict[str, str]:
    response = utils.redirect(location)
    headers = response.get_wsgi_headers({"REQUEST_METHOD": "GET"})
    return {"location": headers["Location"], "body": response.get_data(as_text=True)}


def proxy(q: dict[str, Any]) -> list[str | None]:
    seen: list[Request] = []
    p = q["proxies"]
    trust = {"x_for": p[0], "x_proto": p[1], "x_host": p[2], "x_port": p[3], "x_prefix": p[4]}
    ProxyFix(lambda env, start: seen.append(Request(env)), **trust)(environ(q), None)
    r = seen[0]
    return [r.remote_addr, r.scheme, r.host, r.root_path]


def request(q: dict[str, Any]) -> dict[str, Any]:
    r = Request(environ(q))
    return {
        "host": r.host,
        "path": r.full_path,
        "urls": [iri_to_uri(u) if r.host else "" for u in (r.url, r.base_url, r.url_root, r.host_url)],
        "route": list(r.access_route),
        "type": r.mimetype,
        "json": r.is_json,
        "cookies": dict(r.cookies),
        "values": {k: r.values.getlist(k) for k in r.values},
        "forwards": r.max_forwards,
        "pragma": list(r.pragma),
        "agent": r.user_agent.string,
    }


def trusted(q: dict[str, Any]) -> bool:
    r = Request(environ(q))
    r.trusted_hosts = q["trusted"]
    try:
        r.host  # noqa: B018: it is read for its error
    except exceptions.SecurityError:
        return False
    return True


def form(q: dict[str, Any]) -> dict[str, Any]:
    r = Request(environ(q))
    files = r.files.items(multi=True)
    return {
        "fields": [[k, v] for k, v in r.form.items(multi=True)],
        "files": [[k, f.filename, f.read().decode("latin1")] for k, f in files if f.filename],
    }


def name(status: int) -> str:
    return HTTP_STATUS_CODES.get(status, "Unknown Error")


DO: dict[str, Callable[[Any], Any]] = {
    "codes": lambda _: sorted(exceptions.default_exceptions),
    "name": name,
    "error": error,
    "redirect": redirect,
    "proxy": proxy,
    "request": request,
    "trusted": trusted,
    "form": form,
}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps([DO[question["do"]](v) for v in question["of"]]), flush=True)
