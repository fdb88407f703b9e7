"""Jinja2's side of the comparison.

Reads one JSON object per line and answers each with one JSON object on one line:

    {"versions": true}               -> {"jinja2", "markupsafe"}
    {"case": {...}, "twins": true?}  -> {"out": base64 of UTF-8} or {"error": kind, "message", ...}

A case is what ../README.md describes. With "twins" the context has the values of twins() too. The answer
to an error has the exception's class and

    "line", "template"  of a syntax error, or of the innermost frame that is in a template
    "names"             of a template that was not found

An error of this file itself ends the process; its traceback goes to standard error.
"""

from __future__ import annotations

import base64
import datetime
import json
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from importlib.metadata import version
from typing import Any

import jinja2
from jinja2.utils import internal_code
from markupsafe import Markup

warnings.simplefilter("ignore")

OPTIONS = (
    "autoescape",
    "trim_blocks",
    "lstrip_blocks",
    "keep_trailing_newline",
    "line_statement_prefix",
    "line_comment_prefix",
    "block_start_string",
    "block_end_string",
    "variable_start_string",
    "variable_end_string",
    "comment_start_string",
    "comment_end_string",
    "newline_sequence",
)
EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols", "jinja2.ext.i18n", "jinja2.ext.debug"]
UNDEFINED: dict[str, type[jinja2.Undefined]] = {
    "default": jinja2.Undefined,
    "chainable": jinja2.ChainableUndefined,
    "debug": jinja2.DebugUndefined,
    "strict": jinja2.StrictUndefined,
}


class Object(types.SimpleNamespace):
    """An object with attributes and no items."""


class Html:
    """An object that knows its own HTML."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __html__(self) -> str:
        return self.text

    def __str__(self) -> str:
        return "plain"


def add(a: Any, b: Any) -> Any:
    return a + b


def echo(*args: Any, **kwargs: Any) -> str:
    named = ",".join(f"{name}={value!r}" for name, value in sorted(kwargs.items()))
    return "|".join(repr(a) for a in args) + "|" + named


def fail() -> None:
    raise ValueError("failed")


def upper(s: Any) -> Any:
    return s.upper()


def markup(s: Any) -> Markup:
    return Markup(s)


CALLS: dict[str, Callable[..., Any]] = {"add": add, "echo": echo, "fail": fail, "upper": upper, "markup": markup}


def moment(text: str) -> datetime.datetime:
    """A time with a zone: Go has none without, so one that names none is in UTC."""
    t = datetime.datetime.fromisoformat(text)
    return t if t.tzinfo else t.replace(tzinfo=datetime.timezone.utc)


def value_of(v: Any, undefined: type[jinja2.Undefined]) -> Any:
    """The value that stands in a context for one of JSON."""
    if isinstance(v, list):
        return [value_of(one, undefined) for one in v]
    if not isinstance(v, dict):
        return v
    if len(v) == 1:
        ((kind, inner),) = v.items()
        if kind.startswith("$"):
            return special(kind, inner, undefined)
    return {name: value_of(one, undefined) for name, one in v.items()}


def special(kind: str, inner: Any, undefined: type[jinja2.Undefined]) -> Any:
    """A value that JSON lacks."""
    if kind == "$markup":
        return Markup(inner)
    if kind == "$float":
        return float(inner)
    if kind == "$tuple":
        return tuple(value_of(one, undefined) for one in inner)
    if kind == "$object":
        return Object(**{name: value_of(one, undefined) for name, one in inner.items()})
    if kind == "$html":
        return Html(inner)
    if kind == "$datetime":
        return moment(inner)
    if kind == "$call":
        return CALLS[inner]
    if kind == "$undefined":
        return undefined(name=inner)
    raise ValueError(f"a context has a value of the unknown kind {kind}")


def environment_of(case: dict[str, Any]) -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.DictLoader(case.get("templates", {})),
        undefined=UNDEFINED[case.get("undefined", "default")],
        extensions=EXTENSIONS,
        **{name: case[name] for name in OPTIONS if name in case},
    )
    env.policies.update(case.get("policies", {}))
    env.install_null_translations(newstyle=case.get("newstyle", False))
    return env


def place_of(error: BaseException) -> tuple[int | None, str | None]:
    """Line and template of the innermost frame of an error that is in a template."""
    line, name = None, None
    tb = error.__traceback__
    while tb is not None:
        template = tb.tb_frame.f_globals.get("__jinja_template__")
        if template is not None and tb.tb_frame.f_code not in internal_code:
            line, name = template.get_corresponding_lineno(tb.tb_lineno), template.name
        tb = tb.tb_next
    return line, name


def rendered(case: dict[str, Any], with_twins: bool) -> str:
    env = environment_of(case)
    template = env.from_string(case["template"])
    context = value_of(case.get("context", {}), env.undefined)
    if with_twins:
        context.update(twins())
    # Template.render would rewrite the traceback, whose frames then no longer say which template they are of.
    return env.concat(template.root_render_func(template.new_context(context)))


def text_of(error: Exception) -> str:
    text = getattr(error, "message", None)
    return (text if isinstance(text, str) else str(error)).encode("utf-8", "replace").decode()


def answer(message: dict[str, Any]) -> dict[str, Any]:
    if "versions" in message:
        return {name: version(name) for name in ("jinja2", "markupsafe")}
    try:
        out = rendered(message["case"], message.get("twins", False))
        return {"out": base64.b64encode(out.encode("utf-8", "surrogatepass")).decode()}
    except Exception as error:
        told = {"error": type(error).__name__, "message": text_of(error)}
        if isinstance(error, jinja2.TemplateSyntaxError):
            return told | {"line": error.lineno, "template": error.name}
        if isinstance(error, jinja2.TemplatesNotFound):
            return told | {"names": [str(name) for name in error.templates]}
        if isinstance(error, jinja2.TemplateNotFound):
            return told | {"names": [str(error.name)]}
        line, name = place_of(error)
        return told | {"line": line, "template": name}


def main() -> None:
    out = sys.stdout
    sys.stdout = sys.stderr  # what a template prints is not the protocol
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), file=out, flush=True)


class User:
    """The twin of twins_test.go's User."""

    def __init__(self, name: str, age: int, friends: list[User] | None = None) -> None:
        self.name = name
        self.age = age
        self.friends = friends or []
        self.visits = 0

    def greet(self, greeting: str) -> str:
        return f"{greeting}, {self.name}!"

    def is_adult(self) -> bool:
        return self.age >= 18

    def visit(self) -> int:
        self.visits += 1
        return self.visits

    def fail(self) -> None:
        raise ValueError("failed")

    def badge(self) -> Markup:
        return Markup("<b>{}</b>").format(self.name)

    def initial(self) -> str | None:
        return self.name[0] if self.name else None


