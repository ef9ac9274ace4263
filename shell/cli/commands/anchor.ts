/** `keelson anchor ALIAS FILE…`: digests of files, and places of events, sealed in the log. */
import { encodePrimitive } from '../../../kernel/cesr/primitive.ts';
import { parseSaid } from '../../../kernel/cesr/identifiers.ts';
import { KeelsonError } from '../../errors.ts';
import type { PlainMap } from '../../habs/index.ts';
import type { Host } from '../../host.ts';
import { command } from '../command.ts';
import { bytesOf } from '../files.ts';
import { keyFlags } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withIdentity } from '../identity/open-identities.ts';
import { assertOut, outFlag, showEvent } from '../identity/own-event.ts';
import type { OutFlag } from '../identity/own-event.ts';

type Flags = KeyFlags & OutFlag & { readonly event?: readonly string[]; readonly rotate?: boolean };

export const anchorCommand = command<Flags, readonly string[]>({
  text: {
    brief: 'Seal files and events in the log of an identifier',
    description:
      'Seals the digest of every file in one event: from then on anybody can see that the file was there, and unchanged, with ' +
      '`keelson verify --anchored`. With --event the event of that SAID is sealed, one that is known here or waits here.',
    examples: [
      'keelson anchor alice letter.txt',
      'keelson anchor alice letter.txt picture.png --out anchor.cesr --json',
      'keelson anchor alice --event EAbc…',
    ],
  },
  flags: {
    event: {
      kind: 'parsed',
      parse: String,
      brief: 'SAID of an event to seal; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'SAID',
    },
    rotate: {
      kind: 'boolean',
      brief: 'In a rotation; of an identifier with the trait EO it always is',
      optional: true,
      withNegated: false,
    },
    ...outFlag,
    ...keyFlags,
  },
  positional: { many: { brief: 'Name of the identifier, then the files', placeholder: 'ALIAS FILE' } },
  async run(flags, ...given) {
    const [alias, ...files] = given;
    const { event: saids = [] } = flags;
    if (alias === undefined || files.length + saids.length === 0)
      throw new KeelsonError('usage', {
        says: 'name an identifier, then files, or events with --event SAID',
      });
    assertOut(flags);
    const contents = await Promise.all(files.map(bytesOf));
    await withIdentity(this, { flags, alias }, async (hab, { host }) => {
      const data = [
        ...contents.map((bytes) => ({ d: digestIn(host, bytes) })),
        ...saids.map((said) => sealOf(host, said)),
      ];
      const isRotation = flags.rotate === true || hab.state().traits.includes('EO');
      const event = isRotation ? await hab.rotate({ data }) : await hab.interact(data);
      showEvent(this, flags, { hab, event });
    });
  },
});

/** The digest of bytes that a seal holds. */
function digestIn({ algorithms }: Host, bytes: Uint8Array): string {
  return encodePrimitive('E', { raw: algorithms.digest('blake3-256', bytes) });
}

/** The seal of an event that is in the store, accepted or waiting. Throws `unknown-said`. */
function sealOf(host: Host, said: string): PlainMap {
  const known = parseSaid(said);
  const stored = known.ok ? host.reader.event(known.value) : undefined;
  if (stored !== undefined) {
    const { prefix, sn } = stored.event;
    return { i: prefix, s: sn.toString(16), d: said };
  }
  const [waiting] = host.escrow.list({ said });
  if (waiting?.sn !== undefined) return { i: waiting.prefix, s: waiting.sn.toString(16), d: said };
  throw new KeelsonError('unknown-said', {
    says: `no event of ${said} is in the store; bring it with \`keelson import FILE\`, then do this again`,
    facts: { said },
  });
}
