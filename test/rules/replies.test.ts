/** Replies: K-258, K-267…K-280; keripy.md 4.6. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePrefix } from '../../kernel/cesr/identifiers.ts';
import { mapOf } from '../../kernel/event/json.ts';
import type { ReplyRecord } from '../../kernel/state/effect.ts';
import { keyStateRecord } from '../../kernel/state/key-state-record.ts';
import {
  given,
  grouped,
  keyPair,
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
import type { Fields, Party, Plain, World } from '../support/routed.ts';
import { noAttachments } from '../../kernel/cesr/attachments.ts';

const reply = (route: string, at: string, a: Fields) =>
  message('reply', { t: 'rpy', d: '', dt: at, r: route, a });
const witness = plainParty('witness');
const role = (cid: string, action = 'add', minutes = 0, eid: string = witness.prefix) =>
  reply(`/end/role/${action}`, time(minutes), { cid, role: 'mailbox', eid });
const place = (eid: string, url: string, minutes = 0, scheme = 'http') =>
  reply('/loc/scheme', time(minutes), { eid, scheme, url });
const roleRecord = (cid: string): ReplyRecord => ({
  table: 'end-role',
  key: [cid, 'mailbox', witness.prefix],
});
const placeRecord: ReplyRecord = { table: 'location', key: [witness.prefix, 'http'] };

/** A world that knows the party's log. */
function knowing(known: Party, receiver: Parameters<typeof world>[0] = {}): World {
  const there = world(receiver);
  there.learn(known);
  return there;
}

test('a role is authorised by a reply that its `cid` signed, a location by one that its `eid` signed', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  expect(verdict(there.receive(authorised, grouped(alice, authorised)))).toBe('accepted');
  expect(there.log.reader.reply(roleRecord(alice.prefix))?.reply.said).toBe(authorised.said);
  const located = place(witness.prefix, 'http://a.example/');
  expect(verdict(there.receive(located, plainly(witness, located)))).toBe('accepted');
  expect(there.log.reader.reply(placeRecord)).toMatchObject({
    reply: { said: located.said },
    signedAtSn: undefined,
  });
});

test.each([['/end/role/add/more'], ['/end/role'], ['/introduce'], ['end/role/add'], ['/ksn']])(
  'a reply to %s, which nothing handles, is refused',
  (route) => {
    const asked = reply(route, time(0), {});
    const [{ step }] = world().receive(asked, plainly(witness, asked));
    expect(step.decision).toMatchObject({ outcome: 'rejected', why: { rule: 'RPY-ROUTE', field: 'r' } });
  },
);

test.each<[string, string, Fields]>([
  ['a.role', '/end/role/add', { cid: witness.prefix, role: 'king', eid: witness.prefix }],
  ['a.cid', '/end/role/add', { role: 'witness', eid: witness.prefix }],
  ['a.eid', '/end/role/cut', { cid: witness.prefix, role: 'witness', eid: 'Bobby' }],
  ['a.eid', '/loc/scheme', { scheme: 'http', url: '' }],
  ['a.scheme', '/loc/scheme', { eid: witness.prefix, scheme: 'gopher', url: '' }],
  ['a.url', '/loc/scheme', { eid: witness.prefix, scheme: 'http', url: 'https://mismatch.example/' }],
  ['a.url', '/loc/scheme', { eid: witness.prefix, scheme: 'http' }],
  ['r', '/ksn/nobody', { i: witness.prefix, s: '0', d: witness.prefix }],
  ['a.s', `/ksn/${witness.prefix}`, { i: witness.prefix, s: '00', d: witness.prefix }],
  [
    'a.b',
    `/ksn/${witness.prefix}`,
    { i: witness.prefix, s: '0', d: 'EEXekkGu9IAzav6pZVJhkLnjtjM5v3AcyA-pdKUcaGei', b: ['B'] },
  ],
  [
    'a.ri',
    `/tsn/credential/${witness.prefix}`,
    { i: witness.prefix, s: '0', d: 'EEXekkGu9IAzav6pZVJhkLnjtjM5v3AcyA-pdKUcaGei' },
  ],
])('attributes that do not fit the route are refused and the field is named: %s of %s', (field, route, a) => {
  const odd = reply(route, time(0), a);
  const [{ step }] = world().receive(odd, plainly(witness, odd));
  expect(step.decision).toMatchObject({ outcome: 'rejected', why: { rule: 'RPY-ATTRIBUTES', field } });
});

