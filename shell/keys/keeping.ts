/**
 * How a change of a sequence is kept: the names that lead to it, where it stands, and what whoever makes the event of it
 * keeps with it.
 */
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { assert } from '../../kernel/std/assert.ts';
import { KeelsonError } from '../errors.ts';
import type { DraftUse, KeyDraft, UsingDraft } from './hab-keys.ts';
import { refused } from './key-plan.ts';
import type { KeySet, KeyShelf } from './key-shelf.ts';
import type { Secret } from './secret.ts';
import type { Root, Sequence } from './situation.ts';

/** The draft of a change, and who looks at it. */
export type Using = { readonly draft: KeyDraft; readonly using: UsingDraft | undefined };

/** Has the draft looked at, and keeps the records that belong to it. What follows is one change with them. */
export async function used(shelf: KeyShelf, { draft, using }: Using): Promise<DraftUse> {
  if (using === undefined) return {};
  const use = await using(draft, { getRecord: (id) => shelf.record(id) });
  shelf.bind();
  await shelf.keepRecords(use.records ?? []);
  return use;
}

/** What a new sequence begins with. */
export type Founding = Using & {
  readonly root: Root;
  readonly salt: Secret | undefined;
  readonly sets: readonly KeySet[];
};

/** Keeps a new sequence. The name comes last: before it, nothing of the sequence is known. */
export async function found(
  shelf: KeyShelf,
  { root, salt, sets, draft, using }: Founding,
  sequence: Sequence,
): Promise<void> {
  const first = sets[0]?.lot.keys[0];
  assert(first !== undefined, 'a sequence begins with a key');
  if ((await shelf.naming(first)) !== undefined) throw taken(first);
  await shelf.keepRoot({ ...root, pidx: root.pidx + 1 });
  if (salt !== undefined && !sequence.parameters.rooted) await shelf.keepSalt(first, salt);
  for (const set of sets) await shelf.keepSet(first, set);
  const use = await used(shelf, { draft, using });
  await shelf.keepSequence(first, sequence);
  await shelf.keepNaming(first, { sequence: first });
  if (use.prefix !== undefined) await rename(shelf, { from: first, to: use.prefix });
}

/** Keeps where a sequence stands now, then deletes its stale seeds; once more later, should that be cut off. */
export async function goOn(
  shelf: KeyShelf,
  first: string,
  sequence: Sequence,
  { prefix, ...using }: Using & { readonly prefix: string },
): Promise<void> {
  const use = await used(shelf, using);
  await shelf.keepSequence(first, sequence);
  if (use.prefix !== undefined) await rename(shelf, { from: prefix, to: use.prefix });
  await shelf.dropSeeds(first, sequence.stale);
}

/** Gives a sequence another name. The new one comes first, so that the sequence is never without one. */
export async function rename(
  shelf: KeyShelf,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  if (!parsePrefix(to).ok) throw refused('a sequence is given a qualified prefix', {});
  if (from === to) return;
  const sequence = await firstOf(shelf, from);
  const there = await shelf.naming(to);
  if (there !== undefined && ('movedTo' in there || there.sequence !== sequence)) throw taken(to);
  await shelf.keepNaming(to, { sequence });
  await shelf.keepNaming(from, { movedTo: to });
}

/** The first public key of the sequence that a name leads to. Throws `KeelsonError` of code `unknown-prefix`. */
export async function firstOf(shelf: KeyShelf, prefix: string): Promise<string> {
  const naming = await shelf.naming(prefix);
  if (naming !== undefined && 'sequence' in naming) return naming.sequence;
  // What is no prefix may be a secret in the wrong place, and is not repeated.
  const facts = parsePrefix(prefix).ok ? { prefix } : {};
  const says = `no keys of ${facts.prefix ?? 'a text that is no prefix'} are kept here`;
  throw new KeelsonError('unknown-prefix', { says, keripy: 'ValueError', facts });
}

/** A name that has keys. */
export function taken(prefix: string): KeelsonError {
  const says = `${prefix} has keys here already; take another stem, salt or name`;
  return new KeelsonError('key-exists', { says, keripy: 'ValueError', facts: { prefix } });
}
