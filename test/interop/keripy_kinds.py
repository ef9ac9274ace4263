"""Random cases of the kinds that well-formed key events and receipts make.

A maker takes a `random.Random` and gives the chunks of one case (bytes, or a dict with
`bytes` and `clock`), or a dict with `feed` and what else the case has. `CASES` holds
(kind, label, description, maker).
"""

from fractions import Fraction

from keripy_author import Author, coring_tholder, new_signer, next_digest, some

CASES = []


def case(kind, label, description):
    def register(maker):
        CASES.append((kind, label, description, maker))
        return maker
    return register


def messages(author, **parts):
    return [event.message(**parts) for event in author.events]


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
    whole = b"".join(messages(plain_log(rng)))
    return dict(feed=sliced(rng, whole, rng.randint(3, 9)), alternatives=[[whole]])


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