test('K-258: an unsigned reply changes nothing', () => {
  const located = place(witness.prefix, 'http://a.example/');
  const there = world();
  expect(verdict(there.receive(located, noAttachments))).toBe('rejected RPY-UNSIGNED');
  expect(there.log.reader.reply(placeRecord)).toBeUndefined();
});

test('K-272: a bare signature by a transferable key is none', () => {
  const pair = keyPair('transferable');
  const prefix = given(parsePrefix(pair.text));
  const located = place(prefix, 'http://a.example/');
  expect(verdict(world().receive(located, plainly({ prefix, pair }, located)))).toBe('rejected RPY-UNSIGNED');
});

test('K-269: a role signed by another than its `cid`, and a location signed by another than its `eid`, are refused', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  expect(verdict(there.receive(authorised, plainly(witness, authorised)))).toBe('rejected RPY-ATTRIBUTED');
  const located = place(witness.prefix, 'http://a.example/');
  expect(verdict(there.receive(located, grouped(alice, located)))).toBe('rejected RPY-ATTRIBUTED');
});

test('K-211: a record of an own identifier comes by the protected path only', () => {
  const alice = party('alice');
  const own = { isOwn: (prefix: string) => prefix === alice.prefix, promiscuous: false };
  const there = world(own);
  there.learn(alice, { source: 'local' });
  const authorised = role(alice.prefix);
  expect(verdict(there.receive(authorised, grouped(alice, authorised)))).toBe('rejected RPY-OWN');
  expect(verdict(there.receive(authorised, grouped(alice, authorised), { source: 'local' }))).toBe(
    'accepted',
  );
});

test('K-275: under the same key state the later time wins; the same time and an older one lose', () => {
  const there = world();
  const send = (url: string, minutes: number) => {
    const located = place(witness.prefix, url, minutes);
    return verdict(there.receive(located, plainly(witness, located)));
  };
  expect(send('http://one.example/', 10)).toBe('accepted');
  expect(send('http://two.example/', 10)).toBe('rejected RPY-BADA');
  expect(send('http://three.example/', 9)).toBe('rejected RPY-BADA');
  expect(send('http://four.example/', 11)).toBe('accepted');
});

test('K-275: a later key state wins over a later time, and an older key state loses in spite of a later time', () => {
  const alice = party('alice');
  const before = alice.under();
  alice.rotate();
  const there = knowing(alice);
  const old = role(alice.prefix, 'add', 30);
  const newer = role(alice.prefix, 'cut', 10);
  const late = role(alice.prefix, 'add', 50);
  expect(verdict(there.receive(old, grouped(alice, old, before)))).toBe('accepted');
  expect(verdict(there.receive(newer, grouped(alice, newer)))).toBe('accepted');
  expect(verdict(there.receive(late, grouped(alice, late, before)))).toBe('rejected RPY-BADA');
  expect(there.log.reader.reply(roleRecord(alice.prefix))).toMatchObject({
    reply: { said: newer.said },
    signedAtSn: 1n,
  });
});

