"""Feeds CESR stream cases to the installed KERIpy and writes what came of them.

The set-up of the receiver, the feeding and the shape of what is written are those of
test/vectors/README.md: an empty database, a clock that stands still, escrows processed after
each chunk until nothing changes. Works with KERIpy 1.1.17 and with 1.2 and 1.3, whose
databases differ in places only.

    python keripy_observe.py CASES_DIR OUT_DIR [NAME…]     cases/NAME.json in, NAME.json out
"""

import base64
import dataclasses
import datetime
import json
import logging
import os
import sys

import keri
from keri import kering
from keri.core import eventing, parsing, routing, serdering
from keri.db import basing
from keri.help import helping
from keri.vdr import eventing as vdr_eventing
from keri.vdr import viring

try:
    from keri.core import indexing
except ImportError:
    from keri.core import coring as indexing

from keripy_rows import DIGEST, NUMBER, by_number, cut, number_of, prefix_size, rows

logging.disable(logging.CRITICAL)

ESCROW_PASSES_MAX = 64
START = "2024-01-01T00:00:00.000000+00:00"


class Clock:
    """The receiver's clock: KERIpy asks `helping.nowUTC` for every time it stores."""

    def __init__(self):
        self.set(START)
        helping.nowUTC = lambda: self.now

    def set(self, text):
        self.now = datetime.datetime.fromisoformat(text)


CLOCK = Clock()


class Reaped:
    """Remembers the body that the parser took last, to name the message an error belongs to."""

    def __init__(self):
        self.serder = None
        take = serdering.Serdery.reap
        reaped = self

        def reap(self, *pa, **kwa):
            reaped.serder = take(self, *pa, **kwa)
            return reaped.serder

        serdering.Serdery.reap = reap


REAPED = Reaped()


