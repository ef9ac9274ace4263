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
import keripy_kinds_receipts  # noqa: F401  registers its makers
import keripy_kinds_histories  # noqa: F401
import keripy_kinds_arrivals  # noqa: F401
import keripy_kinds_faulty  # noqa: F401
import keripy_kinds_receivers  # noqa: F401
import keripy_kinds_routed  # noqa: F401
import keripy_kinds_mixed  # noqa: F401
from keripy_overrides import either, ignoring, override

RECEIVER = dict(lax=True, local=False, own_prefixes=[], cloned=False, clock=keripy_observe.START)
NEWER = "nested-threshold"
MIXED = "random-mix"


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
    whole["expected"], unverified = keripy_observe.doubted(whole)
    if kind == NEWER:
        whole["expected"] = {part: whole["expected"][part] for part in ("accepted", "states", "escrows")}
        whole["tags"] = ["newer-reference"]
    for part in ("tags", "note"):
        if part in made:
            whole[part] = made[part]
    alternatives = [core(keripy_observe.observe({**whole, "feed": [chunk(part)[0] for part in parts]}))
                    for parts in made.get("alternatives", [])]
    if kind == NEWER:
        return whole, stream, None
    return whole, stream, override(whole, made.get("likes"), alternatives) or doubts(whole, unverified)


CORE = ("accepted", "states", "kels", "attachments", "delegation_sources", "escrows", "tels", "registries",
        "credential_states", "replies")


def core(observed):
    return {part: observed[part] for part in CORE if part in observed}


def doubts(whole, unverified):
    """The override of a case whose outcome hangs on the order in which a chunk's events leave escrow, or on
    material that a sound receiver does not keep; None for the others."""
    recorded = sound(core(whole["expected"]), unverified)
    eager, unverified_then = keripy_observe.doubted(whole, eager=True)
    eager = sound(core(eager), unverified_then)
    dropped = [f"steps.{at}.messages.{place}" for at, step in enumerate(whole["expected"]["steps"])
               for place, message in enumerate(step["messages"]) if repeats_badly(message)]
    if stale_for_waiting(whole):
        return ignoring("Receipts of a waiting recovery count for it; the reference drops them as stale.", *CORE, "steps")
    if whole["kind"] != MIXED and recorded == core(whole["expected"]) and comparable(eager) == comparable(recorded):
        return ignoring("A repetition whose own signatures do not verify may be dropped or done.", *dropped) if dropped else None
    alternatives = [recorded] if comparable(eager) == comparable(recorded) else [recorded, eager]
    return either("Events that a chunk frees may be released at once or after the chunk; only verified material belongs to an "
                  "accepted event, and what is accepted waits no longer.", *(dict(one, ignore=["steps", "escrows.ldes"]) for one in alternatives))


def stale_for_waiting(whole):
    """Whether the reference refused a receipt of an event that waited at the time."""
    waiting = set()
    for step in whole["expected"]["steps"]:
        for message in step["messages"]:
            if message["error"] in ("MissingWitnessSignatureError", "MissingSignatureError"):
                waiting.add(message["said"])
            if message["ilk"] == "rct" and message["error"] == "ValidationError" and message["said"] in waiting:
                return True
    return False


def sound(outcome, unverified):
    """The outcome without signatures that do not verify, with waiting witness receipts of accepted events at their
    event, and without other escrow entries of accepted events."""
    accepted = {entry["said"] for entry in outcome["accepted"]}
    attachments = {said: {kind: [text for text in texts if text not in unverified] for kind, texts in parts.items()}
                   for said, parts in outcome["attachments"].items()}
    for _, _, said, text in outcome["escrows"].get("uwes", []):
        if said in accepted:
            attachments[said]["wigs"] = sorted({*attachments[said].get("wigs", []), text})
    escrows = {kind: [entry for entry in entries if kind not in ("pses", "pwes", "ooes", "uwes") or entry[2] not in accepted]
               for kind, entries in outcome["escrows"].items()}
    return {**outcome, "attachments": attachments, "escrows": {kind: left for kind, left in escrows.items() if left}}


def comparable(outcome):
    by_prefix = {}
    for entry in outcome["accepted"]:
        by_prefix.setdefault(entry["pre"], []).append([entry["sn"], entry["said"], entry["fn"]])
    escrows = {kind: sorted(map(json.dumps, entries)) for kind, entries in outcome["escrows"].items()}
    return json.dumps([by_prefix, escrows, outcome["attachments"], outcome["kels"]], sort_keys=True)


def repeats_badly(message):
    return message["error"] == "ValidationError" and message["error_text"].startswith("No verified signatures")


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
