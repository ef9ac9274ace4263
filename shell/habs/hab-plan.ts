/**
 * What can be asked of an identity, by KERIpy's names, and its defaults.
 *
 * Source: keripy.md 1.6 (M-18…M-20), 8.5; docs/decisions/0028. KERIpy: the arguments of `Hab.make` and `Hab.rotate`.
 */
import { digestAlgorithmOf } from '../../kernel/cesr/identifiers.ts';
import { ampleToad } from '../../kernel/event/ample.ts';
import { parseThreshold } from '../../kernel/event/threshold.ts';
import type { Threshold } from '../../kernel/event/threshold.ts';
import type { Json } from '../../kernel/event/json.ts';
import type { KeyState } from '../../kernel/state/key-state.ts';
import { KeelsonError } from '../errors.ts';
import type { Algo, KeyInception, SeedCode, Tier } from '../keys/index.ts';
import { jsonOf } from './plain.ts';
import type { Plain, PlainMap } from './plain.ts';

/** A number of keys, its hex text, or weights: one list, or a list of lists of which each has to be met. */
export type ThresholdText = number | string | readonly Plain[];

/** What an establishment event says beside its keys. */
type Establishing = {
  /** Signing threshold. */
  readonly isith?: ThresholdText;
  /** Threshold of the next keys. */
  readonly nsith?: ThresholdText;
  /** Number of next keys. */
  readonly ncount?: number;
  /** Code of the seeds of next keys; `A` when left out. */
  readonly ncode?: SeedCode;
  /** Code of the digests of next keys; `E` when left out. */
  readonly dcode?: string;
  /** Receipts of witnesses that an event needs. */
  readonly toad?: number;
  /** Seals, in order. */
  readonly data?: readonly PlainMap[];
};

/** How an identity is made. */
export type MakeOptions = Establishing & {
  /** Number of keys; 1 when left out. `ncount` and `nsith` are as `icount` and `isith` when left out, thresholds the majority. */
  readonly icount?: number;
  /** Code of the seeds of keys; `A` when left out. */
  readonly icode?: SeedCode;
  /** Identifiers of witnesses. `toad` stands against faults of a third of them when left out. */
  readonly wits?: readonly string[];
  /** The identifier of the delegator: the inception is a `dip`. */
  readonly delpre?: string;
  /** False: the identifier is the key, has no next keys, and is not rotated. */
  readonly transferable?: boolean;
  /** Configuration traits such as `EO` and `DND`, in order. */
  readonly traits?: readonly string[];
  /** Code of the identifier: that of a digest, `E` when left out, or that of its single key. */
  readonly code?: string;
  readonly algo?: Algo;
  /** Qualified text; a secret. */
  readonly salt?: string;
  readonly tier?: Tier;
  /** Seeds that others made, set by set, qualified texts; secrets. Next keys are made behind the last set. */
  readonly secrecies?: readonly (readonly string[])[];
  /** The set of `secrecies` that is current; 0 when left out. */
  readonly iridx?: number;
  /**
   * The log of the host may have gone on: the keys go on with it, of the same salt or the same seeds. KERIpy has no such
   * thing.
   */
  readonly follow?: boolean;
  /** Not listed by `habs`. */
  readonly hidden?: boolean;
};

/** How an identity is rotated. */
export type RotateOptions = Establishing & {
  /** Witnesses that go. */
  readonly cuts?: readonly string[];
  /** Witnesses that come. */
  readonly adds?: readonly string[];
  /** Places of the committed next keys that come into force, all of them when left out; the others stay committed. */
  readonly expose?: readonly number[];
};

/** Keys that one group of signatures can hold. */
const keyCountMax = 4095;

/** The threshold that was given; undefined when none was. Throws `KeelsonError` of code `usage`. */
export function thresholdOf(given: ThresholdText | undefined): Threshold | undefined {
  if (given === undefined) return undefined;
  const parsed = parseThreshold(jsonOf(typeof given === 'string' ? textThreshold(given) : given));
  if (parsed.ok) return parsed.value;
  throw new KeelsonError('usage', { says: parsed.error, keripy: 'ValueError' });
}

