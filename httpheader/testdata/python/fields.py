"""Answers questions about header fields with Werkzeug.

A question is a line of JSON: what to do, and a list of inputs. The answer is a line
with the list of what Werkzeug makes of them; null where it refuses one.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime, timezone, tzinfo
from typing import Any

from werkzeug import http
from werkzeug.datastructures import (
    Authorization,
    CharsetAccept,
    LanguageAccept,
    MIMEAccept,
    RequestCacheControl,
    ResponseCacheControl,
    WWWAuthenticate,
)
from werkzeug.urls import iri_to_uri
from werkzeug.utils import get_content_type

ACCEPT = {"media": MIMEAccept, "language": LanguageAccept, "charset": CharsetAccept, "encoding": None}


def params(d: dict[str, str | None]) -> list[list[str | None]]:
    return [[k, v] for k, v in d.items()]


def accept(q: tuple[str, str, list[str]]) -> dict[str, Any]:
    kind, field, offers = q
    a = http.parse_accept_header(field, ACCEPT[kind])
    return {
        "items": [[v, q] for v, q in a],
        "text": a.to_header(),
        "best": a.best_match(offers) or "",
        "qualities": [a[o] for o in offers],
    }


def cache(field: str) -> dict[str, Any]:
    a = http.parse_cache_control_header(field, None, RequestCacheControl)
    b = http.parse_cache_control_header(field, None, ResponseCacheControl)
    return {
        "text": b.to_header(),
        "flags": [
            a.no_cache,
            a.no_store,
            a.no_transform,
            a.only_if_cached,
            b.public,
            b.immutable,
            b.must_revalidate,
        ],
        "numbers": [
            a.max_age,
            a.min_fresh,
            b.s_maxage,
            b.stale_if_error,
            b.stale_while_revalidate,
        ],
        "stale": a.max_stale,
        "private": b.private,
    }


def etags(q: tuple[str, list[str]]) -> dict[str, Any]:
    field, tags = q
    e = http.parse_etags(field)
    return {
        "star": e.star_tag,
        "strong": sorted(x or "" for x in e._strong),
        "weak": sorted(x or "" for x in e._weak),
        "has": [[e.contains(t), e.contains_weak(t)] for t in tags],
    }


def byte_range(q: tuple[str, int]) -> dict[str, Any] | None:
    field, length = q
    r = http.parse_range_header(field)
    if r is None:
        return None
    return {
        "unit": r.units,
        "spans": [list(s) for s in r.ranges],
        "text": r.to_header(),
        "for": r.range_for_length(length),
    }


def content_range(field: str) -> list[Any] | None:
    r = http.parse_content_range_header(field)
    return r and [r.units, r.start, r.stop, r.length, r.to_header()]


def auth(field: str) -> list[Any] | None:
    a = Authorization.from_header(field)
    return a and [a.type, a.token, params(a.parameters), a.to_header()]


def challenge(field: str) -> list[Any] | None:
    a = WWWAuthenticate.from_header(field)
    return a and [a.type, a.token, params(a.parameters), a.to_header().strip()]


def cookie(q: dict[str, Any]) -> str:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.fromtimestamp(q["now"], tz)

    http.datetime = Clock
    try:
        return http.dump_cookie(
            q["name"],
            q["value"],
            max_age=q["max_age"],
            expires=q["expires"],
            path=q["path"],
            domain=q["domain"],
            secure=q["secure"],
            httponly=q["http_only"],
            samesite=q["same_site"],
            partitioned=q["partitioned"],
            max_size=0,
        )
    finally:
        http.datetime = datetime


def date(field: str) -> int | None:
    d = http.parse_date(field)
    return d and int(d.timestamp())


def if_range(field: str) -> list[Any]:
    r = http.parse_if_range_header(field)
    return [r.etag, r.date and int(r.date.timestamp()), r.to_header()]


def age(field: str) -> int | None:
    d = http.parse_age(field)
    return d if d is None else int(d.total_seconds())


def cookies(field: str) -> list[list[str]]:
    parsed = http.parse_cookie(field.encode().decode("latin1"))
    pairs = [[k, v] for k, v in parsed.items(multi=True)]
    return sorted(pairs, key=lambda pair: pair[0].encode())


def options(field: str) -> list[Any]:
    value, parameters = http.parse_options_header(field)
    return [value, params(parameters), http.dump_options_header(value, parameters)]


def dictionary(field: str) -> list[Any]:
    parsed = http.parse_dict_header(field)
    return [params(parsed), http.dump_header(parsed)]


DO: dict[str, Callable[[Any], Any]] = {
    "list": http.parse_list_header,
    "params": dictionary,
    "options": options,
    "quote": lambda f: [http.quote_header_value(f), http.unquote_header_value(f)],
    "accept": accept,
    "cache": cache,
    "csp": lambda f: http.parse_csp_header(f).to_header(),
    "etags": etags,
    "etag": lambda f: list(http.unquote_etag(f)),
    "range": byte_range,
    "content_range": content_range,
    "if_range": if_range,
    "auth": auth,
    "challenge": challenge,
    "cookies": cookies,
    "cookie": cookie,
    "date": date,
    "http_date": lambda n: http.http_date(datetime.fromtimestamp(n, timezone.utc)),
    "age": age,
    "idna": lambda f: f.encode("idna").decode(),
    "uri": iri_to_uri,
    "charset": lambda f: get_content_type(f, "utf-8"),
}


def one(do: Callable[[Any], Any], value: Any) -> Any:
    try:
        return do(value)
    except (ValueError, IndexError, AssertionError):
        return None


for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps([one(DO[question["do"]], v) for v in question["of"]]), flush=True)