class Article:
    """The twin of twins_test.go's Article."""

    def __init__(self, author: User) -> None:
        self.title = "Cats & <dogs>"
        self.body = Markup("<p>Body</p>")
        self.author = author
        self.editor = None
        self.tags = ["go", "<py>"]
        self.score = 4.5
        self.rating = 3
        self.created_at = moment("2024-02-03T04:05:06")
        self.section_id = 12
        self.url = "/a?x=1&y=2"
        self.meta = {"lang": "en", "words": 120}
        self.shared = True
        self.stats = types.SimpleNamespace(views=1200, unique=300)


class Named:
    """The twin of a value with JinjaItem and JinjaAttr: all keys and attributes but "missing" are there."""

    def __getattr__(self, name: str) -> str:
        if name == "missing" or name.startswith("__"):
            raise AttributeError(name)
        return f"attribute <{name}>"

    def __getitem__(self, key: Any) -> str:
        if key == "missing":
            raise KeyError(key)
        return f"item <{key}>"


class Card:
    """The twin of a value with the methods HTML and String."""

    def __html__(self) -> str:
        return "<card>"

    def __str__(self) -> str:
        return "a <card>"


def numbers() -> Iterator[int]:
    yield from range(1, 4)


def scores() -> Iterator[tuple[str, int]]:
    yield "a", 1
    yield "<b>", 2


def total(*values: int) -> int:
    return sum(values)


def repeat(text: str, count: int) -> str:
    return text * count


def tag(name: str, **attributes: Any) -> Markup:
    given = "".join(Markup(' {}="{}"').format(k, v) for k, v in sorted(attributes.items()))
    return Markup(f"<{name}{given}>")


def sized(values: list[Any]) -> int:
    return len(values)


def twins() -> dict[str, Any]:
    """The values that twins_test.go has as Go values."""
    ada, bob, kid = User("Ada", 36), User("<Bob>", 41), User("Kid", 9)
    ada.friends = [bob, kid]
    return {
        "user": ada,
        "users": [User("Ada", 36), User("<Bob>", 41), User("Kid", 9)],
        "people": [ada, bob, kid],
        "article": Article(bob),
        "prices": {"apple": 1.5, "pear": 2.0, "zest": 0.25},
        "counts": {1: "one", 2: "<two>", 10: "ten"},
        "settings": {"debug": True, "limits": {"max": 3}, "names": ["x", "<y>"], "none": None},
        "groups": {"a": ["x", "y"], "b": []},
        "words": ["pear", "Apple", "<fig>"],
        "matrix": [[1, 2], [3, 4]],
        "grid": [[1, 2], [3, 4]],
        "floats": [1.0, 2.5, 1e20],
        "anything": [1, "a", None, 2.5, True, [1], {"k": "<"}],
        "empty": [],
        "no_map": {},
        "nobody": None,
        "level": 3,
        "color": "red",
        "small": 255,
        "huge": 2**64 - 1,
        "giant": 10**30,
        "single": 0.5,
        "letters": "é<",
        "when": moment("2024-02-03T04:05:06.000007"),
        "took": datetime.timedelta(minutes=1, seconds=2.5),
        "named": Named(),
        "card": Card(),
        "numbers": numbers(),
        "scores": scores(),
        "total": total,
        "repeat": repeat,
        "tag": tag,
        "sized": sized,
        "hello": lambda: "hello <you>",
        "nothing": lambda: None,
        "rows": [{"id": 1, "name": "<a>"}, {"id": 2, "name": "b"}],
        "mark": Markup("<i>"),
    }


main()
