"""Answers {"do": "evaluate", "of": expressions} with what Python makes of each: its type and
repr, or the type and text of the exception."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from typing import Any

from jinja2 import ChainableUndefined, DebugUndefined, Environment, StrictUndefined, Undefined
from markupsafe import Markup, escape

warnings.simplefilter("ignore")  # Python warns of literals that are called or subscripted
environment = Environment()
NAMES: dict[str, Any] = {
    "M": Markup,
    "U": Undefined(name="u"),
    "C": ChainableUndefined(name="c"),
    "D": DebugUndefined(name="d"),
    "S": StrictUndefined(name="s"),
    "escape": escape,
    "attribute": environment.getattr,
    "item": environment.getitem,
}


def evaluate(expression: str) -> list[str]:
    try:
        result = eval(expression, dict(NAMES))
        return [type(result).__name__, repr(result)]
    except Exception as error:
        return ["!" + type(error).__name__, str(error)]


def format_one(question: list[str]) -> list[str]:
    """Formats an expression's value by a text's % operator or by format."""
    how, pattern, expression = question
    value = eval(expression, dict(NAMES))
    try:
        return ["str", pattern % value if how == "%" else format(value, pattern)]
    except Exception as error:
        return ["!" + type(error).__name__, str(error)]


OPERATIONS: dict[str, Callable[[Any], list[str]]] = {"evaluate": evaluate, "format": format_one}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps([OPERATIONS[question["do"]](of) for of in question["of"]]), flush=True)
