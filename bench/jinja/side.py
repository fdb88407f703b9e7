"""Jinja2's side of the benchmark: reads a question per line as JSON, and answers each on one line.

    {"do": "open", "templates", "main", "escape", "data", "objects"} -> {"page": N, "text": what it renders}
    {"do": "run", "page": N, "seconds": S}                           -> {"ns": CPU time of one rendering}
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import jinja2


class Row:
    """A row as an object."""

    def __init__(self, members: dict[str, Any]) -> None:
        self.__dict__.update(members)


def rows_as_objects(data: dict[str, Any]) -> dict[str, Any]:
    return {name: [Row(row) for row in value] if isinstance(value, list) else value for name, value in data.items()}


def open_page(question: dict[str, Any]) -> Callable[[], str]:
    env = jinja2.Environment(loader=jinja2.DictLoader(question["templates"]), autoescape=question["escape"])
    template = env.get_template(question["main"])
    data = rows_as_objects(question["data"]) if question["objects"] else question["data"]
    return lambda: template.render(data)


def run(render: Callable[[], str], seconds: float) -> float:
    calls, batch, start = 0, 1, time.process_time()
    while True:
        for _ in range(batch):
            render()
        calls += batch
        used = time.process_time() - start
        if used >= seconds:
            return used / calls * 1e9
        batch = max(1, min(2 * batch, int((seconds - used) / (used + 1e-9) * calls)))


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    pages: list[Callable[[], str]] = []
    for line in sys.stdin:
        question = json.loads(line)
        if question["do"] == "open":
            pages.append(open_page(question))
            answer = {"page": len(pages) - 1, "text": pages[-1]()}
        else:
            answer = {"ns": run(pages[question["page"]], question["seconds"])}
        print(json.dumps(answer), flush=True)


main()