test('K-275: updates in any order, before or after the log, come to the same record', () => {
  const alice = party('alice');
  const first = alice.under();
  alice.rotate();
  const unders = [first, alice.under()];
  const update = fc.record({ minutes: fc.nat(20), round: fc.nat(1) });
  const updates = fc.uniqueArray(update, {
    minLength: 2,
    maxLength: 6,
    selector: ({ minutes, round }) => `${String(round)} ${String(minutes)}`,
  });
  fc.assert(
    fc.property(updates, fc.nat(6), (list, place) => {
      const there = world();
      list.forEach(({ minutes, round }, at) => {
        if (at === place) there.learn(alice);
        const authorised = role(alice.prefix, round === 0 ? 'add' : 'cut', minutes);
        there.receive(authorised, grouped(alice, authorised, unders[round]));
      });
      there.learn(alice);
      const [best] = list.toSorted((a, b) => b.round - a.round || b.minutes - a.minutes);
      const kept = there.log.reader.reply(roleRecord(alice.prefix));
      expect(kept).toMatchObject({
        signedAtSn: BigInt(best?.round ?? 9),
        reply: { said: role(alice.prefix, best?.round === 0 ? 'add' : 'cut', best?.minutes).said },
      });
      expect(there.log.waiting()).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('K-276: the clock of the host plays no part in the comparison', () => {
  const there = world();
  const early = place(witness.prefix, 'http://one.example/', 10);
  there.wait(-86_400 * 365);
  expect(verdict(there.receive(early, plainly(witness, early)))).toBe('accepted');
  there.wait(86_400 * 3650);
  const stale = place(witness.prefix, 'http://two.example/', 9);
  expect(verdict(there.receive(stale, plainly(witness, stale)))).toBe('rejected RPY-BADA');
});

test('K-277, K-279: after a cut the record stays, and a replay of the older add is refused', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const add = role(alice.prefix, 'add', 1);
  const cut = role(alice.prefix, 'cut', 2);
  for (const update of [add, cut])
    expect(verdict(there.receive(update, grouped(alice, update)))).toBe('accepted');
  expect(verdict(there.receive(add, grouped(alice, add)))).toBe('rejected RPY-BADA');
  expect(there.log.reader.reply(roleRecord(alice.prefix))?.reply.route).toBe('/end/role/cut');
});

test('K-270: an empty url nullifies a location, and the record stays', () => {
  const there = world();
  const set = place(witness.prefix, 'http://a.example/', 1);
  const nullified = place(witness.prefix, '', 2);
  for (const update of [set, nullified])
    expect(verdict(there.receive(update, plainly(witness, update)))).toBe('accepted');
  expect(there.log.reader.reply(placeRecord)?.reply.said).toBe(nullified.said);
  expect(verdict(there.receive(set, plainly(witness, set)))).toBe('rejected RPY-BADA');
});

test('the very update that a record holds changes nothing when it comes again', () => {
  const there = world();
  const set = place(witness.prefix, 'http://a.example/');
  there.receive(set, plainly(witness, set));
  const written = there.log.writes.length;
  expect(verdict(there.receive(set, plainly(witness, set)))).toBe('duplicate');
  expect(there.log.writes).toHaveLength(written);
});

test('the same update signed under a later key state renews the record', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  there.receive(authorised, grouped(alice, authorised));
  const rotation = alice.rotate();
  there.receive(rotation.message, rotation.attachments);
  expect(verdict(there.receive(authorised, grouped(alice, authorised)))).toBe('accepted');
  expect(there.log.reader.reply(roleRecord(alice.prefix))?.signedAtSn).toBe(1n);
});

test('a reply of a signer whose log is unknown asks for the log, waits, and is taken when the log comes', () => {
  const alice = party('alice');
  const there = world();
  const authorised = role(alice.prefix);
  const [{ step }] = there.receive(authorised, grouped(alice, authorised));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'rpes',
    why: {
      rule: 'RPY-SIGNER-KNOWN',
      reason: 'reply-signer-unknown',
      missing: [{ kind: 'key-state', prefix: alice.prefix, sn: 0n }],
    },
  });
  expect(step.sends).toEqual([
    { kind: 'query', route: 'logs', prefix: alice.prefix, sn: 0n, said: alice.under().said },
  ]);
  expect(there.log.waiting()).toMatchObject([{ quarantined: true }]);
  there.learn(alice);
  expect(there.log.waiting()).toEqual([]);
  expect(there.log.reader.reply(roleRecord(alice.prefix))?.reply.said).toBe(authorised.said);
});

test('B-13: a reply waits an hour from its arrival, however old it is', () => {
  const alice = party('alice');
  const there = world();
  const old = reply('/end/role/add', '2020-01-01T00:00:00.000000+00:00', {
    cid: alice.prefix,
    role: 'mailbox',
    eid: witness.prefix,
  });
  there.receive(old, grouped(alice, old));
  there.wait(3600);
  there.sweep();
  expect(there.log.waiting()).toHaveLength(1);
  there.wait(1);
  there.sweep();
  expect(there.log.waiting()).toEqual([]);
});

test('B-13: KERIpy 1.1 counts that hour from the time of the reply', () => {
  const alice = party('alice');
  const there = world({ compat: 'keripy-1.1' });
  const late = reply('/end/role/add', '2023-12-31T22:59:59.999999+00:00', {
    cid: alice.prefix,
    role: 'mailbox',
    eid: witness.prefix,
  });
  const early = reply('/end/role/add', '2023-12-31T23:00:00.000000+00:00', {
    cid: alice.prefix,
    role: 'mailbox',
    eid: witness.prefix,
  });
  expect(verdict(there.receive(late, grouped(alice, late)))).toBe('rejected EXPIRY');
  expect(verdict(there.receive(early, grouped(alice, early)))).toBe('escrowed rpes RPY-SIGNER-KNOWN');
});

test('signatures that name another event than the accepted one are refused', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  const wrong = { ...alice.under(), said: authorised.said };
  expect(verdict(there.receive(authorised, grouped(alice, authorised, wrong)))).toBe(
    'rejected RPY-ESTABLISHMENT',
  );
});

