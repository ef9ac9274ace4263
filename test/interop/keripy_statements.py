"""What a group says beside its events, by a member with KERIpy: as `kli ends add`, `kli ipex grant`, `kli multisig join` and
`kli ipex join` make and take it."""

import base64

from keri.app import grouping, habbing
from keri.core import coring, eventing, parsing, routing
from keri.peer import exchanging

try:
    from keri.core import serdering
except ImportError:
    serdering = coring


def text(data):
    return base64.b64encode(bytes(data)).decode()


class Statements:
    """Beside `hby`, `ghab`, `exc`, `psr` and `rvy` of a member."""

    def propose_rpy(self, role, eid):
        msg = self.ghab.reply(route="/end/role/add", data=dict(cid=self.ghab.pre, role=role, eid=eid))
        parsing.Parser().parse(ims=bytes(msg), kvy=self.ghab.kvy, rvy=self.ghab.rvy)
        return self.shown(grouping.multisigRpyExn(ghab=self.ghab, rpy=msg), serdering.SerderKERI(raw=bytes(msg)))

    def propose_exn(self, route, payload, recipient):
        msg = self.ghab.exchange(route=route, payload=payload, recipient=recipient)
        parsing.Parser().parseOne(ims=bytes(msg), exc=self.exc)
        return self.shown(grouping.multisigExn(self.ghab, exn=msg), serdering.SerderKERI(raw=bytes(msg)))

    def join_statement(self, said):
        exn, pathed = exchanging.cloneMessage(self.hby, said=said)
        label = exn.ked["r"].rpartition("/")[2]
        serder = serdering.SerderKERI(sad=exn.ked["e"][label])
        self.psr.parseOne(ims=bytes(bytearray(serder.raw) + pathed[label]))
        if label == "rpy":
            msg = self.ghab.endorse(serder)
            self.psr.parseOne(ims=bytes(msg))
            return self.shown(grouping.multisigRpyExn(ghab=self.ghab, rpy=msg), serder)
        msg = self.ghab.endorse(serder=serder, last=False, pipelined=False)
        msg = msg + pathed[label]
        self.psr.parseOne(ims=bytes(msg))
        return self.shown(grouping.multisigExn(ghab=self.ghab, exn=msg), serder)

    def shown(self, wrapped, serder):
        exn, atc = wrapped
        return {"said": serder.said, "event": text(serder.raw), "bytes": text(exn.raw + atc)}

    def statement(self, said, role=None, eid=None):
        """Whether it is complete, and how others get it."""
        self.catch_up()
        if role is None:
            done = self.exc.complete(said=said)
            return {"complete": done, "bytes": text(exchanging.serializeMessage(self.hby, said) if done else b"")}
        msgs = self.ghab.loadEndRole(cid=self.ghab.pre, eid=eid, role=role)
        done = bool(msgs) and serdering.SerderKERI(raw=bytes(msgs)).said == said
        return {"complete": done, "bytes": text(msgs)}

    def read_elsewhere(self, log, bytes, said):
        """Whether one who knows the log of the group alone takes the message."""
        with habbing.openHby(name="reader", temp=True) as hby:
            rvy = routing.Revery(db=hby.db, lax=True)
            kvy = eventing.Kevery(db=hby.db, lax=True, local=False, rvy=rvy)
            kvy.registerReplyRoutes(router=rvy.rtr)
            exc = exchanging.Exchanger(hby=hby, handlers=[])
            psr = parsing.Parser(framed=True, kvy=kvy, rvy=rvy, exc=exc)
            psr.parse(ims=bytearray(base64.b64decode(log)))
            psr.parse(ims=bytearray(base64.b64decode(bytes)))
            saids = [saider.qb64 for _, saider in hby.db.eans.getItemIter()]
            return {"complete": said in saids or exc.complete(said=said)}
