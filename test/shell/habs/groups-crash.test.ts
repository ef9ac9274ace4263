/**
 * A member stops before each of its changes, of keys and of the log, while a group of three is made and rotated: opened
 * again, it goes on, the group completes, and the member has shown one event at each number.
 */
import { describe, expect, test } from 'vitest';
import { readMultisig } from '../../../kernel/event/multisig.ts';
import { openMemoryKeys } from '../../../shell/keys/index.ts';
import { openMemoryStore } from '../../../storage/memory.ts';
import { fusedKeys, fusedStore } from './fuse.ts';
import type { Fuse } from './fuse.ts';
import {
  closeAll,
  deliver,
  groupOf,
  introduce,
  openParticipant,
  prefixesOf,
  settleAll,
  team,
} from './group-world.ts';
import type { Participant, Remains } from './group-world.ts';

/** A member that may stop once, and is opened again then. */
class Mortal {
  readonly #name: string;
  readonly #remains: Remains;
  readonly #fused: Remains;
  #hasStopped = false;
  #now: Participant | undefined;

  constructor(name: string, fuse: Fuse, isWhole: boolean) {
    const [store, provider] = [openMemoryStore(), openMemoryKeys()];
    const { changeKeys: _, ...plain } = provider;
    this.#name = name;
    this.#remains = { store, provider: isWhole ? provider : plain };
    this.#fused = { store: fusedStore(store, fuse), provider: fusedKeys(provider, fuse, isWhole) };
  }

  get hasStopped(): boolean {
    return this.#hasStopped;
  }

  get now(): Participant {
    return this.#now ?? expect.fail('it was never opened');
  }

  /** Does something; when the machine stops in it, opens what is left and does it again. */
  async live<T>(act: (participant: Participant) => Promise<T>): Promise<T> {
    try {
      this.#now ??= await openParticipant(this.#name, this.#fused);
      return await act(this.#now);
    } catch (error) {
      if (this.#hasStopped) throw error;
      this.#hasStopped = true;
      this.#now = await openParticipant(this.#name, this.#remains);
      return await act(this.#now);
    }
  }
}

/** The numbers of the different events that a member showed to another one. */
function shownBy({ hab }: Participant, { host }: Participant): readonly string[] {
  const numbers = new Map<string, string>();
  for (const { entry } of host.log()) {
    if (entry.kind !== 'append-exchange' || entry.stored.exchange.sender !== hab.prefix) continue;
    const read = readMultisig(entry.stored.exchange, entry.stored.attachments, host.algorithms);
    if (read.ok) numbers.set(read.value.event.said, read.value.event.sn.toString());
  }
  return [...numbers.values()].sort(byText);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}

type Role = 'proposes' | 'joins';

/** The life of a group; answers how many changes the mortal member made, and whether it stopped. */
async function life(
  role: Role,
  isWhole: boolean,
  left: number,
): Promise<{ burnt: number; stopped: boolean }> {
  const fuse: Fuse = { left, burnt: 0 };
  const mortal = new Mortal('alice', fuse, isWhole);
  await mortal.live(async () => undefined);
  const [bob, carol] = [await openParticipant('bob'), await openParticipant('carol')];
  const everybody = (): readonly Participant[] => [mortal.now, bob, carol];
  const proposer = (): Participant => (role === 'proposes' ? mortal.now : bob);
  const agree = (sn: bigint): Promise<void> =>
    mortal.live(async () => {
      for (let round = 0; round < 2; round++) {
        await settleAll(everybody(), team);
        for (const { groups } of everybody())
          for (const group of groups.groups()) await deliver(await group.share(), everybody());
      }
      for (const one of everybody()) expect(groupOf(one).state().sn).toBe(sn);
    });

  await mortal.live(() => introduce(everybody()));
  await mortal.live(async () => {
    const signing = prefixesOf(everybody());
    const plan = { member: proposer().hab.prefix, signing, isith: '2', nsith: '2' };
    const made = await proposer().groups.make(team, plan);
    await deliver(made.message, everybody());
  });
  await agree(0n);
  await mortal.live(async () => {
    for (const { hab } of everybody()) if (hab.state().sn === 0n) await hab.rotate();
    await introduce(everybody());
  });
  await mortal.live(async () => {
    const group = groupOf(proposer());
    if (group.state().sn === 1n) return;
    const data = mortal.hasStopped ? [{ d: 'another one' }] : [];
    const rotated = await group.rotate({ isith: '2', nsith: '2', data }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'signed-other' });
    });
    await deliver(rotated === undefined ? await group.share() : rotated.message, everybody());
  });
  await agree(1n);
  for (const one of [bob, carol]) expect(shownBy(mortal.now, one)).toEqual(['0', '1']);
  expect(mortal.now.host.escrow.list({ prefix: groupOf(bob).prefix })).toEqual([]);
  const saids = everybody().map((one) => groupOf(one).state().said);
  expect(new Set(saids).size).toBe(1);
  await closeAll(mortal.hasStopped ? everybody() : [bob, carol]);
  return { burnt: fuse.burnt, stopped: mortal.hasStopped };
}

describe('wherever a member stops while a group of three is made and rotated, the group completes', () => {
  test.each([
    ['proposes', true],
    ['joins', true],
    ['proposes', false],
  ] as const)(
    'one that %s, with changes of keys as one: %s',
    async (role, isWhole) => {
      const { burnt, stopped } = await life(role, isWhole, Number.MAX_SAFE_INTEGER);
      expect([burnt > 10, stopped]).toEqual([true, false]);
      // Changes that are made one by one are many: the member stops before each third of them.
      for (let left = 0; left < burnt; left += isWhole ? 1 : 3) {
        const { stopped: isStopped } = await life(role, isWhole, left);
        expect([left, isStopped]).toEqual([left, true]);
      }
    },
    400_000,
  );
});
