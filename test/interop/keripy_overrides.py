"""Where a sound implementation may or should differ from KERIpy in a generated case.

The reasons are those that test/vectors/overrides.json accepts, each tied to what its maker
says the case is like. Only what can be stated without a second implementation is stated;
where the right outcome is not computed here, the parts in question are left uncompared.
"""

CORE = ["accepted", "states", "kels", "attachments", "delegation_sources", "escrows", "steps"]
REGISTRY = ["tels", "registries", "credential_states", "escrows"]


def ignoring(why, *paths):
    return dict(mode="ignore-fields", ignore=list(paths), why=why, rules=[])


def either(why, *alternatives):
    return dict(mode="either", expected=list(alternatives), why=why, rules=[])


def outcome(case, step, message, error, **parts):
    """The recorded steps with the outcome of one message changed, beside other parts."""
    steps = [dict(messages=[dict(m) for m in s["messages"]], pending=s["pending"]) for s in case["expected"]["steps"]]
    steps[step]["messages"][message] = {**steps[step]["messages"][message], "error": error}
    return dict(parts, steps=steps)


def first_message(case):
    message = case["expected"]["steps"][0]["messages"][0]
    return [message["pre"], int(message["sn"], 16), message["said"]]


def index_out_of_range(case):
    return either("A signature whose index lies outside the key list is ignored; the event is short of signatures.",
                  outcome(case, 0, 0, "escrowed", escrows={"pses": [first_message(case)]}))


def kt_zero(case):
    return either("A signing threshold of zero can be refused at once.", outcome(case, 0, 0, "dropped", escrows={}))


def anchor_lacks_seal(case):
    message = case["expected"]["steps"][0]["messages"][-1]
    waiting = [message["pre"], int(message["sn"], 16), message["said"]]
    last = len(case["expected"]["steps"][0]["messages"]) - 1
    return either("The named event holds no proper seal: drop, or wait for a seal that may still appear.",
                  outcome(case, 0, last, "escrowed", escrows={"pses": [waiting]}))


def sn_form(case):
    """Only the inception stands, and the malformed event is dropped."""
    expected = case["expected"]
    first = expected["accepted"][0]
    state = expected["states"][first["pre"]]
    if state["s"] == "0" and not expected["escrows"]:
        return ignoring("Refused one way or the other.", "steps.1")
    changed = outcome(case, 1, 0, "dropped", accepted=[first], escrows={},
                      kels={first["pre"]: {"0": [first["said"]]}},
                      attachments={first["said"]: expected["attachments"][first["said"]]})
    return dict(mode="replace", expected=changed, ignore=["states"], rules=["K-103"],
                why="Sequence numbers are lower-case hex without leading zeros; anything else is refused.")


RULES = {
    "index-out-of-range": index_out_of_range,
    "kt-zero": kt_zero,
    "anchor-lacks-seal": anchor_lacks_seal,
    "sn-form": sn_form,
    "expired": lambda case: ignoring("What expired is gone; what arrives afterwards starts a new wait.", "escrows", "steps.2.messages.0"),
    "bad-copy": lambda case: ignoring("A repetition or receipt whose own signatures do not verify may be dropped or done.",
                                      "steps.1.messages.0", "steps.2.messages.0", "steps.3.messages.0"),
    "unverified-duplicity": lambda case: ignoring("A competing event that cannot be verified need not be kept as duplicity.", "escrows.ldes"),
    "delegated-recovery": lambda case: ignoring("Rule B1 supersedes, which the reference cannot carry out.", *CORE),
    "delegated-recovery-earlier": lambda case: ignoring("The superseding rules discard it; the reference escrows.", "escrows", "steps.1"),
    "recovery-witnessed": lambda case: ignoring("Receipts of the waiting recovery count for it; the reference drops them as stale.", *CORE),
    "either-branch": lambda case: ignoring("A receipt of the superseded, still stored event may be kept or refused.", "attachments", "steps"),
    "misfit": lambda case: ignoring("Events from outside for an identifier that the receiver witnesses are misfits.", *CORE),
    "old-reply": lambda case: ignoring("The age of a waiting reply is better counted from its arrival.", "replies", "steps.0.messages.0"),
    "tel-anchor-lacks-seal": lambda case: ignoring("Drop, or wait for an anchor.", "escrows", "steps.1.messages.0"),
    "tel-two-seals": lambda case: ignoring("A receiver that finds the matching seal accepts the registry inception.", *REGISTRY, "steps.1.messages.0"),
    "late-receipt": lambda case: ignoring("The acceptance of the event renews the receipt's age in the reference.", "attachments.*.rcts"),
    "attached-receipt": lambda case: ignoring("The reference loses receipts attached to an event that has to wait.", "attachments.*.vrcs"),
    "cloned": lambda case: ignoring("Cloning is a matter of the receiver.", "states.*.dt"),
    "error-free": lambda case: ignoring("The reference fails with a built-in exception.", "steps.*.messages.*.error"),
    "waiting-fork": lambda case: ignoring("Two versions of one event that both wait may be released in either order.", *CORE),
}

BY_LABEL = {
    "witness-receipts-bad-then-good": "bad-copy", "nontrans-receipts-bad-sig": "bad-copy", "replay-duplicates-bad-sig-copy": "bad-copy",
    "recovery-recovery-first": "unverified-duplicity", "duplicity-ixn-fork": "unverified-duplicity",
    "recovery-receipts-both-branches": "either-branch", "first-seen-replay-cloned": "cloned", "first-seen-replay-cloned-bad-fn": "cloned",
}


def ends_at_dash(case):
    """A chunk was cut behind the first character of a counter, which the reference takes for a code of its own."""
    return any(chunk.get("text", "").endswith("-") and step["messages"]
               and step["messages"][-1]["error"] == "UnexpectedCodeError"
               for chunk, step in zip(case["feed"], case["expected"]["steps"]))


def override(case, likes, alternatives=()):
    """The entry of overrides.json for a case, or None."""
    if ends_at_dash(case):
        return ignoring("Half a counter at the end of a chunk is the beginning of one.", *CORE)
    if alternatives:
        return either("How much is lost after bad bytes, and which of two waiting versions goes first, is open.",
                      *(dict(alternative, ignore=["steps"]) for alternative in alternatives))
    if likes in RULES:
        return RULES[likes](case)
    label = next((BY_LABEL[key] for key in BY_LABEL if key + "-" in case["name"] + "-"), None)
    return RULES[label](case) if label else None
