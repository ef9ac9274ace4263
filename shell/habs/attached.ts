/**
 * Messages with what is attached to them, as their makers send them.
 *
 * Source: keripy.md 7.4, 4.1, 8.5. KERIpy: `messagize`.
 */
import { counterFor } from '../../kernel/cesr/counter.ts';
import { genusOne } from '../../kernel/cesr/counter-codes.ts';
import type { GroupKind } from '../../kernel/cesr/counter-codes.ts';
import { encodeSn } from '../../kernel/cesr/number.ts';
import type { Sn } from '../../kernel/cesr/qualified.ts';
import { asciiBytes, concatBytes } from '../../kernel/std/bytes.ts';

/** An event by its place and digest. */
export type EventPlace = { readonly prefix: string; readonly sn: Sn; readonly said: string };

/** Signatures by keys of the controller: `-A`. */
export function controllerGroup(signatures: readonly string[]): string {
  return group('controller-signatures', signatures);
}

/** Signatures by witnesses at their places: `-B`. */
export function witnessGroup(signatures: readonly string[]): string {
  return group('witness-signatures', signatures);
}

/** Signatures by keys that are identifiers: `-C`, each key with its signature. */
export function coupleGroup(keys: readonly string[], signatures: readonly string[]): string {
  return group(
    'receipt-couples',
    signatures.map((signature, place) => `${keys[place] ?? ''}${signature}`),
  );
}

/** Where the seal of a delegated event stands: `-G`. */
export function sealSourceGroup({ sn, said }: Pick<EventPlace, 'sn' | 'said'>): string {
  return group('seal-sources', [encodeSn(sn) + said]);
}

/** Signatures by the keys that an event established: `-F`. */
export function establishedGroup({ prefix, sn, said }: EventPlace, signatures: readonly string[]): string {
  return group('signature-groups', [prefix + encodeSn(sn) + said + controllerGroup(signatures)]);
}

/** Signatures by the latest keys of an identifier: `-H`. */
export function latestGroup(prefix: string, signatures: readonly string[]): string {
  return group('latest-signature-groups', [prefix + controllerGroup(signatures)]);
}

/** One group around others: `-V`, so that readers can pass over it. */
export function pipelined(groups: string): string {
  return counterFor('attachments', groups.length / 4, genusOne) + groups;
}

/** The body with groups behind it. */
export function withGroups(body: Uint8Array, groups: string): Uint8Array {
  return concatBytes([body, asciiBytes(groups)]);
}

function group(kind: GroupKind, elements: readonly string[]): string {
  return counterFor(kind, elements.length, genusOne) + elements.join('');
}
