/** `keelson sign ALIAS FILE`: signatures over bytes. */
import { command } from '../command.ts';
import { writeText } from '../files.ts';
import { fromFlag } from '../flags.ts';
import { aliasParameter } from '../identity/alias.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { inputBytes, inputParameter, textFlag } from '../identity/input.ts';
import { withIdentity } from '../identity/open-identities.ts';

type Flags = KeyFlags & {
  readonly text?: string;
  readonly index?: readonly number[];
  readonly out?: string;
};

export const signCommand = command<Flags, readonly [string, string?]>({
  text: {
    brief: 'Sign a file, standard input or a text',
    description:
      'Signs with the current keys of an identifier, all of them or those at --index, and writes one signature a line. Each ' +
      'says which key made it. `keelson verify` checks them.',
    examples: [
      'keelson sign alice letter.txt',
      'keelson sign alice letter.txt --out letter.sig',
      "keelson sign alice --text 'hello' --json",
    ],
  },
  flags: {
    ...textFlag,
    index: {
      kind: 'parsed',
      parse: fromFlag,
      brief: 'Place of a key that signs, from 0 on; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'N',
    },
    out: {
      kind: 'parsed',
      parse: String,
      brief: 'File for the signatures',
      optional: true,
      placeholder: 'FILE',
    },
    ...keyFlags,
  },
  positional: {
    each: [aliasParameter, inputParameter],
  },
  async run(flags, alias, file) {
    const bytes = await inputBytes(this, { file, text: flags.text });
    await withIdentity(this, { flags, alias }, async (hab) => {
      const signatures = await hab.sign(bytes, flags.index === undefined ? {} : { indices: flags.index });
      const { sn, said } = hab.state();
      if (flags.out !== undefined) writeText(flags.out, signatures.map((one) => `${one}\n`).join(''));
      if (flags.json === true)
        this.output.json({ alias: hab.name, i: hab.prefix, s: sn.toString(16), d: said, signatures });
      else if (flags.out === undefined) for (const signature of signatures) this.output.line(signature);
      else
        this.output.line(
          `${signatures.length} signatures of ${hab.name} (${hab.prefix}) are in ${flags.out}`,
        );
    });
  },
});
