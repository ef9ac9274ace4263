"""Authors of key event logs made with KERIpy's own builders and keys, and messages of their events.

Everything is drawn from a seeded `random.Random`, so that a seed gives the same streams again
(but for ECDSA signatures, which are randomised).
"""

import base64
import copy
import json

from keri.core import coring, eventing

try:
    from keri.core.signing import Signer
except ImportError:
    from keri.core.coring import Signer

B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ED25519 = coring.MtrDex.Ed25519_Seed
SECP256K1 = getattr(coring.MtrDex, "ECDSA_256k1_Seed", None)


def counter(code, count):
    """A version 1 count code of two count characters as text."""
    return f"-{code}{B64[count // 64]}{B64[count % 64]}".encode()


def numbered(sn):
    """A sequence number as it stands in attachments: the 24-character form."""
    return coring.Seqner(sn=sn).qb64b


def raw_seed(rng):
    return bytes(rng.getrandbits(8) for _ in range(32))


def new_signer(rng, transferable=True, code=ED25519):
    return Signer(raw=raw_seed(rng), code=code, transferable=transferable)


def next_digest(signer, code=coring.MtrDex.Blake3_256):
    return coring.Diger(ser=signer.verfer.qb64b, code=code).qb64


def some(rng, items, least=0, most=None):
    """A random choice of items in their order."""
    number = rng.randint(least, len(items) if most is None else min(most, len(items)))
    return sorted(rng.sample(list(items), number))


class Event:
    """A built event with the keys that may sign it."""

    def __init__(self, serder, signers, ondices=None, wits=(), enough=None):
        self.serder = serder
        self.signers = signers
        self.ondices = list(range(len(signers))) if ondices is None else ondices
        self.wits = list(wits)
        self.enough = list(range(len(signers))) if enough is None else enough
        self.couple = None

    @property
    def said(self):
        return self.serder.said

    @property
    def pre(self):
        return self.serder.pre

    @property
    def sn(self):
        return self.serder.sn

    def siger(self, index, raw=None, signer=None):
        """The indexed signature of the key at an index, over the event or over other bytes."""
        signer = self.signers[index] if signer is None else signer
        ondex = self.ondices[index]
        raw = self.serder.raw if raw is None else raw
        if ondex is None:
            return signer.sign(raw, index=index, only=True)
        return signer.sign(raw, index=index, only=False, ondex=ondex)

    def sigs(self, which=None):
        return [self.siger(index) for index in (self.enough if which is None else which)]

    def wigs(self, which=None, raw=None):
        raw = self.serder.raw if raw is None else raw
        which = range(len(self.wits)) if which is None else which
        return [self.wits[index].sign(raw, index=index) for index in which]

    def message(self, sigs=None, wigs=None, **parts):
        """The event with attachments; `sigs` and `wigs` are indices, or signatures made before."""
        sigs = self.sigs(sigs) if sigs is None or not sigs or isinstance(sigs[0], int) else sigs
        if wigs is None:
            wigs = []
        elif wigs and isinstance(wigs[0], int):
            wigs = self.wigs(wigs)
        if self.couple is not None and "couple" not in parts:
            parts["couple"] = self.couple
        return self.serder.raw + attachments(sigs=sigs, wigs=wigs, **parts)


def groups(sigs=(), wigs=(), cigars=(), trqs=(), tsgs=(), ssgs=(), couple=None, firsts=(), order=None):
    """Attachment groups in KERIpy's order, or in the order named."""
    made = {}
    if sigs:
        made["sigs"] = counter("A", len(sigs)) + b"".join(sig.qb64b for sig in sigs)
    if wigs:
        made["wigs"] = counter("B", len(wigs)) + b"".join(wig.qb64b for wig in wigs)
    if couple is not None:
        made["couple"] = counter("G", 1) + numbered(couple[0]) + couple[1].encode()
    if cigars:
        made["cigars"] = counter("C", len(cigars)) + b"".join(cigar.verfer.qb64b + cigar.qb64b for cigar in cigars)
    if trqs:
        made["trqs"] = counter("D", len(trqs)) + b"".join(
            pre.encode() + numbered(sn) + said.encode() + sig.qb64b for pre, sn, said, sig in trqs)
    if tsgs:
        made["tsgs"] = counter("F", len(tsgs)) + b"".join(
            pre.encode() + numbered(sn) + said.encode() + counter("A", len(held)) + b"".join(s.qb64b for s in held)
            for pre, sn, said, held in tsgs)
    if ssgs:
        made["ssgs"] = counter("H", len(ssgs)) + b"".join(
            pre.encode() + counter("A", len(held)) + b"".join(s.qb64b for s in held) for pre, held in ssgs)
    if firsts:
        made["firsts"] = counter("E", len(firsts)) + b"".join(
            numbered(fn) + coring.Dater(dts=dts).qb64b for fn, dts in firsts)
    return [made[name] for name in (order or made) if name in made]


