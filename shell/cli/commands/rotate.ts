/** `keelson rotate ALIAS`: the next keys come into force. */
import { command } from '../command.ts';
import { aliasParameter, fileFlag } from '../identity/alias.ts';
import { rotateOptionsOf, rotationParameters } from '../identity/event-parameters.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { parametersOf } from '../identity/parameter.ts';

type Flags = KeyFlags & OutFlag & { readonly file?: string };

export const rotateCommand = command<Flags, readonly [string], typeof rotationParameters>({
  text: {
    brief: 'Bring the next keys of an identifier into force',
    description:
      'Makes the next keys the current ones, commits to new next keys, and may change witnesses and thresholds and anchor ' +
      'seals. With --ncount 0 the identifier is closed for good. When the host would refuse the event, no key moves.',
    examples: [
      'keelson rotate alice',
      'keelson rotate alice --ncount 3 --nsith 2 --json',
      'keelson rotate alice --file rotate.json --out rotation.cesr',
    ],
  },
  parameters: rotationParameters,
  flags: { ...fileFlag, ...outFlag, ...keyFlags },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    const values = parametersOf(rotationParameters, { file: flags.file, flags });
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab) => {
      const event = await hab.rotate(rotateOptionsOf(values, hab.state().witnesses));
      showEvent(this, flags, { hab, event });
    });
  },
});
