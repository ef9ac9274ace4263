/** What keeps an identity from being changed, in words. */
import { KeelsonError } from '../errors.ts';
import type { HabRecord } from './hab-record.ts';

/** Completing what nobody delegated. */
export function notDelegated(prefix: string): KeelsonError {
  const says = `${prefix} is not delegated: its events are complete without a seal`;
  return new KeelsonError('usage', { says, keripy: 'ValueError', facts: { prefix } });
}

/** A change while the event before it is not in the log. */
export function waits({ name, prefix }: HabRecord, sn: bigint): KeelsonError {
  return new KeelsonError('event-waits', {
    says: `the event of ${name} at sn ${sn.toString(16)} waits for what others have to bring; bring it, then try again`,
    keripy: 'MissingSignatureError',
    facts: { prefix, sn },
  });
}

/** A rotation of what has no next keys. */
export function closed(prefix: string): KeelsonError {
  const says = `${prefix} has no next keys: it takes no further event`;
  return new KeelsonError('no-next-keys', { says, keripy: 'ValueError', facts: { prefix } });
}

/** Keys that cannot go on to where their log stands. */
export function notCaughtUp(prefix: string, sn: bigint): KeelsonError {
  const says =
    `from what was given come other keys than ${prefix} has at sn ${sn.toString(16)}: it was rotated in another way, or ` +
    'with seeds that were not given; its keys are kept as far as they go';
  return new KeelsonError('keys-differ', { says, keripy: 'ValidationError', facts: { prefix, sn } });
}

/** Keys and log that are of different times. */
export function keysDiffer(prefix: string): KeelsonError {
  const says =
    `the keys of ${prefix} here are not those that its log commits to: the key store or the log is an older copy; ` +
    'restore the newer one';
  return new KeelsonError('keys-differ', { says, keripy: 'ValidationError', facts: { prefix } });
}
