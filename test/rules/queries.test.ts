/** Queries: keripy.md 4.5. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { isMap, mapOf, textOf } from '../../kernel/event/json.ts';
import {
  grouped,
  latestGroup,
  message,
  party,
  plainly,
  plainParty,
  sealOf,
  spoiled,
  time,
  verdict,
  world,
} from '../support/routed.ts';
import type { Fields, Party, World } from '../support/routed.ts';
import { deliver } from '../support/history.ts';
import { log, signAt } from '../support/identity.ts';

const asker = party('asker');
const asked = plainParty('asked');
const query = (route: string, q: Fields) =>
  message('query', { t: 'qry', d: '', dt: time(0), r: route, rr: '', q });

/** Asks as the asker does, whose log is known. */
function ask(there: World, route: string, q: Fields) {
  const made = query(route, q);
  return there.receive(made, latestGroup(asker, made));
}

function knowing(...known: readonly Party[]): World {
  const there = world();
  for (const one of [asker, ...known]) there.learn(one);
  return there;
}

test('a query for a log is answered with the log and those of its delegators, up to the root', () => {
  const root = party('root');
  const middle = party('middle', { delegator: root.prefix });
  root.interact([sealOf(middle.under())]);
  const leaf = party('leaf', { delegator: middle.prefix });
  middle.interact([sealOf(leaf.under())]);
  const [{ step }] = ask(knowing(root, middle, leaf), 'logs', { i: leaf.prefix, src: asked.prefix });
  expect(step.decision.outcome).toBe('accepted');
  expect(step.sends).toEqual([
    { kind: 'replay', to: asker.prefix, prefixes: [leaf.prefix, middle.prefix, root.prefix] },
  ]);
  expect(step.writes).toEqual([]);
});

test('a query for a key state is answered with the record, by a route that names who was asked', () => {
  const alice = party('alice');
  alice.rotate();
  const [{ step }] = ask(knowing(alice), 'ksn', { i: alice.prefix, src: asked.prefix });
  expect(step.sends).toMatchObject([{ kind: 'reply', to: asker.prefix, route: `/ksn/${asked.prefix}` }]);
  const [send] = step.sends;
  expect(send?.kind === 'reply' && textOf(send.data, 'd')).toBe(alice.under().said);
});

test('a query for a mailbox is answered with a stream of the topics', () => {
  const alice = party('alice');
  const [{ step }] = ask(knowing(alice), 'mbx', {
    i: alice.prefix,
    src: asked.prefix,
    topics: { '/receipt': 0 },
  });
  expect(step.sends).toEqual([
    { kind: 'stream', to: asker.prefix, prefix: alice.prefix, topics: mapOf(['/receipt', { lexeme: '0' }]) },
  ]);
});

test('a query by a route that nothing handles is refused', () => {
  expect(verdict(ask(knowing(), '/logs', { i: asker.prefix, src: asked.prefix }))).toBe('rejected QRY-ROUTE');
});

test.each<[string, string, Fields]>([
  ['q.i', 'logs', { src: asked.prefix }],
  ['q.src', 'logs', { i: asker.prefix }],
  ['q.s', 'logs', { i: asker.prefix, src: asked.prefix, s: '01' }],
  ['q.a', 'logs', { i: asker.prefix, src: asked.prefix, a: { d: asker.prefix } }],
  ['q.src', 'ksn', { i: asker.prefix }],
  ['q.topics', 'mbx', { i: asker.prefix, src: asked.prefix }],
  ['q.ri', 'tels', { i: '', src: asked.prefix }],
  ['q.i', 'tels', { ri: asker.prefix, src: asked.prefix }],
  ['q.i', 'tsn', { ri: asker.prefix, i: 'credential' }],
  ['q.src', 'tels', { ri: asker.prefix, i: '' }],
])(
  'Q-4: a query without what its route asks for is refused, and the field is named: %s of %s',
  (field, route, q) => {
    const [{ step }] = ask(knowing(), route, q);
    expect(step.decision).toMatchObject({ outcome: 'rejected', why: { rule: 'QRY-FIELDS', field } });
  },
);

test('Q-3: an unsigned query is refused', () => {
  expect(
    verdict(knowing().receive(query('ksn', { i: asker.prefix, src: asked.prefix }), noAttachments)),
  ).toBe('rejected QRY-UNSIGNED');
});

