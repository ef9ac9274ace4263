"""Compares what the installed KERIpy makes of recorded stream cases with what was recorded.

    python keripy_compare.py CASES_DIR [NAME…]
"""

import json
import sys

import keri

from keripy_observe import load, observe


def in_any_order(part, value):
    if part in ("escrows", "escrow_counts", "replies", "attachments"):
        return json.dumps({k: in_any_order("attachments", v) if isinstance(v, dict) else sorted(json.dumps(x, sort_keys=True) for x in v)
                           for k, v in value.items()}, sort_keys=True)
    if part == "accepted":
        by_prefix = {}
        for entry in value:
            by_prefix.setdefault(entry["pre"], []).append([entry["sn"], entry["said"], entry["fn"]])
        return json.dumps(by_prefix, sort_keys=True)
    if part == "steps":
        return json.dumps([[[m["ilk"], m["said"], m["error"]] for m in step["messages"]] + [step["pending"]]
                           for step in value])
    if part == "tels":
        return json.dumps(sorted(value))
    return json.dumps(value, sort_keys=True)


def differences(expected, observed):
    """The names of the parts that differ."""
    parts = [part for part in expected if part not in ("escrow_aux", "cues")]
    if "kels" in expected:
        parts += [part for part in observed if part not in expected and part != "cues"]
    differing = []
    for part in parts:
        recorded = expected.get(part)
        if part == "escrows":
            recorded = {kind: left for kind, left in recorded.items() if kind != "pdes"}
        empty = [] if part in ("tels", "accepted") else {}
        if in_any_order(part, recorded if recorded is not None else empty) != \
                in_any_order(part, observed.get(part, empty)):
            differing.append(part)
    return differing


def main(folder, *names):
    same = total = 0
    for case in load(folder, names):
        found = differences(case["expected"], observe(case))
        total += 1
        same += not found
        if found:
            print(f"{case['name']} (of {case['keripy']}): {', '.join(found)}")
    print(f"KERIpy {keri.__version__}: {same} of {total} cases as recorded")


if __name__ == "__main__":
    main(*sys.argv[1:])
