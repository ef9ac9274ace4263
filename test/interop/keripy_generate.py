"""Writes random stream cases with KERIpy's own outcome, in the format of test/vectors.

    python keripy_generate.py OUT_DIR SEED ROUNDS [KIND…]

Each round makes one case of every maker. Run it under KERIpy 1.1.17 for all kinds but
`nested-threshold`, which a KERIpy of 1.3 makes.
"""

import base64
import collections
import hashlib
import json
import os
import random
import sys

import keri

import keripy_observe
from keripy_kinds import CASES
import keripy_kinds_faulty  # noqa: F401  registers its makers
import keripy_kinds_routed  # noqa: F401
import keripy_kinds_mixed  # noqa: F401
from keripy_overrides import override

RECEIVER = dict(lax=True, local=False, own_prefixes=[], cloned=False, clock=keripy_observe.START)
NEWER = "nested-threshold"


def chunk(part):
    part = dict(bytes=part) if isinstance(part, (bytes, bytearray)) else dict(part)
    raw = bytes(part.pop("bytes"))
    try:
        return {"text": raw.decode(), **part}, raw
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(raw).decode(), **part}, raw


def make(name, row, rng):
    """One case with its outcome, the bytes of its stream and its override if it has one."""
    kind, _, description, maker = row
    made = maker(rng)
    made = made if isinstance(made, dict) else dict(feed=made)
    feed, raws = zip(*(chunk(part) for part in made["feed"]))
    stream = b"".join(raws)
    whole = dict(name=name, kind=kind, type="stream", description=description, keripy=keri.__version__,
                 receiver={**RECEIVER, **made.get("receiver", {})}, stream=f"streams/{name}.cesr",
                 stream_sha256=hashlib.sha256(stream).hexdigest(), feed=list(feed))
    whole["expected"] = keripy_observe.observe(whole)
    if kind == NEWER:
        whole["expected"] = {part: whole["expected"][part] for part in ("accepted", "states", "escrows")}
        whole["tags"] = ["newer-reference"]
    for part in ("tags", "note"):
        if part in made:
            whole[part] = made[part]
    return whole, stream, override(whole, made.get("likes"), [alternative(whole, feed) for feed in made.get("alternatives", [])])


def alternative(whole, parts):
    """What comes of the same receiver with other chunks: an outcome that is as good as the recorded one."""
    observed = keripy_observe.observe({**whole, "feed": [chunk(part)[0] for part in parts]})
    return {part: observed[part] for part in ("accepted", "states", "kels", "attachments", "escrows")}


def write(path, value):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, indent=1, ensure_ascii=False)


def main(out, seed, rounds, *kinds):
    for folder in ("cases", "streams"):
        os.makedirs(os.path.join(out, folder), exist_ok=True)
    cases, overrides = [], {}
    newer = keri.__version__ >= "1.2"
    for number in range(int(rounds)):
        for row in CASES:
            kind, label = row[:2]
            if (kinds and kind not in kinds) or (kind == NEWER) != newer:
                continue
            name = f"g{seed}-{kind}-{label}-{number}"
            whole, stream, entry = make(name, row, random.Random(f"{seed}/{kind}/{label}/{number}"))
            write(os.path.join(out, "cases", name + ".json"), whole)
            with open(os.path.join(out, "streams", name + ".cesr"), "wb") as file:
                file.write(stream)
            cases.append(dict(name=name, kind=kind, type="stream", file=f"cases/{name}.json"))
            if entry is not None:
                overrides[name] = entry
    counts = collections.Counter(entry["kind"] for entry in cases)
    write(os.path.join(out, "manifest.json"),
          dict(set=f"generated-{seed}", format="1", keripy_version=keri.__version__, count=len(cases),
               kinds=dict(sorted(counts.items())), cases=cases))
    write(os.path.join(out, "overrides.json"), overrides)
    print(f"{len(cases)} cases by KERIpy {keri.__version__} in {out}")


if __name__ == "__main__":
    main(*sys.argv[1:])
