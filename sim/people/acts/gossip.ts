/** `gossip`: a node gives another its whole log of an AID, forks, receipts and lost versions included. */
import type { Prefix } from '../../../kernel/cesr/qualified.ts';
import { concatBytes } from '../../../kernel/std/bytes.ts';
import type { Host } from '../../../shell/host.ts';
import { replayMessage } from '../../../shell/replay.ts';
import type { HumanEntry } from '../../plan.ts';
import type { Scene } from '../scene.ts';
import { bytesOf } from '../wording.ts';

type Entry = Extract<HumanEntry, { readonly do: 'gossip' }>;

/** Sends what the node holds of the AID. */
export function actGossip(scene: Scene, entry: Entry): boolean {
  const prefix = scene.company.prepared.get(entry.aid)?.authored.event.prefix;
  const { lies } = scene.company;
  if (prefix === undefined || lies.get(entry.from) === 'withhold') return false;
  return gossip(scene, prefix, { from: entry.from, to: entry.to, note: `gossip ${entry.aid}` });
}

type Between = { readonly from: string; readonly to: string; readonly note: string };

/** Sends what one node holds of an AID to another; false when it holds nothing. */
export function gossip({ stage }: Scene, prefix: Prefix, { from, to, note }: Between): boolean {
  const host = stage.host(from);
  if (host?.keyState(prefix) === undefined) return false;
  const bytes = heldBytes(host, prefix);
  stage.send({ from, to, bytes, source: 'remote', note });
  return true;
}

/** The accepted events in the order first seen, then the versions that lost. */
function heldBytes(host: Host, prefix: Prefix): Uint8Array {
  const accepted = Array.from(host.kel(prefix, { all: true }), ({ stored, attachments }) =>
    replayMessage(stored, attachments, { receipts: true }),
  );
  const lost = host
    .duplicity(prefix)
    .flatMap(({ evidence }) => evidence)
    .map(({ event, attachments }) => bytesOf({ raw: event.raw, attached: attachments }, 'pipelined'));
  return concatBytes([...accepted, ...lost]);
}
