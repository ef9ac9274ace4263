/**
 * Random shapes of identities that KERIpy made, made here again: the same events with the same signatures, and the same
 * queries, replies, exchanges, endorsements and receipts, byte for byte. `keripy_habs.py` makes them.
 *
 * Then each side takes what the other wrote: KERIpy the logs of the identities with receipts of their witnesses and seals of
 * their delegators, and of identities that do what it cannot make itself (next keys in reserve, recoveries).
 */
import { readFileSync } from 'node:fs';
import { openMemoryStore } from '../../storage/memory.ts';
import { openAlgorithms } from '../../shell/crypto/index.ts';
import { openHabery } from '../../shell/habs/index.ts';
import type { Hab, Habery, MakeOptions, PlainMap, RotateOptions } from '../../shell/habs/index.ts';
import type { Host } from '../../shell/host.ts';
import { keyStateRecord } from '../../shell/key-state-record.ts';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import { openHost } from '../../shell/open.ts';
import type { Observed } from './command.ts';

type Making = Omit<MakeOptions, 'traits'> & { readonly estOnly?: boolean; readonly DnD?: boolean };
type Step =
  | { readonly op: 'interact'; readonly args: { readonly data: readonly PlainMap[] } }
  | { readonly op: 'rotate'; readonly args: RotateOptions };
type Messages = Readonly<Record<string, string>>;
type Shape = {
  readonly name: string;
  readonly ns: string | null;
  readonly making: Making;
  readonly steps: readonly Step[];
  readonly prefix: string;
  readonly events: readonly string[];
  readonly messages: Messages;
};
type House = {
  readonly salt: string;
  readonly wits: readonly string[];
  readonly boss: string;
  readonly signatory: { readonly prefix: string; readonly event: string; readonly signature: string };
  readonly shapes: readonly Shape[];
};

/** How many shapes and messages were compared, the first differences, and what KERIpy is to take. */
export type HabComparison = {
  readonly shapes: number;
  readonly events: number;
  readonly messages: number;
  readonly differences: readonly string[];
  /** Logs by house, and the key states that they end with. */
  readonly streams: ReadonlyMap<string, Uint8Array>;
  readonly states: ReadonlyMap<string, Observed['states']>;
};

const stamp = '2024-01-01T00:00:00.000000+00:00';
const differencesMax = 5;
const algorithms = await openAlgorithms();
const text = (message: Uint8Array): string => new TextDecoder().decode(message);
const bytes = (message: string): Uint8Array => new TextEncoder().encode(message);

/** Compares what `keripy_habs.py` wrote into a file with what is made here. `layout` is that of the exchanges of the release. */
export async function compareHabs(file: string, layout: 'without-rp' | 'with-rp'): Promise<HabComparison> {
  const houses = JSON.parse(readFileSync(file, 'utf8')) as readonly House[];
  const differences: string[] = [];
  const streams = new Map<string, Uint8Array>();
  const states = new Map<string, Observed['states']>();
  for (const [at, house] of houses.entries()) {
    const lived = await live(house, layout);
    differences.push(...lived.differences, ...(await strangers(house)));
    streams.set(`house-${at}`, lived.stream);
    states.set(`house-${at}`, lived.states);
  }
  const shapes = houses.flatMap((house) => house.shapes);
  return {
    shapes: shapes.length,
    events: shapes.reduce((sum, { events }) => sum + events.length, 0),
    messages: shapes.reduce((sum, { messages }) => sum + Object.keys(messages).length, 0),
    differences: differences.slice(0, differencesMax),
    streams,
    states,
  };
}

/** What signs data of a habery, as `keripy_habs.py` writes it down. */
async function signatoryOf(habery: Habery): Promise<House['signatory']> {
  const signatory = await habery.signatory();
  const event = habery.hab('__signatory__').msgOwnEvent(0n);
  const signature = await signatory.sign(bytes('data at rest'));
  return { prefix: signatory.prefix, event: text(event), signature };
}

