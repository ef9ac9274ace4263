/** `keelson witness add|cut ALIAS WITNESS…`: rotations that change witnesses. */
import { buildRouteMap } from '@stricli/core';
import { parsePrefix } from '../../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../../errors.ts';
import type { RotateOptions } from '../../habs/index.ts';
import { command } from '../command.ts';
import type { CommandText } from '../command.ts';
import { fromFlag } from '../flags.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';

type Flags = KeyFlags & OutFlag & { readonly toad?: number };

const known = 'BN8t3n1lxcV0SWGJIIF46fpSUqA7Mqre5KJNN3nbx3mr';
const receipts = 'Its receipts come in with `keelson import`.';

const addCommand = changing((witnesses) => ({ adds: witnesses }), {
  brief: 'Add witnesses with a rotation',
  description: `Rotates, and adds witnesses. ${receipts}`,
  examples: [`keelson witness add alice ${known}`, `keelson witness add bob ${known} --toad 1 --json`],
});

const cutCommand = changing((witnesses) => ({ cuts: witnesses }), {
  brief: 'Cut witnesses with a rotation',
  description: `Rotates, and cuts witnesses. The threshold stays where it fits those that are left. ${receipts}`,
  examples: [
    `keelson witness cut alice ${known}`,
    `keelson witness cut bob ${known} --toad 0 --out cut.cesr`,
  ],
});

export const witnessRoutes = buildRouteMap({
  routes: { add: addCommand, cut: cutCommand },
  docs: { brief: 'Add or cut witnesses' },
});

function changing(change: (witnesses: readonly string[]) => RotateOptions, text: CommandText) {
  return command<Flags, readonly string[]>({
    text,
    flags: {
      toad: {
        kind: 'parsed',
        parse: fromFlag,
        brief: 'Receipts of witnesses that an event needs from then on',
        optional: true,
        placeholder: 'N',
      },
      ...outFlag,
      ...keyFlags,
    },
    positional: {
      many: { brief: 'Name of the identifier, then the witnesses', placeholder: 'ALIAS WITNESS' },
    },
    async run(flags, ...given) {
      const [alias, ...witnesses] = given;
      if (alias === undefined || witnesses.length === 0)
        throw new KeelsonError('usage', { says: 'name an identifier, then witnesses by their prefixes' });
      if (witnesses.some((witness) => !parsePrefix(witness).ok))
        throw new KeelsonError('usage', { says: 'a witness is named by its prefix, such as B…' });
      assertOut(flags);
      const toad = flags.toad === undefined ? {} : { toad: flags.toad };
      await withIdentity(this, { flags, alias }, async (hab) => {
        showEvent(this, flags, { hab, event: await hab.rotate({ ...change(witnesses), ...toad }) });
      });
    },
  });
}
