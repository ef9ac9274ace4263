/** `keelson recover ALIAS`: a rotation in the place of interactions that somebody else may have made. */
import { command } from '../command.ts';
import { numberFlag } from '../flags.ts';
import { aliasParameter, fileFlag } from '../identity/alias.ts';
import { rotateOptionsOf, rotationParameters } from '../identity/event-parameters.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { parametersOf } from '../identity/parameter.ts';

type Flags = KeyFlags & OutFlag & { readonly file?: string; readonly sn?: bigint };

export const recoverCommand = command<Flags, readonly [string], typeof rotationParameters>({
  text: {
    brief: 'Take the place of interactions with a rotation',
    description:
      'Rotates the keys at the number of an interaction, which with all that follow it no longer counts: what to do when ' +
      'current keys were stolen. Interactions after the last rotation can be taken back, and no rotation can.',
    examples: ['keelson recover alice', 'keelson recover bob --sn 1 --out recovery.cesr --json'],
  },
  parameters: rotationParameters,
  flags: {
    sn: {
      kind: 'parsed',
      parse: numberFlag,
      brief: 'Number of the first interaction that goes; of all after the last rotation when left out',
      optional: true,
      placeholder: 'N',
    },
    ...fileFlag,
    ...outFlag,
    ...keyFlags,
  },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    const values = parametersOf(rotationParameters, { file: flags.file, flags });
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab) => {
      const options = rotateOptionsOf(values, hab.state().witnesses);
      const event = await hab.recover({ ...options, ...(flags.sn === undefined ? {} : { sn: flags.sn }) });
      showEvent(this, flags, { hab, event });
    });
  },
});
