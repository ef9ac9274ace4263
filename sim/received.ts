/** The set of messages that a node has decided, attachments included: equal digests for equal sets. */
import type { Command } from '../kernel/command.ts';
import type { Attachments } from '../kernel/cesr/attachments.ts';
import { hashText } from './random.ts';

export type Received = {
  readonly add: (command: Command) => void;
  readonly digest: () => string;
};

type Receiving = Extract<Command, { readonly kind: 'receive' }>;

/** The set of a node that has decided nothing. What is in it is worked out when it is asked for. */
export function openReceived(): Received {
  const pieces = new Set<string>();
  /** Came since somebody last asked. */
  let fresh: Receiving[] = [];
  let digest: string | undefined;
  return {
    add: (command) => {
      if (command.kind === 'receive') fresh.push(command);
    },
    digest: () => {
      if (digest !== undefined && fresh.length === 0) return digest;
      for (const command of fresh) addPieces(pieces, command);
      fresh = [];
      digest = digestOf(pieces);
      return digest;
    },
  };
}

function addPieces(pieces: Set<string>, { message, attachments, source }: Receiving): void {
  for (const piece of piecesOf(attachments)) pieces.add(`${source} ${message.said} ${piece}`);
}

function digestOf(pieces: ReadonlySet<string>): string {
  const sorted = [...pieces].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `${String(sorted.length)} ${hashText(sorted.join('\n')).toString(16)}`;
}

/** Signatures and references one by one: how they were put together on the way says nothing. */
function piecesOf(attachments: Attachments): readonly string[] {
  return [
    '',
    ...attachments.controllerSignatures.map(({ text }) => text),
    ...attachments.witnessSignatures.map(({ text }) => text),
    ...attachments.receiptCouples.map(({ prefix, text }) => `${prefix} ${text}`),
    ...attachments.transferableReceipts.map(
      ({ prefix, said, signature }) => `${prefix} ${said} ${signature.text}`,
    ),
    ...attachments.signatureGroups.flatMap(({ prefix, said, signatures }) =>
      signatures.map(({ text }) => `${prefix} ${said} ${text}`),
    ),
    ...attachments.latestSignatureGroups.flatMap(({ prefix, signatures }) =>
      signatures.map(({ text }) => `${prefix} ${text}`),
    ),
    ...attachments.sealSources.map(({ sn, said }) => `${sn.toString(16)} ${said}`),
    ...attachments.sealTriples.map(({ prefix, sn, said }) => `${prefix} ${sn.toString(16)} ${said}`),
  ];
}
