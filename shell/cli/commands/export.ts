/** `keelson export PREFIX`: the log as a CESR stream. */
import { command } from '../command.ts';
import { withKnownHost } from '../open-store.ts';

type Flags = { readonly receipts?: boolean; readonly delegators?: boolean };

export const exportCommand = command<Flags, readonly [string]>({
  text: {
    brief: 'Write the log of an AID as a CESR stream',
    description: 'Writes the log to standard output in the form that KERIpy and others take.',
    examples: ['keelson export EAbc… > abc.cesr', 'keelson export EAbc… --receipts --delegators > abc.cesr'],
  },
  flags: {
    receipts: { kind: 'boolean', brief: 'With receipts of others', optional: true, withNegated: false },
    delegators: {
      kind: 'boolean',
      brief: 'With the logs of the delegators in front',
      optional: true,
      withNegated: false,
    },
  },
  positional: { each: [{ brief: 'The AID', placeholder: 'PREFIX' }] },
  async run(flags, prefix) {
    await withKnownHost(flags.store, async (host) => {
      const options = { receipts: flags.receipts === true, delegators: flags.delegators === true };
      for await (const part of host.export(prefix, options)) {
        if (this.output.isClosed) return;
        if (flags.json === true) this.output.json({ cesr: Buffer.from(part).toString('latin1') });
        else await this.output.bytes(part);
      }
    });
  },
});
