"""Answers questions about signed values with itsdangerous, Flask and Werkzeug.

Reads lines of JSON, {"do": name, ...}, and writes one line of JSON for each:
{"ok": answer} or {"error": text}.
Values travel as descriptions, [type, content], so that no type is lost on the way.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import struct
import sys
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import itsdangerous
from flask.json.provider import DefaultJSONProvider
from flask.json.tag import TaggedJSONSerializer
from itsdangerous import Signer, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer
from markupsafe import Markup
from werkzeug.security import check_password_hash, generate_password_hash

Question = dict[str, Any]


class SessionJSON(TaggedJSONSerializer):
    """What flask.json does while an application handles a request."""

    class app:
        pass

    def dumps(self, value: Any) -> str:
        provider = DefaultJSONProvider(self.app)
        return provider.dumps(self.tag(value), separators=(",", ":"))


def describe(v: Any) -> list[Any]:
    if v is None or isinstance(v, bool):
        return ["const", repr(v)]
    if isinstance(v, int):
        return ["int", str(v)]
    if isinstance(v, float):
        return ["float", "nan" if v != v else struct.pack(">d", v).hex()]
    if isinstance(v, Markup):
        return ["markup", str(v)]
    if isinstance(v, str):
        return ["str", re.sub("[\ud800-\udfff]", "\ufffd", v)]
    if isinstance(v, bytes):
        return ["bytes", v.hex()]
    if isinstance(v, uuid.UUID):
        return ["uuid", str(v)]
    if isinstance(v, datetime):
        since = v - datetime(1970, 1, 1, tzinfo=timezone.utc)
        return ["date", str(int(since.total_seconds()))]
    if isinstance(v, tuple):
        return ["tuple", [describe(x) for x in v]]
    if isinstance(v, list):
        return ["list", [describe(x) for x in v]]
    if isinstance(v, dict):
        return ["dict", {describe(k)[1]: describe(x) for k, x in v.items()}]
    raise TypeError(type(v))


TAGS = [" di", " t", " b", " m", " u", " d", " x", "", " t__"]
CHARS = "abc \"\\/\n\r\t\b\f\x00\x1f\x7f<>&'\xe9\u2028\ud7ff\ue000\uffff\U00010000\U0010ffff\U0001f600"

FLOATS = [
    *(0.0, -0.0, 1e16, 1e15, 9999999999999998.0, 1e-4, 9.9e-5, 5e-324, 1e308),
    *(float("inf"), -float("inf"), float("nan")),
]
INTEGERS = [0, -1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**18, 10**19]


def text(r: random.Random) -> str:
    short = "".join(r.choice(CHARS) for _ in range(r.randrange(12)))
    return short * (40 if r.random() < 0.05 else 1)


def number(r: random.Random) -> float | int:
    kind = r.randrange(5)
    if kind == 0:
        return struct.unpack(">d", r.randbytes(8))[0]
    if kind == 1:
        return r.choice(FLOATS)
    if kind == 2:
        return r.randrange(-1000, 1000) / 8
    if kind == 3:
        return r.randrange(-(2**200), 2**200) >> r.randrange(200)
    return r.choice(INTEGERS)


def value(r: random.Random, depth: int) -> Any:
    kind = r.randrange(8 if depth > 3 else 12)
    if kind == 0:
        return r.choice([None, True, False])
    if kind in (1, 2):
        return number(r)
    if kind == 3:
        return text(r)
    if kind == 4:
        return r.randbytes(r.randrange(9))
    if kind == 5:
        return Markup(text(r))
    if kind == 6:
        return uuid.UUID(bytes=r.randbytes(16))
    if kind == 7:
        after = timedelta(seconds=r.randrange(9800 * 365 * 86400))
        return datetime(100, 1, 1, tzinfo=timezone.utc) + after
    items = [value(r, depth + 1) for _ in range(r.randrange(4))]
    if kind == 8:
        return tuple(items)
    if kind == 9:
        return items
    if kind == 10:
        return {r.choice(TAGS): value(r, depth + 1)}
    return {text(r): x for x in items}


def session(r: random.Random) -> dict[str, Any]:
    return {r.choice([text(r), r.choice(TAGS)]): value(r, 0) for _ in range(r.randrange(6))}


def sessions(keys: list[str], now: int) -> URLSafeTimedSerializer:
    s = URLSafeTimedSerializer(
        keys,
        salt="cookie-session",
        serializer=SessionJSON(),
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha1},
    )
    s.default_signer.get_timestamp = lambda self: now
    return s


def signer(q: Question, cls: type[Signer]) -> Signer:
    o = q["options"]
    return cls(
        o["keys"],
        salt=o["salt"] or None,
        sep=o["sep"],
        key_derivation=o["derivation"],
        digest_method=getattr(hashlib, o["digest"]),
    )


def told(s: URLSafeTimedSerializer, value: Any) -> dict[str, Any]:
    return {"cookie": s.dumps(value), "value": describe(value), "json": SessionJSON().dumps(value)}


def randomly(q: Question) -> list[dict[str, Any]]:
    r = random.Random(q["seed"])
    s = sessions(q["keys"], q["now"])
    return [told(s, session(r)) for _ in range(q["count"])]


def load(q: Question) -> list[dict[str, Any]]:
    s = sessions(q["keys"], q["now"])
    return [told(s, s.loads(cookie, max_age=q["age"])) for cookie in q["cookies"]]


def reads(q: Question) -> bool:
    try:
        sessions(q["keys"], q["now"]).loads(q["cookie"], max_age=q["age"])
    except itsdangerous.BadData:
        return False
    return True


def parse(q: Question) -> list[Any]:
    out = []
    for t in q["texts"]:
        try:
            out.append(describe(SessionJSON().loads(t)))
        except (ValueError, RecursionError):
            out.append(None)
    return out


def sign(q: Question) -> list[str]:
    TimestampSigner.get_timestamp = lambda self: q["now"]
    return [signer(q, cls).sign(q["value"]).decode() for cls in (Signer, TimestampSigner)]


def unsign(q: Question) -> list[str]:
    TimestampSigner.get_timestamp = lambda self: q["now"]
    return [
        signer(q, Signer).unsign(q["signed"]).decode(),
        signer(q, TimestampSigner).unsign(q["timed"], max_age=0).decode(),
    ]


def dumps(q: Question) -> list[dict[str, Any]]:
    s = URLSafeSerializer(q["key"])
    return [{"text": s.dumps(v), "value": v} for v in q["values"]]


def loads(q: Question) -> list[Any]:
    s = URLSafeSerializer(q["key"])
    return [s.loads(t) for t in q["texts"]]


DO: dict[str, Callable[[Question], Any]] = {
    "random": randomly,
    "load": load,
    "reads": reads,
    "parse": parse,
    "sign": sign,
    "unsign": unsign,
    "dumps": dumps,
    "loads": loads,
    "hash": lambda q: generate_password_hash(q["password"], q["method"]),
    "check": lambda q: check_password_hash(q["hash"], q["password"]),
}

for line in sys.stdin:
    question = json.loads(line)
    try:
        reply = {"ok": DO[question["do"]](question)}
    except Exception as e:
        reply = {"error": f"{type(e).__name__}: {e}"}
    print(json.dumps(reply), flush=True)
