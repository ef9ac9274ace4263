"""Random cases of delegation, recovery and duplicity."""

from keri.core import eventing

from keripy_author import Author, new_signer, next_digest, receipt
from keripy_kinds import case, messages, seal, shuffled
from keripy_kinds_receipts import couple


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
