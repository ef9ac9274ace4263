"""Random traffic of several identifiers, and nested thresholds (which a KERIpy of 1.3 makes)."""

from keripy_author import Author, new_signer, next_digest, receipt, some
from keripy_kinds import case, chunked, short_of, shuffled
from keripy_kinds_receipts import couple, trans_receipt


def mixed_author(rng, delegator):
    keys = rng.randint(1, 3)
    wits = rng.choice([0, 0, 2, 3])
    kwa = dict(keys=keys, wits=wits, toad=rng.randint(1, wits) if wits else 0)
    if delegator is not None and rng.random() < 0.5:
        return Author(rng, delegator=delegator, **kwa)
    return Author(rng, basic=keys == 1 and rng.random() < 0.3, **kwa)


def next_event(rng, author):
    cuts = some(rng, range(len(author.wits)), 0, 1) if rng.random() < 0.3 else []
    if rng.random() < 0.5:
        return author.interact()
    left = len(author.wits) - len(cuts)
    return author.rotate(cuts=cuts, toad=rng.randint(1, left) if left else 0)


def told(rng, event, strangers):
    """The messages by which an event and its receipts travel, whole or in parts."""
    wits, parts = range(len(event.wits)), []
    wigs = list(wits)
    if wits and rng.random() < 0.4:
        wigs = some(rng, wits)
    sigs = event.enough
    if len(event.signers) > 1 and rng.random() < 0.3:
        sigs = some(rng, range(len(event.signers)), 1)
    if rng.random() < 0.06:
        parts.append(event.message(sigs=[event.siger(0, raw=b"other")], wigs=wigs))
    parts.append(event.message(sigs=sigs, wigs=wigs))
    if set(sigs) != set(event.enough) and rng.random() < 0.8:
        parts.append(event.message(sigs=event.enough, wigs=wigs))
    for index in wits:
        if index not in wigs and rng.random() < 0.8:
            parts.append(receipt(event, wigs=event.wigs([index])) if rng.random() < 0.5
                         else receipt(event, cigars=[couple(event, event.wits[index])]))
    if rng.random() < 0.2:
        parts.append(receipt(event, cigars=[couple(event, rng.choice(strangers))]))
    return parts


def forked(rng, author):
    """Another branch from some event: a recovery where only interactions follow, or duplicity."""
    branch = author.fork()
    least = author.est[0]
    if author.sn <= least:
        return None
    start = rng.randint(least, author.sn - 1)
    branch = author.back(start)
    if rng.random() < 0.6 and author.delegator is None:
        branch.rotate(toad=min(1, len(branch.wits)))
    else:
        branch.interact(data=[dict(d=next_digest(new_signer(rng)))])
    return branch


def traffic(rng, number):
    strangers = [new_signer(rng, transferable=False) for _ in range(2)]
    authors, parts = [], []
    for _ in range(number):
        delegator = rng.choice(authors) if authors else None
        author = mixed_author(rng, delegator)
        authors.append(author)
        parts.extend(publish(rng, author, author.first, strangers))
    for _ in range(rng.randint(2, 4) * number):
        author = rng.choice(authors)
        branch = forked(rng, author) if rng.random() < 0.15 else None
        if branch is not None:
            parts.extend(publish(rng, branch, branch.last, strangers))
            if branch.last.serder.ked["t"] != "ixn" and author.delegator is None:
                authors[authors.index(author)] = branch
            continue
        event = next_event(rng, author)
        parts.extend(publish(rng, author, event, strangers))
        if rng.random() < 0.15:
            parts.append(trans_receipt(event, rng.choice(authors)))
    return parts


def publish(rng, author, event, strangers):
    parts = []
    if event.serder.ked["t"] in ("dip", "drt"):
        parts += told(rng, author.delegator.anchor(event), strangers)
    return parts + told(rng, event, strangers)


def disturbed(rng, parts):
    """Duplicates, losses, and neighbours that change places."""
    out = []
    for part in parts:
        if rng.random() < 0.04:
            continue
        out.append(part)
        if rng.random() < 0.06:
            out.insert(rng.randint(0, len(out)), part)
    for at in range(len(out) - 1):
        if rng.random() < 0.2:
            to = min(len(out) - 1, at + rng.randint(1, 4))
            out[at], out[to] = out[to], out[at]
    return out


def mix(number):
    def maker(rng):
        return dict(feed=chunked(rng, disturbed(rng, traffic(rng, number))), likes="mix")
    return maker


for place, count in enumerate((1, 2, 3, 2, 3, 4)):
    case("random-mix", f"{count}aids-{'ab'[place // 3]}", "Random traffic of several identifiers: partial signatures, receipts, "
         "delegation, forks, recoveries, duplicates, losses, wrong signatures, other order.")(mix(count))


def nested(rng):
    """A threshold with groups that carry one weight, and its number of keys."""
    group = {rng.choice(["1/2", "1/3", "1"]): rng.choice([["1", "1"], ["1/2", "1/2", "1/2"], ["1/2", "1/2"]])}
    plain = [rng.choice(["1/2", "1/2", "1"]) for _ in range(rng.randint(1, 3))]
    weight = list(group)[0]
    clause = [group, *plain, "1/2"] if weight != "1" else [group, *plain]
    keys = sum(len(list(w.values())[0]) if isinstance(w, dict) else 1 for w in clause)
    return clause, keys


def nested_author(rng):
    kt, keys = nested(rng)
    nt, nexts = nested(rng)
    return Author(rng, keys=keys, nexts=nexts, kt=kt, nt=nt)


@case("nested-threshold", "ok", "Nested weights, each event signed by a satisfying set.")
def _(rng):
    author = nested_author(rng)
    parts = [author.first.message(), author.interact().message()]
    nt, nexts = nested(rng)
    return [*parts, author.rotate(kt=author.nt, nexts=nexts, nt=nt).message()]


@case("nested-threshold", "short", "Nested weights, the interaction signed by a set that does not satisfy.")
def _(rng):
    author = nested_author(rng)
    event = author.interact()
    return [author.first.message(), event.message(sigs=short_of(rng, event, author.kt) or [0])]


@case("nested-threshold", "late", "Nested weighted inception completed by partial copies.")
def _(rng):
    author = nested_author(rng)
    return [author.first.message(sigs=[i]) for i in shuffled(rng, range(len(author.keys)))]