class Receiver:
    """One KERIpy with an empty database; an eager one processes escrows after each message."""

    def __init__(self, setup, eager=False):
        self.eager = eager
        CLOCK.set(setup.get("clock", START))
        self.db = basing.Baser(name="observe", temp=True, reopen=True)
        for pre in setup.get("own_prefixes", []):
            self.db.prefixes.add(pre)
        self.accepted = []
        self.watch_first_seen()
        lax, local = setup.get("lax", True), setup.get("local", False)
        self.rvy = routing.Revery(db=self.db, rtr=routing.Router(), lax=lax, local=local)
        self.kvy = eventing.Kevery(db=self.db, rvy=self.rvy, lax=lax, local=local,
                                   cloned=setup.get("cloned", False))
        self.kvy.registerReplyRoutes(router=self.rvy.rtr)
        self.reger = viring.Reger(name="observe", temp=True, reopen=True)
        self.tvy = vdr_eventing.Tevery(reger=self.reger, db=self.db, rvy=self.rvy, lax=lax, local=local)
        self.tvy.registerReplyRoutes(router=self.rvy.rtr)
        kwa = dict(local=local) if keri.__version__ >= "1.2" else {}
        self.parser = parsing.Parser(framed=True, kvy=self.kvy, tvy=self.tvy, rvy=self.rvy, **kwa)
        self.ims = bytearray()
        self.parsing = None
        self.cues = []

    def watch_first_seen(self):
        append = self.db.appendFe

        def append_fe(pre, val):
            fn = append(pre, val)
            pre = pre.decode() if hasattr(pre, "decode") else pre
            said = bytes(val).decode()
            event = json_of(self.db, pre, said)
            self.accepted.append(dict(pre=pre, sn=int(event["s"], 16), said=said, fn=fn, ilk=event["t"]))
            return fn

        self.db.appendFe = append_fe

    def close(self):
        self.db.close(clear=True)
        self.reger.close(clear=True)

    def feed(self, chunk):
        """Feeds one chunk as README.md says and gives the entry of `steps`."""
        if "clock" in chunk:
            CLOCK.set(chunk["clock"])
        self.ims.extend(chunk["text"].encode() if "text" in chunk else base64.b64decode(chunk["base64"]))
        step = dict(messages=[])
        self.parse(step)
        if chunk.get("process_escrows", True):
            self.settle()
        self.collect_cues()
        step["pending"] = step.pop("waiting")
        step["accepted_so_far"] = len(self.accepted)
        step["escrow_counts"] = {kind: len(left) for kind, left in self.escrows().items()}
        return step

    def parse(self, step):
        messages, step["waiting"] = step["messages"], False
        while True:
            if self.parsing is None:
                if not self.ims:
                    return
                REAPED.serder = None
                self.parsing = self.parser.msgParsator(ims=self.ims, framed=True, pipeline=False, kvy=self.kvy,
                                                       tvy=self.tvy, exc=None, rvy=self.rvy, vry=None)
            before = len(self.ims)
            try:
                next(self.parsing)
                step["waiting"] = True
                return
            except StopIteration:
                messages.append(message_row(None))
            except kering.SizedGroupError as ex:
                messages.append(message_row(ex))
            except (kering.ColdStartError, kering.ExtractionError) as ex:
                messages.append(message_row(ex))
                del self.ims[:]
            except Exception as ex:
                messages.append(message_row(ex))
                if len(self.ims) == before and REAPED.serder is None:
                    step["reference_livelock"] = True
                    del self.ims[:]
            self.parsing = None
            if self.eager:
                self.settle()

    def settle(self):
        seen = None
        for _ in range(ESCROW_PASSES_MAX):
            now = self.fingerprint()
            if now == seen:
                return
            seen = now
            self.kvy.processEscrows()
            self.rvy.processEscrowReply()
            self.tvy.processEscrows()

    def fingerprint(self):
        return json.dumps([len(self.accepted), self.escrows(), self.attachments(), self.tels()], sort_keys=True)

    def collect_cues(self):
        for cues in (self.kvy.cues, self.rvy.cues, self.tvy.cues):
            while cues:
                row = cue_row(cues.popleft() if hasattr(cues, "popleft") else cues.pull())
                if row is not None and row not in self.cues:
                    self.cues.append(row)

    def escrows(self):
        db, reger = self.db, self.reger
        left = {}
        for kind in ("ooes", "pses", "pwes", "ldes"):
            left[kind] = by_number(db, getattr(db, kind))
        left["ures"], left["uwes"], left["vres"] = [], [], []
        for pre, sn, value in by_number(db, db.ures):
            said, rest = cut(value, DIGEST)
            receiptor, signature = cut(rest, prefix_size(rest))
            left["ures"].append([pre, sn, said, receiptor, signature])
        for pre, sn, value in by_number(db, db.uwes):
            said, signature = cut(value, DIGEST)
            left["uwes"].append([pre, sn, said, signature])
        for pre, sn, value in by_number(db, db.vres):
            said, rest = cut(value, DIGEST)
            receiptor, number, est, signature = cut(rest, prefix_size(rest), NUMBER, DIGEST)
            left["vres"].append([pre, sn, said, receiptor, number_of(number), est, signature])
        left["rpes"] = [[".".join(keys), saider.qb64] for keys, saider in db.rpes.getItemIter()]
        left["qnfs"] = self.queries()
        for kind, sub in (("tel_oots", reger.oots), ("tel_twes", reger.twes), ("tel_taes", reger.taes)):
            left[kind] = [[key.decode(), value.decode()] for key, value in rows(reger, sub)]
        return {kind: entries for kind, entries in left.items() if entries}

    def queries(self):
        qnfs = self.db.qnfs
        if hasattr(qnfs, "getItemIter"):
            return [[".".join(keys), value if isinstance(value, str) else value.qb64]
                    for keys, value in qnfs.getItemIter()]
        return [[key.decode(), value.decode()] for key, value in rows(self.db, qnfs)]

    def saids(self):
        return {entry["said"]: entry["pre"] for entry in self.accepted}

    def attachments(self):
        found = {}
        for said, pre in self.saids().items():
            key = f"{pre}.{said}".encode()
            parts = {}
            for kind in ("sigs", "wigs", "rcts", "vrcs"):
                values = getattr(self.db, "get" + kind.capitalize())(key)
                if values:
                    parts[kind] = sorted(bytes(value).decode() for value in values)
            found[said] = parts
        return found

    def unverified(self):
        """The indexed controller signatures kept with accepted events although they do not verify."""
        found, keys = set(), {}
        for entry in self.accepted:
            pre, said = entry["pre"], entry["said"]
            key = f"{pre}.{said}".encode()
            serder = serdering.SerderKERI(raw=bytes(self.db.getEvt(key)), verify=False)
            if "k" in serder.ked:
                keys[pre] = serder.verfers
            for text in self.db.getSigs(key):
                siger = indexing.Siger(qb64b=bytes(text))
                if siger.index >= len(keys[pre]) or not keys[pre][siger.index].verify(siger.raw, serder.raw):
                    found.add(siger.qb64)
        return found

    def tels(self):
        return [[key.decode(), value.decode()] for key, value in rows(self.reger, self.reger.tels)]

    def outcome(self):
        """What the case ended with, but for `steps`."""
        kels = {}
        for pre, sn, said in by_number(self.db, self.db.kels):
            kels.setdefault(pre, {}).setdefault(str(sn), []).append(said)
        outcome = dict(accepted=self.accepted, states=self.states(), kels=kels, attachments=self.attachments(),
                       delegation_sources=self.sources(), escrows=self.escrows())
        optional = dict(replies=self.replies(), tels=self.tels(), registries=self.registries(),
                        credential_states=self.credentials(), cues=self.cues)
        outcome.update({part: value for part, value in optional.items() if value})
        return outcome

    def states(self):
        return {pre: dataclasses.asdict(kever.state()) for pre, kever in self.kvy.kevers.items()}

    def sources(self):
        found = {}
        for said, pre in self.saids().items():
            couple = self.db.getAes(f"{pre}.{said}".encode())
            if couple is not None:
                number, source = cut(bytes(couple).decode(), NUMBER)
                found[said] = dict(sn=number_of(number), said=source)
        return found

    def replies(self):
        db = self.db
        waiting = {saider.qb64 for _, saider in db.rpes.getItemIter()}
        held = [".".join(keys) for keys, _ in db.rpys.getItemIter()]
        accepted = [said for said in held if said not in waiting]
        if not held:
            return {}
        return dict(
            accepted=accepted,
            ends=[dict(zip(("cid", "role", "eid"), keys), **dataclasses.asdict(end)) for keys, end in db.ends.getItemIter()],
            locs=[dict(zip(("eid", "scheme"), keys), **dataclasses.asdict(loc)) for keys, loc in db.locs.getItemIter()],
            key_state_notices=[dict(keys=list(keys), saider=saider.qb64) for keys, saider in db.knas.getItemIter()],
            eans=[[*keys, saider.qb64] for keys, saider in db.eans.getItemIter()],
            lans=[[*keys, saider.qb64] for keys, saider in db.lans.getItemIter()],
        )

    def registries(self):
        return {regk: dataclasses.asdict(tever.state()) for regk, tever in self.tvy.tevers.items()}

    def credentials(self):
        found = {}
        registries = set(self.tvy.tevers)
        for key, _ in self.tels():
            vci = key.rpartition(".")[0]
            if vci in registries or vci in found:
                continue
            for tever in self.tvy.tevers.values():
                state = tever.vcState(vci)
                if state is not None:
                    found[vci] = dataclasses.asdict(state)
                    break
        return found