function textThreshold(text: string): Plain {
  if (!text.trimStart().startsWith('[')) return text;
  try {
    return JSON.parse(text) as Plain;
  } catch {
    throw new KeelsonError('usage', { says: 'a threshold is a hex number or a list of weights' });
  }
}

/** Seals as they are written. */
export function anchorsOf(data: readonly PlainMap[] | undefined): readonly Json[] {
  return (data ?? []).map(jsonOf);
}

/** An identity that is made, with every default written out. */
export type MakePlan = {
  readonly keys: Omit<KeyInception, 'stem'>;
  readonly signingThreshold: Threshold | undefined;
  readonly nextThreshold: Threshold | undefined;
  readonly identifier: 'basic' | 'self-addressing';
  readonly saidCode: string;
};

const saidCodeDefault = 'E';

/** The defaults of an inception. Throws `KeelsonError` of code `usage`. */
export function makePlanOf(options: MakeOptions, isTemp: boolean): MakePlan {
  const { icount = 1, transferable = true, code = saidCodeDefault, isith } = options;
  const ncount = transferable ? (options.ncount ?? icount) : 0;
  const isSelfAddressing = transferable && digestAlgorithmOf(code) !== undefined;
  assertCounts(icount, ncount);
  if (options.delpre !== undefined && !isSelfAddressing) throw delegatedKey();
  const { algo, salt, tier, dcode, icode = 'A', ncode = 'A' } = options;
  return {
    keys: {
      codes: repeated(icode, icount),
      nextCount: ncount,
      nextCodes: repeated(ncode, ncount),
      transferable,
      temp: isTemp,
      ...(dcode === undefined ? {} : { digestCode: dcode }),
      ...(algo === undefined ? {} : { algo }),
      ...(salt === undefined ? {} : { salt }),
      ...(tier === undefined ? {} : { tier }),
    },
    signingThreshold: thresholdOf(isith),
    nextThreshold: ncount === 0 ? thresholdOf(0) : thresholdOf(options.nsith ?? isith),
    identifier: isSelfAddressing ? 'self-addressing' : 'basic',
    saidCode: isSelfAddressing ? code : saidCodeDefault,
  };
}

/** The thresholds of a rotation: KERIpy's defaults go on from what was committed to. */
export function rotationThresholds(
  { isith, nsith }: RotateOptions,
  { nextThreshold }: KeyState,
  ncount: number,
): { readonly signingThreshold: Threshold; readonly nextThreshold: Threshold | undefined } {
  const signingThreshold = thresholdOf(isith) ?? nextThreshold;
  const next = ncount === 0 ? thresholdOf(0) : signingThreshold;
  return { signingThreshold, nextThreshold: thresholdOf(nsith) ?? next };
}

/** Next keys of a rotation: as many as before when nothing is said. Throws `KeelsonError` of code `usage`. */
export function nextCountOf({ ncount }: RotateOptions, { nextKeyDigests }: KeyState): number {
  const count = ncount ?? nextKeyDigests.length;
  assertCounts(1, count);
  return count;
}

/** The witness threshold of a rotation: the one before where it fits the witnesses after, else an ample one. B-25. */
export function rotationToad(
  { toad, cuts = [], adds = [] }: RotateOptions,
  { witnesses, toad: before }: KeyState,
): number {
  if (toad !== undefined) return toad;
  const count = witnesses.filter((witness) => !cuts.includes(witness)).length + adds.length;
  const isFit = count === 0 ? before === 0 : before >= 1 && before <= count;
  return isFit ? before : ampleToad(count);
}

function delegatedKey(): KeelsonError {
  const says = 'a delegated identifier is a digest of its inception: leave out code and transferable';
  return new KeelsonError('usage', { says, keripy: 'ValueError' });
}

function assertCounts(keyCount: number, nextCount: number): void {
  const isFit = [keyCount, nextCount].every((count) => Number.isSafeInteger(count) && count <= keyCountMax);
  if (isFit && keyCount >= 1 && nextCount >= 0) return;
  throw new KeelsonError('usage', {
    says: `there are 1 to ${keyCountMax} keys, and 0 to ${keyCountMax} next keys`,
    keripy: 'ValueError',
    facts: { keyCount, nextCount },
  });
}

function repeated(code: SeedCode, count: number): readonly SeedCode[] {
  return Array.from({ length: count }, () => code);
}