test('Q-3: a query signed by a non-transferable identifier is answered to it', () => {
  const made = query('ksn', { i: asker.prefix, src: asked.prefix });
  const [{ step }] = knowing().receive(made, plainly(asked, made));
  expect(step.sends).toMatchObject([{ kind: 'reply', to: asked.prefix }]);
});

test('K-143: a version 2 query counts as signed by its sender only', () => {
  const made = message(
    'query',
    {
      t: 'qry',
      d: '',
      i: asker.prefix,
      dt: time(0),
      r: 'ksn',
      rr: '',
      q: { i: asker.prefix, src: asked.prefix },
    },
    { major: 2 },
  );
  expect(verdict(knowing().receive(made, plainly(asked, made)))).toBe('rejected QRY-UNSIGNED');
  expect(verdict(knowing().receive(made, latestGroup(asker, made)))).toBe('accepted');
});

test('B-28: a query whose signatures are all bad is refused; KERIpy 1.1 does not look at them', () => {
  const made = query('ksn', { i: asker.prefix, src: asked.prefix });
  expect(verdict(knowing().receive(made, spoiled(latestGroup(asker, made))))).toBe('rejected QRY-SIGNED');
  const like11 = world({ compat: 'keripy-1.1' });
  like11.learn(asker);
  expect(verdict(like11.receive(made, spoiled(latestGroup(asker, made))))).toBe('accepted');
});

test('a query of a signer whose log is unknown is answered, since the answer is public', () => {
  const alice = party('alice');
  const there = world();
  there.learn(alice);
  const made = query('ksn', { i: alice.prefix, src: asked.prefix });
  expect(verdict(there.receive(made, grouped(asker, made)))).toBe('accepted');
});

test('B-28: a query that waits is not undone when its asker rotates', () => {
  const alice = party('alice');
  const there = world();
  const signer = log('an asker who rotates').incept();
  deliver(there, signer.last);
  const made = query('ksn', { i: alice.prefix, src: asked.prefix });
  const signatures = signer.keys.map((pair) => signAt(pair, made.raw, { index: 0, ondex: 0 }));
  const asking = { ...noAttachments, latestSignatureGroups: [{ prefix: signer.prefix, signatures }] };
  expect(verdict(there.receive(made, asking))).toBe('escrowed qnfs QRY-KNOWN');
  deliver(there, signer.rotate().last);
  there.wait(40);
  there.sweep();
  expect(there.log.waiting()).toMatchObject([{ kind: 'qnfs', quarantined: false }]);
  const [event] = alice.log;
  if (event === undefined) throw new Error('alice has a log');
  const [, answered] = there.receive(event.message, event.attachments);
  expect(answered?.step.decision).toMatchObject({ outcome: 'accepted', subject: { ilk: 'qry' } });
});

test.each([
  ['logs', {}],
  ['ksn', {}],
  ['mbx', { topics: {} }],
])(
  'Q-1: a query by %s for a log that is not known waits for it, and is answered when it comes',
  (route, more) => {
    const alice = party('alice');
    const there = knowing();
    expect(verdict(ask(there, route, { i: alice.prefix, src: asked.prefix, ...more }))).toBe(
      'escrowed qnfs QRY-KNOWN',
    );
    const [event] = alice.log;
    if (event === undefined) throw new Error('alice has a log');
    const [, answered] = there.receive(event.message, event.attachments);
    expect(answered?.step.decision).toMatchObject({ outcome: 'accepted', subject: { ilk: 'qry' } });
    expect(answered?.step.sends).toHaveLength(1);
    expect(there.log.waiting()).toEqual([]);
  },
);

test('Q-1: a query for events up to a number waits until that event is known', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const [{ step }] = ask(there, 'logs', { i: alice.prefix, src: asked.prefix, s: '1' });
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'qnfs',
    why: { missing: [{ kind: 'event', prefix: alice.prefix, sn: 1n }] },
  });
  expect(there.log.waiting()).toMatchObject([{ quarantined: false }]);
  const next = alice.interact();
  const [, answered] = there.receive(next.message, next.attachments);
  expect(answered?.step.sends).toMatchObject([{ kind: 'replay', prefixes: [alice.prefix] }]);
});

