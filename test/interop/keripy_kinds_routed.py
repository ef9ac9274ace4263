"""Random cases of replies, queries and registry events."""

from keri.core import coring, eventing
from keri.vdr import eventing as vdr_eventing

import keripy_observe
from keripy_author import Author, attachments, counter, new_signer, next_digest, numbered
from keripy_kinds import case, messages, plain_log, shuffled

ROLES = ["controller", "witness", "watcher", "mailbox", "agent", "registrar"]


def stamp(minute, rng, day="2023-12-31", hour=23):
    return f"{day}T{hour:02d}:{minute:02d}:30.{rng.randrange(1000000):06d}+00:00"


def by_trans(author, body):
    sn, said = author.est
    return body + attachments(tsgs=[(author.pre, sn, said, author.signs(body))])


def by_nontrans(signer, body):
    return body + attachments(cigars=[signer.sign(body)])


def end_role(cid, role, eid, dts, cut=False):
    return eventing.reply(route=f"/end/role/{'cut' if cut else 'add'}", data=dict(cid=cid, role=role, eid=eid), stamp=dts).raw


def loc_scheme(eid, scheme, url, dts):
    return eventing.reply(route="/loc/scheme", data=dict(eid=eid, scheme=scheme, url=url), stamp=dts).raw


def endpoint(rng):
    return new_signer(rng, transferable=False)


@case("reply-end-role", "trans", "Role authorised and cut by a transferable controller, in changing order of time.")
def _(rng):
    author = plain_log(rng, 0, 1)
    eid, role = endpoint(rng).verfer.qb64, rng.choice(ROLES)
    minutes = shuffled(rng, range(31, 31 + rng.randint(2, 4)))
    replies = [by_trans(author, end_role(author.pre, role, eid, stamp(m, rng), cut=rng.random() < 0.5)) for m in minutes]
    return [b"".join(messages(author)), *replies]


@case("reply-end-role", "nontrans", "Role authorised by a non-transferable controller.")
def _(rng):
    signer = endpoint(rng)
    pre, eid, role = signer.verfer.qb64, endpoint(rng).verfer.qb64, rng.choice(ROLES)
    minutes = shuffled(rng, range(31, 31 + rng.randint(1, 3)))
    return [by_nontrans(signer, end_role(pre, role, eid, stamp(m, rng), cut=rng.random() < 0.4)) for m in minutes]


@case("reply-end-role", "signer-unknown-then-known", "Reply by a transferable signer whose log arrives later.")
def _(rng):
    author = plain_log(rng, 0, 1)
    reply = by_trans(author, end_role(author.pre, rng.choice(ROLES), endpoint(rng).verfer.qb64, stamp(rng.randint(31, 59), rng)))
    return [reply, b"".join(messages(author))]


@case("reply-end-role", "old-dated-signer-unknown", "The same with a reply dated long before the receiver's clock.")
def _(rng):
    author = Author(rng)
    reply = by_trans(author, end_role(author.pre, "mailbox", endpoint(rng).verfer.qb64, stamp(10, rng, day=f"2023-11-{rng.randint(10, 28)}")))
    return dict(feed=[reply, author.first.message()], tags=["reference-quirk"], likes="old-reply")


@case("reply-end-role", "bad-sig", "Reply with a wrong signature, or by somebody else.")
def _(rng):
    author, other = Author(rng), Author(rng)
    body = end_role(author.pre, rng.choice(ROLES), endpoint(rng).verfer.qb64, stamp(31, rng))
    sn, said = author.est
    wrong = body + attachments(tsgs=[(author.pre, sn, said, author.signs(b"other"))])
    return [author.first.message() + other.first.message(), wrong if rng.random() < 0.5 else by_trans(other, body)]


def url_of(rng, scheme):
    return f"{scheme}://host{rng.randint(1, 500)}.example:{rng.randint(1024, 9000)}/p"


@case("reply-loc-scheme", "nontrans", "Location replies by a non-transferable endpoint; a stale one loses.")
def _(rng):
    signer = endpoint(rng)
    made = []
    for minute in shuffled(rng, range(31, 31 + rng.randint(2, 5))):
        scheme = rng.choice(["http", "https", "tcp"])
        made.append(by_nontrans(signer, loc_scheme(signer.verfer.qb64, scheme, url_of(rng, scheme), stamp(minute, rng))))
    return made


