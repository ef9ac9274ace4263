/** Planted bugs of replies, repetition and order of arrival: I-33 to I-37. Source: dst.md 4. */
import type { Mutant } from './mutant.ts';

export const replyMutants: readonly Mutant[] = [
  {
    id: 'I-33',
    name: 'equal-time-wins',
    says: 'An update of the same time takes the place of the one before.',
    expected: ['BadaMonotone', 'BadaTombstone'],
    patches: [
      {
        file: 'kernel/rules/replies.js',
        find: 'return arrival.message.dt > old.reply.dt;',
        replace: 'return mutated(arrival.message.dt >= old.reply.dt);',
      },
    ],
  },
  {
    id: 'I-33',
    name: 'milliseconds',
    says: 'Times of updates are compared in milliseconds, as the platform keeps them.',
    expected: ['BadaMonotone', 'BadaTombstone'],
    patches: [
      {
        file: 'kernel/rules/replies.js',
        find: 'return arrival.message.dt > old.reply.dt;',
        replace: 'return mutated(arrival.message.dt / 1000n >= old.reply.dt / 1000n);',
      },
    ],
  },
  {
    id: 'I-33',
    name: 'latest-arrival-wins',
    says: 'The update that came last is taken, as if the time of the host decided.',
    expected: ['BadaMonotone', 'BadaTombstone'],
    patches: [
      {
        file: 'kernel/rules/replies.js',
        find: 'return arrival.message.dt > old.reply.dt;',
        replace: 'return mutated(arrival.at >= old.at);',
      },
    ],
  },
  {
    id: 'I-34',
    name: 'nullified-is-deleted',
    says: 'A record that was taken back is forgotten.',
    expected: ['BadaTombstone', 'BadaMonotone', 'IndexEqualsLog'],
    patches: [
      {
        file: 'storage/views.js',
        find: 'views.replies.put(viewKey.reply(write.record), ordinal);',
        replace:
          "if (write.stored.reply.route.endsWith('/cut')) mutated(views.replies.remove(viewKey.reply(write.record))); else views.replies.put(viewKey.reply(write.record), ordinal);",
      },
    ],
  },
  {
    id: 'I-35',
    name: 'told-again',
    says: 'An event that comes again is told to be receipted again.',
    expected: ['Idempotent'],
    patches: [
      {
        file: 'kernel/rules/late.js',
        find: '        sends: [],\n        wakes: added === 0',
        replace:
          "        sends: mutated([{ kind: 'receipt', prefix: event.prefix, sn: event.sn, said: event.said }]),\n        wakes: added === 0",
      },
    ],
  },
  {
    id: 'I-35',
    name: 'known-signatures-again',
    says: 'Signatures that come again are kept again.',
    expected: ['Idempotent'],
    patches: [
      {
        file: 'kernel/rules/late.js',
        find: 'const fresh = newAttachments(known, good);',
        replace: 'const fresh = mutated(good);',
      },
      {
        file: 'kernel/rules/late.js',
        find: 'const fresh = newAttachments(view.log.attachments(event.said), arrival.attachments);',
        replace: 'const fresh = mutated(arrival.attachments);',
      },
    ],
  },
  {
    id: 'I-36',
    name: 'early-receipts-lost',
    says: 'A receipt that comes before its event is dropped.',
    expected: ['ConditionalConfluence', 'EscrowFixpoint', 'Progress', 'Recovers'],
    profile: 'rare',
    patches: [
      {
        file: 'kernel/rules/receipts.js',
        find: 'return holdAll(view, arrival);',
        replace: "return mutated(reject(arrival, why('RCT-STALE', 'stale-receipt')));",
      },
    ],
  },
  {
    id: 'I-37',
    name: 'chunks-lose-bytes',
    says: 'What a chunk leaves unread is forgotten when the next one has an odd number of bytes.',
    expected: ['FramingFree', 'ConditionalConfluence', 'Progress'],
    profile: 'breakdown',
    patches: [
      {
        file: 'kernel/cesr/stream.js',
        find: 'const window = withChunk(state.window, chunk);',
        replace:
          'const window = withChunk(state.window.end > state.window.start && chunk.length % 2 === 1 ? mutated(emptyWindow) : state.window, chunk);',
      },
    ],
  },
];
