/** `keelson challenge generate`: words for another to sign. */
import { systemEntropy } from '../../entropy.ts';
import { command } from '../command.ts';
import { phraseOf } from '../identity/phrase.ts';

type Flags = {
  readonly strength?: '128' | '160' | '192' | '224' | '256';
  readonly out?: 'json' | 'string' | 'words';
};

const strengthDefault = '128';
const bitsOfByte = 8;

export const generateCommand = command<Flags, readonly []>({
  text: {
    brief: 'Draw words for another to sign',
    description:
      'Draws words by chance. Tell them to somebody by a way on which you know each other, such as a call, and have them ' +
      'signed: who signs them controls the identifier.',
    examples: ['keelson challenge generate', 'keelson challenge generate --strength 256 --out string'],
  },
  flags: {
    strength: {
      kind: 'enum',
      values: ['128', '160', '192', '224', '256'],
      brief: 'Bits of chance; 128, which is twelve words, when left out',
      optional: true,
    },
    out: {
      kind: 'enum',
      values: ['json', 'string', 'words'],
      brief: 'A list of JSON, which is the usual one, words on one line, or one a line',
      optional: true,
    },
  },
  positional: { each: [] },
  run({ json, strength = strengthDefault, out = 'json' }) {
    const words = phraseOf(systemEntropy.bytes(Number(strength) / bitsOfByte));
    if (json === true) this.output.json({ words });
    else if (out === 'json') this.output.line(JSON.stringify(words));
    else if (out === 'string') this.output.line(words.join(' '));
    else for (const word of words) this.output.line(word);
    return Promise.resolve();
  },
});
