/**
 * What comes attached to a body: signatures, receipts, references to events.
 *
 * Source: keripy.md 7.4 and 7.6 (version 1), C-050…C-056 (version 2). Types only:
 * groups are read by `group-reader.ts`, and written and read as text by `attachments-text.ts`.
 */
import type { Fn, Micros, Prefix, Said, Sn } from './qualified.ts';

/** Where a piece lies in the stream it came with: byte offsets, end exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** A signature that says which key of a list made it. KERIpy: `siger`. keripy.md 2.5. */
export type IndexedSignature = {
  /** The whole primitive in the text domain. */
  readonly text: string;
  /** Place of the key in the list of the event (or of the named establishment event). */
  readonly index: number;
  /** Place of the key's digest in the prior next list; undefined when the code is current-only. */
  readonly ondex: number | undefined;
  /** The raw signature. */
  readonly raw: Uint8Array;
  readonly span: Span;
};

/** A receiptor's prefix and plain signature. KERIpy: couple of `prefixer`/`cigar`. */
export type ReceiptCouple = {
  readonly prefix: Prefix;
  /** The whole signature primitive in the text domain. */
  readonly text: string;
  readonly raw: Uint8Array;
  readonly span: Span;
};

/** A reference to an event of a log: who, where, which. */
export type EventReference = { readonly prefix: Prefix; readonly sn: Sn; readonly said: Said };

/** Signature of a transferable receiptor, with the establishment event it was made under. */
export type TransferableReceipt = EventReference & { readonly signature: IndexedSignature };

/** Signatures made under one establishment event of a transferable AID. */
export type SignatureGroup = EventReference & { readonly signatures: readonly IndexedSignature[] };

/** Signatures made under the latest establishment event of a transferable AID. */
export type LatestSignatureGroup = {
  readonly prefix: Prefix;
  readonly signatures: readonly IndexedSignature[];
};

/** Everything that came attached to one body, group by group in order of arrival. keripy.md 7.6. */
export type Attachments = {
  /** `-A`; version 2 `-K`. */
  readonly controllerSignatures: readonly IndexedSignature[];
  /** `-B`; version 2 `-L`. */
  readonly witnessSignatures: readonly IndexedSignature[];
  /** `-C`; version 2 `-M`. */
  readonly receiptCouples: readonly ReceiptCouple[];
  /** `-D`; version 2 `-N`. */
  readonly transferableReceipts: readonly TransferableReceipt[];
  /** `-E`; version 2 `-O`. */
  readonly firstSeen: readonly { readonly fn: Fn; readonly at: Micros; readonly dt: string }[];
  /** `-F`; version 2 `-X`. */
  readonly signatureGroups: readonly SignatureGroup[];
  /** `-H`; version 2 `-Y`. */
  readonly latestSignatureGroups: readonly LatestSignatureGroup[];
  /** `-G`; version 2 `-S`. */
  readonly sealSources: readonly { readonly sn: Sn; readonly said: Said }[];
  /** `-I`; version 2 `-T`. */
  readonly sealTriples: readonly EventReference[];
  /** `-L`; version 2 `-P`: path and the raw material behind it, as text. */
  readonly pathed: readonly { readonly path: string; readonly material: string }[];
};

export const noAttachments: Attachments = {
  controllerSignatures: [],
  witnessSignatures: [],
  receiptCouples: [],
  transferableReceipts: [],
  firstSeen: [],
  signatureGroups: [],
  latestSignatureGroups: [],
  sealSources: [],
  sealTriples: [],
  pathed: [],
};
