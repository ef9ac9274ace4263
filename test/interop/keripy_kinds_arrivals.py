"""Random cases of order, repetition and form: out of order, partial, repeated, binary, other serialisations."""

from keripy_author import SECP256K1, Author, attachments, some
from keripy_kinds import case, chunked, messages, plain_log, shuffled, weighted_author


@case("out-of-order", "shuffled", "All events of one log in random order, one a chunk.")
def _(rng):
    return shuffled(rng, messages(Author(rng, keys=rng.randint(1, 3)).grow(rng.randint(2, 6))))


@case("out-of-order", "reversed-one-chunk", "Reverse order in one chunk.")
def _(rng):
    return [b"".join(reversed(messages(plain_log(rng, 2, 6))))]


@case("out-of-order", "gap-stays", "One event never arrives.")
def _(rng):
    parts = messages(plain_log(rng, 3, 5))
    del parts[rng.randint(1, len(parts) - 2)]
    return parts


@case("out-of-order", "bad-signature-in-escrow", "An out-of-order event with a wrong signature.")
def _(rng):
    author = plain_log(rng, 3, 4)
    parts = messages(author)
    at = rng.randint(2, len(parts) - 1)
    event = author.events[at]
    parts[at] = event.message(sigs=[event.siger(0, raw=b"other")])
    return [parts[0], parts[at], *parts[1:at], *parts[at + 1:]]


@case("out-of-order", "interleaved", "Several logs interleaved and shuffled.")
def _(rng):
    logs = [messages(plain_log(rng, 2, 4)) for _ in range(rng.randint(2, 4))]
    return shuffled(rng, [part for log in logs for part in log])


@case("missing-signatures", "icp", "Copies of the inception with one signature each.")
def _(rng):
    number = rng.randint(2, 4)
    author = Author(rng, keys=number, kt=str(rng.randint(2, number)))
    return [author.first.message(sigs=[i]) for i in shuffled(rng, range(number))]


@case("missing-signatures", "rot", "Rotation short of signatures while an interaction waits.")
def _(rng):
    author = Author(rng, keys=2, kt="2", nt="2")
    rotation = author.rotate(kt="2")
    author.interact()
    which = shuffled(rng, [0, 1])
    return [author.first.message(sigs=[0, 1]), rotation.message(sigs=[which[0]]), author.last.message(sigs=[0, 1]), rotation.message(sigs=[which[1]])]


@case("missing-signatures", "weighted-ixn", "Weighted interaction completed by partial copies.")
def _(rng):
    author = weighted_author(rng, least=3)
    author.interact()
    number = len(author.keys)
    return [author.first.message(sigs=list(range(number))), *(author.last.message(sigs=[i]) for i in shuffled(rng, range(number)))]