test('signatures that name an interaction are refused: it establishes no keys', () => {
  const alice = party('alice');
  const { message: event } = alice.interact();
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  const [group] = grouped(alice, authorised).signatureGroups;
  const named = {
    ...noAttachments,
    signatureGroups: [
      { prefix: alice.prefix, sn: event.sn, said: event.said, signatures: group?.signatures ?? [] },
    ],
  };
  expect(verdict(there.receive(authorised, named))).toBe('rejected RPY-HAS-KEYS');
});

test('a reply whose signatures do not verify is refused', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const authorised = role(alice.prefix);
  const [{ step }] = there.receive(authorised, spoiled(grouped(alice, authorised)));
  expect(step.decision).toMatchObject({
    outcome: 'rejected',
    why: { rule: 'RPY-SIGNED', signatureIndex: 0 },
  });
  const located = place(witness.prefix, 'http://a.example/');
  expect(verdict(there.receive(located, spoiled(plainly(witness, located))))).toBe(
    'rejected RPY-SIGNED-PLAIN',
  );
});

test('one good attestation is enough, whatever else is attached', () => {
  const located = place(witness.prefix, 'http://a.example/');
  const [bad] = spoiled(plainly(witness, located)).receiptCouples;
  const [good] = plainly(witness, located).receiptCouples;
  if (bad === undefined || good === undefined) throw new Error('each has a couple');
  const there = world();
  expect(verdict(there.receive(located, { ...noAttachments, receiptCouples: [bad, good] }))).toBe('accepted');
  expect(there.log.reader.reply(placeRecord)?.attachments.receiptCouples).toEqual([good]);
});

test('signatures under the threshold wait for more, and those of several deliveries add up', () => {
  const trio = party('trio', { keyCount: 3, threshold: '2' });
  const there = knowing(trio);
  const authorised = role(trio.prefix);
  const under = trio.under();
  const [{ step }] = there.receive(authorised, grouped(trio, authorised, under, [2]));
  expect(step.decision).toMatchObject({
    outcome: 'escrowed',
    escrow: 'rpes',
    why: { rule: 'RPY-THRESHOLD', missing: [{ kind: 'signatures', have: [2], lack: [0, 1] }] },
  });
  expect(there.log.waiting()).toMatchObject([{ quarantined: false }]);
  expect(verdict(there.receive(authorised, grouped(trio, authorised, under, [2])))).toBe(
    'escrowed rpes RPY-THRESHOLD',
  );
  expect(verdict(there.receive(authorised, grouped(trio, authorised, under, [0])))).toBe('accepted');
  expect(there.log.waiting()).toEqual([]);
  const kept = there.log.reader.reply(roleRecord(trio.prefix))?.attachments.signatureGroups;
  expect(kept?.flatMap(({ signatures }) => signatures.map(({ index }) => index))).toEqual([2, 0]);
});

test('an update that is taken ends the wait of an earlier one of the same record, and of no other', () => {
  const trio = party('trio', { keyCount: 3, threshold: '2' });
  const there = knowing(trio);
  const other = plainParty('other').prefix;
  const under = trio.under();
  const [early, late, elsewhere] = [
    role(trio.prefix),
    role(trio.prefix, 'cut', 1),
    role(trio.prefix, 'add', 0, other),
  ];
  for (const waits of [early, elsewhere]) there.receive(waits, grouped(trio, waits, under, [2]));
  const outcomes = there.receive(late, grouped(trio, late, under, [0, 2]));
  expect(outcomes.map(({ step }) => step.decision)).toMatchObject([
    { outcome: 'accepted' },
    { outcome: 'rejected', subject: { said: early.said }, why: { rule: 'RPY-BADA' } },
  ]);
  expect(there.log.waiting().map(({ said }) => said)).toEqual([elsewhere.said]);
});

