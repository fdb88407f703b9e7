"""Answers {"do": operation, "of": numbers} with the list of what the operation makes of each."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

OPERATIONS: dict[str, Callable[[int], int]] = {
    "double": lambda n: n * 2,
    "negate": lambda n: -n,
}

for line in sys.stdin:
    question = json.loads(line)
    print(json.dumps([OPERATIONS[question["do"]](n) for n in question["of"]]), flush=True)