type Stage = {
  readonly habery: Habery;
  readonly host: Host;
  readonly witnesses: readonly Hab[];
  readonly boss: Hab;
};

async function stageOf({ salt }: House): Promise<Stage> {
  const host = await openHost({ store: openMemoryStore(), algorithms, tickMilliseconds: 0, now: stamp });
  const habery = await openHabery({ host, keys: { provider: openMemoryKeys(), salt }, temp: true });
  const witnesses: Hab[] = [];
  for (const at of [0, 1, 2, 3])
    witnesses.push(await habery.make(`wit${at}-`, { transferable: false, hidden: true }));
  return { habery, host, witnesses, boss: await habery.make('boss-') };
}

async function live(
  house: House,
  layout: 'without-rp' | 'with-rp',
): Promise<
  Pick<HabComparison, 'differences'> & { readonly stream: Uint8Array; readonly states: Observed['states'] }
> {
  const stage = await stageOf(house);
  const { host, witnesses, boss, habery } = stage;
  const differences = differenceOf(
    'witnesses',
    witnesses.map(({ prefix }) => prefix),
    house.wits,
  );
  differences.push(...differenceOf('delegator', boss.prefix, house.boss));
  differences.push(...differenceOf('signatory', await signatoryOf(habery), house.signatory));
  const habs: Hab[] = [];
  for (const shape of house.shapes) {
    const { hab, found } = await relive(stage, shape, layout);
    habs.push(hab);
    differences.push(...found);
  }
  habs.push(...(await beyond(habery)));
  const parts: Uint8Array[] = [];
  for (const hab of [boss, ...habs]) parts.push(await hab.replay());
  const ends = [boss, ...habs].map((hab) => [hab.prefix, keyStateRecord(hab.state())] as const);
  await host.close();
  return { differences, stream: Buffer.concat(parts), states: Object.fromEntries(ends) };
}

/** Makes a shape again, and has its events witnessed and approved. */
async function relive(
  stage: Stage,
  shape: Shape,
  layout: 'without-rp' | 'with-rp',
): Promise<{ readonly hab: Hab; readonly found: readonly string[] }> {
  const { habery } = stage;
  const { estOnly = false, DnD = false, ...making } = given(shape.making);
  const traits = [...(estOnly ? ['EO'] : []), ...(DnD ? ['DND'] : [])];
  const ns = shape.ns === null ? {} : { ns: shape.ns };
  const hab = await habery.make(shape.name, { ...making, ...ns, traits });
  const events = [text(hab.msgOwnEvent(0n))];
  await vouchedFor(stage, hab, hab.msgOwnEvent(0n));
  for (const step of shape.steps) {
    const made = await (step.op === 'interact' ? hab.interact(step.args.data) : hab.rotate(given(step.args)));
    events.push(text(made.message));
    await vouchedFor(stage, hab, made.message);
  }
  const messages = await saidBy(stage, hab, layout);
  const asked = Object.keys(shape.messages);
  return {
    hab,
    found: [
      ...shape.events.flatMap((event, sn) => differenceOf(`${shape.name} sn ${sn}`, events[sn], event)),
      ...differenceOf(`${shape.name} length`, events.length, shape.events.length),
      ...asked.flatMap((what) => differenceOf(`${shape.name} ${what}`, messages[what], shape.messages[what])),
    ],
  };
}

/** Arguments without those that KERIpy's `None` leaves out. */
function given<T extends object>(args: T): T {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null)) as T;
}

/** Receipts of the witnesses of an event, and the seal of its delegator. */
async function vouchedFor({ witnesses, boss }: Stage, hab: Hab, event: Uint8Array): Promise<void> {
  const { witnesses: wits, delegator } = hab.state();
  for (const witness of witnesses)
    if (wits.some((one) => one === witness.prefix)) await witness.witness(event);
  if (delegator !== undefined && !text(event).includes('"t":"ixn"')) await boss.approve(event);
}

