/**
 * Pairs what left a node with what came of it, so that a message can be drawn as a line between two lanes.
 *
 * A trace names no messages. A line of sending says of a message from whom and to whom it goes, its note, and
 * in its outcome when its copies are due; a delivery belongs to the copy of the same words that is due then,
 * or else (the machine was paused) to the one that is due longest.
 */
import type { TraceLine } from '../trace.ts';

export type MessageFate =
  | 'arrived'
  /** Lost: by the network where the line of losing is the sender's, else because nobody was there. */
  | 'lost'
  /** Delivered once more. */
  | 'copy'
  /** Nothing came of it until the end of the trace. */
  | 'under-way';

/** A message, by places of lines. What was never sent, or never came anywhere, begins where it ends. */
export type Message = {
  readonly from: number;
  readonly to: number;
  readonly fate: MessageFate;
  /** The names of the two nodes. */
  readonly sender: string;
  readonly receiver: string;
};

/** A copy of a message on its way: the line of its sending, and when it is due. */
type Copy = { readonly place: number; readonly due: number };

/**
 * Every message of the trace, in the order of the lines where they end; those under way come last. What a node
 * gives to itself without sending it is none.
 */
export function messagesOf(lines: readonly TraceLine[]): readonly Message[] {
  const onTheirWay = new Map<string, Copy[]>();
  const delivered = new Set<number>();
  const messages: Message[] = [];
  lines.forEach((line, place) => {
    if (line.kind === 'send') {
      const words = wordsOf(line, line.node, line.what);
      const known = onTheirWay.get(words) ?? [];
      onTheirWay.set(words, known);
      known.push(...duesOf(line).map((due) => ({ place, due })));
    } else if (line.kind === 'lost' && line.outcome === '') {
      messages.push({ from: place, to: place, fate: 'lost', sender: line.node, receiver: line.what });
    } else if (line.kind === 'arrive' || line.kind === 'lost') {
      const copy = taken(onTheirWay.get(wordsOf(line, line.what, line.node)) ?? [], line.at);
      if (copy === undefined && line.what === line.node) return;
      const isAgain = copy !== undefined && delivered.has(copy.place);
      if (copy !== undefined) delivered.add(copy.place);
      const fate = line.kind === 'lost' ? 'lost' : isAgain ? 'copy' : 'arrived';
      messages.push({ from: copy?.place ?? place, to: place, fate, sender: line.what, receiver: line.node });
    }
  });
  const waiting = new Set([...onTheirWay.values()].flatMap((copies) => copies.map(({ place }) => place)));
  const underWay = [...waiting]
    .filter((place) => !delivered.has(place))
    .toSorted((left, right) => left - right);
  return [
    ...messages,
    ...underWay.map((place) => ({
      from: place,
      to: place,
      fate: 'under-way' as const,
      sender: lines[place]?.node ?? '',
      receiver: lines[place]?.what ?? '',
    })),
  ];
}

/** When the copies are due; a line that does not say it means one copy, due at once. */
function duesOf({ at, outcome }: TraceLine): readonly number[] {
  const dues = outcome.split(' ').flatMap((text) => (/^\d{1,15}$/.test(text) ? [Number(text)] : []));
  return dues.length === 0 ? [at] : dues;
}

/** Takes the copy that is due then, or the one that is due longest, out of those on their way. */
function taken(copies: Copy[], at: number): Copy | undefined {
  const exact = copies.findIndex(({ due }) => due === at);
  if (exact >= 0) return copies.splice(exact, 1)[0];
  const oldest = copies.reduce(
    (best, { due }, place) => (due < (copies[best]?.due ?? due) ? place : best),
    0,
  );
  return copies.splice(oldest, 1)[0];
}

function wordsOf({ ilk, prefix, sn, said, detail }: TraceLine, from: string, to: string): string {
  return [from, to, ilk, prefix, sn, said, detail].join('\t');
}
