/** What befalls a machine while a history reaches it. Source: dst.md 2.6. */
import fc from 'fast-check';

/** `part`: where in its next commit the machine stops. */
export type Mishap =
  /** The host is closed and opened again. */
  | { readonly kind: 'stop' }
  /** The process ends between commands; with `power` the machine does, and loses what was not synced. */
  | { readonly kind: 'crash'; readonly power: boolean }
  | {
      readonly kind: 'crash-in-commit';
      readonly part: 'pages' | 'sync' | 'meta' | 'after';
      readonly power: boolean;
    }
  /** The next commit fails, and the store says so. */
  | { readonly kind: 'commit-error' }
  /** The next read fails. */
  | { readonly kind: 'read-error' }
  /** There is no room for the next commits, until the next mishap or the end. */
  | { readonly kind: 'disk-full' };

/** Mishaps with the places of the chunks before which they strike; counted modulo the number of chunks. */
export type Mishaps = readonly (readonly [place: number, mishap: Mishap])[];

const mishap: fc.Arbitrary<Mishap> = fc.oneof(
  fc.constant({ kind: 'stop' } as const),
  fc.record({ kind: fc.constant('crash' as const), power: fc.boolean() }),
  fc.record({
    kind: fc.constant('crash-in-commit' as const),
    part: fc.constantFrom('pages' as const, 'sync' as const, 'meta' as const, 'after' as const),
    power: fc.boolean(),
  }),
  fc.constant({ kind: 'commit-error' } as const),
  fc.constant({ kind: 'read-error' } as const),
  fc.constant({ kind: 'disk-full' } as const),
);

/** Series of mishaps; they shrink to none. `countMax` is 5 unless given. */
export function mishaps({ countMax = 5 }: { readonly countMax?: number } = {}): fc.Arbitrary<Mishaps> {
  return fc.array(fc.tuple(fc.nat({ max: 9999 }), mishap), { maxLength: countMax });
}

/** One mishap. */
export function anyMishap(): fc.Arbitrary<Mishap> {
  return mishap;
}