test('B-15: a query for the event with a seal waits until an event has it', () => {
  const alice = party('alice');
  const bob = party('bob');
  const there = knowing(alice);
  const { prefix: i, said: d } = bob.under();
  expect(verdict(ask(there, 'logs', { i: alice.prefix, src: asked.prefix, a: { i, s: '0', d } }))).toBe(
    'escrowed qnfs QRY-KNOWN',
  );
  const sealing = alice.interact([sealOf(bob.under())]);
  expect(there.receive(sealing.message, sealing.attachments)).toHaveLength(2);
  expect(verdict(ask(there, 'logs', { i: alice.prefix, src: asked.prefix, a: { d, i, s: '0' } }))).toBe(
    'accepted',
  );
});

test('B-30: a key state whose witnesses have not receipted it waits for them, each counted once', () => {
  const witnesses = [plainParty('w0'), plainParty('w1')];
  const alice = party('alice', { witnesses, toad: 2 });
  const [event] = alice.log;
  if (event === undefined) throw new Error('alice has a log');
  const there = world({ isOwn: (prefix) => prefix === alice.prefix });
  there.learn(asker);
  const [first] = event.attachments.witnessSignatures;
  if (first === undefined) throw new Error('witnesses signed');
  there.receive(event.message, { ...event.attachments, witnessSignatures: [first] }, { source: 'local' });
  expect(verdict(ask(there, 'ksn', { i: alice.prefix, src: asked.prefix }))).toBe('escrowed qnfs QRY-KNOWN');
  const receipts = there.receive(event.message, event.attachments, { source: 'local' });
  expect(receipts.at(-1)?.step.sends).toMatchObject([{ kind: 'reply', to: asker.prefix }]);
});

test('a query waits five minutes', () => {
  const there = knowing();
  ask(there, 'logs', { i: party('alice').prefix, src: asked.prefix });
  there.wait(300);
  there.sweep();
  expect(there.log.waiting()).toHaveLength(1);
  there.wait(1);
  there.sweep();
  expect(there.log.waiting()).toEqual([]);
});

test('registry queries are answered with what there is, be it nothing', () => {
  const there = knowing();
  for (const route of ['tels', 'tsn']) {
    const [{ step }] = ask(there, route, { ri: asker.prefix, i: '', src: asked.prefix });
    expect(step.decision.outcome).toBe('accepted');
    expect(step.sends).toEqual([]);
  }
});

test('registry queries are answered with logs, or with the states of registry and credential', () => {
  const issuer = party('issuer');
  const registry = message(
    'registry-event',
    { t: 'vcp', d: '', i: '', ii: issuer.prefix, s: '0', c: ['NB'], bt: '0', b: [], n: 'nonce' },
    { saids: ['d', 'i'] },
  );
  const credential = issuer.under().said;
  const issuance = message('registry-event', {
    t: 'iss',
    d: '',
    i: credential,
    s: '0',
    ri: registry.prefix,
    dt: time(0),
  });
  issuer.interact([sealOf(registry), sealOf(issuance)]);
  const there = knowing(issuer);
  for (const event of [registry, issuance])
    expect(verdict(there.receive(event, noAttachments))).toBe('accepted');
  const q = { ri: registry.prefix, i: credential, src: asked.prefix };
  expect(ask(there, 'tels', q)[0].step.sends).toEqual([
    { kind: 'registry-replay', to: asker.prefix, logs: [registry.prefix, credential] },
  ]);
  const [first, second] = ask(there, 'tsn', q)[0].step.sends;
  expect([first, second]).toMatchObject([
    { kind: 'reply', route: `/tsn/registry/${asked.prefix}` },
    { kind: 'reply', route: `/tsn/credential/${asked.prefix}` },
  ]);
  const labels = [first, second].map((send) =>
    send?.kind === 'reply' && isMap(send.data) ? send.data.entries.map(([label]) => label).join(' ') : '',
  );
  expect(labels).toEqual(['vn i s d ii dt et bt b c', 'vn i s d ri ra a dt et']);
  expect(ask(there, 'tsn', { ri: registry.prefix, i: '' })[0].step.sends).toMatchObject([
    { route: '/tsn/registry' },
  ]);
});