def json_of(db, pre, said):
    raw = bytes(db.getEvt(f"{pre}.{said}".encode()))
    return serdering.SerderKERI(raw=raw, verify=False).ked


def message_row(error):
    """The entry of `messages` for the message that the parser just ended with."""
    serder = REAPED.serder
    body = serder.sad if serder is not None and hasattr(serder, "sad") else {}
    sn = body.get("s") if "t" in body and body.get("t") not in ("qry", "rpy", "exn") else None
    row = dict(ilk=body.get("t"), said=body.get("d"), pre=body.get("i"), sn=sn, error=None)
    if error is not None:
        row["error"] = type(error).__name__
        row["error_bases"] = [base.__name__ for base in type(error).__mro__[1:]
                              if issubclass(base, kering.KeriError)]
        row["error_text"] = str(error)[:160]
    return row


def plain(value):
    if isinstance(value, dict):
        return {plain(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "backslashreplace")
    if hasattr(value, "sad") and hasattr(value, "raw"):
        return dict(said=value.said, raw=plain(value.raw))
    if hasattr(value, "qb64"):
        return value.qb64
    if dataclasses.is_dataclass(value):
        return plain(dataclasses.asdict(value))
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def cue_row(cue):
    if cue.get("kin") not in ("replay", "reply", "stream", "query", "invalid", "keyStateSaved", "noticeBadCloneFN"):
        return None
    return plain(dict(cue))


def observe(case, eager=False):
    """The outcome of one case in the shape of `expected`."""
    return doubted(case, eager)[0]


def doubted(case, eager=False):
    """The outcome of one case, and the stored signatures of accepted events that do not verify."""
    receiver = Receiver(case["receiver"], eager)
    try:
        steps = [receiver.feed(chunk) for chunk in case["feed"]]
        outcome = receiver.outcome()
        outcome["steps"] = steps
        return json.loads(json.dumps(plain(outcome))), receiver.unverified()
    finally:
        receiver.close()


def load(folder, names):
    for name in sorted(os.listdir(os.path.join(folder, "cases"))):
        with open(os.path.join(folder, "cases", name), encoding="utf-8") as file:
            case = json.load(file)
        if case["type"] == "stream" and (not names or case["name"] in names):
            yield case


def main(arguments):
    folder, out, *names = arguments
    os.makedirs(out, exist_ok=True)
    for case in load(folder, names):
        with open(os.path.join(out, case["name"] + ".json"), "w", encoding="utf-8") as file:
            json.dump(observe(case), file)


if __name__ == "__main__":
    main(sys.argv[1:])
