"""Random cases of witnesses and of receipts of the three kinds."""

from keripy_author import Author, new_signer, receipt, some
from keripy_kinds import case, messages, plain_log, shuffled


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