@case("replay-duplicates", "idempotent", "Accepted events delivered again change nothing.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 3), wits=rng.choice([0, 2]))
    author.grow(rng.randint(1, 3))
    everything = [event.message(wigs=list(range(len(event.wits)))) for event in author.events]
    again = [rng.choice(author.events) for _ in range(rng.randint(1, 4))]
    return [b"".join(everything), *(event.message(sigs=some(rng, range(len(event.signers)), 1),
                                                  wigs=some(rng, range(len(event.wits)))) for event in again)]


@case("replay-duplicates", "bad-sig-copy", "A copy of an accepted event with a wrong signature.")
def _(rng):
    author = plain_log(rng, 1, 3)
    event = rng.choice(author.events)
    return [b"".join(messages(author)), event.message(sigs=[event.siger(0, raw=b"other")])]


@case("binary-attachments", "qb2", "Attachments in the binary domain.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 3), wits=rng.choice([0, 2]))
    author.grow(rng.randint(1, 3))
    pipelined = rng.random() < 0.4
    return [b"".join(event.message(wigs=list(range(len(event.wits))), binary=True, pipelined=pipelined) for event in author.events)]


@case("attachment-order", "wigs-before-sigs", "Witness signatures before controller signatures.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 3), wits=rng.randint(1, 3))
    author.interact()
    return [b"".join(event.message(wigs=list(range(len(event.wits))), order=["wigs", "sigs"]) for event in author.events)]


@case("attachment-order", "split-groups", "Controller signatures split over groups.")
def _(rng):
    author = Author(rng, keys=3, kt="3")
    event = author.first
    at = rng.randint(1, 2)
    return [event.serder.raw + attachments(sigs=event.sigs(list(range(at)))) + attachments(sigs=event.sigs(list(range(at, 3))))]


@case("first-seen-replay", "not-cloned", "First-seen couples attached; the receiver uses its own clock.")
def _(rng):
    author = plain_log(rng, 1, 2)
    return [b"".join(replayed(author))]


def replayed(author, shift=0):
    return [event.message(firsts=[(fn + shift, f"2021-05-0{fn + 1}T05:05:05.123456+00:00")]) for fn, event in enumerate(author.events)]


@case("first-seen-replay", "cloned", "The same in cloned mode.")
def _(rng):
    return dict(feed=[b"".join(replayed(plain_log(rng, 1, 3)))], receiver=dict(cloned=True))


@case("first-seen-replay", "cloned-bad-fn", "Cloned mode with wrong first-seen numbers.")
def _(rng):
    return dict(feed=[b"".join(replayed(plain_log(rng, 0, 1), rng.randint(1, 4)))], receiver=dict(cloned=True))


def kinds_of(rng):
    return rng.choice(["CBOR", "MGPK"])


@case("serialization", "CBOR", "A log serialised as CBOR or MGPK.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 3), kind=kinds_of(rng), basic=rng.random() < 0.4)
    author.grow(rng.randint(1, 4))
    return chunked(rng, messages(author))


@case("serialization", "witnessed", "Witnessed weighted log in CBOR or MGPK, shuffled.")
def _(rng):
    author = Author(rng, keys=2, kt=["1/2", "1/2"], nt=["1/2", "1/2"], kind=kinds_of(rng), wits=2, toad=rng.randint(1, 2))
    author.rotate(kt=["1/2", "1/2"], nt=["1/2", "1/2"])
    return shuffled(rng, [event.message(sigs=[0, 1], wigs=[0, 1]) for event in author.events])


@case("serialization", "delegation-mixed", "Delegator and delegate in different serialisations.")
def _(rng):
    delegator = Author(rng, kind=kinds_of(rng))
    delegate = Author(rng, kind=rng.choice(["JSON", "CBOR", "MGPK"]), delegator=delegator)
    delegator.anchor(delegate.first)
    return [b"".join([*messages(delegator), *messages(delegate)])]


@case("ecdsa", "secp256k1", "A log controlled by secp256k1 keys.")
def _(rng):
    author = Author(rng, suite=SECP256K1, keys=rng.randint(1, 2))
    author.grow(rng.randint(1, 3))
    return [b"".join(messages(author))]


@case("ecdsa", "secp256k1-bad", "secp256k1 signature over other bytes.")
def _(rng):
    author = Author(rng, suite=SECP256K1)
    author.interact()
    return [author.first.message(), author.last.message(sigs=[author.last.siger(0, raw=b"other")])]


@case("ecdsa", "secp256k1-after-ed25519", "Ed25519 log whose next keys become secp256k1.")
def _(rng):
    author = Author(rng, keys=2, next_suite=SECP256K1)
    author.rotate()
    author.interact()
    return [b"".join(messages(author))]


@case("long-log", "60", "A long log, two keys, two witnesses, one chunk.")
def _(rng):
    author = Author(rng, keys=2, wits=2, toad=1)
    for _ in range(rng.randint(30, 60)):
        if rng.random() < 0.4:
            author.rotate(nexts=2, toad=rng.randint(1, 2))
        else:
            author.interact()
    return [b"".join(event.message(wigs=[0, 1]) for event in author.events)]
