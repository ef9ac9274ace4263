/** Messages of members come in any order, twice, or not at all: all hosts end with the same key state. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GroupMessage } from '../../../shell/habs/group-message.ts';
import { closeAll, groupOf, introduce, letTimePass, openAll, prefixesOf, team } from './group-world.ts';
import type { Participant } from './group-world.ts';

const names = ['alice', 'bob', 'carol', 'dave', 'erin'];

/** Numbers that decide what happens, one after the other and again from the first. */
type Chance = (below: number) => number;

function chanceOf(numbers: readonly number[]): Chance {
  let at = 0;
  return (below) => {
    at += 1;
    return (numbers[(at * 7) % numbers.length] ?? 0) % below;
  };
}

/** A network that loses, doubles and turns about, until it is healed. */
class Network {
  readonly #chance: Chance;
  isHealed = false;
  readonly #waiting: { readonly to: string; readonly bytes: Uint8Array }[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  send({ to, bytes }: GroupMessage): void {
    for (const one of to) {
      const copies = this.isHealed ? 1 : ([0, 1, 1, 2][this.#chance(4)] ?? 1);
      for (let copy = 0; copy < copies; copy++)
        this.#waiting.splice(this.#chance(this.#waiting.length + 1), 0, { to: one, bytes });
    }
  }

  /** Brings some of what waits; the rest stays for later. */
  async bring(all: readonly Participant[]): Promise<void> {
    const count = this.isHealed ? this.#waiting.length : this.#chance(this.#waiting.length + 1);
    const now = this.#waiting.splice(0, count);
    for (const { to, bytes } of now) await all.find(({ hab }) => hab.prefix === to)?.host.ingest(bytes);
  }
}

/** Everybody joins what they see and says it again, until all stand at `sn`. */
async function agree(all: readonly Participant[], network: Network, sn: bigint): Promise<void> {
  const isDone = (one: Participant): boolean =>
    one.groups.group(team) !== undefined && one.host.keyState(groupOf(one).prefix)?.sn === sn;
  for (let round = 0; round < 30 && !all.every(isDone); round++) {
    network.isHealed = round >= 20;
    await network.bring(all);
    for (const { groups } of all) await joinAndSend(groups, network);
  }
  expect(all.map(isDone)).toEqual(all.map(() => true));
}

async function joinAndSend(groups: Participant['groups'], network: Network): Promise<void> {
  const fitting = (await groups.proposals()).filter(({ refusal }) => refusal === undefined);
  for (const { said } of fitting) {
    const joined = await groups.join(said, { name: team }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'signed-other' });
    });
    if (joined !== undefined) network.send(joined.message);
  }
  for (const group of groups.groups()) network.send(await group.share());
}

async function signAndShare(one: Participant, network: Network, saids: readonly string[]): Promise<void> {
  for (const { said } of await one.groups.proposals()) network.send((await one.groups.join(said)).message);
  const known = saids.filter((said) => groupOf(one).progress(said).kind !== 'unknown');
  for (const said of known) network.send(await groupOf(one).share(said));
}

/** Two members say something at once: everybody signs what they see and says it again, until all hosts have both. */
async function say(all: readonly Participant[], network: Network, pick: () => Participant): Promise<void> {
  const [one, other] = [pick(), pick()];
  const { prefix: eid } = one.hab;
  const asked = [
    await groupOf(one).makeEndRole({ eid, role: 'mailbox' }),
    await groupOf(other).exchange({ route: '/a/word', payload: { m: 'agreed' } }),
  ];
  const saids = asked.map(({ said }) => said);
  for (const { message } of asked) network.send(message);
  const isDone = (member: Participant): boolean =>
    saids.every((said) => groupOf(member).progress(said).kind === 'complete');
  for (let round = 0; round < 30 && !all.every(isDone); round++) {
    network.isHealed = round >= 20;
    letTimePass();
    await network.bring(all);
    for (const one of all) await signAndShare(one, network, saids);
  }
  expect(all.map(isDone)).toEqual(all.map(() => true));
  for (const { groups, host } of all) {
    expect([groups.group(team)?.waiting(), await groups.proposals()]).toEqual([[], []]);
    expect(host.escrow.list({})).toEqual([]);
  }
}

const shapes = [
  { count: 2, isith: '2' },
  { count: 3, isith: '2' },
  { count: 4, isith: '3' },
  { count: 3, isith: ['1/2', '1/2', '1/2'] },
  { count: 4, isith: [['1/2', '1/2', '1/3'], ['1']] },
  { count: 5, isith: '3' },
] as const;

test('members who lose, double and mix up messages make, use and rotate a group, and have it say things', async () => {
  const numbers = fc.array(fc.nat(1000), { minLength: 11, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...shapes), numbers, async ({ count, isith }, chances) => {
      const chance = chanceOf(chances);
      const network = new Network(chance);
      const all = await openAll(names.slice(0, count));
      const pick = (): Participant => all[chance(count)] ?? expect.fail();
      const first = pick();
      const plan = { member: first.hab.prefix, signing: prefixesOf(all), isith, nsith: isith };
      network.send((await first.groups.make(team, plan)).message);
      await agree(all, network, 0n);
      network.send((await groupOf(pick()).interact([{ d: 'agreed' }])).message);
      await agree(all, network, 1n);
      await say(all, network, pick);
      for (const { hab } of all) await hab.rotate();
      await introduce(all);
      network.send((await groupOf(pick()).rotate({ isith, nsith: isith })).message);
      await agree(all, network, 2n);
      expect(new Set(all.map((one) => groupOf(one).state().said)).size).toBe(1);
      await closeAll(all);
    }),
    { numRuns: 6 },
  );
}, 240_000);
