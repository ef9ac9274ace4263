/** `keelson state PREFIX`: the key state record, now or at a point in the past. */
import { KeelsonError } from '../../errors.ts';
import type { Host, Past } from '../../host.ts';
import { keyStateRecord } from '../../key-state-record.ts';
import { command } from '../command.ts';
import { numberFlag } from '../flags.ts';
import { withKnownHost } from '../open-store.ts';

type Flags = { readonly atSn?: bigint; readonly atFn?: bigint; readonly atOrdinal?: bigint };

const pointFlag = { kind: 'parsed', parse: numberFlag, optional: true, placeholder: 'N' } as const;

export const stateCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Show the key state of an AID',
    description: "Prints the key state record with KERIpy's field names in KERIpy's order.",
    examples: [
      'keelson state EAbc…',
      'keelson state EAbc… --at-sn 3 --json',
      'keelson state EAbc… --at-ordinal 1200',
    ],
  },
  flags: {
    atSn: { ...pointFlag, brief: 'As of the event of this number on the trunk' },
    atFn: { ...pointFlag, brief: 'As of the event first seen as this' },
    atOrdinal: { ...pointFlag, brief: 'As of this entry of the log' },
  },
  positional: { each: [{ brief: 'The AID', placeholder: 'PREFIX' }] },
  async run(flags, prefix) {
    await withKnownHost(flags.store, async (host) => {
      const past = pastOf(flags);
      if (flags.atOrdinal !== undefined) assertInLog(host, flags.atOrdinal);
      const state =
        past === undefined
          ? (host.keyState(prefix) ?? host.keyStateAt(prefix, { sn: 0n }))
          : host.keyStateAt(prefix, past);
      if (state === undefined) {
        throw new KeelsonError('not-in-the-past', {
          says: `the log of ${prefix} has no such point; list what it has with \`keelson kel ${prefix}\``,
          facts: { prefix },
        });
      }
      const record = keyStateRecord(state);
      if (flags.json === true) this.output.json(record);
      else this.output.line(JSON.stringify(record, undefined, 2));
    });
  },
});

/** Throws when the log of the store has no such entry yet: nobody knows what will stand there. */
function assertInLog({ history }: Host, ordinal: bigint): void {
  const count = history.entryCount();
  if (ordinal < BigInt(count)) return;
  const last = count === 0 ? 'it has none' : `its last is ${count - 1}`;
  throw new KeelsonError('not-in-the-past', {
    says: `the log of the store has no entry ${ordinal}: ${last}; leave --at-ordinal away for the present`,
    facts: { ordinal, count },
  });
}

function pastOf({ atSn, atFn, atOrdinal }: Flags): Past | undefined {
  const given = [atSn, atFn, atOrdinal].filter((point) => point !== undefined);
  if (given.length > 1)
    throw new KeelsonError('usage', { says: 'give one of --at-sn, --at-fn and --at-ordinal, not several' });
  if (atSn !== undefined) return { sn: atSn };
  if (atFn !== undefined) return { fn: atFn };
  return atOrdinal === undefined ? undefined : { ordinal: Number(atOrdinal) };
}
