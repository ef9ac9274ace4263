/** The accepted events of a log, as a host shows them. */
import type { Attachments } from '../kernel/cesr/attachments.ts';
import type { Fn, Prefix, Said } from '../kernel/cesr/qualified.ts';
import type { DuplicityEvidence } from '../kernel/state/stored.ts';
import type { PlacedEvent } from '../storage/history.ts';
import type { Ledger } from '../storage/ledger.ts';

/** One accepted event of a log, with its verified attachments. */
export type KelEntry = PlacedEvent & { readonly attachments: Attachments };

/** The events of a log by first-seen number: `all`, or those on the trunk only. */
export function* kelOf(
  { history, reader }: Ledger,
  prefix: Prefix,
  { all, from = 0n }: { readonly all: boolean; readonly from?: bigint },
): Iterable<KelEntry> {
  for (const placed of history.eventsByFn(prefix, from as Fn)) {
    if (placed.isSuperseded && !all) continue;
    yield { ...placed, attachments: reader.attachments(placed.stored.event.said) };
  }
}

/** One number of a log at which conflicting versions were seen. */
export type Contested = {
  readonly sn: bigint;
  /** What was accepted there, first seen first. */
  readonly accepted: readonly Said[];
  /** The verified versions that lost. */
  readonly evidence: readonly DuplicityEvidence[];
};

/** The numbers of a log at which conflicting versions were seen, lowest first. */
export function contestedOf({ history, reader }: Ledger, prefix: Prefix): readonly Contested[] {
  const byNumber = new Map<bigint, DuplicityEvidence[]>();
  for (const evidence of history.duplicity(prefix)) {
    const { sn } = evidence.event;
    byNumber.set(sn, [...(byNumber.get(sn) ?? []), evidence]);
  }
  return [...byNumber.values()].flatMap((evidence) => {
    const first = evidence[0];
    if (first === undefined) return [];
    const { sn } = first.event;
    return [{ sn, accepted: reader.acceptedAt(prefix, sn), evidence }];
  });
}
