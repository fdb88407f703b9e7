"""Renders templates with Jinja2. A question is a list of {"source", "autoescape",
"undefined", "context", "sandbox"}, the answer a list of {"out"} or {"kind", "message"}."""

import functools
import json
import sys

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

KINDS = {
    "": jinja2.Undefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
    "strict": jinja2.StrictUndefined,
}

CONTEXT = {
    "m": Markup("<b>&amp;</b>"),
    "s": "<i>\"a\" & 'b'</i>",
    "users": [
        {"name": "Ann", "city": "Oslo", "age": 30, "tags": ["x"]},
        {"name": "bob", "city": "oslo", "age": 25, "tags": []},
        {"name": "Cid", "city": "Bern", "age": 30, "tags": ["y", "z"]},
        {"name": "ann", "city": "Bern"},
    ],
    "big": 12345678901234567890123,
    "inf": float("inf"),
    "nan": float("nan"),
    "words": ["b", "A", "c<"],
    "ages": {"ann": 30, "bob": 25},
    "people": [{"Name": "Ann", "Age": 30}, {"Name": "bob", "Age": 25}],
    "u": "Größe ǅ straße ΣΑΣ ﬁn",
}


@functools.lru_cache(maxsize=64)
def template(source, autoescape, undefined, sandbox):
    kind = ImmutableSandboxedEnvironment if sandbox else jinja2.Environment
    env = kind(autoescape=autoescape, undefined=KINDS[undefined])
    return env.from_string(source)


def answer(case):
    try:
        page = template(
            case["source"],
            case.get("autoescape", False),
            case.get("undefined", ""),
            case.get("sandbox", False),
        )
        return {"out": page.render(**CONTEXT | case.get("context", {}))}
    except Exception as e:
        return {"kind": type(e).__name__, "message": str(e)}


for line in sys.stdin:
    print(json.dumps([answer(case) for case in json.loads(line)]), flush=True)
