/**
 * Witnesses of identities whose keys are kept at a node: what their node accepted they sign, once, and send the receipt
 * to that node. Those of people are `sim/people/witness.ts`, who may lie.
 *
 * Source: dst.md 3.1 (witness), 2.5 (R8); K-123, K-211.
 */
import type { Prefix, Said } from '../../kernel/cesr/qualified.ts';
import type { KeyEvent } from '../../kernel/event/types.ts';
import type { Published } from '../../shell/rolled-back.ts';
import type { Signer } from '../keys.ts';
import { plainPrefix } from '../people/author.ts';
import { coupleOf, receiptBytes } from '../people/wording.ts';
import type { Delivery } from '../stage.ts';
import type { Truth } from '../truth.ts';

export type KeptWitnesses = {
  /** The identifier of the witness at a node. */
  readonly prefixOf: (node: string) => Prefix;
  /** An event was made at `home`: receipts of it are sent there. */
  readonly made: (event: KeyEvent, home: string) => void;
  /** The node accepted an event that it is a witness of. */
  readonly witnessed: (node: string, said: Said) => void;
  /** The latest event of each identifier that the witness at the node has published a receipt of. */
  readonly published: (node: string) => readonly Published[];
};

export type KeptWitnessesParts = {
  readonly signer: Signer;
  readonly truth: Truth;
  readonly send: (delivery: Delivery) => void;
  readonly give: (delivery: Delivery) => void;
};

export function openKeptWitnesses({ signer, truth, send, give }: KeptWitnessesParts): KeptWitnesses {
  const events = new Map<Said, { readonly event: KeyEvent; readonly home: string }>();
  const published = new Map<string, Map<Prefix, Published>>();
  const pairOf = (node: string) => signer.pair(`node/${node}`);
  const prefixOf = (node: string): Prefix => plainPrefix(pairOf(node));
  return {
    prefixOf,
    made: (event, home) => void events.set(event.said, { event, home }),
    witnessed: (node, said) => {
      const known = events.get(said);
      if (known === undefined) return;
      const { event, home } = known;
      const witness = prefixOf(node);
      const latest = published.get(node) ?? new Map<Prefix, Published>();
      published.set(node, latest.set(event.prefix, event));
      truth.receipted(said, witness);
      const receiptCouples = [coupleOf(witness, pairOf(node), event.raw)];
      const bytes = receiptBytes(event, { receiptCouples }, 'plain');
      const note = `rct ${event.sn.toString(16)}`;
      give({ from: node, to: node, bytes, source: 'local', note });
      send({ from: node, to: home, bytes, source: 'remote', note });
    },
    published: (node) => [...(published.get(node)?.values() ?? [])],
  };
}