@case("reply-loc-scheme", "scheme-mismatch", "URL scheme differs from the scheme field.")
def _(rng):
    signer = endpoint(rng)
    a, b = rng.sample(["http", "https", "tcp"], 2)
    return [by_nontrans(signer, loc_scheme(signer.verfer.qb64, a, url_of(rng, b), stamp(31, rng)))]


@case("reply-loc-scheme", "nullify", "Location set, then nullified with an empty URL.")
def _(rng):
    signer = endpoint(rng)
    parts = [loc_scheme(signer.verfer.qb64, "http", url_of(rng, "http"), stamp(31, rng)), loc_scheme(signer.verfer.qb64, "http", "", stamp(32, rng))]
    parts = [by_nontrans(signer, part) for part in parts]
    return parts if rng.random() < 0.6 else parts[::-1]


@case("reply-loc-scheme", "trans-signer", "Location reply by a transferable endpoint.")
def _(rng):
    author = plain_log(rng, 0, 2)
    parts = [b"".join(messages(author)), by_trans(author, loc_scheme(author.pre, "http", url_of(rng, "http"), stamp(31, rng)))]
    return parts if rng.random() < 0.7 else parts[::-1]


def key_state(author, events=None):
    """The key state record of a log, read back from a KERIpy that took it."""
    receiver = keripy_observe.Receiver({})
    try:
        for event in events or author.events:
            receiver.feed(dict(text=event.message().decode()))
        return receiver.states()[author.pre]
    finally:
        receiver.close()


def notice(author, observer, record, dts):
    return eventing.reply(route=f"/ksn/{observer}", data=record, stamp=dts).raw


@case("reply-ksn", "self", "Key state notice by the identifier itself, log known.")
def _(rng):
    author = Author(rng).grow(rng.randint(0, 3))
    return [b"".join(messages(author)), by_trans(author, notice(author, author.pre, key_state(author), stamp(32, rng)))]


@case("reply-ksn", "early", "Key state notice before the log is known.")
def _(rng):
    author = Author(rng).grow(rng.randint(0, 3))
    return [by_trans(author, notice(author, author.pre, key_state(author), stamp(32, rng))), b"".join(messages(author))]


@case("reply-ksn", "stale", "Key state notice older than what the receiver holds.")
def _(rng):
    author = Author(rng).grow(rng.randint(0, 2))
    body = by_trans(author, notice(author, author.pre, key_state(author), stamp(32, rng)))
    known = b"".join(messages(author))
    return [known, author.interact().message(), body]


@case("reply-ksn", "by-nontrans", "Key state notice by a non-transferable observer.")
def _(rng):
    author = Author(rng).grow(rng.randint(0, 2))
    observer = endpoint(rng)
    return [b"".join(messages(author)), by_nontrans(observer, notice(author, observer.verfer.qb64, key_state(author), stamp(32, rng)))]


@case("reply-ksn", "ahead", "Key state notice for a number the receiver does not hold yet.")
def _(rng):
    author = Author(rng).grow(rng.randint(1, 3))
    body = by_trans(author, notice(author, author.pre, key_state(author), stamp(32, rng)))
    return [author.first.message(), body, b"".join(messages(author)[1:])]


def asked(rng, route, **query):
    author, asker = Author(rng).grow(rng.randint(1, 3)), Author(rng)
    text = {name: value(author) for name, value in query.items()}
    body = eventing.query(route=route, query=dict(i=author.pre, src=asker.pre, **text), stamp="2023-05-05T00:00:00.000000+00:00").raw
    signed = body + attachments(ssgs=[(asker.pre, asker.signs(body))])
    return author, asker, signed


@case("query", "logs", "Query logs of a known identifier.")
def _(rng):
    author, asker, body = asked(rng, "logs")
    return [b"".join([*messages(author), *messages(asker)]), body]


