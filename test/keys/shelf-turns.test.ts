/** Changes of a keyring that wait for each other: kept as one, none answered before, each on its own when it fails. */
import { describe, expect, test } from 'vitest';
import { openMemoryKeys } from '../../shell/keys/index.ts';
import type { KeyChange, KeyProvider } from '../../shell/keys/index.ts';
import { keyringOf, standingClock } from './standing.ts';

/** A provider that counts its commits; `before` each of them is waited for, and may throw. */
function counting(): {
  readonly provider: KeyProvider;
  readonly commits: (readonly KeyChange[])[];
  before: () => Promise<void>;
} {
  const memory = openMemoryKeys();
  const commits: (readonly KeyChange[])[] = [];
  const counted = { commits, before: () => Promise.resolve() };
  const changeKeys: KeyProvider['changeKeys'] = async (changes) => {
    await counted.before();
    commits.push(changes);
    await memory.changeKeys?.(changes);
  };
  return Object.assign(counted, { provider: { ...memory, changeKeys } });
}

/** A keyring over such a provider, which has been founded. */
async function founded(clock = standingClock) {
  const counted = counting();
  const { keyring } = await keyringOf({ provider: counted.provider, clock });
  counted.commits.splice(0);
  return { keyring, counted };
}

const record = new Uint8Array([1]);
const several = Array.from({ length: 20 }, (_, at) => `r${at}`);

describe('changes that wait for each other', () => {
  test('are one commit, each with what came before it', async () => {
    const { keyring, counted } = await founded();
    const made = await Promise.all(several.map((stem) => keyring.incept({ stem, temp: true })));
    expect(counted.commits.length).toBe(1);
    const known = await Promise.all(made.map(({ keys }) => keyring.known(keys[0] ?? '')));
    expect(known.map((one) => one?.parameters.pidx)).toEqual(several.map((_, at) => at));
  });

  test('are answered after the commit, and not before', async () => {
    const { keyring, counted } = await founded();
    let release = (): void => undefined;
    counted.before = () => new Promise((resolve) => (release = resolve));
    let answered = 0;
    const changing = several.map(async (id) => {
      await keyring.changeRecords([{ id, record }]);
      answered += 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(0);
    expect(await keyring.getRecord('r3')).toBeUndefined();
    release();
    await Promise.all(changing);
    expect(await keyring.getRecord('r3')).toEqual(record);
  });

  test('are refused together when the commit fails, and nothing of them is kept', async () => {
    const { keyring, counted } = await founded();
    counted.before = () => Promise.reject(new Error('the disk is gone'));
    const made = several.map((stem) => keyring.incept({ stem, temp: true }));
    const settled = await Promise.allSettled(made);
    expect(new Set(settled.map((one) => (one.status === 'rejected' ? String(one.reason) : 'kept')))).toEqual(
      new Set(['Error: the disk is gone']),
    );
    counted.before = () => Promise.resolve();
    const { keys } = await keyring.incept({ stem: 'r0', temp: true });
    expect((await keyring.known(keys[0] ?? ''))?.parameters.pidx).toBe(0);
  });

  test('are kept without those among them that failed', async () => {
    const { keyring, counted } = await founded();
    const refusing = several.map((stem, at) =>
      keyring.incept({ stem, temp: true }, async () => {
        if (at % 2 === 1) throw new Error('not this one');
        return { records: [{ id: stem, record }] };
      }),
    );
    const settled = await Promise.allSettled(refusing);
    expect(settled.map(({ status }) => status)).toEqual(
      several.map((_, at) => (at % 2 === 1 ? 'rejected' : 'fulfilled')),
    );
    expect(counted.commits.length).toBe(1);
    const kept = await Promise.all(several.map((id) => keyring.getRecord(id)));
    expect(kept).toEqual(several.map((_, at) => (at % 2 === 1 ? undefined : record)));
    const known = await keyring.incept({ temp: true });
    expect((await keyring.known(known.keys[0] ?? ''))?.parameters.pidx).toBe(several.length / 2);
  });

  test('show whoever looks at a draft the records that were changed just before', async () => {
    const { keyring } = await founded();
    const seen: (Uint8Array | undefined)[] = [];
    await Promise.all([
      keyring.changeRecords([{ id: 'a', record }]),
      keyring.incept({ temp: true }, async (_, records) => {
        seen.push(await records.getRecord('a'), await records.getRecord('b'));
        return {};
      }),
    ]);
    expect(seen).toEqual([record, undefined]);
  });

  test('are several commits when there are very many', async () => {
    const { keyring, counted } = await founded();
    const ids = Array.from({ length: 600 }, (_, at) => `r${at}`);
    await Promise.all(ids.map((id) => keyring.changeRecords([{ id, record }])));
    expect(counted.commits.map(({ length }) => length)).toEqual([256, 256, 88]);
  });

  test('are several commits when they take long', async () => {
    let micros = 0;
    const slow = { ...standingClock, monotonic: () => (micros += 60_000) };
    const { keyring, counted } = await founded(slow);
    await Promise.all(several.map((id) => keyring.changeRecords([{ id, record }])));
    expect(counted.commits.length).toBe(several.length / 4);
  });
});

test('a change that nothing waits behind is kept at once', async () => {
  const { keyring, counted } = await founded();
  for (const id of several) await keyring.changeRecords([{ id, record }]);
  expect(counted.commits.length).toBe(several.length);
});

test('where a provider makes changes one by one, each change of a keyring is kept when it answers', async () => {
  const { changeKeys: _, ...provider } = openMemoryKeys();
  const { keyring } = await keyringOf({ provider });
  const kept: boolean[] = [];
  const changing = several.map(async (id) => {
    await keyring.changeRecords([{ id, record }]);
    kept.push((await provider.getKey(`record.${id}`)).length === 1);
  });
  await Promise.all(changing);
  expect(kept).toEqual(several.map(() => true));
});
