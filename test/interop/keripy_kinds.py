"""Random cases of the kinds that well-formed key events and receipts make.

A maker takes a `random.Random` and gives the chunks of one case (bytes, or a dict with
`bytes` and `clock`), or a dict with `feed` and what else the case has. `CASES` holds
(kind, label, description, maker).
"""

from fractions import Fraction

from keripy_author import (SECP256K1, Author, attachments, counter, coring_tholder, new_signer, next_digest, receipt,
                           some)

CASES = []


def case(kind, label, description):
    def register(maker):
        CASES.append((kind, label, description, maker))
        return maker
    return register


def messages(author, **parts):
    return [event.message(**parts) for event in author.events]


def witnessed(event, rng, least=None):
    """The event with the witness signatures of a random set that meets its toad."""
    toad = int(event.serder.ked["bt"], 16) if "bt" in event.serder.ked else least or 0
    which = some(rng, range(len(event.wits)), min(toad, len(event.wits)))
    return event.message(wigs=which)


def chunked(rng, parts):
    """The messages in order, in chunks of random numbers of messages."""
    chunks, at = [], 0
    while at < len(parts):
        size = rng.randint(1, 4)
        chunks.append(b"".join(parts[at:at + size]))
        at += size
    return chunks


def shuffled(rng, parts):
    parts = list(parts)
    rng.shuffle(parts)
    return parts


def sliced(rng, text, number):
    cuts = sorted(rng.sample(range(1, len(text)), number))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)])]


def plain_log(rng, least=2, most=5, **kwa):
    return Author(rng, basic=rng.random() < 0.4, **kwa).grow(rng.randint(least, most))


@case("single-sig", "basic", "Single-signature identifier: a random mix of rotations and interactions, in order, one chunk.")
def _(rng):
    return [b"".join(messages(plain_log(rng)))]


@case("single-sig", "chunk-per-event", "The same, one event a chunk.")
def _(rng):
    return messages(plain_log(rng))


@case("single-sig", "byte-dribble", "A log in byte slices that do not align with messages.")
def _(rng):
    return sliced(rng, b"".join(messages(plain_log(rng))), rng.randint(3, 9))


@case("single-sig", "pipelined", "Attachments of each event in a -V group.")
def _(rng):
    return chunked(rng, messages(plain_log(rng), pipelined=True))


@case("multi-sig-integer", "keys", "Integer thresholds, changing key lists, random sufficient signers.")
def _(rng):
    author = Author(rng, keys=rng.randint(2, 6), nexts=rng.randint(1, 6))
    for _ in range(rng.randint(2, 5)):
        if rng.random() < 0.6:
            author.rotate(nexts=rng.randint(1, 6))
        else:
            author.interact()
    return [b"".join(messages(author))]


@case("multi-sig-integer", "dup-signature", "The same signature attached twice counts once.")
def _(rng):
    author = Author(rng, keys=rng.randint(2, 4), kt="2")
    index = rng.randrange(len(author.keys))
    return [author.first.message(sigs=[index, index])]


@case("multi-sig-integer", "index-out-of-range", "A second signature carries an index past the key list.")
def _(rng):
    author = Author(rng, keys=2, kt="2")
    sigs = [author.first.siger(0), author.keys[1].sign(author.first.serder.raw, index=rng.randint(2, 60))]
    return dict(feed=[author.first.message(sigs=sigs)], tags=["reference-quirk", "builtin-exception"], likes="index-out-of-range")


@case("multi-sig-integer", "one-bad", "One of the signatures is wrong.")
def _(rng):
    keys = rng.randint(2, 5)
    author = Author(rng, keys=keys, kt=str(rng.randint(max(1, keys - 1), keys)))
    bad = rng.randrange(keys)
    sigs = [author.first.siger(i, raw=b"other" if i == bad else None) for i in range(keys)]
    return [author.first.message(sigs=sigs)]


@case("multi-sig-integer", "big-index", "More than 64 keys: big indexed signature codes.")
def _(rng):
    keys = rng.randint(65, 70)
    author = Author(rng, keys=keys, nexts=rng.randint(1, 3), kt=f"{keys:x}")
    author.interact()
    return [author.first.message(sigs=list(range(keys)))]


