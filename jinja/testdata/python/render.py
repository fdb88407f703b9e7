"""Renders templates with Jinja2. A question is a list of {"source", "autoescape",
"undefined", "sandbox"}, the answer a list of {"out"} or {"kind", "message"}."""

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
    "u": "Größe ǅ straße ΣΑΣ ﬁn",
}


def answer(case):
    kind = ImmutableSandboxedEnvironment if case.get("sandbox") else jinja2.Environment
    env = kind(
        autoescape=case.get("autoescape", False),
        undefined=KINDS[case.get("undefined", "")],
    )
    try:
        return {"out": env.from_string(case["source"]).render(**CONTEXT)}
    except Exception as e:
        return {"kind": type(e).__name__, "message": str(e)}


for line in sys.stdin:
    print(json.dumps([answer(case) for case in json.loads(line)]), flush=True)
