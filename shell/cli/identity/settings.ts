/** What the command keeps beside keys for its later calls: whether they are for tests. It is public, and sealed with them. */
import { KeelsonError } from '../../errors.ts';
import type { HabKeys } from '../../keys/index.ts';

export type Settings = {
  /** Keys are cheap to make, and cheap to guess. */
  readonly temp: boolean;
};

const settingsId = 'command';
const format = 1;

/** What was kept; undefined when nothing was. Rejects with `damaged-store` for what is no such record. */
export async function readSettings(keys: Pick<HabKeys, 'getRecord'>): Promise<Settings | undefined> {
  const bytes = await keys.getRecord(settingsId);
  if (bytes === undefined) return undefined;
  const { format: written, temp } = fieldsOf(bytes);
  if (written === format && typeof temp === 'boolean') return { temp };
  throw new KeelsonError('damaged-store', {
    says: 'what the command kept beside the keys cannot be read; restore the key store from a copy',
  });
}

/** Keeps the settings. */
export async function keepSettings(keys: Pick<HabKeys, 'changeRecords'>, { temp }: Settings): Promise<void> {
  const record = new TextEncoder().encode(JSON.stringify({ format, temp }));
  await keys.changeRecords([{ id: settingsId, record }]);
}

function fieldsOf(bytes: Uint8Array): { readonly [field: string]: unknown } {
  try {
    const read: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof read === 'object' && read !== null ? Object.fromEntries(Object.entries(read)) : {};
  } catch {
    return {};
  }
}