async function saidBy(
  { witnesses, boss }: Stage,
  hab: Hab,
  layout: 'without-rp' | 'with-rp',
): Promise<Messages> {
  const [src = '', eid = ''] = witnesses.map(({ prefix }) => prefix);
  const inception = boss.msgOwnEvent(0n);
  const body = inception.subarray(0, text(inception).lastIndexOf('}') + 1);
  const data = { eid: hab.prefix, scheme: 'tcp', url: 'tcp://localhost:1/' };
  const messages = {
    query: await hab.query({ route: 'logs', pre: boss.prefix, src, query: { s: '0' }, stamp }),
    reply: await hab.reply({ route: '/loc/scheme', data, stamp }),
    role: await hab.makeEndRole({ eid, role: 'mailbox', stamp: '2024-01-01T00:00:00.000000+00:00' }),
    cut: await hab.reply({ route: '/end/role/cut', data: { cid: hab.prefix, role: 'mailbox', eid }, stamp }),
    location: await hab.makeLocScheme({ url: 'http://localhost:5642/', stamp }),
    exchange: await hab.exchange({
      route: '/greet',
      payload: { words: 'héllo', n: [1, { x: 'y' }] },
      recipient: boss.prefix,
      modifiers: { a: 'b' },
      embeds: { evt: inception },
      stamp,
      layout,
    }),
    endorsed: await hab.endorse(body, { pipelined: false }),
    last: await hab.endorse(body, { last: true }),
    receipt: await hab.receipt(inception),
  };
  return Object.fromEntries(Object.entries(messages).map(([what, message]) => [what, text(message)]));
}

/** Identities that KERIpy takes and cannot make: next keys in reserve, and interactions that were taken back. */
async function beyond(habery: Habery): Promise<readonly Hab[]> {
  const reserve = await habery.make('reserve-', { icount: 2, isith: 2, ncount: 4, nsith: 2 });
  await reserve.rotate({ expose: [3, 1], ncount: 4, nsith: 2 });
  await reserve.interact([{ d: reserve.state().said }]);
  await reserve.rotate({ expose: [1, 0, 2], isith: 2, ncount: 2, nsith: ['1/2', '1/2'] });
  const recovered = await habery.make('recovered-');
  for (const rounds of [1, 2]) {
    for (let round = 0; round < rounds; round++) await recovered.interact();
    await recovered.recover();
  }
  const left = await habery.make('left-', { icount: 3, isith: 2 });
  await left.abandon();
  return [reserve, recovered, left];
}

/** What KERIpy wrote, to a host of strangers: nothing of it is rejected, and what needs no others is accepted. */
async function strangers({ shapes }: House): Promise<readonly string[]> {
  const host = await openHost({ store: openMemoryStore(), algorithms, tickMilliseconds: 0, now: stamp });
  const rejected: string[] = [];
  for (const { name, events, messages, making, steps } of shapes) {
    const needsOthers =
      making.wits !== undefined ||
      making.delpre !== undefined ||
      steps.some(({ op, args }) => op === 'rotate' && (args.adds ?? []).length > 0);
    await host.ingest(bytes(events.join('')), {
      onDecision: ({ decision, says }) => {
        if (decision === 'rejected' || (decision === 'escrowed' && !needsOthers))
          rejected.push(`an event of ${name} is ${decision}: ${says}`);
      },
    });
    if (needsOthers) continue;
    const spoken = ['query', 'reply', 'role', 'location', 'exchange'].map((what) => messages[what] ?? '');
    await host.ingest(bytes(spoken.join('')), {
      onDecision: ({ decision, says, ilk }) => {
        if (decision === 'rejected') rejected.push(`a message ${ilk ?? ''} of ${name} is rejected: ${says}`);
      },
    });
  }
  await host.close();
  return rejected;
}

function differenceOf(what: string, ours: unknown, theirs: unknown): string[] {
  const [a, b] = [JSON.stringify(ours), JSON.stringify(theirs)];
  return a === b ? [] : [`${what}\n  Keelson: ${a}\n  KERIpy:  ${b}`];
}
