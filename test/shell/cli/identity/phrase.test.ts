/** Phrases of words are those of BIP-39, whose own vectors these are. */
import { expect, test } from 'vitest';
import { phraseWords } from '../../../../shell/cli/identity/phrase-words.ts';
import { phraseOf } from '../../../../shell/cli/identity/phrase.ts';

test.each([
  ['00'.repeat(16), 'abandon '.repeat(11) + 'about'],
  ['7f'.repeat(16), 'legal winner thank year wave sausage worth useful legal winner thank yellow'],
  ['80'.repeat(16), 'letter advice cage absurd amount doctor acoustic avoid letter advice cage above'],
  ['ff'.repeat(32), 'zoo '.repeat(23) + 'vote'],
  [
    '9e885d952ad362caeb4efe34a8e91bd2',
    'ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic',
  ],
])('%s', (hex, words) => {
  expect(phraseOf(Buffer.from(hex, 'hex')).join(' ')).toBe(words);
});

test('there are 2,048 words in order, and four letters tell them apart', () => {
  expect(phraseWords).toHaveLength(2048);
  expect([...phraseWords].sort((a, b) => (a < b ? -1 : 1))).toEqual(phraseWords);
  expect(new Set(phraseWords.map((word) => word.slice(0, 4))).size).toBe(2048);
});
