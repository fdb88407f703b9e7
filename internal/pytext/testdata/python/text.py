"""Answers what Python writes for floats, which come as their 64 bits, and for a string."""

from __future__ import annotations

import json
import struct
import sys

for line in sys.stdin:
    question = json.loads(line)
    floats: list[float] = [struct.unpack(">d", bits.to_bytes(8, "big"))[0] for bits in question["bits"]]
    answer = {
        "repr": [repr(f) for f in floats],
        "json": [json.dumps(f) for f in floats],
        "string": json.dumps(question["string"]),
    }
    print(json.dumps(answer), flush=True)
