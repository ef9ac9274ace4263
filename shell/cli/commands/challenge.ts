/** `keelson challenge generate|respond|verify`: words that another signs, to see that he controls an identifier. */
import { buildRouteMap } from '@stricli/core';
import { isList, isMap, valueOf } from '../../../kernel/event/json.ts';
import { parseSaid } from '../../../kernel/cesr/identifiers.ts';
import type { Exchange } from '../../../kernel/event/types.ts';
import { KeelsonError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { command } from '../command.ts';
import { readText } from '../files.ts';
import { aliasParameter } from '../identity/alias.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { readJsonText } from '../identity/json-file.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut } from '../identity/own-event.ts';
import { writeStream } from '../identity/stream-out.ts';
import { takeFiles } from '../identity/taken-files.ts';
import { withHost } from '../open-store.ts';
import { generateCommand } from './challenge-generate.ts';

const route = '/challenge/response';

const wordsFlag = {
  kind: 'parsed',
  parse: String,
  brief: 'The words: on one line, as a list of JSON, or @ and the name of a file of them',
  placeholder: 'WORDS',
} as const;

type RespondFlags = KeyFlags & { readonly words: string; readonly out?: string };

const respondCommand = command<RespondFlags, readonly [string]>({
  text: {
    brief: 'Sign the words of another',
    description:
      'Signs the words that another told you, and writes the message for `keelson challenge verify`, or for KERIpy.',
    examples: [
      'keelson challenge respond alice --words @words.json --out response.cesr',
      "keelson challenge respond alice --words 'agent goat olive' > response.cesr",
    ],
  },
  flags: {
    words: wordsFlag,
    out: {
      kind: 'parsed',
      parse: String,
      brief: 'File for the message; standard output when left out',
      optional: true,
      placeholder: 'FILE',
    },
    ...keyFlags,
  },
  positional: { each: [aliasParameter] },
  async run(flags, alias) {
    const words = wordsIn(flags.words);
    assertOut(flags);
    await withIdentity(this, { flags, alias }, async (hab) => {
      const bytes = await hab.exchange({ route, payload: { i: hab.prefix, words } });
      const row = { alias: hab.name, i: hab.prefix, words };
      const says = `${words.length} words are signed by ${hab.name} (${hab.prefix}).`;
      await writeStream(this, flags, { bytes, row, says });
    });
  },
});

type VerifyFlags = { readonly words: string; readonly signer: string };

const verifyCommand = command<VerifyFlags, readonly string[]>({
  text: {
    brief: 'See whether words were signed by an identifier',
    description:
      'Takes the message in which somebody signed words, and ends with 0 when these words were signed by the keys of that ' +
      'identifier, else with 1. The log of the signer is in the store, or in the files.',
    examples: ['keelson challenge verify response.cesr --words @words.json --signer EAbc…'],
  },
  flags: {
    words: wordsFlag,
    signer: {
      kind: 'parsed',
      parse: String,
      brief: 'Who is to have signed, by prefix',
      placeholder: 'PREFIX',
    },
  },
  positional: { many: { brief: 'Files of CESR', placeholder: 'FILE' } },
  async run(flags, ...files) {
    const words = wordsIn(flags.words);
    if (files.length === 0) throw new KeelsonError('usage', { says: 'name the file of the message' });
    const { signer } = flags;
    await withHost({ path: flags.store }, async (host) => {
      const reports = await takeFiles(host, files, 'remote');
      const said = reports
        .flatMap((report) => exchangeOf(host, report.said) ?? [])
        .find((exchange) => exchange.sender === signer && isResponse(exchange, words))?.said;
      if (said === undefined) throw notSigned(signer);
      if (flags.json === true) this.output.json({ verified: true, i: signer, d: said, words });
      else this.output.line(`verified: ${signer} has signed the ${words.length} words`);
    });
  },
});

/** The accepted exchange of a SAID. */
function exchangeOf({ reader }: Host, said: string | undefined): Exchange | undefined {
  const parsed = said === undefined ? undefined : parseSaid(said);
  return parsed?.ok === true ? reader.exchange(parsed.value)?.exchange : undefined;
}

function isResponse({ route: of, fields }: Exchange, words: readonly string[]): boolean {
  const payload = valueOf(fields, 'a');
  const signed = isMap(payload) ? valueOf(payload, 'words') : undefined;
  if (of !== route || !isList(signed) || signed.length !== words.length) return false;
  return signed.every((word, at) => word === words[at]);
}

/** The words of a line, or of a list of JSON. Throws `usage` for none. */
function wordsIn(given: string): readonly string[] {
  const text = (given.startsWith('@') ? readText(given.slice(1)) : given).trim();
  const value = text.startsWith('[') ? readJsonText(text, 'the list of words') : text.split(/\s+/);
  const words = isList(value)
    ? value.flatMap((word) => (typeof word === 'string' && word !== '' ? [word] : []))
    : [];
  if (words.length > 0 && isList(value) && words.length === value.length) return words;
  throw new KeelsonError('usage', { says: 'give the words on one line, or as a list of JSON' });
}

function notSigned(signer: string): KeelsonError {
  return new KeelsonError('wrong-signature', {
    says: `these words are not signed by ${signer} in what was given; bring its log first, and see that the words are the same`,
    keripy: 'ValidationError',
    facts: { signer },
  });
}

export const challengeRoutes = buildRouteMap({
  routes: { generate: generateCommand, respond: respondCommand, verify: verifyCommand },
  docs: { brief: 'Draw words, sign them, and see who has signed them' },
});
