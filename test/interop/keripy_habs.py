"""Writes random shapes of identities with what KERIpy's Habery and Hab made of them.

    python keripy_habs.py OUT_FILE SEED SHAPES

A house is a habery: its salt, four witnesses, a delegator, and identities. An identity is the arguments of its making and
of what was done to it, with every event and message that came of it. All messages are of one moment.
"""

import contextlib
import functools
import io
import json
import logging
import random
import sys

import lmdb
from keri.app import habbing
from keri.core import coring

try:
    from keri.core.signing import Salter, Signer
except ImportError:
    Salter, Signer = coring.Salter, coring.Signer

logging.disable(logging.CRITICAL)
lmdb.open = functools.partial(lmdb.open, sync=False)  # its stores are thrown away

SHAPES_PER_HOUSE = 10
STAMP = "2024-01-01T00:00:00.000000+00:00"
NAMES = ["bob", "eve_", "w", "été", "鱼", "name with blanks", "x" * 60, "\U0001f511"]
SEALS = [
    dict(d="EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM"),
    dict(i="EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH", s="1f", d="EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM"),
    dict(anything=["ünïcode \"quoted\"", 7, True, None, dict(deep=dict(er="\U0001f511"))]),
]


def thresholds(rng, count):
    """A threshold for that many keys, or None for the usual one."""
    if rng.random() < 0.3:
        return None
    if rng.random() < 0.5:
        needed = rng.randint(1, count)
        return rng.choice([needed, f"{needed:x}"])
    halves = ["1/2"] * count if count > 1 else ["1"]
    kinds = [halves, ["1"] * count]
    if count > 2:
        kinds += [["1/2", "1/2"] + ["0"] * (count - 2), [["1"], ["1/2"] * (count - 1)]]
    weights = rng.choice(kinds)
    return json.dumps(weights) if rng.random() < 0.2 else weights


def seals(rng):
    return [rng.choice(SEALS) for _ in range(rng.choice([0, 0, 1, 3]))]


