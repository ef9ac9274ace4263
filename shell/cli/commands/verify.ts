/** `keelson verify PREFIX FILE`: whether bytes were signed by an identifier, or anchored in its log. */
import { snOf } from '../../../kernel/cesr/number.ts';
import { encodePrimitive } from '../../../kernel/cesr/primitive.ts';
import type { Prefix, Said } from '../../../kernel/cesr/qualified.ts';
import type { KeyState } from '../../../kernel/state/key-state.ts';
import { openAlgorithms } from '../../crypto/index.ts';
import { KeelsonError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { readText } from '../files.ts';
import { numberFlag } from '../flags.ts';
import { assertSigned, signaturesIn } from '../identity/checked-signatures.ts';
import { inputBytes, inputParameter, textFlag } from '../identity/input.ts';
import { withKnownHost } from '../open-store.ts';

type Flags = {
  readonly signature?: readonly string[];
  readonly signatures?: string;
  readonly atSn?: bigint;
  readonly anchored?: boolean;
  readonly text?: string;
};

export const verifyCommand = command<Flags, readonly [string, string?]>({
  text: {
    brief: 'Check signatures of an identifier, or that a file is anchored',
    description:
      'Checks signatures over a file, standard input or a text by the keys of an identifier, now or at a number of its ' +
      'log; or, with --anchored, that the digest of the bytes is sealed in its log. Needs no keys. Ends with 1 when ' +
      'they do not hold.',
    examples: [
      'keelson verify EAbc… letter.txt --signatures letter.sig',
      "keelson verify EAbc… --text 'hello' --signatures hello.sig --json",
      'keelson verify EAbc… letter.txt --anchored',
    ],
  },
  flags: {
    signature: {
      kind: 'parsed',
      parse: String,
      brief: 'A signature; may be repeated',
      optional: true,
      variadic: true,
      placeholder: 'SIG',
    },
    signatures: {
      kind: 'parsed',
      parse: String,
      brief: 'File of signatures, as `keelson sign` writes them',
      optional: true,
      placeholder: 'FILE',
    },
    atSn: {
      kind: 'parsed',
      parse: numberFlag,
      brief: 'By the keys in force at this number of the log',
      optional: true,
      placeholder: 'N',
    },
    anchored: {
      kind: 'boolean',
      brief: 'Whether the digest of the bytes is sealed in the log',
      optional: true,
      withNegated: false,
    },
    ...textFlag,
  },
  positional: {
    each: [{ brief: 'The AID', placeholder: 'PREFIX' }, inputParameter],
  },
  async run(flags, prefix, file) {
    const given = givenSignatures(flags);
    const bytes = await inputBytes(this, { file, text: flags.text });
    await withKnownHost(flags.store, async (host) => {
      if (flags.anchored === true)
        await showAnchors(this, host, { prefix, bytes, json: flags.json === true });
      if (given.length === 0) return;
      const state = stateOf(host, prefix, flags.atSn);
      const signed = assertSigned(state, { bytes, signatures: given }, await openAlgorithms());
      const { sn, keys } = state;
      if (flags.json === true)
        this.output.json({ verified: true, i: prefix, s: sn.toString(16), signed, keys: keys.length });
      else
        this.output.line(
          `verified: signed by ${signed.length} of ${keys.length} keys of ${prefix} at number ${sn.toString(16)}`,
        );
    });
  },
});

function givenSignatures({ signature = [], signatures, anchored }: Flags): readonly string[] {
  const given = [...signature, ...(signatures === undefined ? [] : signaturesIn(readText(signatures)))];
  if (given.length > 0 || anchored === true) return given;
  throw new KeelsonError('usage', {
    says: 'say what to check: --signatures FILE, --signature SIG, or --anchored',
  });
}

function stateOf(host: Host, prefix: string, atSn: bigint | undefined): KeyState {
  const past = atSn === undefined ? undefined : host.keyStateAt(prefix, { sn: atSn });
  // An unknown prefix is said in the same words whatever was asked.
  const state = atSn === undefined ? (host.keyState(prefix) ?? host.keyStateAt(prefix, { sn: 0n })) : past;
  if (state !== undefined) return state;
  throw new KeelsonError('not-in-the-past', {
    says: `the log of ${prefix} has no such point; list what it has with \`keelson kel ${prefix}\``,
    facts: { prefix },
  });
}

type Anchored = { readonly prefix: string; readonly bytes: Uint8Array; readonly json: boolean };

async function showAnchors(
  { output }: Context,
  host: Host,
  { prefix, bytes, json }: Anchored,
): Promise<void> {
  const { prefix: sealer } = stateOf(host, prefix, undefined);
  const { digest } = await openAlgorithms();
  const said = encodePrimitive('E', { raw: digest('blake3-256', bytes) });
  const sealing = host.history.sealingDigest(sealer, said);
  const events = sealing.length === 0 ? [] : onTrunk(host, sealer, sealing);
  if (events.length === 0)
    throw new KeelsonError('not-in-the-past', {
      says: `the digest ${said} of the bytes is not sealed in the log of ${prefix}; see that the bytes are whole, and that the log is the newest`,
      facts: { prefix, digest: said },
    });
  if (json) output.json({ anchored: true, i: prefix, digest: said, events });
  else output.line(`anchored: ${said} is sealed in the log of ${prefix} by ${events.join(', ')}`);
}

/** Those of the events that no recovery took the place of. */
function onTrunk(host: Host, prefix: Prefix, saids: readonly Said[]): readonly Said[] {
  const trunk = new Set<string>();
  for (const { stored, isSuperseded } of host.history.eventsBySn(prefix, snOf(0n)))
    if (!isSuperseded) trunk.add(stored.event.said);
  return saids.filter((said) => trunk.has(said));
}