test('signatures under the latest establishment event count as made under it', () => {
  const alice = party('alice');
  alice.rotate();
  const there = world();
  const authorised = role(alice.prefix);
  expect(verdict(there.receive(authorised, latestGroup(alice, authorised)))).toBe(
    'escrowed rpes RPY-SIGNER-KNOWN',
  );
  there.learn(alice);
  expect(there.log.reader.reply(roleRecord(alice.prefix))).toMatchObject({
    signedAtSn: 1n,
    attachments: { latestSignatureGroups: [], signatureGroups: [{ sn: 1n }] },
  });
});

/** The key state of a party, as it is after the events it has made. */
function stateOf(known: Party) {
  const state = knowing(known).log.reader.keyState(known.prefix);
  if (state === undefined) throw new Error('the log is known');
  return state;
}

function plain(state: ReturnType<typeof stateOf>): Fields {
  const { prefix, sn, said } = state;
  return { vn: [1, 0], ...sealOf({ prefix, sn, said }), b: state.witnesses };
}

test('a key state notice is kept by subject and notifier, and told of', () => {
  const alice = party('alice');
  const there = knowing(alice);
  const notice = reply(`/ksn/${witness.prefix}`, time(0), plain(stateOf(alice)));
  const [{ step }] = there.receive(notice, plainly(witness, notice));
  expect(step.decision.outcome).toBe('accepted');
  expect(step.sends).toEqual([{ kind: 'key-state-saved', prefix: alice.prefix, notice: notice.data }]);
  expect(
    there.log.reader.reply({ table: 'key-state-notice', key: [alice.prefix, witness.prefix] })?.reply.said,
  ).toBe(notice.said);
});

test('B-29: a key state notice is compared with the one before it', () => {
  const alice = party('alice');
  const send = (there: World, minutes: number) => {
    const notice = reply(`/ksn/${witness.prefix}`, time(minutes), plain(stateOf(alice)));
    return verdict(there.receive(notice, plainly(witness, notice)));
  };
  const here = knowing(alice);
  expect([send(here, 10), send(here, 9)]).toEqual(['accepted', 'rejected RPY-BADA']);
  const like11 = knowing(alice, { compat: 'keripy-1.1' });
  expect([send(like11, 10), send(like11, 9)]).toEqual(['accepted', 'accepted']);
});

test('KERIpy 1.1 refuses a location that it holds', () => {
  const there = world({ compat: 'keripy-1.1' });
  const set = place(witness.prefix, 'http://a.example/');
  there.receive(set, plainly(witness, set));
  expect(verdict(there.receive(set, plainly(witness, set)))).toBe('rejected RPY-BADA');
});

test('a notice older than what is known of the log is refused', () => {
  const alice = party('alice');
  const old = plain(stateOf(alice));
  alice.interact();
  const notice = reply(`/ksn/${alice.prefix}`, time(0), old);
  expect(verdict(knowing(alice).receive(notice, grouped(alice, notice)))).toBe('rejected RPY-NOTICE-STALE');
});

test('a notice that waits for its signer goes as soon as its log has gone on', () => {
  const alice = party('alice');
  const carol = party('carol');
  const there = knowing(alice);
  const notice = reply(`/ksn/${carol.prefix}`, time(0), plain(stateOf(alice)));
  expect(verdict(there.receive(notice, grouped(carol, notice)))).toBe('escrowed rpes RPY-SIGNER-KNOWN');
  alice.interact();
  there.learn(alice);
  expect(there.log.waiting()).toEqual([]);
});