def weights(rng, number):
    """A weighted threshold of a number of keys that all of them together meet."""
    def clause(size):
        base = rng.choice([1, 2, 2, 3, 4])
        made = [str(Fraction(1, base)) for _ in range(size)]
        made = [w if w != "1" else "1" for w in made]
        return made if sum(Fraction(w) for w in made) >= 1 else [str(Fraction(1, size))] * size
    if number >= 3 and rng.random() < 0.4:
        at = rng.randint(1, number - 1)
        return [clause(at), clause(number - at)]
    return clause(number)


def weighted_author(rng, least=2, most=5, **kwa):
    number = rng.randint(least, most)
    return Author(rng, keys=number, kt=weights(rng, number), nt=weights(rng, number), **kwa)


@case("multi-sig-weighted", "ok", "Weighted thresholds, each event signed by a satisfying set.")
def _(rng):
    author = weighted_author(rng)
    for _ in range(rng.randint(1, 4)):
        if rng.random() < 0.5:
            author.rotate(kt=author.nt, nexts=len(author.nexts), nt=weights(rng, len(author.nexts)))
        else:
            author.interact()
    return [b"".join(messages(author))]


def short_of(rng, event, sith):
    """A non-empty set of indices that does not meet the threshold, or None."""
    number = len(event.signers)
    sets = [some(rng, range(number), 1, number - 1) for _ in range(20)]
    return next((which for which in sets if which and not coring_tholder(sith).satisfy(which)), None)


@case("multi-sig-weighted", "short", "Weighted threshold not reached on the interaction.")
def _(rng):
    author = weighted_author(rng, least=3)
    author.interact()
    which = short_of(rng, author.last, author.kt)
    return [author.first.message() + author.last.message(sigs=which)]


@case("multi-sig-weighted", "second-clause-short", "Two clauses; one is not satisfied.")
def _(rng):
    author = Author(rng, keys=4, kt=[["1/2", "1/2"], ["1/2", "1/2"]])
    author.interact()
    return [author.first.message(sigs=[0, 1, 2, 3]) + author.last.message(sigs=rng.choice([[0, 1], [0, 1, 2], [2, 3], [1, 3]]))]


