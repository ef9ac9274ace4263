/**
 * What a disk may hold after a power loss, from the journal of writes and syncs: what was synced is there;
 * of everything else any subset, whole or torn at sectors.
 *
 * Source: dst.md 2.1, 1.5 (ALICE).
 */
import { chanceOf } from '../random.ts';
import type { Chance } from '../random.ts';
import type { Deed } from './write-journal.ts';

type Write = Extract<Deed, { readonly kind: 'write' | 'write-through' }>;

/** The moment at which the machine stops: while the deed at `at` is under way, all before it are done. */
export type CrashPoint = {
  readonly at: number;
  /** What the store was doing: between commits, or a part of one. */
  readonly part: 'opening' | 'between' | 'pages' | 'sync' | 'meta' | 'after';
  /** Commits that had returned. */
  readonly returned: number;
};

/** An image: a crash point, and which of its draws. */
export type CrashImage = { readonly point: number; readonly choice: number };

const sectorSize = 512;

/** Where a process may be stopped. Its marks are `open` once, then `begin` and `end` around every commit. */
export function crashPointsOf(deeds: readonly Deed[]): readonly CrashPoint[] {
  let returned = 0;
  let standing: 'opening' | 'between' | 'inside' = 'opening';
  return deeds.map((deed, at) => {
    if (deed.kind !== 'mark') {
      const part = standing === 'inside' ? partOf(deed) : standing;
      return { at, part, returned };
    }
    const point = { at, part: standing === 'inside' ? ('after' as const) : standing, returned };
    if (deed.text === 'end') returned += 1;
    standing = deed.text === 'begin' ? 'inside' : 'between';
    return point;
  });
}

function partOf({ kind }: Deed): 'pages' | 'sync' | 'meta' {
  if (kind === 'sync') return 'sync';
  return kind === 'write-through' ? 'meta' : 'pages';
}

/** What is on the disk for certain just before a deed, and what perhaps. */
export type DiskMoment = {
  /** Goes on to the moment before the deed at `at`; never back. */
  readonly advance: (at: number) => void;
  /** Sectors that may or may not be there if the machine stops now, the deed under way included. */
  readonly openSectorCount: () => number;
  /** The sectors that survive by a draw, as text: equal texts, equal images. */
  readonly drawn: (choice: number) => Survival;
  readonly image: (survival: Survival) => Buffer;
};

/** Of each open write the sectors that survive. */
export type Survival = { readonly name: string; readonly sectors: readonly (readonly boolean[])[] };

/** Starts before the first deed. With `ignoresSyncs` the disk lies: nothing is ever certain (the control). */
export function openDiskMoment(
  deeds: readonly Deed[],
  { seed, ignoresSyncs }: { readonly seed: string; readonly ignoresSyncs: boolean },
): DiskMoment {
  let base: Buffer = Buffer.alloc(0);
  let pending: Write[] = [];
  let at = 0;

  function pass(deed: Deed): void {
    if (deed.kind === 'resize') base = resized(base, deed.size);
    else if (deed.kind === 'write' || (deed.kind === 'write-through' && ignoresSyncs)) pending.push(deed);
    else if (deed.kind === 'write-through') base = written(base, deed);
    else if (deed.kind === 'sync' && !ignoresSyncs) {
      for (const write of pending) base = written(base, write);
      pending = [];
    }
  }

  function openWrites(): readonly Write[] {
    const deed = deeds[at];
    const isWrite = deed?.kind === 'write' || deed?.kind === 'write-through';
    return isWrite ? [...pending, deed] : pending;
  }

  return {
    advance: (to) => {
      for (; at < to; at++) {
        const deed = deeds[at];
        if (deed !== undefined) pass(deed);
      }
    },
    openSectorCount: () => openWrites().reduce((sum, write) => sum + sectorCountOf(write), 0),
    drawn: (choice) => survivalOf(openWrites(), choice, chanceOf(`${seed} ${String(at)} ${String(choice)}`)),
    image: ({ sectors }) => {
      let image: Buffer = Buffer.from(base);
      for (const [place, write] of openWrites().entries()) {
        image = survived(image, write, sectors[place] ?? []);
      }
      return image;
    },
  };
}

function sectorCountOf({ offset, bytes }: Write): number {
  return Math.floor((offset + bytes.length - 1) / sectorSize) - Math.floor(offset / sectorSize) + 1;
}

/** Choices 0 to 3 are the extremes: nothing, everything, everything but the last write, the last write alone. */
function survivalOf(writes: readonly Write[], choice: number, chance: Chance): Survival {
  const lostOf = [2, 4, 16, 64][chance.draw(4, 1, 0)] ?? 2;
  const sectors = writes.map((write, place) => {
    const isLast = place === writes.length - 1;
    const count = sectorCountOf(write);
    const all = (survives: boolean): readonly boolean[] => Array.from({ length: count }, () => survives);
    if (choice === 0) return all(false);
    if (choice === 1) return all(true);
    if (choice === 2) return all(!isLast);
    if (choice === 3) return all(isLast);
    if (chance.draw(lostOf, 2, place) !== 0) return all(true);
    if (chance.draw(2, 3, place) === 0) return all(false);
    return Array.from({ length: count }, (_, sector) => chance.draw(2, 4 + place, sector) === 0);
  });
  const name = sectors.map((bits) => bits.map((bit) => (bit ? '1' : '0')).join('')).join(' ');
  return { name, sectors };
}

function resized(image: Buffer, size: number): Buffer {
  if (size <= image.length) return image.subarray(0, size);
  return Buffer.concat([image, Buffer.alloc(size - image.length)]);
}

function written(image: Buffer, { offset, bytes }: Write): Buffer {
  const end = offset + bytes.length;
  const whole = end > image.length ? resized(image, end) : image;
  whole.set(bytes, offset);
  return whole;
}

/** The part of a write that survives; sectors are those of the file. */
function survived(image: Buffer, { offset, bytes }: Write, sectors: readonly boolean[]): Buffer {
  let result: Buffer = image;
  const first = Math.floor(offset / sectorSize);
  for (const [place, survives] of sectors.entries()) {
    if (!survives) continue;
    const from = Math.max(offset, (first + place) * sectorSize);
    const to = Math.min(offset + bytes.length, (first + place + 1) * sectorSize);
    result = written(result, {
      kind: 'write',
      offset: from,
      bytes: bytes.subarray(from - offset, to - offset),
    });
  }
  return result;
}
