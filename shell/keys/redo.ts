/**
 * Changes that must be one, with a provider that makes them one by one: they are written down under one id first, and
 * struck out when all of them are made. Who finds them written down makes them again.
 *
 * Source: docs/decisions/0028. Only public matter is written down: seeds and salts are kept before.
 */
import { KeelsonError } from '../errors.ts';
import type { KeyChange, KeyProvider } from './key-provider.ts';

const redoId = 'redo';

/** Makes changes one by one, so that a crash leaves them to be made again, or made none of them. */
export async function changeWhole(provider: KeyProvider, changes: readonly KeyChange[]): Promise<void> {
  const [first, ...more] = changes;
  if (first === undefined) return;
  if (more.length === 0) {
    await changeOne(provider, first);
    return;
  }
  await provider.storeKey(redoId, formatRedo(changes), { replace: true, isPublic: true });
  await changeAll(provider, changes);
}

/** Makes the changes that were written down and not struck out. */
export async function finishChanges(provider: KeyProvider): Promise<void> {
  const bytes = await writtenDown(provider);
  if (bytes !== undefined) await changeAll(provider, parseRedo(bytes));
}

/** Makes one change. */
export async function changeOne(
  provider: KeyProvider,
  { id, key, isPublic = false }: KeyChange,
): Promise<void> {
  if (key === undefined) await provider.deleteKey(id);
  else await provider.storeKey(id, key, { replace: true, isPublic });
}

async function changeAll(provider: KeyProvider, changes: readonly KeyChange[]): Promise<void> {
  for (const change of changes) await changeOne(provider, change);
  await provider.deleteKey(redoId);
}

async function writtenDown(provider: KeyProvider): Promise<Uint8Array | undefined> {
  try {
    return await provider.getKey(redoId);
  } catch (error) {
    if (error instanceof KeelsonError && error.code === 'unknown-key') return undefined;
    throw error;
  }
}

function formatRedo(changes: readonly KeyChange[]): Uint8Array {
  const rows = changes.map(({ id, key }) => [
    id,
    key === undefined ? null : Buffer.from(key).toString('base64'),
  ]);
  return new TextEncoder().encode(JSON.stringify(rows));
}

function parseRedo(bytes: Uint8Array): readonly KeyChange[] {
  const rows = JSON.parse(new TextDecoder().decode(bytes)) as readonly (readonly [string, string | null])[];
  return rows.map(([id, key]) => ({ id, key: key === null ? undefined : Buffer.from(key, 'base64') }));
}
