/** `keelson incept ALIAS`: a new identifier. */
import { command } from '../command.ts';
import { aliasParameter, fileFlag } from '../identity/alias.ts';
import { inceptionParameters, makeOptionsOf } from '../identity/event-parameters.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { makeNew, withIdentities } from '../identity/open-identities.ts';
import { assertOut, inceptionOf, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { parametersOf } from '../identity/parameter.ts';

type Flags = KeyFlags & OutFlag & { readonly file?: string };

export const inceptCommand = command<Flags, readonly [string], typeof inceptionParameters>({
  text: {
    brief: 'Make an identifier',
    description:
      'Makes keys, the inception that commits to the next ones, and signs it. What is not said is as KERIpy has it: one key, ' +
      'one next key, thresholds of a majority. Ends with 2 when the event waits for others.',
    examples: [
      'keelson incept carol',
      'keelson incept dave --icount 3 --isith 2 --data \'[{"d":"E…"}]\'',
      'keelson incept erin --file incept.json --out erin.cesr --json',
    ],
  },
  parameters: inceptionParameters,
  flags: { ...fileFlag, ...outFlag, ...keyFlags },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    const options = makeOptionsOf(parametersOf(inceptionParameters, { file: flags.file, flags }));
    assertOut(flags);
    await withIdentities(this, flags, async (identities) => {
      const { habery, host } = identities;
      const hab = await makeNew(identities, alias, () => habery.make(alias, options));
      showEvent(this, flags, { hab, event: await inceptionOf(hab, host) });
    });
  },
});
