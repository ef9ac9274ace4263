"""Writes random shapes of keys with what KERIpy's Salter and Manager made of them.

    python keripy_keys.py OUT_FILE SEED SHAPES [TIER…]

Seeds are stretched at little cost, and one for each TIER at its whole cost: `high` takes a gibibyte and seconds.
A shape is a key store, and calls to it with their results: inceptions, moves, rotations, replays, ingestions,
signatures, and after each call where every sequence stands and which private keys are kept. Chance is a stream of
its own for every call, so that keys by chance can be made again.
"""

import functools
import hashlib
import json
import random
import sys

import keri
import lmdb
import pysodium
from keri import kering
from keri.app import keeping
from keri.core import coring

try:
    from keri.core.signing import Salter, Signer
except ImportError:
    Salter, Signer = coring.Salter, coring.Signer


def digests():
    """The codes of digests that this KERIpy makes, the usual one more often."""
    made = []
    for code in ["F", "G", "H", "I", "0D", "0E", "0F", "0G"]:
        try:
            coring.Diger(ser=b"key", code=code)
            made.append(code)
        except (ValueError, kering.KeriError):
            continue
    return ["E"] * 8 + made


DIGESTS = digests()
SEEDS = ["A"] * 4 + ["J", "Q"]
STEMS = ["bob", "bob_1", "w", "__signatory__", "\u00e9t\u00e9", "\u9c7c", "\U0001f511", "name space/name", "x" * 100]
PATHS = ["", "0", "01", "1faff", "bob00", "bob11", "\u00e9t\u00e900", "\U0001f511", "with space", "x" * 200, "a\tb\nc"]

chance = dict(of="", drawn=0)


def draw(size):
    """The next bytes of chance, as the comparison draws them too."""
    chance["drawn"] += 1
    return hashlib.sha256(f"{chance['of']}/{chance['drawn']}".encode()).digest()[:size]


pysodium.randombytes = draw
lmdb.open = functools.partial(lmdb.open, sync=False)  # its key stores are thrown away


def salt_of(rng):
    return Salter(raw=rng.randbytes(16)).qb64


def stretched(rng, tier=None):
    salt, temp = salt_of(rng), tier is None
    path = rng.choice(PATHS if temp else ["01", "bob00"])
    code, transferable = rng.choice(SEEDS), rng.random() < 0.8
    signer = Salter(qb64=salt).signer(path=path, tier=tier or "low", temp=temp, code=code, transferable=transferable)
    return dict(salt=salt, path=path, tier=tier or "low", temp=temp, code=code, transferable=transferable,
                seed=signer.qb64, verkey=signer.verfer.qb64)


def counted(rng, role, least):
    """A number of keys, or the codes of their seeds; now and then a number that is refused."""
    if rng.random() < 0.03:
        return {f"{role}count": least - 1}
    if rng.random() < 0.5:
        return {f"{role}count": rng.choice([least, 1, 1, 2, 3, 5])}
    return {f"{role}codes": rng.choices(SEEDS, k=rng.choice([1, 1, 2, 3]))}


def inception(rng, stems):
    args = dict(**counted(rng, "i", 1), **counted(rng, "n", 0), dcode=rng.choice(DIGESTS), temp=True,
                transferable=rng.random() < 0.85, rooted=rng.random() < 0.85)
    if rng.random() < 0.6 and stems:
        args["stem"] = stems.pop()
    if rng.random() < 0.3:
        args["salt"] = salt_of(rng)
    if rng.random() < 0.3:
        args["tier"] = rng.choice(["low", "med", "high"])
    if not args["rooted"] or rng.random() < 0.25:
        args["algo"] = rng.choice(["salty", "randy"])
    if rng.random() < 0.03:
        args.pop("algo", None)
    return args


def ingestion(rng, stems):
    sets = [[Signer(raw=rng.randbytes(32), code=rng.choice(["A", "A", "J"])).qb64 for _ in range(rng.randint(1, 3))]
            for _ in range(rng.randint(1, 4))]
    args = dict(secrecies=sets, iridx=rng.randrange(len(sets)), ncount=rng.choice([0, 1, 1, 2]), ncode=rng.choice(SEEDS),
                temp=True, transferable=rng.random() < 0.85)
    if rng.random() < 0.5 and stems:
        args["stem"] = stems.pop()
    return args


def signature(rng, pubs):
    pubs = rng.sample(pubs, rng.randint(1, len(pubs)))
    args = dict(pubs=pubs, indexed=rng.random() < 0.8, ser=f"message {rng.random()}")
    places = [0, 1, 2, 63, 64, 4095, 4096] if rng.random() < 0.1 else [0, 1, 2, 3, 63, 64, 300, 4095]
    if args["indexed"] and rng.random() < 0.5:
        args["indices"] = rng.choices(places, k=len(pubs) + (rng.random() < 0.05))
    if args["indexed"] and rng.random() < 0.5:
        args["ondices"] = [rng.choice([None, *places]) for _ in pubs]
    return args