test('a notice of another event than the accepted one is refused, once its signatures verified', () => {
  const alice = party('alice');
  const other = party('bob').under().said;
  const there = knowing(alice);
  const notice = reply(`/ksn/${witness.prefix}`, time(0), { ...plain(stateOf(alice)), d: other });
  expect(verdict(there.receive(notice, plainly(witness, notice)))).toBe('rejected RPY-NOTICE-CONFLICT');
  expect(verdict(there.receive(notice, spoiled(plainly(witness, notice))))).toBe('rejected RPY-SIGNED-PLAIN');
});

test('a receiver that does not trust everybody takes notices from the controller and its witnesses only', () => {
  const alice = party('alice', { witnesses: [witness], toad: 1 });
  const there = knowing(alice, { promiscuous: false });
  const send = (by: Plain) => {
    const notice = reply(`/ksn/${by.prefix}`, time(0), plain(stateOf(alice)));
    return verdict(there.receive(notice, plainly(by, notice)));
  };
  expect(send(plainParty('stranger'))).toBe('rejected RPY-NOTIFIER');
  expect(send(witness)).toBe('accepted');
  const own = reply(`/ksn/${alice.prefix}`, time(0), plain(stateOf(alice)));
  expect(verdict(there.receive(own, grouped(alice, own)))).toBe('accepted');
});

test('a notice of a log that is not known is taken from the witnesses it names', () => {
  const alice = party('alice', { witnesses: [witness], toad: 1 });
  const notice = reply(`/ksn/${witness.prefix}`, time(0), plain(stateOf(alice)));
  expect(verdict(world({ promiscuous: false }).receive(notice, plainly(witness, notice)))).toBe('accepted');
});

test('notices of registries and credentials are kept by subject and notifier', () => {
  const alice = party('alice');
  const there = knowing(alice, { promiscuous: false });
  const { said, prefix } = alice.under();
  const registry = reply(`/tsn/registry/${prefix}`, time(0), { i: said, s: '0', d: said, ii: prefix, b: [] });
  expect(verdict(there.receive(registry, grouped(alice, registry)))).toBe('accepted');
  expect(there.log.reader.reply({ table: 'registry-notice', key: [said, prefix] })?.reply.said).toBe(
    registry.said,
  );
  const credential = reply(`/tsn/credential/${prefix}`, time(0), { i: said, s: '0', d: said, ri: said });
  expect(verdict(there.receive(credential, grouped(alice, credential)))).toBe('rejected RPY-NOTIFIER');
});

test('a notice of a credential that waits for its signer goes as soon as the credential is revoked', () => {
  const [issuer, carol] = [party('issuer'), party('carol')];
  const registry = message(
    'registry-event',
    { t: 'vcp', d: '', i: '', ii: issuer.prefix, s: '0', c: ['NB'], bt: '0', b: [], n: 'nonce' },
    { saids: ['d', 'i'] },
  );
  const [i, ri] = [carol.under().said, registry.prefix];
  const issued = message('registry-event', { t: 'iss', d: '', i, s: '0', ri, dt: time(0) });
  const revoked = message('registry-event', {
    t: 'rev',
    d: '',
    i,
    s: '1',
    ri,
    p: issued.said,
    dt: time(1),
  });
  issuer.interact([sealOf(registry), sealOf(issued), sealOf(revoked)]);
  const there = knowing(issuer);
  for (const event of [registry, issued])
    expect(verdict(there.receive(event, noAttachments))).toBe('accepted');
  const notice = reply(`/tsn/credential/${carol.prefix}`, time(2), { i, s: '0', d: issued.said, ri });
  expect(verdict(there.receive(notice, grouped(carol, notice)))).toBe('escrowed rpes RPY-SIGNER-KNOWN');
  expect(there.receive(revoked, noAttachments).map(({ step }) => step.decision)).toMatchObject([
    { outcome: 'accepted' },
    { outcome: 'rejected', why: { rule: 'RPY-NOTICE-STALE' } },
  ]);
  expect(there.log.waiting()).toEqual([]);
});

test('the key state record has the fields of KERIpy in their order', () => {
  const state = stateOf(party('alice', { witnesses: [witness], toad: 1 }));
  const record = keyStateRecord(state);
  expect(record.entries.map(([label]) => label).join(' ')).toBe('vn i s p d f dt et kt k nt n bt b c ee di');
  expect(record.entries.at(15)).toEqual(['ee', mapOf(['s', '0'], ['d', state.said], ['br', []], ['ba', []])]);
});
