/**
 * Keys that were made elsewhere go on to where the log stands: each rotation of the log is made again, of the same salt or
 * the same seeds, and kept only when it gives the keys that the log has.
 *
 * Source: docs/decisions/0027 (whoever moves exports seeds or a salt, and takes them in here).
 */
import { codeOf, keyOf } from '../../kernel/cesr/identifiers.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import type { Host } from '../host.ts';
import type { KeyDraft, KeyLot, KeyRotation, SeedCode } from '../keys/index.ts';
import { seedCodeOf } from '../keys/signer.ts';
import type { HabDesk } from './hab-desk.ts';
import { keepRecord } from './hab-record.ts';
import type { HabRecord } from './hab-record.ts';
import { notCaughtUp } from './refusals.ts';

/** Goes on to the last establishment event of the log. Rejects with `keys-differ` when other keys come of it than the log has. */
export async function catchUp(desk: HabDesk, record: HabRecord): Promise<HabRecord> {
  const caught = { ...record, follows: false };
  const states = establishmentsOf(desk.host, record.prefix);
  const now = (await desk.keys.known(record.prefix))?.situation.now.keys ?? [];
  const at = states.findLastIndex(({ keys }) => isSame(keys, now));
  if (at < 0) throw notCaughtUp(record.prefix, 0n);
  for (const [step, state] of states.entries()) {
    if (step <= at) continue;
    await moveTo(desk, record, { state, after: states[step + 1], isLast: step === states.length - 1 });
  }
  if (at === states.length - 1) await desk.keys.changeRecords([keepRecord(caught)]);
  return caught;
}

type Target = {
  readonly state: KeyState;
  /** The state after it, which shows the keys that it commits to. */
  readonly after: KeyState | undefined;
  readonly isLast: boolean;
};

async function moveTo(
  { keys, temp }: HabDesk,
  record: HabRecord,
  { state, after, isLast }: Target,
): Promise<void> {
  const using = async (draft: KeyDraft) => {
    const isThat = isSame(draft.keys, state.keys) && isSame(draft.nextKeyDigests, state.nextKeyDigests);
    if (!isThat) throw notCaughtUp(record.prefix, state.sn);
    return isLast ? { records: [keepRecord({ ...record, follows: false })] } : {};
  };
  const next = (await keys.known(record.prefix))?.situation.next;
  if (next !== undefined && next.ridx + 1 < record.knownSets) await keys.replay(record.prefix, {}, using);
  else await keys.rotate(record.prefix, { ...rotationTo(state, after, next?.keys ?? []), temp }, using);
}

/** How the keys of a state are come to from those that were committed to. */
function rotationTo(
  { keys, nextKeyDigests }: KeyState,
  after: KeyState | undefined,
  committed: KeyLot['keys'],
): KeyRotation {
  const nextCount = nextKeyDigests.length;
  const expose = isSame(keys, committed) ? undefined : keys.map((key) => committed.indexOf(key));
  const reserved = expose === undefined ? 0 : committed.length - expose.length;
  const nextCodes = Array.from({ length: Math.max(0, nextCount - reserved) }, (_, place) =>
    seedCodeOfKey(after?.keys[reserved + place]),
  );
  const [digest] = nextKeyDigests;
  return {
    nextCount,
    nextCodes,
    ...(expose === undefined ? {} : { expose }),
    ...(digest === undefined ? {} : { digestCode: codeOf(digest) }),
  };
}

/** The code of the seed of a key; that which is usual for a key that no event has shown yet. */
function seedCodeOfKey(key: string | undefined): SeedCode {
  const parts = key === undefined ? undefined : keyOf(key);
  return (parts === undefined ? undefined : seedCodeOf(parts.scheme)) ?? 'A';
}

/** The key states of the establishment events of a log, from its inception on. */
function establishmentsOf(host: Host, prefix: string): readonly KeyState[] {
  const states: KeyState[] = [];
  let state = host.keyState(prefix);
  while (state !== undefined) {
    states.push(state);
    const { establishmentSn } = state;
    state = establishmentSn === 0n ? undefined : host.keyStateAt(prefix, { sn: establishmentSn - 1n });
  }
  return states.toReversed();
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one, place) => one === others[place]);
}