@case("query", "ksn", "Query ksn of a known identifier.")
def _(rng):
    author, asker, body = asked(rng, "ksn")
    return [b"".join([*messages(author), *messages(asker)]), body]


@case("query", "logs-sn", "Query logs up to a number that is or is not held.")
def _(rng):
    author, asker, body = asked(rng, "logs", s=lambda author: f"{rng.randint(0, author.sn + 1):x}")
    return [b"".join([*messages(author), *messages(asker)]), body]


@case("query", "unknown", "Query of an identifier that is not known, or becomes known later.")
def _(rng):
    author, asker, body = asked(rng, rng.choice(["logs", "ksn"]))
    return [asker.first.message(), body] + ([b"".join(messages(author))] if rng.random() < 0.6 else [])


@case("query", "asker-unknown", "Query by somebody whose log is not known.")
def _(rng):
    author, asker, body = asked(rng, rng.choice(["logs", "ksn"]))
    return [b"".join(messages(author)), body] + ([asker.first.message()] if rng.random() < 0.5 else [])


def sourced(serder, event):
    return serder.raw + counter("G", 1) + numbered(event.sn) + event.said.encode()


def anchored(issuer, serder, rng, rotate=True):
    seal = dict(i=serder.pre, s=serder.ked["s"], d=serder.said)
    event = issuer.rotate(data=[seal]) if rotate and rng.random() < 0.2 else issuer.interact(data=[seal])
    return [event.message(), sourced(serder, event)]


def registry(rng, issuer):
    nonce = coring.Salter(raw=bytes(rng.getrandbits(8) for _ in range(16))).qb64
    return vdr_eventing.incept(issuer.pre, baks=[], toad=0, nonce=nonce, cnfg=["NB"], code=coring.MtrDex.Blake3_256)


def registry_log(rng, number):
    """Issuer, registry, issuances and some revocations, as messages in order."""
    issuer = Author(rng, keys=rng.randint(1, 2))
    regser = registry(rng, issuer)
    parts = [issuer.first.message(), *anchored(issuer, regser, rng)]
    for index in range(number):
        vcid = next_digest(new_signer(rng))
        issued = vdr_eventing.issue(vcid, regser.pre, dt=f"2023-02-0{index + 1}T00:00:00.000000+00:00")
        parts += anchored(issuer, issued, rng)
        if rng.random() < 0.5:
            revoked = vdr_eventing.revoke(vcid, regser.pre, issued.said, dt=f"2023-03-0{index + 1}T00:00:00.000000+00:00")
            parts += anchored(issuer, revoked, rng)
    return parts


@case("tel", "in-order", "Backerless registry, issuances and revocations, each anchored, in order.")
def _(rng):
    return registry_log(rng, rng.randint(1, 4))


@case("tel", "shuffled", "The same in random order.")
def _(rng):
    return shuffled(rng, registry_log(rng, rng.randint(1, 3)))


@case("tel", "anchor-late", "Registry inception before its anchoring event.")
def _(rng):
    issuer = Author(rng)
    event, vcp = anchored(issuer, registry(rng, issuer), rng)
    return [issuer.first.message(), vcp, event]


@case("tel", "anchor-lacks-seal", "The named anchoring event does not seal the registry inception.")
def _(rng):
    issuer = Author(rng)
    regser = registry(rng, issuer)
    event = issuer.interact(data=rng.choice([[], [dict(i=regser.pre, s="0", d=next_digest(new_signer(rng)))], [dict(d=regser.said)]]))
    return dict(feed=[b"".join(messages(issuer)), sourced(regser, event)], tags=["builtin-exception"], likes="tel-anchor-lacks-seal")


@case("tel", "two-seals-in-anchor", "The anchoring event carries a second seal.")
def _(rng):
    issuer = Author(rng)
    regser = registry(rng, issuer)
    seals = [dict(i=regser.pre, s="0", d=regser.said), dict(i=next_digest(new_signer(rng)), s="0", d=next_digest(new_signer(rng)))]
    event = issuer.interact(data=seals if rng.random() < 0.5 else seals[::-1])
    return dict(feed=[b"".join(messages(issuer)), sourced(regser, event)], tags=["reference-quirk"], likes="tel-two-seals")