class House:
    def __init__(self, rng, at):
        self.rng, self.at = rng, at
        self.salt = Salter(raw=rng.randbytes(16)).qb64
        self.shapes = []

    def fill(self, count):
        with habbing.openHby(name=f"house{self.at}", salt=self.salt, temp=True) as hby:
            self.wits = [hby.makeHab(name=f"wit{at}-", transferable=False, hidden=True).pre for at in range(4)]
            self.boss = hby.makeHab(name="boss-").pre
            signer = hby.signator
            self.signatory = dict(prefix=signer.pre, event=bytes(signer._hab.makeOwnEvent(0)).decode(),
                                  signature=signer.sign(b"data at rest").qb64)
            for at in range(count):
                self.shapes.append(self.shape(hby, f"{self.rng.choice(NAMES)}-{at}-"))
        return dict(salt=self.salt, wits=self.wits, boss=self.boss, signatory=self.signatory,
                    shapes=self.shapes)

    def making(self):
        rng = self.rng
        if rng.random() < 0.08:
            return dict(transferable=False)
        icount, ncount = rng.choice([1, 1, 1, 2, 3, 5]), rng.choice([1, 1, 2, 3, 5])
        args = dict(icount=icount, ncount=ncount, isith=thresholds(rng, icount), nsith=thresholds(rng, ncount))
        if args["nsith"] is None:
            args["nsith"] = "1"  # KERIpy would take the threshold of the current keys
        if rng.random() < 0.2:
            args = dict(icount=icount)
        if rng.random() < 0.1:
            size = rng.choice([1, 2])
            sets = [[Signer(raw=rng.randbytes(32)).qb64 for _ in range(size)] for _ in range(rng.randint(1, 3))]
            args = dict(icount=size, secrecies=sets)
        elif icount == 1 and rng.random() < 0.1:
            args.update(code="D", isith="1")  # newer releases take no weights here
        if rng.random() < 0.3:
            args["wits"] = rng.sample(self.wits, rng.randint(1, 4))
            if rng.random() < 0.5:
                args["toad"] = rng.randint(1, len(args["wits"]))
        args["estOnly"], args["DnD"] = rng.random() < 0.1, rng.random() < 0.1
        if rng.random() < 0.15 and "code" not in args:
            args["delpre"] = self.boss
        elif rng.random() < 0.3:
            args["data"] = seals(rng)
        if rng.random() < 0.1 and "secrecies" not in args:
            args["salt"], args["tier"] = Salter(raw=rng.randbytes(16)).qb64, rng.choice(["low", "med", "high"])
        return args

    def rotating(self, hab):
        rng, kever = self.rng, hab.kever
        args = dict(data=seals(rng))
        if rng.random() < 0.7:
            args["ncount"] = rng.choice([1, 2, 3, 4])
            args["isith"] = thresholds(rng, len(kever.ndigers)) or "1"
            args["nsith"] = thresholds(rng, args["ncount"]) or "1"
        # KERIpy wants cuts in the order of the witnesses.
        cuts = rng.sample(kever.wits, rng.randint(0, len(kever.wits))) if rng.random() < 0.4 else []
        args["cuts"] = [wit for wit in kever.wits if wit in cuts]
        others = [wit for wit in self.wits if wit not in kever.wits]
        args["adds"] = rng.sample(others, rng.randint(0, len(others))) if rng.random() < 0.3 else []
        left = len(kever.wits) - len(args["cuts"]) + len(args["adds"])
        args["toad"] = rng.randint(1, left) if left else 0
        return args

    def shape(self, hby, name):
        rng, ns = self.rng, self.rng.choice([None, None, None, "space"])
        making = self.making()
        hab = hby.makeHab(name=name, ns=ns, **making)
        steps = []
        for _ in range(rng.randint(0, 5) if making.get("transferable", True) else 0):
            if rng.random() < 0.5 and not making.get("estOnly"):
                args = dict(data=seals(rng))
                hab.interact(**args)
                steps.append(dict(op="interact", args=args))
            elif "secrecies" in making:
                args = dict(toad=hab.kever.toader.num)  # left out, it is worked out anew (B-25)
                hab.rotate(**args)
                steps.append(dict(op="rotate", args=args))
            else:
                args = self.rotating(hab)
                hab.rotate(**args)
                steps.append(dict(op="rotate", args=args))
        events = [bytes(hab.makeOwnEvent(sn)).decode() for sn in range(hab.kever.sner.num + 1)]
        return dict(name=name, ns=ns, making=making, steps=steps, prefix=hab.pre, events=events,
                    messages=self.messages(hby, hab))

    def messages(self, hby, hab):
        """Everything that an identity says beside its events, by what was asked for."""
        boss = hby.habByPre(self.boss)
        inception = boss.makeOwnEvent(0)
        serder = boss.iserder
        asked = dict(
            query=hab.query(pre=self.boss, src=self.wits[0], query=dict(s="0"), route="logs", stamp=STAMP),
            reply=hab.reply(route="/loc/scheme", data=dict(eid=hab.pre, scheme="tcp", url="tcp://localhost:1/"),
                            stamp=STAMP),
            role=hab.makeEndRole(eid=self.wits[1], role="mailbox", stamp=STAMP),
            cut=hab.makeEndRole(eid=self.wits[1], role="mailbox", allow=False, stamp=STAMP),
            location=hab.makeLocScheme(url="http://localhost:5642/", stamp=STAMP),
            exchange=hab.exchange(route="/greet", payload=dict(words="héllo", n=[1, dict(x="y")]), recipient=self.boss,
                                  date=STAMP, modifiers=dict(a="b"), embeds=dict(evt=bytes(inception))),
            endorsed=hab.endorse(serder, pipelined=False),
            last=hab.endorse(serder, last=True),
            receipt=hab.receipt(serder),
        )
        return {what: bytes(message).decode() for what, message in asked.items()}


def main(out, seed, count):
    rng = random.Random(seed)
    houses = []
    with contextlib.redirect_stdout(io.StringIO()):
        for at in range(0, count, SHAPES_PER_HOUSE):
            houses.append(House(rng, at).fill(min(SHAPES_PER_HOUSE, count - at)))
    with open(out, "w", encoding="utf-8") as file:
        json.dump(houses, file)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
