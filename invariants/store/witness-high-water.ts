/**
 * I-45 WitnessHighWater: a witness whose store holds less than it has published does not go on as if nothing had
 * happened: it refuses to open, and signs nothing more until it holds again what it signed.
 *
 * Source: dst.md 4, 2.5 (R8). Whether a receipt was published, and by an honest witness, is known at rest; what
 * was found is told then.
 */
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { Judge, NodeId, SeenOpening, SeenSend, Verdict, World } from '../judge.ts';
import { broken } from '../verdict.ts';

/** What a witness published, and where it stands to it. */
type Witness = {
  /** SAIDs that it was asked to sign after they were durable. */
  readonly signed: Set<Said>;
  /** The latest of them of each log; what came before it is on its branch, or was superseded by it. */
  readonly latest: Map<Prefix, Said>;
  /** Those of the latest that its store did not hold at its last opening, and that did not come since. */
  missing: Map<Prefix, Said>;
  /** It refused to open since it fell behind. */
  hasRefused: boolean;
};

/** Something that is a breach if the receipts of `missing` were published. */
type Suspicion = { readonly node: NodeId; readonly missing: Said; readonly says: string };

export const witnessHighWater: Judge = {
  id: 'I-45',
  name: 'WitnessHighWater',
  says: 'a witness whose store holds less than it has published refuses to open, and to sign',
  source: 'dst.md 4, 2.5 (R8)',
  when: ['recovery', 'rest', 'end'],
  needs: 'world',
  open: () => {
    const witnesses = new Map<NodeId, Witness>();
    const suspicions: Suspicion[] = [];
    const witnessOf = (node: NodeId): Witness => {
      const known = witnesses.get(node) ?? {
        signed: new Set<Said>(),
        latest: new Map<Prefix, Said>(),
        missing: new Map<Prefix, Said>(),
        hasRefused: false,
      };
      witnesses.set(node, known);
      return known;
    };
    const confirm = (world: World): Verdict => {
      const found = suspicions.splice(0).find((one) => isBreach(one, world));
      return found === undefined ? undefined : broken(`at ${found.node} ${found.says}`);
    };
    return {
      entry: ({ node, entry }) => {
        if (entry.kind !== 'append-event') return undefined;
        const { prefix, said } = entry.stored.event;
        const missing = witnesses.get(node)?.missing;
        if (missing?.get(prefix) === said) missing.delete(prefix);
        return undefined;
      },
      send: (seen) => {
        if (seen.send.kind !== 'witness') return undefined;
        const suspicion = judgeSigning(seen, seen.send, witnessOf(seen.node));
        if (suspicion !== undefined) suspicions.push(suspicion);
        return undefined;
      },
      opening: (seen) => {
        const witness = witnesses.get(seen.node);
        return witness === undefined ? undefined : judgeOpening(seen, witness, suspicions);
      },
      rest: confirm,
      end: confirm,
    };
  },
};

function judgeSigning(
  { node, isRepeated }: SeenSend,
  { prefix, said }: { readonly prefix: Prefix; readonly said: Said },
  witness: Witness,
): Suspicion | undefined {
  if (isRepeated || witness.signed.has(said)) return undefined;
  witness.signed.add(said);
  witness.latest.set(prefix, said);
  const missing = witness.missing.get(prefix);
  if (missing === undefined) return undefined;
  return { node, missing, says: `${said} was signed while ${missing}, signed before, is not there` };
}

/** A refusal holds the promise; an opening with less than was published, and no refusal before it, is suspect. */
function judgeOpening(
  { node, probe, refused }: SeenOpening,
  witness: Witness,
  suspicions: Suspicion[],
): Verdict {
  if (refused !== undefined) {
    witness.hasRefused = true;
    return 'holds';
  }
  witness.missing = new Map([...witness.latest].filter(([, said]) => !probe.holds(said)));
  const [missing] = witness.missing.values();
  if (missing === undefined) {
    witness.hasRefused = false;
    return witness.signed.size > 0 ? 'holds' : undefined;
  }
  if (!witness.hasRefused)
    suspicions.push({
      node,
      missing,
      says: `the store was opened and does not hold ${missing}, which was signed`,
    });
  return undefined;
}

function isBreach({ node, missing }: Suspicion, { members, receipted }: World): boolean {
  const member = members.find((one) => one.node === node);
  return member?.isHonest === true && receipted(missing).some((witness) => member.own.includes(witness));
}
