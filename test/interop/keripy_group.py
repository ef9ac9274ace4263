"""One member of a group with KERIpy: asked by lines of JSON on standard input, each answered by one on standard output.

Bytes are base64. What a question is called is the name of a method of `Member`.
"""

import base64
import inspect
import json
import sys
import traceback

from keri.app import grouping, habbing, notifying
from keri.core import coring, eventing, parsing, routing
from keri.peer import exchanging

from keripy_statements import Statements

try:
    from keri.core.signing import Salter
except ImportError:
    from keri.core.coring import Salter

try:
    from keri.core import serdering
except ImportError:
    serdering = coring


def text(data):
    return base64.b64encode(bytes(data)).decode()


class Member(Statements):
    def __init__(self, name):
        self.context = habbing.openHby(name=name, temp=True, salt=Salter(raw=b"0123456789abcdef").qb64)
        self.hby = self.context.__enter__()
        self.hab = self.hby.makeHab(name=name, transferable=True, isith="1", icount=1, ncount=1)
        self.mux = grouping.Multiplexor(hby=self.hby, notifier=notifying.Notifier(hby=self.hby))
        self.exc = exchanging.Exchanger(hby=self.hby, handlers=[])
        grouping.loadHandlers(exc=self.exc, mux=self.mux)
        self.rvy = routing.Revery(db=self.hby.db, lax=True)
        self.kvy = eventing.Kevery(db=self.hby.db, lax=True, local=False, rvy=self.rvy)
        self.kvy.registerReplyRoutes(router=self.rvy.rtr)
        self.psr = parsing.Parser(framed=True, kvy=self.kvy, rvy=self.rvy, exc=self.exc)
        self.counselor = grouping.Counselor(hby=self.hby)
        self.ghab = None

    def prefix(self):
        return {"prefix": self.hab.pre}

    def log(self, pre):
        data = bytearray()
        for msg in self.hby.db.clonePreIter(pre=pre, fn=0):
            data.extend(msg)
        return {"bytes": text(data)}

    def take(self, bytes):
        """Messages from others."""
        self.psr.parse(ims=bytearray(base64.b64decode(bytes)))
        self.catch_up()
        return {}

    def catch_up(self):
        """What the tasks of a KERIpy agent do now and then."""
        self.kvy.processEscrows()
        self.mux.kvy.processEscrows()
        self.hby.kvy.processEscrows()
        self.exc.processEscrow()
        self.rvy.processEscrowReply()
        self.mux.rvy.processEscrowReply()
        self.counselor.processEscrows()

    def rotate_own(self):
        self.hab.rotate()
        return {}

    def exchange(self, route, payload, end):
        """An exchange of the member with another route: what a stranger might make."""
        embeds = {route.rpartition("/")[2]: base64.b64decode(end)}
        exn, atc = exchanging.exchange(route=route, payload=payload, embeds=embeds, sender=self.hab.pre)
        data = self.hab.endorse(serder=exn, last=False, pipelined=False)
        return {"bytes": text(data + atc)}

    def propose_icp(self, smids, **kwa):
        self.ghab = self.hby.makeGroupHab(group="team", mhab=self.hab, smids=smids, rmids=smids, **kwa)
        return self.showing(0)

    def propose_ixn(self, data):
        self.ghab.interact(data=data)
        return self.showing(self.sn_of_pending())

    def propose_rot(self, smids, rmids, **kwa):
        kevers = self.hby.kevers
        merfers = [kevers[smid].verfers[0] for smid in smids]
        migers = [kevers[rmid].ndigers[0] for rmid in rmids]
        self.rotate_group({"smids": smids, "rmids": rmids}, verfers=merfers, digers=migers, **kwa)
        return self.showing(self.sn_of_pending())

    def join(self, said):
        """As `kli multisig join` does with the exchange of that SAID."""
        exn, _ = exchanging.cloneMessage(self.hby, said=said)
        payload, route = exn.ked["a"], exn.ked["r"]
        label = route.rpartition("/")[2]
        event = serdering.SerderKERI(sad=exn.ked["e"][label])
        if label == "icp":
            ked = event.ked
            self.ghab = self.hby.makeGroupHab(
                group="team",
                mhab=self.hab,
                smids=payload["smids"],
                rmids=payload["rmids"],
                isith=ked["kt"],
                nsith=ked["nt"],
                toad=ked["bt"],
                wits=ked["b"],
                estOnly="EO" in ked["c"],
                DnD="DND" in ked["c"],
                delpre=ked.get("di"),
            )
        elif label == "ixn":
            self.ghab.interact(data=event.ked["a"])
        elif self.ghab is None:
            pre = event.ked["i"]
            smids, rmids = payload["smids"], payload["rmids"]
            self.ghab = self.hby.joinGroupHab(pre, group="team", mhab=self.hab, smids=smids, rmids=rmids)
            self.rotate_group(payload, serder=event)
        else:
            self.rotate_group(payload, serder=event)
        return self.showing(event.sn)

    def rotate_group(self, members, **kwa):
        """Later releases are told who the members are from here on."""
        if "smids" in inspect.signature(self.ghab.rotate).parameters:
            kwa |= {"smids": members["smids"], "rmids": members["rmids"]}
        return self.ghab.rotate(**kwa)

    def showing(self, sn):
        event = self.ghab.makeOwnEvent(sn=sn, allowPartiallySigned=True)
        serder = serdering.SerderKERI(raw=bytes(event))
        if serder.ked["t"] in ("icp", "dip"):
            exn, atc = grouping.multisigInceptExn(
                self.hab, smids=self.ghab.smids, rmids=self.ghab.rmids, icp=event, delegator=serder.ked.get("di")
            )
        elif serder.ked["t"] == "ixn":
            exn, atc = grouping.multisigInteractExn(self.ghab, aids=self.ghab.smids, ixn=event)
        else:
            exn, atc = grouping.multisigRotateExn(self.ghab, smids=self.ghab.smids, rmids=self.ghab.rmids, rot=event)
        self.counselor.start(
            ghab=self.ghab,
            prefixer=coring.Prefixer(qb64=self.ghab.pre),
            seqner=coring.Seqner(sn=sn),
            saider=coring.Saider(qb64=serder.said),
        )
        return {"said": serder.said, "event": text(serder.raw), "bytes": text(exn.raw + atc)}

    def sn_of_pending(self):
        return self.ghab.kever.sn + 1

    def state(self):
        self.catch_up()
        kever = self.ghab.kever
        if kever is None:
            return {"sn": None}
        raws = [bytes(self.hby.db.getEvt(eventing.dgKey(kever.prefixer.qb64, bytes(dig)))) for dig in self.saids(kever)]
        sealed = coring.Seqner(sn=kever.sn).qb64
        done = self.hby.db.cgms.get(keys=(kever.prefixer.qb64, sealed)) is not None
        return {"sn": kever.sn, "said": kever.serder.said, "events": [text(raw) for raw in raws], "complete": done}

    def saids(self, kever):
        return [self.hby.db.getKeLast(eventing.snKey(kever.prefixer.qb64, sn)) for sn in range(kever.sn + 1)]


def main():
    out, sys.stdout = sys.stdout, sys.stderr
    member = Member(sys.argv[1])
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = getattr(member, question["ask"])(**question["with"])
        except Exception as ex:
            traceback.print_exc()
            answer = {"error": type(ex).__name__, "says": str(ex)}
        print(json.dumps(answer), file=out, flush=True)


main()
