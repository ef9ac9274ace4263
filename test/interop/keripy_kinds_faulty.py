"""Random cases of the kinds in which something is wrong: bytes, bodies, thresholds, time, the receiver."""

from keripy_author import Author, new_signer, next_digest, receipt, resealed, sealed_body, signed_body
from keripy_kinds import case, messages, plain_log, shuffled
from keripy_kinds_arrivals import kinds_of
from keripy_kinds_histories import delegated_pair

CLOCK = "2024-01-01T{:02d}:{:02d}:{:02d}.000000+00:00"


def at(seconds):
    return CLOCK.format(seconds // 3600, seconds // 60 % 60, seconds % 60)


def short_log(rng, events=2, **kwa):
    """An inception and interactions, single-signature."""
    author = Author(rng, basic=rng.random() < 0.3, **kwa)
    for _ in range(events):
        author.interact()
    return author


@case("tampered", "body-bit", "One bit of a body flipped; good events follow in the same chunk, then in their own.")
def _(rng):
    author = plain_log(rng, 2, 4)
    parts = messages(author)
    where = rng.randint(1, len(parts) - 2)
    body = bytearray(parts[where])
    body[rng.randrange(len(author.events[where].serder.raw))] ^= 1 << rng.randrange(7)
    return [b"".join([*parts[:where], bytes(body), *parts[where + 1:]]), *parts[where:]]


@case("tampered", "signature-char", "One Base64 character of a signature changed.")
def _(rng):
    author = plain_log(rng, 1, 3)
    parts = messages(author)
    where = rng.randrange(len(parts))
    body = bytearray(parts[where])
    spot = len(body) - rng.randint(1, 84)
    body[spot] = ord(rng.choice([c for c in "ABCxyz019-_" if ord(c) != body[spot]]))
    return [b"".join([*parts[:where], bytes(body), *parts[where + 1:]]), *parts[where:]]


@case("bad-said", "ixn", "Interaction whose d is not the digest of the event.")
def _(rng):
    author = short_log(rng)
    parts = messages(author)
    wrong = next_digest(new_signer(rng)).encode()
    bad = signed_body(author.events[1], author.events[1].serder.raw.replace(author.events[1].said.encode(), wrong))
    return [parts[0], bad, *parts[1:]]


@case("bad-said", "icp-prefix", "Self-addressing inception whose i differs from its derivation.")
def _(rng):
    author = Author(rng)
    return [signed_body(author.first, resealed(author.first, i=next_digest(new_signer(rng))))]


@case("bad-said", "basic-prefix-not-key", "Basic inception whose prefix is not its key.")
def _(rng):
    author = Author(rng, basic=True)
    return [signed_body(author.first, resealed(author.first, i=new_signer(rng).verfer.qb64))]


def bad_prior(rng, event, **changes):
    return signed_body(event, resealed(event, **changes))


@case("bad-prior", "ixn", "Interaction with a wrong prior digest.")
def _(rng):
    author = short_log(rng, rng.randint(2, 3))
    return [b"".join(messages(author)[:-1]) + bad_prior(rng, author.last, p=author.first.said)]


@case("bad-prior", "rot", "Rotation with a wrong prior digest.")
def _(rng):
    author = short_log(rng, rng.randint(1, 2))
    author.rotate()
    return [b"".join(messages(author)[:-1]) + bad_prior(rng, author.last, p=author.first.said)]


@case("bad-prior", "unknown", "Prior digest that matches nothing.")
def _(rng):
    author = plain_log(rng, 1, 3)
    return [b"".join(messages(author)[:-1]) + bad_prior(rng, author.last, p=next_digest(new_signer(rng))), author.last.message()]


@case("bad-signature", "other-key", "An event signed by an unrelated key.")
def _(rng):
    author = plain_log(rng, 1, 3)
    stranger = new_signer(rng)
    bad = author.last.message(sigs=[author.last.siger(0, signer=stranger)])
    return [b"".join(messages(author)[:-1]) + bad, author.last.message()]


@case("bad-signature", "old-key", "An event after a rotation signed by the key before it.")
def _(rng):
    author = Author(rng)
    old = author.keys[0]
    author.rotate()
    if rng.random() < 0.6:
        author.interact()
    bad = author.last.message(sigs=[author.last.siger(0, signer=old)])
    return [b"".join(messages(author)[:-1]) + bad]


def structures(rng):
    """A way to spoil an interaction, a rotation or an inception: (which, changes to the map)."""
    drop = {"ixn": ["a", "p", "s", "i"], "rot": ["nt", "n", "kt", "k", "bt", "br", "ba", "p", "a"],
            "icp": ["bt", "b", "kt", "k", "nt", "n", "c", "a"]}
    ilk = rng.choice(list(drop))
    return ilk, rng.choice(drop[ilk])


@case("bad-structure", "missing-field", "An event without one of its fields.")
def _(rng):
    author = Author(rng)
    ilk, label = structures(rng)
    event = dict(icp=lambda: author.first, ixn=author.interact, rot=author.rotate)[ilk]()
    bad = signed_body(event, resealed(event, **{label: None}))
    return [bad] if ilk == "icp" else [author.first.message(), bad, event.message()]


@case("bad-structure", "extra-field", "An event with an unknown extra field at the end.")
def _(rng):
    author = Author(rng)
    event = author.interact() if rng.random() < 0.6 else author.rotate()
    return [author.first.message(), signed_body(event, resealed(event, **{rng.choice(["z", "ex", "dt"]): "x"}))]


@case("bad-structure", "field-order", "An event with two fields in the other order.")
def _(rng):
    author = Author(rng)
    event = author.interact() if rng.random() < 0.6 else author.rotate()
    labels = list(event.serder.ked)
    where = rng.randint(3, len(labels) - 2)
    labels[where], labels[where + 1] = labels[where + 1], labels[where]
    body = sealed_body({label: event.serder.ked[label] for label in labels})
    return [author.first.message(), signed_body(event, body)]


@case("bad-structure", "sn", "A sequence number that is not lower-case hex without leading zeros.")
def _(rng):
    author = Author(rng)
    event = author.interact()
    text = rng.choice(["01", "001", "0x1", "A", "1 ", "-1", "g", "", "1.0"])
    return dict(feed=[author.first.message(), signed_body(event, resealed(event, s=text))], tags=["reference-quirk"], likes="sn-form")


@case("bad-structure", "value", "A value of a wrong form: key, digest, threshold, list.")
def _(rng):
    author = Author(rng)
    key = author.keys[0].verfer.qb64
    changes = rng.choice([dict(k=[key[:-4]]), dict(n=[key]), dict(kt=rng.choice(["x", "-1", ""])), dict(b="x"),
                          dict(k=[]), dict(k=[key, key]), dict(bt="1"), dict(n=["E" + "A" * 20])])
    labels = ("d",) if author.pre != author.said else ("d", "i")
    return [signed_body(author.first, resealed(author.first, labels, **changes))]


def with_size(message, delta):
    size = int(message[16:22], 16) + delta
    return message[:16] + f"{size:06x}".encode() + message[22:]


@case("wrong-size", "delta", "Version string with a wrong size; correct events follow in separate chunks.")
def _(rng):
    author = short_log(rng)
    parts = messages(author)
    return [parts[0], with_size(parts[1], rng.choice([-20, -3, -2, -1, 1, 2, 3, 30])), parts[1], parts[2]]


@case("truncated", "body", "Stream ends inside a body.")
def _(rng):
    author = plain_log(rng, 1, 3)
    text = b"".join(messages(author)[:-1])
    return [text + author.last.message()[:rng.randint(1, len(author.last.serder.raw) - 1)]]


@case("truncated", "attachment", "Stream ends inside attachments.")
def _(rng):
    author = plain_log(rng, 1, 3)
    text = b"".join(messages(author))
    return [text[:-rng.randint(1, 91)]]


@case("truncated", "resumed", "Stream ends inside a message and is continued in the next chunk.")
def _(rng):
    text = b"".join(messages(plain_log(rng, 1, 3)))
    spot = rng.randint(1, len(text) - 1)
    return [text[:spot], text[spot:]]


STRANGE = {"counter-undefined": b"-ZAB", "counter-version": b"--AAABAA", "not-counter": b"AAAA", "null-byte": b"\0\0\0",
           "op-code": b"_AAA", "genus": b"-_AAABAA", "text": b"hello", "big-undefined": b"-0ZAAAAB"}


@case("unknown-code", "after-body", "Unexpected material after a body, then good events in the same and a later chunk.")
def _(rng):
    author = short_log(rng)
    parts = messages(author)
    name = rng.choice(list(STRANGE))
    body = author.events[1].serder.raw
    bad = body + STRANGE[name] + parts[1][len(body):]
    return dict(feed=[parts[0] + bad + parts[2], parts[1] + parts[2]], tags=["flush-semantics"], note=name,
                alternatives=[[parts[0] + parts[2], parts[1] + parts[2]], [parts[0] + parts[1] + parts[2], parts[1] + parts[2]]])


@case("unknown-code", "cold-start", "Unexpected material at the start of the stream.")
def _(rng):
    first = Author(rng).first.message()
    name = rng.choice(list(STRANGE))
    return dict(feed=[STRANGE[name] + first, first], tags=["flush-semantics"], note=name, alternatives=[[first, first]])


@case("version-string", "changed", "Version string changed.")
def _(rng):
    author = short_log(rng)
    parts = messages(author)
    swap = rng.choice([(b"KERI10", b"KERI20"), (b"JSON", b"YAML"), (b"JSON", b"CBOR"), (b"KERI10", b"KERI11"), (b"KERI10", b"KIRE10"),
                       (b"_\"", b"-\""), (b"JSON", b"MGPK")])
    return dict(feed=[parts[0], parts[1].replace(*swap, 1) + parts[2], parts[1]], tags=["flush-semantics"],
                alternatives=[[parts[0], parts[2], parts[1]]])


@case("invalid-threshold", "kt-over-keys", "Rotation whose threshold exceeds its keys.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 2))
    event = author.rotate()
    if rng.random() < 0.5:
        author.interact()
    bad = signed_body(event, resealed(event, kt=f"{len(event.signers) + rng.randint(1, 3):x}"))
    return [author.first.message() + bad, event.message()]


@case("invalid-threshold", "kt-zero", "Inception with threshold zero.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 3))
    labels = ("d",) if author.pre != author.said else ("d", "i")
    return dict(feed=[signed_body(author.first, resealed(author.first, labels, kt="0"))], likes="kt-zero", tags=["reference-quirk"])


@case("invalid-threshold", "weights-under-one", "Inception with weights summing below one, or not matching the keys.")
def _(rng):
    author = Author(rng, keys=2)
    kt = rng.choice([["1/3", "1/3"], ["1/2"], ["1/2", "1/2", "1/2"], [["1/2", "1/4"]], ["2", "1/2"], ["1/0", "1"], ["0", "1/2"]])
    return [signed_body(author.first, resealed(author.first, ("d", "i"), kt=kt))]


@case("escrow-timeout", "out-of-order", "An out-of-order event waits about 1200 seconds.")
def _(rng):
    author = short_log(rng)
    parts = messages(author)
    return [parts[0], parts[2], dict(bytes=parts[1], clock=at(rng.choice([1100, 1199, 1201, 1300, 2400])))]


@case("escrow-timeout", "partial-sig", "A partially signed event waits about 3600 seconds.")
def _(rng):
    author = Author(rng, keys=2, kt="2")
    seconds = rng.choice([3500, 3599, 3601, 4000])
    return dict(feed=[author.first.message(sigs=[0]), dict(bytes=b"", clock=at(seconds)), author.first.message(sigs=[1])],
                likes="expired" if seconds > 3600 else None)


@case("escrow-timeout", "witness", "A partially witnessed event waits about 3600 seconds.")
def _(rng):
    author = Author(rng, wits=2, toad=2)
    seconds = rng.choice([3500, 3599, 3601, 4000])
    return dict(feed=[author.first.message(wigs=[0]), dict(bytes=b"", clock=at(seconds)), receipt(author.first, wigs=author.first.wigs([1]))],
                likes="expired" if seconds > 3600 else None)


@case("escrow-timeout", "receipt", "A receipt waits for its event about 3600 seconds.")
def _(rng):
    author = Author(rng)
    early = receipt(author.first, cigars=[new_signer(rng, transferable=False).sign(author.first.serder.raw)])
    return dict(feed=[early, dict(bytes=author.first.message(), clock=at(rng.choice([3500, 3599, 3601, 4000])))], likes="late-receipt")


@case("delegated-recovery", "later-anchor", "A delegated rotation superseded by one whose anchor is later.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    if rng.random() < 0.5:
        delegate.interact()
    other = delegate.fork()
    first, second = delegate.rotate(), other.rotate(data=[dict(d=next_digest(new_signer(rng)))])
    delegator.anchor(first)
    start = b"".join([*messages(delegator), *messages(delegate)])
    return dict(feed=[start, delegator.anchor(second).message() + second.message()], tags=["reference-quirk"], likes="delegated-recovery")


@case("delegated-recovery", "earlier-anchor", "The one with the later anchor first; the earlier-anchored one does not supersede.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    other = delegate.fork()
    first, second = delegate.rotate(), other.rotate(data=[dict(d=next_digest(new_signer(rng)))])
    delegator.anchor(first)
    delegator.anchor(second)
    start = b"".join([*messages(delegator), *messages(other)])
    return dict(feed=[start, first.message()], tags=["reference-quirk"], likes="delegated-recovery-earlier")


@case("delegated-recovery", "rot-over-ixn", "A delegated rotation over interactions of the delegate.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    for _ in range(rng.randint(1, 3)):
        delegate.interact()
    branch = delegate.back(rng.randint(0, delegate.sn - 1))
    event = branch.rotate()
    start = b"".join([*messages(delegator), *messages(delegate)])
    feed = [start, *shuffled(rng, [delegator.anchor(event).message(), event.message()])]
    return dict(feed=feed, tags=["reference-quirk"], likes="delegated-recovery")


@case("recovery", "bad-prior", "Recovery rotation whose prior is not the event before its number.")
def _(rng):
    author = short_log(rng, rng.randint(2, 3))
    branch = author.back(rng.randint(0, 1))
    event = branch.rotate()
    return [b"".join(messages(author)) + bad_prior(rng, event, p=rng.choice([author.last.said, next_digest(new_signer(rng))]))]


@case("recovery", "witnessed", "Recovery in a witnessed log, with a witness replaced.")
def _(rng):
    author = Author(rng, wits=3, toad=2)
    author.interact()
    branch = author.back(0)
    event = branch.rotate(toad=2)
    following = branch.interact()
    start = b"".join(e.message(wigs=[0, 1]) for e in author.events)
    return dict(feed=[start, event.message(wigs=[0]), following.message(wigs=[0, 1]), receipt(event, wigs=event.wigs([1, 2]))],
                tags=["reference-quirk"], likes="recovery-witnessed")


@case("recovery", "witnessed-whole", "Recovery in a witnessed log, witnesses attached.")
def _(rng):
    author = Author(rng, wits=3, toad=2)
    author.interact()
    branch = author.back(0)
    event = branch.rotate(toad=2)
    following = branch.interact()
    return [b"".join(e.message(wigs=[0, 1]) for e in author.events), event.message(wigs=[0, 2]), following.message(wigs=[1, 2])]


@case("non-transferable", "B-with-next", "Non-transferable prefix whose inception commits next keys, seals or witnesses.")
def _(rng):
    author = Author(rng, transferable=False, basic=True)
    changes = rng.choice([dict(n=[next_digest(new_signer(rng))], nt="1"), dict(a=[dict(d=author.said)]),
                          dict(b=[new_signer(rng, transferable=False).verfer.qb64], bt="1")])
    return [signed_body(author.first, resealed(author.first, **changes)), author.first.message()]


@case("delegation", "drt-on-undelegated", "A delegated rotation on an identifier that is not delegated.")
def _(rng):
    delegator = Author(rng)
    author = Author(rng)
    event = author.rotate(ilk="drt")
    delegator.anchor(event)
    return dict(feed=[b"".join([*messages(delegator), *messages(author)])], tags=["reference-quirk", "builtin-exception", "version-differs"], likes="error-free")


@case("serialization", "CBOR-malformed", "A CBOR event whose body does not decode.")
def _(rng):
    author = short_log(rng, 2, kind="CBOR")
    parts = messages(author)
    body = author.events[1].serder.raw
    return dict(feed=[parts[0], body[:-1] + bytes([body[-1] ^ 0xff]) + parts[1][len(body):], parts[1]],
                tags=["reference-quirk", "reference-livelock", "builtin-exception"], likes="error-free")


@case("serialization", "tampered", "A CBOR or MGPK event with one character of its SAID changed.")
def _(rng):
    author = short_log(rng, 2, kind=kinds_of(rng))
    parts = messages(author)
    wrong = next_digest(new_signer(rng)).encode()
    return [parts[0], parts[1].replace(author.events[1].said.encode(), wrong), *parts[1:]]
