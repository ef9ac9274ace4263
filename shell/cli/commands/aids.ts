/** `keelson aids`: every AID known here. */
import type { KnownAid } from '../../host.ts';
import { command } from '../command.ts';
import { withKnownHost } from '../open-store.ts';
import { tableLines } from '../table.ts';

export const aidsCommand = command<object, readonly []>({
  text: { brief: 'List the AIDs known', examples: ['keelson aids', 'keelson aids --store ./data --json'] },
  flags: {},
  positional: { each: [] },
  async run(flags) {
    await withKnownHost(flags.store, async (host) => {
      if (flags.json === true) {
        for (const { prefix, sn, said } of host.aids()) {
          if (this.output.isClosed) return;
          this.output.json({ i: prefix, s: sn.toString(16), d: said });
        }
        return;
      }
      for (const line of tableLines<KnownAid>(columns, [...host.aids()])) this.output.line(line);
    });
  },
});

const columns = [
  { title: 'prefix', of: ({ prefix }: KnownAid) => prefix },
  { title: 'sn', of: ({ sn }: KnownAid) => sn.toString(16) },
  { title: 'said', of: ({ said }: KnownAid) => said },
];
