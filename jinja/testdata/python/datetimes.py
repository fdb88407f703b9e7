"""Answers {"do": operation, "of": questions} about datetimes with a list of texts.

A question is {"at": seconds since 1970, "micro": microseconds, "offset": seconds east of
UTC, "with": the operation's argument}.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Callable
from typing import Any

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def moment(question: dict[str, Any]) -> datetime.datetime:
    utc = EPOCH + datetime.timedelta(seconds=question["at"], microseconds=question["micro"])
    return utc.astimezone(datetime.timezone(datetime.timedelta(seconds=question["offset"])))


def delta(question: dict[str, Any]) -> datetime.timedelta:
    return datetime.timedelta(seconds=question["at"], microseconds=question["micro"])


OPERATIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "strftime": lambda q: moment(q).strftime(q["with"]),
    "evaluate": lambda q: str(eval(q["with"], {"t": moment(q), "d": delta(q)})),
}

for line in sys.stdin:
    question = json.loads(line)
    answer = OPERATIONS[question["do"]]
    print(json.dumps([answer(q) for q in question["of"]]), flush=True)
