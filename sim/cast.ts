/**
 * The cast of a plan: its people and adversaries, who act by its entries and answer what nodes tell them.
 *
 * Source: DESIGN 4; dst.md 3.1. A kind of entry takes one file and one line here.
 */
import type { Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { Send } from '../kernel/state/effect.ts';
import { actEquivocate } from './adversaries/equivocate.ts';
import { actFlood } from './adversaries/flood.ts';
import { actForge } from './adversaries/forge.ts';
import { actLie } from './adversaries/lie.ts';
import { actSteal } from './adversaries/steal.ts';
import type { Signing } from './keys.ts';
import { actAbandon } from './people/acts/abandon.ts';
import { actApprove } from './people/acts/approve.ts';
import { actExchange } from './people/acts/exchange.ts';
import { actGossip } from './people/acts/gossip.ts';
import { actIncept } from './people/acts/incept.ts';
import { actInteract } from './people/acts/interact.ts';
import { actQuery } from './people/acts/query.ts';
import { actReceipt } from './people/acts/receipt.ts';
import { actRecover } from './people/acts/recover.ts';
import { actRegistry } from './people/acts/registry.ts';
import { actRemoveWaiting } from './people/acts/remove-waiting.ts';
import { actReply } from './people/acts/reply.ts';
import { actRotate } from './people/acts/rotate.ts';
import { answer, ask } from './people/answers.ts';
import { openCompany } from './people/company.ts';
import type { Company } from './people/company.ts';
import { listen } from './people/gather.ts';
import { heal } from './people/healing.ts';
import type { Scene } from './people/scene.ts';
import { witnessed } from './people/witness.ts';
import type { AdversaryEntry, HumanEntry, Plan, PlanEntry } from './plan.ts';
import type { Cast } from './stage.ts';

/** How each kind of entry is acted; false when it cannot be done now. */
type Acts = {
  readonly [K in (HumanEntry | AdversaryEntry)['do']]: (
    scene: Scene,
    entry: Extract<HumanEntry | AdversaryEntry, { readonly do: K }>,
  ) => boolean;
};

const acts: Acts = {
  incept: actIncept,
  interact: actInteract,
  rotate: actRotate,
  approve: actApprove,
  recover: actRecover,
  abandon: actAbandon,
  gossip: actGossip,
  receipt: actReceipt,
  reply: actReply,
  query: actQuery,
  exchange: actExchange,
  registry: actRegistry,
  hab: ({ stage }, entry) => stage.keep(entry),
  group: ({ stage }, entry) => stage.keep(entry),
  'remove-waiting': actRemoveWaiting,
  steal: actSteal,
  forge: actForge,
  equivocate: actEquivocate,
  lie: actLie,
  flood: actFlood,
};

/** The cast of a plan, with the keys and algorithms of the run. */
export function openCast(plan: Plan, signing: Pick<Signing, 'signer' | 'algorithms'>): Cast {
  const company = openCompany(plan, signing);
  return {
    own: (node) => ownOf(company, node),
    act: (stage, entry) => isActed(entry) && actOf(entry)({ stage, company }),
    heard: (stage, node, send) => hear({ stage, company }, node, send),
    healed: (stage) => heal({ stage, company }),
    published: (node) => [...(company.published.get(node)?.values() ?? [])],
  };
}

function isActed(entry: PlanEntry): entry is HumanEntry | AdversaryEntry {
  return Object.hasOwn(acts, entry.do);
}

/** The act of an entry. The table gives each kind the function of that very kind. */
function actOf<K extends keyof Acts>(
  entry: Extract<HumanEntry | AdversaryEntry, { readonly do: K }>,
): (scene: Scene) => boolean {
  const act: Acts[K] = acts[entry.do];
  return (scene) => act(scene, entry);
}

/** A witness holds its own key; a controller, the AIDs it is to incept. */
function ownOf(company: Company, node: string): readonly Prefix[] {
  const isWitness = company.plan.nodes.some(({ id, role }) => id === node && role === 'witness');
  const controlled = [...company.prepared.values()]
    .filter(({ entry }) => entry.node === node)
    .map(({ authored }) => authored.event.prefix);
  return isWitness ? [company.nodePrefix(node), ...controlled] : controlled;
}

function hear(scene: Scene, node: string, send: Send): void {
  if (scene.company.listening.has(node)) listen(scene, node);
  switch (send.kind) {
    case 'receipt':
    case 'notice':
      return accepted(scene, send.said);
    case 'witness':
      witnessed(scene, node, send.said);
      return scene.stage.witnessed(node, send.said);
    case 'query':
      return ask(scene, node, send);
    case 'replay':
    case 'reply':
      return answer(scene, node, send);
    case 'registry-replay':
    case 'stream':
    case 'key-state-saved':
    case 'bad-clone-fn':
    case 'approve-delegation':
    case 'duplicity':
    case 'exchange-saved':
      return;
  }
}

/** A node accepted an event. */
function accepted({ stage, company }: Scene, said: Said): void {
  for (const mark of company.deserving.get(said) ?? []) stage.mark(mark);
}
