"""Random cases in which the receiver controls one of the identifiers."""

from keripy_author import Author, new_signer, some
from keripy_kinds import case, messages


def own(pre, **more):
    return dict(lax=False, own_prefixes=[pre], **more)


@case("receiver-is-witness", "accepts-early", "The receiver owns one of the witness prefixes.")
def _(rng):
    author = Author(rng, wits=rng.randint(2, 3), toad=2)
    author.interact()
    witness = rng.choice(author.wits).verfer.qb64
    return dict(feed=messages(author), receiver=own(witness), tags=["version-differs"], likes="misfit")


@case("receiver-is-witness", "local", "The receiver owns a witness prefix and takes events from its protected path.")
def _(rng):
    author = Author(rng, wits=rng.randint(2, 3), toad=2)
    author.interact()
    return dict(feed=messages(author), receiver=own(rng.choice(author.wits).verfer.qb64, local=True))


@case("receiver-is-witness", "other-owner", "The receiver owns an unrelated prefix: receipts are required.")
def _(rng):
    author = Author(rng, wits=3, toad=2)
    which = some(rng, range(3), 0, 3)
    return dict(feed=[author.first.message(wigs=which)], receiver=own(new_signer(rng, transferable=False).verfer.qb64))


@case("receiver-is-witness", "of-delegate", "The receiver witnesses the delegate.")
def _(rng):
    delegator = Author(rng)
    delegate = Author(rng, delegator=delegator, wits=2, toad=1)
    return dict(feed=[delegator.first.message(), delegate.first.message(wigs=[0])], receiver=own(delegate.wits[0].verfer.qb64),
                tags=["version-differs"], likes="misfit")


@case("receiver-is-delegate", "own-dip", "The receiver owns the delegated prefix.")
def _(rng):
    delegator = Author(rng, keys=rng.randint(1, 2))
    delegate = Author(rng, delegator=delegator, keys=rng.randint(1, 2))
    feed = [*messages(delegator), delegate.first.message(couple=None)]
    if rng.random() < 0.5:
        feed.append(delegate.interact().message())
    return dict(feed=feed, receiver=own(delegate.pre, local=True), tags=["version-differs"])
