/**
 * Nodes that ask and answer: what a node misses it asks for, signed with its plain key; what it is asked for it
 * sends, as its host puts it.
 *
 * Source: keripy.md 4.5; dst.md 3.1.
 */
import type { Send } from '../../kernel/state/effect.ts';
import { buildQuery } from '../../kernel/event/build-routed.ts';
import { formatSn } from '../../kernel/cesr/number.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { JsonEntry } from '../../kernel/event/json.ts';
import { assert } from '../../kernel/std/assert.ts';
import { concatBytes } from '../../kernel/std/bytes.ts';
import { endured } from './endured.ts';
import { nodeOf, purposes } from './scene.ts';
import type { Scene } from './scene.ts';
import { nodeSigns, timeText } from './voice.ts';
import { bytesOf } from './wording.ts';

const questionsMax = 4;
const questionPause = 8_000_000;

/** Asks the controller of a log, or somebody else, for what is missing of it. Nobody asks for ever. */
export function ask(scene: Scene, node: string, send: Extract<Send, { readonly kind: 'query' }>): void {
  const { stage, company } = scene;
  const controller = nodeOf(scene, send.prefix);
  if (controller === undefined || !company.nameOf.has(send.prefix)) return;
  const key = `${node} ${send.prefix}`;
  const { count, at } = company.asked.get(key) ?? { count: 0, at: -questionPause };
  if (count >= questionsMax || stage.now() < at + questionPause) return;
  company.asked.set(key, { count: count + 1, at: stage.now() });
  const to = targetOf(scene, { node, controller, counter: company.asked.size * questionsMax + count });
  if (to === node) return;
  const about: JsonEntry[] = [
    ['i', send.prefix],
    ['src', company.nodePrefix(to)],
  ];
  if (send.sn !== undefined) about.push(['s', formatSn(send.sn)]);
  const built = buildQuery(
    {
      route: 'logs',
      dt: timeText(stage.wall(node), '+00:00'),
      sender: undefined,
      returnRoute: '',
      query: mapOf(...about),
    },
    company.desk.making,
  );
  assert(built.ok, 'a query can be written');
  const { raw } = built.value;
  const bytes = bytesOf({ raw, attached: nodeSigns(scene, node, raw) }, 'plain');
  stage.send({ from: node, to, bytes, source: 'remote', note: `qry ${nameOf(scene, send.prefix)}` });
}

function nameOf({ company }: Scene, prefix: Extract<Send, { readonly kind: 'query' }>['prefix']): string {
  return company.nameOf.get(prefix) ?? '';
}

type Asking = { readonly node: string; readonly controller: string; readonly counter: number };

/** The controller three times of four, else any other node. */
function targetOf({ company }: Scene, { node, controller, counter }: Asking): string {
  const others = company.plan.nodes.map(({ id }) => id).filter((id) => id !== node);
  const isElsewhere = controller === node || company.chance.hit([1, 4], purposes.target, counter);
  if (!isElsewhere) return controller;
  return others[company.chance.draw(Math.max(1, others.length), purposes.target, counter + 1)] ?? controller;
}

/** Sends the answer to a query to whoever asked. Liars that withhold or keep silent do not answer. */
export function answer(scene: Scene, node: string, send: Send & { readonly to: string }): void {
  const { stage, company } = scene;
  const to = nodeOf(scene, send.to);
  const lie = company.lies.get(node);
  if (to === undefined || to === node || lie === 'withhold' || lie === 'silent') return;
  const parts = stage.host(node)?.answer(send);
  if (parts === undefined) return;
  endured(collected(parts), (raw) => {
    if (raw.length === 0) return;
    const bytes =
      send.kind === 'reply' ? bytesOf({ raw, attached: nodeSigns(scene, node, raw) }, 'plain') : raw;
    stage.send({ from: node, to, bytes, source: 'remote', note: `answer ${send.kind}` });
  });
}

async function collected(parts: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(part);
  return concatBytes(all);
}