class Shape:
    """A key store, the calls that were made to it, and the public keys that were seen."""

    def __init__(self, name, rng):
        self.rng, self.name = rng, name
        self.root = dict(salt=salt_of(rng), tier=rng.choice(["low", "med", "high"]), pidx=rng.choice([0, 0, 9, 16, 255]),
                         algo=rng.choice(["salty", "salty", "salty", "randy"]))
        self.keeper = keeping.Keeper(name="keys", temp=True, reopen=True)
        self.manager = keeping.Manager(ks=self.keeper, **self.root)
        self.steps, self.prefixes, self.seen = [], [], {}

    def call(self, op, **args):
        """Makes a call, notes what came of it, and gives its result; None when it was refused."""
        chance.update(of=f"{self.name}/{len(self.steps)}", drawn=0)
        result = error = None
        try:
            result = getattr(self, op)(**args)
        except Exception as ex:
            error = type(ex).__name__
        self.steps.append(dict(op=op, args=args, result=result, error=error, stands=self.stands()))
        return result

    def established(self, verfers, digers):
        return dict(verfers=[verfer.qb64 for verfer in verfers], digers=[diger.qb64 for diger in digers])

    def incept(self, **args):
        return self.established(*self.manager.incept(**args))

    def rotate(self, **args):
        return self.established(*self.manager.rotate(**args))

    def replay(self, **args):
        return self.established(*self.manager.replay(**args))

    def ingest(self, **args):
        _, sets = self.manager.ingest(**args)
        return [[verfer.qb64 for verfer in verfers] for verfers in sets]

    def move(self, old, new):
        self.manager.move(old=old, new=new)
        self.prefixes[self.prefixes.index(old)] = new

    def sign(self, ser, **args):
        return [signature.qb64 for signature in self.manager.sign(ser=ser.encode(), **args)]

    def stands(self):
        """Parameters and situation of every sequence, and whether the private key of every key seen is kept."""
        sequences = {}
        for pre in self.prefixes:
            prm, sit = self.keeper.prms.get(pre), self.keeper.sits.get(pre)
            lots = {part: dict(pubs=lot.pubs, ridx=lot.ridx, kidx=lot.kidx)
                    for part, lot in (("old", sit.old), ("new", sit.new), ("nxt", sit.nxt))}
            sequences[pre] = dict(pidx=prm.pidx, algo=prm.algo, stem=prm.stem, tier=prm.tier, **lots)
            self.seen.update(dict.fromkeys(pub for lot in lots.values() for pub in lot["pubs"]))
        return dict(sequences=sequences, kept={pub: self.keeper.pris.get(pub) is not None for pub in self.seen})

    def begin(self, stems):
        """A new sequence by one of two ways; its prefix, or None."""
        if self.rng.random() < 0.2:
            sets = self.call("ingest", **ingestion(self.rng, stems))
            first = sets and sets[0][0]
        else:
            args = inception(self.rng, stems)
            made = self.call("incept", **args)
            first = made and made["verfers"][0]
            if first and "stem" in args and args.get("algo", self.root["algo"]) == "salty" and self.rng.random() < 0.2:
                self.call("incept", **args) if args["rooted"] or "salt" in args else None
        return first

    def go_on(self, pre):
        """One more call about a sequence."""
        kind = self.rng.random()
        if kind < 0.5:
            self.call("rotate", pre=pre, **counted(self.rng, "n", 0), dcode=self.rng.choice(DIGESTS), temp=True,
                      transferable=self.rng.random() < 0.9, erase=self.rng.random() < 0.8)
        elif kind < 0.7:
            self.call("replay", pre=pre, dcode=self.rng.choice(DIGESTS), advance=self.rng.random() < 0.7,
                      erase=self.rng.random() < 0.8)
        else:
            pubs = self.keeper.sits.get(pre).new.pubs
            self.call("sign", **signature(self.rng, pubs)) if pubs else None

    def run(self):
        stems = self.rng.sample(STEMS, len(STEMS))
        for _ in range(self.rng.randint(1, 3)):
            first = self.begin(stems)
            if not first:
                continue
            self.prefixes.append(first)
            self.steps[-1]["stands"] = self.stands()
            if self.rng.random() < 0.5:
                self.call("move", old=first, new=coring.Diger(ser=self.rng.randbytes(8)).qb64)
            for _ in range(self.rng.randint(0, 5)):
                self.go_on(self.rng.choice(self.prefixes))
        self.keeper.close(clear=True)
        return dict(name=self.name, root=self.root, steps=self.steps)


def main(out, seed, count, *tiers):
    rng = random.Random(f"{seed}/stretch")
    stretches = [stretched(rng) for _ in range(60)] + [stretched(rng, tier) for tier in tiers]
    shapes = [Shape(f"{seed}/{number}", random.Random(f"{seed}/shape/{number}")).run() for number in range(int(count))]
    with open(out, "w", encoding="utf-8") as file:
        json.dump(dict(keripy=keri.__version__, stretches=stretches, shapes=shapes), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