@case("rotation-key-count", "sizes", "Key list grows and shrinks at each rotation.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 4), nexts=rng.randint(1, 5))
    for _ in range(rng.randint(2, 5)):
        author.rotate(nexts=rng.randint(1, 5))
    return [b"".join(messages(author))]


def reserve(rng, author, take, new, **kwa):
    """A rotation that reveals `take` of the committed keys in another order, with new ones among them."""
    places = rng.sample(range(len(author.nexts)), take)
    keys = [(author.nexts[place], place) for place in places] + [(new_signer(rng), None) for _ in range(new)]
    rng.shuffle(keys)
    return author.rotate(keys=[key for key, _ in keys], ondices=[place for _, place in keys], **kwa)


@case("partial-rotation", "reserve", "Some committed keys revealed in another order, with new keys; dual indices.")
def _(rng):
    author = Author(rng, keys=rng.randint(2, 4), nexts=5, nt=str(rng.randint(1, 3)))
    for _ in range(rng.randint(1, 3)):
        least = int(author.nt)
        reserve(rng, author, rng.randint(least, len(author.nexts)), rng.randint(0, 2), nexts=5, nt=str(rng.randint(1, 3)))
        author.interact()
    return [b"".join(messages(author))]


@case("partial-rotation", "next-threshold-short", "Own threshold met but fewer prior-next keys than needed sign.")
def _(rng):
    author = Author(rng, keys=3, nexts=4, nt="2")
    event = reserve(rng, author, 2, 1, kt="1")
    index = next(i for i, place in enumerate(event.ondices) if place is not None)
    return [author.first.message(), event.message(sigs=[index])]


@case("partial-rotation", "completed-later", "Same, and later copies supply the missing prior-next signature.")
def _(rng):
    author = Author(rng, keys=3, nexts=4, nt="2")
    event = reserve(rng, author, 2, 1, kt="1")
    known = [i for i, place in enumerate(event.ondices) if place is not None]
    return [author.first.message(), event.message(sigs=known[:1]), event.message(sigs=known[1:])]


@case("partial-rotation", "current-only-code", "One signature by a current-only code does not count for the prior-next threshold.")
def _(rng):
    author = Author(rng, keys=3, nexts=3, nt=str(rng.randint(2, 3)))
    event = author.rotate(kt="2")
    sigs = [event.siger(0), event.siger(1), event.signers[2].sign(event.serder.raw, index=2, only=True)]
    return [author.first.message() + event.message(sigs=sigs)]


@case("abandonment", "null-next", "Rotation to an empty next list.")
def _(rng):
    author = plain_log(rng, 0, 2)
    author.rotate(nexts=0)
    return [b"".join(messages(author))]


@case("abandonment", "then-ixn", "Interaction after abandonment.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 2))
    author.rotate(nexts=0)
    author.interact()
    return [b"".join(messages(author))]


@case("abandonment", "then-rot", "Rotation attempt after abandonment.")
def _(rng):
    author = Author(rng)
    author.rotate(nexts=0)
    keys = [new_signer(rng)]
    author.rotate(keys=keys, ondices=[0], nexts=rng.randint(0, 1), kt="1")
    return [b"".join(messages(author))]


@case("non-transferable", "B-inception", "Non-transferable inception.")
def _(rng):
    author = Author(rng, transferable=False, basic=True)
    return [author.first.message()] + ([author.first.message()] if rng.random() < 0.5 else [])


@case("non-transferable", "then-ixn", "Non-transferable inception followed by an interaction.")
def _(rng):
    author = Author(rng, transferable=False, basic=True)
    author.interact()
    return [b"".join(messages(author))]


@case("non-transferable", "then-rot", "Non-transferable inception followed by a rotation.")
def _(rng):
    author = Author(rng, transferable=False, basic=True)
    author.rotate(keys=[new_signer(rng)], ondices=[0], kt="1", nexts=0)
    return [b"".join(messages(author))]


@case("config-traits", "EO-ixn-rejected", "Establishment-only identifier: an interaction is refused.")
def _(rng):
    author = Author(rng, traits=["EO"])
    if rng.random() < 0.5:
        author.rotate()
    branch = author.fork()
    branch.interact()
    author.rotate()
    return [b"".join(messages(branch)[:-1]) + branch.last.message() + author.last.message()]


@case("config-traits", "EO-rots", "Establishment-only identifier with seals in rotations.")
def _(rng):
    author = Author(rng, traits=rng.choice([["EO"], ["EO", "DND"]]))
    for _ in range(rng.randint(1, 4)):
        author.rotate(data=[seal(rng)])
    return [b"".join(messages(author))]


@case("config-traits", "DND-delegation", "A delegator that does not delegate.")
def _(rng):
    delegator = Author(rng, traits=["DND"])
    delegate = Author(rng, delegator=delegator)
    delegator.anchor(delegate.first)
    return [b"".join(messages(delegator)), delegate.first.message()]


def seal(rng):
    digest = next_digest(new_signer(rng))
    return rng.choice([
        dict(d=digest), dict(rd=digest), dict(i=next_digest(new_signer(rng)), s=f"{rng.randint(0, 300):x}", d=digest),
        dict(bi=new_signer(rng, transferable=False).verfer.qb64, d=digest), dict(i=digest),
        {"note": rng.choice(["Größe", "naïve ☃", 'quote " and \\ slash', "tab\tnew\nline", "𝄞"]), "n": [1, {"x": None}, True]},
    ])


@case("seals", "mixed", "Seals of all forms in inception, interaction and rotation.")
def _(rng):
    author = Author(rng, data=[seal(rng) for _ in range(rng.randint(0, 3))])
    author.grow(rng.randint(2, 4), seals=lambda: [seal(rng) for _ in range(rng.randint(0, 3))])
    return [b"".join(messages(author))]


@case("digest-agility", "next", "Next-key digests by another digest algorithm.")
def _(rng):
    code = rng.choice(["E", "F", "G", "H", "I"])
    author = Author(rng, digest=code, keys=rng.randint(1, 2))
    author.grow(rng.randint(1, 3), chance=0.7)
    return [b"".join(messages(author))]


def witness_log(rng, least=1, most=5, events=3, **kwa):
    number = rng.randint(least, most)
    author = Author(rng, wits=number, toad=rng.randint(1, number), **kwa)
    for _ in range(rng.randint(1, events)):
        if rng.random() < 0.5:
            cuts = some(rng, range(len(author.wits)), 0, 2)
            adds = rng.randint(0, 2)
            left = len(author.wits) - len(cuts) + adds
            author.rotate(cuts=cuts, adds=adds, toad=rng.randint(1, left) if left else 0)
        else:
            author.interact()
    return author


def toad_at(author, event):
    """The toad in force at an event of the log."""
    found = 0
    for other in author.events:
        if "bt" in other.serder.ked:
            found = int(other.serder.ked["bt"], 16)
        if other is event:
            return found
    return found


def enough_wits(rng, author, event):
    return some(rng, range(len(event.wits)), min(toad_at(author, event), len(event.wits)))


@case("witnesses", "cuts-adds", "Rotations cut and add witnesses; at least toad witness signatures on every event.")
def _(rng):
    author = witness_log(rng)
    return [b"".join(event.message(wigs=enough_wits(rng, author, event)) for event in author.events)]


@case("witnesses", "default-toad", "Default toad, all receipts attached.")
def _(rng):
    author = Author(rng, wits=rng.randint(1, 7))
    author.interact()
    return [b"".join(event.message(wigs=list(range(len(event.wits)))) for event in author.events)]


@case("witnesses", "short", "Fewer witness signatures than toad.")
def _(rng):
    number = rng.randint(2, 4)
    toad = rng.randint(2, number)
    author = Author(rng, wits=number, toad=toad)
    return [author.first.message(wigs=some(rng, range(number), toad - 1, toad - 1))]


@case("witnesses", "short-then-copy", "A second copy of the event supplies the missing witness signatures.")
def _(rng):
    number = rng.randint(2, 4)
    author = Author(rng, wits=number, toad=number)
    parts = [author.first.message(wigs=[0]), author.first.message(wigs=list(range(1, number)))]
    return shuffled(rng, parts)


@case("witness-receipts", "rct-wig", "Receipt messages with indexed witness signatures follow one by one.")
def _(rng):
    number = rng.randint(2, 4)
    author = Author(rng, wits=number, toad=rng.randint(1, number))
    event = author.first
    return [event.message(), *(receipt(event, wigs=event.wigs([i])) for i in shuffled(rng, range(number)))]


def couple(event, signer):
    return signer.sign(event.serder.raw)


@case("witness-receipts", "rct-couple", "Witness receipts as couples; a later interaction waits meanwhile.")
def _(rng):
    number = rng.randint(2, 4)
    author = Author(rng, wits=number, toad=rng.randint(1, number))
    author.interact()
    parts = [author.first.message(), author.last.message()]
    for i in shuffled(rng, range(number)):
        parts.append(b"".join(receipt(event, cigars=[couple(event, event.wits[i])]) for event in author.events))
    return parts


@case("witness-receipts", "before-event", "Witness receipts arrive before the event.")
def _(rng):
    number = rng.randint(2, 4)
    author = Author(rng, wits=number, toad=rng.randint(1, 2))
    event = author.first
    parts = []
    for i in some(rng, range(number), 1, 3):
        parts.append(receipt(event, wigs=event.wigs([i])) if rng.random() < 0.5
                     else receipt(event, cigars=[couple(event, event.wits[i])]))
    return [*parts, event.message()]


@case("witness-receipts", "bad-then-good", "Receipts that do not count, then good ones.")
def _(rng):
    author = Author(rng, wits=3, toad=2)
    event = author.first
    stranger = new_signer(rng, transferable=False)
    bad = [receipt(event, wigs=event.wigs([1], raw=b"other")),
           receipt(event, wigs=[stranger.sign(event.serder.raw, index=5)]),
           receipt(event, cigars=[couple(event, stranger)])]
    return [event.message(wigs=[0]), *shuffled(rng, bad), receipt(event, wigs=event.wigs([rng.randint(1, 2)]))]


@case("nontrans-receipts", "rct", "Receipts by non-transferable identifiers that are no witnesses.")
def _(rng):
    author = plain_log(rng, 1, 2)
    events = [rng.choice(author.events) for _ in range(rng.randint(1, 3))]
    return [b"".join(messages(author)), *(receipt(event, cigars=[couple(event, new_signer(rng, transferable=False))
                                                                 for _ in range(rng.randint(1, 2))]) for event in events)]


@case("nontrans-receipts", "attached", "Receipt couples attached to the event itself.")
def _(rng):
    author = plain_log(rng, 0, 2)
    return [b"".join(event.message(cigars=[couple(event, new_signer(rng, transferable=False)) for _ in range(rng.randint(1, 2))])
                     for event in author.events)]


@case("nontrans-receipts", "before-event", "Receipt first, then the event.")
def _(rng):
    author = plain_log(rng, 0, 2)
    event = rng.choice(author.events)
    return [receipt(event, cigars=[couple(event, new_signer(rng, transferable=False))]), b"".join(messages(author))]


@case("nontrans-receipts", "bad-sig", "Receipt with a wrong signature.")
def _(rng):
    author = plain_log(rng, 0, 1)
    return [b"".join(messages(author)),
            receipt(author.last, cigars=[new_signer(rng, transferable=False).sign(b"other")])]


def group_of(validator, raw):
    sn, said = validator.est
    return (validator.pre, sn, said, validator.signs(raw))


def trans_receipt(event, validator):
    return receipt(event, tsgs=[group_of(validator, event.serder.raw)])


@case("trans-receipts", "rct", "Receipt by a transferable validator whose log is known.")
def _(rng):
    validator = Author(rng, keys=rng.randint(1, 3)).grow(rng.randint(0, 2))
    author = plain_log(rng, 0, 2)
    return [b"".join(messages(validator)), b"".join(messages(author)),
            *(trans_receipt(event, validator) for event in some_events(rng, author))]


def some_events(rng, author):
    return [author.events[i] for i in some(rng, range(len(author.events)), 1, 3)]


@case("trans-receipts", "shuffled", "Validator log, event and receipt in random order.")
def _(rng):
    validator = Author(rng, keys=rng.randint(1, 2))
    author = plain_log(rng, 0, 1)
    return shuffled(rng, [b"".join(messages(validator)), *messages(author), trans_receipt(rng.choice(author.events), validator)])


@case("trans-receipts", "attached-quad", "Transferable receipt quadruples attached to the event.")
def _(rng):
    validator = Author(rng, keys=rng.randint(1, 2))
    author = plain_log(rng, 0, 1)
    sn, said = validator.est
    parts = [b"".join(messages(validator)), *(event.message(trqs=[(validator.pre, sn, said, sig) for sig in validator.signs(event.serder.raw)])
                                              for event in author.events)]
    return parts if rng.random() < 0.6 else dict(feed=shuffled(rng, parts), likes="attached-receipt")


def delegated_pair(rng, **kwa):
    delegator = Author(rng, keys=rng.randint(1, 2), basic=rng.random() < 0.3)
    delegate = Author(rng, keys=rng.randint(1, 2), delegator=delegator, **kwa)
    delegator.anchor(delegate.first, rotate=rng.random() < 0.3)
    return delegator, delegate


@case("delegation", "in-order", "Delegated inception and rotations, anchored, in order.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    parts = [*messages(delegator), delegate.first.message()]
    for _ in range(rng.randint(1, 3)):
        if rng.random() < 0.7:
            event = delegate.rotate()
            parts += [delegator.anchor(event, rotate=rng.random() < 0.3).message(), event.message()]
        else:
            parts.append(delegate.interact().message())
    return [b"".join(parts)]


@case("delegation", "anchor-late", "Delegated inception before its delegator's log.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    return [delegate.first.message(), *messages(delegator)]


@case("delegation", "shuffled", "Events of delegator and delegate in random order.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    delegator.anchor(delegate.rotate())
    if rng.random() < 0.5:
        delegate.interact()
    return shuffled(rng, [*messages(delegator), *messages(delegate)])


@case("delegation", "seal-supplied-later", "Delegated inception first without, then with the seal couple.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    return [b"".join(messages(delegator)), delegate.first.message(couple=None), delegate.first.message()]


@case("delegation", "anchor-lacks-seal", "The named delegating event does not contain the seal.")
def _(rng):
    delegator = Author(rng)
    delegate = Author(rng, delegator=delegator)
    event = delegator.interact(data=rng.choice([[], [dict(i=delegate.pre, s="1", d=delegate.said)]]))
    delegate.first.couple = (event.sn, event.said)
    return dict(feed=[b"".join(messages(delegator)) + delegate.first.message()], likes="anchor-lacks-seal")


@case("delegation", "witnessed-delegator", "The delegator's anchoring event awaits receipts.")
def _(rng):
    delegator = Author(rng, wits=rng.randint(1, 3), toad=1)
    delegate = Author(rng, delegator=delegator, keys=rng.randint(1, 2))
    sealing = delegator.anchor(delegate.first)
    return [delegator.first.message(wigs=[0]), sealing.message(), delegate.first.message(),
            receipt(sealing, wigs=sealing.wigs([0])) if rng.random() < 0.5 else sealing.message(wigs=[0])]


@case("delegation", "two-levels", "A delegate that delegates in turn.")
def _(rng):
    delegator, delegate = delegated_pair(rng)
    deepest = Author(rng, delegator=delegate)
    delegate.anchor(deepest.first)
    parts = [*messages(delegator), *messages(delegate), deepest.first.message()]
    return parts if rng.random() < 0.5 else shuffled(rng, parts)


@case("recovery", "rot-over-ixn", "Interactions, then a rotation at the number of one of them, then more.")
def _(rng):
    author = Author(rng, keys=rng.randint(1, 2))
    for _ in range(rng.randint(1, 4)):
        author.interact()
    branch = author.back(rng.randint(0, author.sn - 1))
    branch.rotate()
    first = b"".join(messages(author))
    rotation = branch.last.message()
    branch.interact()
    return [first, rotation, branch.last.message()]


@case("recovery", "twice", "Recovery, an interaction on the new branch, a second recovery there.")
def _(rng):
    author = Author(rng)
    for _ in range(rng.randint(1, 3)):
        author.interact()
    branch = author.back(rng.randint(0, author.sn - 1))
    branch.rotate()
    again = branch.fork()
    branch.interact()
    again.rotate()
    return [b"".join([*messages(author), branch.events[-2].message(), branch.last.message(), again.last.message()])]


@case("recovery", "rot-over-rot", "A rotation at the number of an accepted rotation.")
def _(rng):
    author = Author(rng)
    if rng.random() < 0.5:
        author.interact()
    other = author.fork()
    author.rotate()
    other.rotate(data=[dict(d=next_digest(new_signer(rng)))])
    return [b"".join([*messages(author), other.last.message()])]


@case("recovery", "ixn-over-ixn", "A second interaction at one number.")
def _(rng):
    author = Author(rng)
    author.grow(rng.randint(0, 2))
    other = author.fork()
    author.interact()
    other.interact(data=[dict(d=next_digest(new_signer(rng)))])
    if rng.random() < 0.5:
        author.grow(1)
    return [b"".join([*messages(author), other.last.message()])]


@case("recovery", "recovery-first", "The recovery rotation first; what it would supersede afterwards.")
def _(rng):
    author = Author(rng)
    for _ in range(rng.randint(1, 3)):
        author.interact()
    branch = author.back(rng.randint(0, author.sn - 1))
    branch.rotate()
    rest = [event.message() for event in author.events if event not in branch.events]
    return [b"".join(messages(branch)), b"".join(rest)]


@case("recovery", "receipts-both-branches", "Receipts for the superseded and for the superseding event.")
def _(rng):
    author = Author(rng)
    author.interact()
    branch = author.back(0)
    branch.rotate()
    stranger = new_signer(rng, transferable=False)
    def late(event):
        return receipt(event, cigars=[couple(event, stranger)])
    return [b"".join(messages(author)), *shuffled(rng, [late(author.last), branch.last.message(), late(branch.last), late(author.last)])]


@case("duplicity", "ixn-fork", "Two branches from one inception: the first seen wins.")
def _(rng):
    author = Author(rng)
    other = author.fork()
    author.interact()
    author.grow(1)
    other.interact(data=[dict(d=next_digest(new_signer(rng)))])
    other.grow(rng.randint(0, 2))
    return [author.first.message(), b"".join(messages(author)[1:]), b"".join(messages(other)[1:])]


@case("duplicity", "two-inceptions", "Two inceptions for one basic prefix.")
def _(rng):
    author = Author(rng, basic=True)
    other = Author.__new__(Author)
    other.__dict__.update(author.__dict__)
    from keri.core import eventing
    serder = eventing.incept(keys=[key.verfer.qb64 for key in author.keys], isith="1",
                             ndigs=[next_digest(new_signer(rng))], nsith="1", data=[seal(rng)])
    other.events = [other.event(serder, author.keys)]
    return [author.first.message(), other.first.message()]


@case("duplicity", "out-of-order-fork", "Second events of two branches wait; then the first events.")
def _(rng):
    author = Author(rng)
    other = author.fork()
    author.interact()
    author.interact()
    other.interact(data=[dict(d=next_digest(new_signer(rng)))])
    other.interact()
    rest = [author.events[1].message(), other.events[1].message()]
    waiting = shuffled(rng, [author.last.message(), other.last.message()])
    rest = shuffled(rng, rest)
    return dict(feed=[author.first.message(), *waiting, *rest],
                alternatives=[[author.first.message(), *waiting[::-1], *rest]])


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
