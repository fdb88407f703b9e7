"""Parses templates with Jinja2. A question is a list of {"source", "settings"}, the
answer a list of {"tree"} or {"kind", "message", "line"}."""

import json
import sys

import jinja2.ext
from jinja2 import Environment, TemplateSyntaxError, nodes


class InOrder(dict):
    """A set that keeps its order, for the names that a trans mentions."""

    def update(self, names):
        super().update(dict.fromkeys(names))


jinja2.ext.set = InOrder
EXTENSIONS = ["do", "loopcontrols", "i18n", "debug"]


def environment(settings):
    settings = dict(settings or {})
    newstyle = settings.pop("newstyle_gettext", False)
    env = Environment(extensions=["jinja2.ext." + e for e in EXTENSIONS], **settings)
    env.newstyle_gettext = newstyle
    return env


def const(v):
    return json.dumps(v) if isinstance(v, str) else repr(v)


def seq(items):
    return "[" + " ".join(map(tree, items)) + "]"


def pairs(items):
    return "[" + " ".join(k + "=" + tree(v) for k, v in items) + "]"


def args(n):
    kwargs = [(k.key, k.value) for k in n.kwargs]
    return f"{seq(n.args)} {pairs(kwargs)} {tree(n.dyn_args)} {tree(n.dyn_kwargs)}"


def body(items):
    out = []
    for i, n in enumerate(items):
        if n.lineno is None and isinstance(n, nodes.Assign):
            # The extension i18n leaves them out; they are those of the trans behind it.
            n.lineno = n.target.lineno = items[i + 1].lineno
        out.append(tree(n))
    return "{" + " ".join(out) + "}"


def signature(n):
    return f"{seq(n.args)} {seq(n.defaults)}"


OPERATORS = {
    "Add": "+", "Sub": "-", "Mul": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**",
}

PARTS = {
    "Name": lambda n: n.name,
    "NSRef": lambda n: f"{n.name}.{n.attr}",
    "Const": lambda n: const(n.value),
    "TemplateData": lambda n: const(n.data),
    "Tuple": lambda n: seq(n.items),
    "List": lambda n: seq(n.items),
    "Dict": lambda n: " ".join(tree(p.key) + ":" + tree(p.value) for p in n.items),
    "CondExpr": lambda n: f"{tree(n.test)} {tree(n.expr1)} {tree(n.expr2)}",
    "Filter": lambda n: f"{tree(n.node)} {n.name} {args(n)}",
    "Test": lambda n: f"{tree(n.node)} {n.name} {args(n)}",
    "Call": lambda n: f"{tree(n.node)} {args(n)}",
    "Getattr": lambda n: f"{tree(n.node)} {n.attr}",
    "Getitem": lambda n: f"{tree(n.node)} {tree(n.arg)}",
    "Slice": lambda n: f"{tree(n.start)} {tree(n.stop)} {tree(n.step)}",
    "Concat": lambda n: seq(n.nodes),
    "Compare": lambda n: tree(n.expr) + "".join(f" {o.op} {tree(o.expr)}" for o in n.ops),
    "Not": lambda n: tree(n.node),
    "Neg": lambda n: tree(n.node),
    "Pos": lambda n: tree(n.node),
    "And": lambda n: f"{tree(n.left)} {tree(n.right)}",
    "Or": lambda n: f"{tree(n.left)} {tree(n.right)}",
    "MarkSafeIfAutoescape": lambda n: tree(n.expr),
    "Output": lambda n: seq(n.nodes),
    "Extends": lambda n: tree(n.template),
    "For": lambda n: f"{tree(n.target)} {tree(n.iter)} {tree(n.test)} {body(n.body)} {body(n.else_)} {n.recursive}",
    "If": lambda n: f"{tree(n.test)} {body(n.body)} {seq(n.elif_)} {body(n.else_)}",
    "Macro": lambda n: f"{n.name} {signature(n)} {body(n.body)}",
    "CallBlock": lambda n: f"{tree(n.call)} {signature(n)} {body(n.body)}",
    "FilterBlock": lambda n: f"{tree(n.filter)} {body(n.body)}",
    "With": lambda n: f"{seq(n.targets)} {seq(n.values)} {body(n.body)}",
    "Block": lambda n: f"{n.name} {n.scoped} {n.required} {body(n.body)}",
    "Include": lambda n: f"{tree(n.template)} {n.with_context} {n.ignore_missing}",
    "Import": lambda n: f"{tree(n.template)} {n.target} {n.with_context}",
    "FromImport": lambda n: f"{tree(n.template)} {names(n.names)} {n.with_context}",
    "ExprStmt": lambda n: tree(n.node),
    "Assign": lambda n: f"{tree(n.target)} {tree(n.node)}",
    "AssignBlock": lambda n: f"{tree(n.target)} {tree(n.filter)} {body(n.body)}",
    "ScopedEvalContextModifier": lambda n: f"{tree(n.options[0].value)} {body(n.body)}",
    "Break": lambda n: "",
    "Continue": lambda n: "",
}


def names(items):
    return " ".join(i if isinstance(i, str) else f"{i[0]}={i[1]}" for i in items)


def tree(n):
    if n is None:
        return "-"
    kind = type(n).__name__
    if kind == "Scope":
        return tree(n.body[0])
    if kind == "Call" and isinstance(n.node, nodes.ExtensionAttribute):
        return f"(Debug {n.lineno} )"
    if kind in OPERATORS:
        return f"({OPERATORS[kind]} {n.lineno} {tree(n.left)} {tree(n.right)})"
    return f"({kind} {n.lineno} {PARTS[kind](n)})"


def answer(case):
    try:
        return {"tree": body(environment(case["settings"]).parse(case["source"]).body)}
    except TemplateSyntaxError as e:
        return {"kind": type(e).__name__, "message": e.message, "line": e.lineno}
    except Exception as e:
        return {"kind": type(e).__name__, "message": str(e), "line": 0}


for line in sys.stdin:
    print(json.dumps([answer(case) for case in json.loads(line)]), flush=True)
