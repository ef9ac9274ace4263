/** `keelson interact ALIAS`: seals in the log, without new keys. */
import { command } from '../command.ts';
import { aliasParameter, fileFlag } from '../identity/alias.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';
import { parametersOf, seals } from '../identity/parameter.ts';

const parameters = { data: seals('Seals to anchor, as JSON') };

type Flags = KeyFlags & OutFlag & { readonly file?: string };

export const interactCommand = command<Flags, readonly [string], typeof parameters>({
  text: {
    brief: 'Anchor seals in an interaction',
    description:
      'Makes an interaction, which moves no keys, with seals as they are given, or with none. `keelson anchor` makes seals of ' +
      'files and of events.',
    examples: [
      'keelson interact alice',
      'keelson interact alice --data \'{"d":"EAbc…"}\' --json',
      'keelson interact alice --data @seals.json --out interaction.cesr',
    ],
  },
  parameters,
  flags: { ...fileFlag, ...outFlag, ...keyFlags },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    const { data = [] } = parametersOf(parameters, { file: flags.file, flags });
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab) => {
      showEvent(this, flags, { hab, event: await hab.interact(data) });
    });
  },
});