def attachments(pipelined=False, binary=False, **parts):
    text = b"".join(groups(**parts))
    if pipelined:
        text = counter("V", len(text) // 4) + text
    return base64.urlsafe_b64decode(text) if binary else text


class Author:
    """The controller of one identifier; each call makes the next event of its log."""

    def __init__(self, rng, keys=1, nexts=None, kt=None, nt=None, wits=0, toad=None, delegator=None, kind="JSON",
                 traits=(), basic=False, data=None, suite=ED25519, next_suite=None, digest=coring.MtrDex.Blake3_256,
                 transferable=True):
        self.rng, self.kind, self.suite, self.digest = rng, kind, suite, digest
        self.next_suite = next_suite or suite
        self.delegator = delegator
        self.keys = [new_signer(rng, transferable, suite) for _ in range(keys)]
        self.nexts = self.fresh(keys if nexts is None else nexts) if transferable else []
        self.wits = [new_signer(rng, transferable=False) for _ in range(wits)]
        self.kt = str(max(1, (keys + 1) // 2)) if kt is None else kt
        self.nt = self.threshold(len(self.nexts)) if nt is None else nt
        self.toad = toad
        kwa = dict(keys=[key.verfer.qb64 for key in self.keys], isith=self.kt,
                   ndigs=[next_digest(key, digest) for key in self.nexts], nsith=self.nt,
                   wits=[wit.verfer.qb64 for wit in self.wits], toad=toad, cnfg=list(traits),
                   data=data or [], kind=kind)
        if delegator is not None:
            serder = eventing.delcept(delpre=delegator.pre, **kwa)
        else:
            serder = eventing.incept(code=None if basic else coring.MtrDex.Blake3_256, **kwa)
        self.pre, self.sn, self.said = serder.pre, 0, serder.said
        self.est = (0, serder.said)
        self.events = [self.event(serder, self.keys)]

    def fresh(self, number):
        return [new_signer(self.rng, code=self.next_suite) for _ in range(number)]

    def threshold(self, number):
        return str(self.rng.randint(1, number)) if number else "0"

    def event(self, serder, signers, ondices=None, prior=None):
        event = Event(serder, signers, ondices, self.wits)
        event.enough = self.sufficient(serder, event, prior)
        return event

    def sufficient(self, serder, event, prior):
        """The indices of a random set of keys that meets the thresholds."""
        tholder = coring_tholder(serder.ked["kt"] if serder.ked["t"] not in ("ixn",) else self.kt)
        chosen = list(range(len(event.signers)))
        order = list(chosen)
        self.rng.shuffle(order)
        for index in order:
            less = [i for i in chosen if i != index]
            if less and tholder.satisfy(less) and prior_met(prior, event, less) and self.rng.random() < 0.7:
                chosen = less
        return chosen

    @property
    def first(self):
        return self.events[0]

    @property
    def last(self):
        return self.events[-1]

    def fork(self):
        """A copy that makes other events from here on."""
        other = copy.copy(self)
        other.events, other.wits = list(self.events), list(self.wits)
        return other

    def back(self, sn):
        """A copy that stands after the event at sn, for the events of another branch after interactions."""
        other = self.fork()
        other.events = other.events[:sn + 1]
        other.sn, other.said = sn, other.events[sn].said
        return other

    def rotate(self, nexts=None, kt=None, nt=None, cuts=(), adds=0, toad=None, data=None, keys=None, ondices=None,
               dig=None, ilk=None):
        """The next rotation: all committed keys, or `keys` with their places in the prior list."""
        prior = self.nt
        revealed = self.nexts if keys is None else keys
        ondices = list(range(len(revealed))) if ondices is None else ondices
        kt = (str(max(1, (len(revealed) + 1) // 2)) if isinstance(prior, list) or keys is not None else prior) \
            if kt is None else kt
        committed = self.fresh(len(revealed) if nexts is None else nexts)
        nt = self.threshold(len(committed)) if nt is None else nt
        added = [new_signer(self.rng, transferable=False) for _ in range(adds)]
        build = eventing.deltate if (self.delegator is not None if ilk is None else ilk == "drt") else eventing.rotate
        serder = build(pre=self.pre, keys=[key.verfer.qb64 for key in revealed], dig=dig or self.said, sn=self.sn + 1,
                       isith=kt, ndigs=[next_digest(key, self.digest) for key in committed], nsith=nt,
                       wits=[wit.verfer.qb64 for wit in self.wits], toad=toad,
                       cuts=[self.wits[index].verfer.qb64 for index in cuts], adds=[wit.verfer.qb64 for wit in added],
                       data=data or [], kind=self.kind)
        self.wits = [wit for index, wit in enumerate(self.wits) if index not in cuts] + added
        self.keys, self.nexts, self.kt, self.nt = revealed, committed, kt, nt
        return self.after(self.event(serder, revealed, ondices, prior), establishes=True)

    def interact(self, data=None, dig=None):
        serder = eventing.interact(pre=self.pre, dig=dig or self.said, sn=self.sn + 1, data=data or [], kind=self.kind)
        return self.after(self.event(serder, self.keys))

    def after(self, event, establishes=False):
        self.sn, self.said = event.sn, event.said
        self.est = (event.sn, event.said) if establishes else self.est
        self.events.append(event)
        return event

    def anchor(self, event, rotate=False):
        """The event that seals an event of a delegate, whose message names it from then on."""
        seal = dict(i=event.pre, s=event.serder.ked["s"], d=event.said)
        sealing = self.rotate(data=[seal]) if rotate else self.interact(data=[seal])
        event.couple = (sealing.sn, sealing.said)
        return sealing

    def signs(self, raw):
        """Signatures of the current keys over other bytes: receipts, replies, queries."""
        return [key.sign(raw, index=index) for index, key in enumerate(self.keys)]

    def grow(self, number, chance=0.5, seals=None):
        """A number of random further events."""
        for _ in range(number):
            data = seals() if seals else None
            if self.rng.random() < chance:
                self.rotate(data=data)
            else:
                self.interact(data=data)
        return self


def coring_tholder(sith):
    try:
        from keri.core import Tholder
    except ImportError:
        from keri.core.coring import Tholder
    return Tholder(sith=sith)


def prior_met(prior, event, which):
    if prior is None:
        return True
    ondices = [event.ondices[index] for index in which if event.ondices[index] is not None]
    return bool(ondices) and coring_tholder(prior).satisfy(ondices)


def receipt(event, **parts):
    """A receipt message of an event with the attachments named."""
    serder = eventing.receipt(pre=event.pre, sn=event.sn, said=event.said)
    return serder.raw + attachments(**parts)


def resealed(event, labels=("d",), **changes):
    """The body of an event with fields changed and SAID and size made anew; `None` takes a field out."""
    sad = dict(event.serder.ked)
    for label, value in changes.items():
        if value is None:
            sad.pop(label)
        else:
            sad[label] = value
    return sealed_body(sad, labels)


def sealed_body(sad, labels=("d",)):
    """The JSON text of a map with its size and SAID filled in, whatever else the map holds."""
    sad = {**sad, **{label: "#" * 44 for label in labels}}
    text = json.dumps(sad, separators=(",", ":"), ensure_ascii=False).encode()
    sad["v"] = sad["v"][:10] + f"{len(text):06x}_"
    text = json.dumps(sad, separators=(",", ":"), ensure_ascii=False).encode()
    said = coring.Diger(ser=text).qb64
    sad = {label: (said if label in labels else value) for label, value in sad.items()}
    return json.dumps(sad, separators=(",", ":"), ensure_ascii=False).encode()


def signed_body(event, body, signers=None):
    """Another body with signatures of the event's keys over it."""
    signers = event.signers if signers is None else signers
    sigs = [signer.sign(body, index=index) for index, signer in enumerate(signers)]
    return body + attachments(sigs=sigs)
