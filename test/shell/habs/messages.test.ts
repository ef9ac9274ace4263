/** What identities say beside their own events, and delegation from both sides: hosts of others take it. */
import { describe, expect, test } from 'vitest';
import type { Hab } from '../../../shell/habs/index.ts';
import type { Host } from '../../../shell/host.ts';
import type { HostEvent } from '../../../shell/subscriptions.ts';
import { knownAid, knownTime } from '../../keys/standing.ts';
import { freshHabery, haberyOver, keepers, nothing, otherHost, told } from './standing.ts';

const textOf = (message: Uint8Array): string => new TextDecoder().decode(message);
/** The fields of the body of a message. */
const fieldsOf = (message: Uint8Array): { readonly [label: string]: unknown } => {
  const text = textOf(message);
  return JSON.parse(text.slice(0, text.lastIndexOf('}') + 1)) as { readonly [label: string]: unknown };
};

describe.each(keepers)('with %s', (_, keysOf) => {
  test('an identity receipts what its host accepted, and nothing else', async () => {
    const { habery, host } = await haberyOver(await keysOf());
    const ida = await habery.make('ida');
    const wes = await habery.make('wes', { transferable: false });
    const { habery: others } = await freshHabery();
    const bob = await others.make('bob');
    await expect(ida.receipt(bob.msgOwnEvent(0n))).rejects.toMatchObject({ code: 'unknown-said' });
    await told(host, bob.msgOwnEvent(0n));
    const receipts = [await ida.receipt(bob.msgOwnEvent(0n)), await wes.receipt(bob.msgOwnEvent(0n))];
    expect(fieldsOf(receipts[0] ?? new Uint8Array())).toMatchObject({ t: 'rct', i: bob.prefix, s: '0' });
    const kept = host.reader.attachments(bob.state().said);
    expect([kept.transferableReceipts.length, kept.receiptCouples.length]).toEqual([1, 1]);
    const other = await otherHost();
    await told(other, await ida.replay(), await wes.replay(), bob.msgOwnEvent(0n));
    expect(await told(other, ...receipts)).toEqual({ ...nothing, accepted: 2 });
    expect(other.reader.attachments(bob.state().said).transferableReceipts).toHaveLength(1);
    await expect(ida.receipt(await ida.reply({ route: '/x', data: {} }))).rejects.toMatchObject({
      code: 'usage',
    });
  });

  test('witnesses receipt by their places, and only then others accept the event', async () => {
    const { habery: witnessed } = await freshHabery();
    const { habery, host } = await haberyOver(await keysOf());
    const witnesses = await Promise.all(
      ['w', 'x', 'y'].map((name) => habery.make(name, { transferable: false })),
    );
    const wits = witnesses.map(({ prefix }) => prefix);
    const ida = await witnessed.make('ida', { wits, toad: 2 });
    const inception = ida.msgOwnEvent(0n);
    expect(await host.ingest(inception, { source: 'local' })).toMatchObject({ accepted: 1 });
    const receipts = await Promise.all(witnesses.slice(1).map((witness) => witness.witness(inception)));
    const other = await otherHost();
    expect(await told(other, inception)).toEqual({ ...nothing, escrowed: 1 });
    await told(other, ...receipts);
    expect(other.keyState(ida.prefix)?.sn).toBe(0n);
    expect(other.reader.attachments(ida.state().said).witnessSignatures.map(({ index }) => index)).toEqual([
      1, 2,
    ]);
    const stranger = await habery.make('stranger', { transferable: false });
    await expect(stranger.witness(inception)).rejects.toMatchObject({ code: 'usage' });
  });

  test('an identity endorses, asks, answers and sends', async () => {
    const { habery, host } = await haberyOver(await keysOf());
    const ida = await habery.make('ida', { icount: 2, isith: 2 });
    const wes = await habery.make('wes', { transferable: false });
    const other = await otherHost();
    await told(other, await ida.replay(), await wes.replay());
    for (const hab of [ida, wes]) {
      const query = await hab.query({ route: 'logs', pre: ida.prefix, src: wes.prefix, query: { s: '0' } });
      expect(fieldsOf(query)).toMatchObject({ r: 'logs', q: { s: '0', i: ida.prefix, src: wes.prefix } });
      expect(await told(other, query)).toEqual({ ...nothing, accepted: 1 });
      const exchange = await hab.exchange({
        route: '/greet',
        payload: { words: 'hello', count: 2 },
        recipient: wes.prefix,
        embeds: { evt: ida.msgOwnEvent(0n) },
      });
      expect(fieldsOf(exchange)).toMatchObject({ i: hab.prefix, a: { i: wes.prefix, count: 2 } });
      expect(await told(other, exchange)).toEqual({ ...nothing, accepted: 1 });
      const roles = [
        await hab.makeEndRole({ eid: wes.prefix, role: 'mailbox' }),
        await hab.makeLocScheme({ url: 'http://localhost:5642' }),
      ];
      expect(fieldsOf(roles[0] ?? new Uint8Array())).toMatchObject({ dt: knownTime, r: '/end/role/add' });
      expect(await told(other, ...roles)).toEqual({ ...nothing, accepted: 2 });
    }
    const endpoints = ida.replyEndRole({ role: 'mailbox' });
    expect(textOf(endpoints).match(/"t":"rpy"/g)).toHaveLength(2);
    expect(ida.replyEndRole({ role: 'agent' })).toHaveLength(0);
    expect(textOf(wes.replyLocScheme())).toContain('localhost:5642');
    await told(await otherHost(), await ida.replay(), endpoints);
    await expect(wes.makeLocScheme({ url: 'x', scheme: 'gopher' })).rejects.toMatchObject({
      code: 'event-refused',
    });
    expect(host.history.replies('end-role')).toBeDefined();
  });
});

/** A delegate and its delegator, on hosts of their own. */
async function pair(): Promise<{
  readonly boss: Hab;
  readonly bossHost: Host;
  readonly del: Hab;
  readonly delHost: Host;
}> {
  const [bosses, delegates] = [await freshHabery(), await freshHabery()];
  const boss = await bosses.habery.make('boss');
  const del = await delegates.habery.make('del', { delpre: boss.prefix });
  return { boss, bossHost: bosses.host, del, delHost: delegates.host };
}

describe('delegation', () => {
  test('goes from the delegate to its delegator and back, for inceptions and rotations', async () => {
    const { boss, bossHost, del, delHost } = await pair();
    const other = await otherHost();
    await expect(del.complete()).rejects.toMatchObject({ code: 'not-approved' });
    for (const sn of [0n, 1n, 2n]) {
      if (sn > 0n) await del.rotate();
      const event = del.msgOwnEvent(sn);
      expect(fieldsOf(event)['t']).toBe(sn === 0n ? 'dip' : 'drt');
      expect(await told(bossHost, event)).toEqual({ ...nothing, escrowed: 1 });
      await bossHost.ingest(event, { source: 'local' });
      const approval = await boss.approve(event);
      expect(approval.ilk).toBe('ixn');
      expect(bossHost.keyState(del.prefix)?.sn).toBe(sn);
      await told(delHost, await boss.replay());
      const complete = await del.complete();
      await told(other, await boss.replay());
      expect(await told(other, complete)).toEqual({ ...nothing, accepted: 1 });
      expect(other.keyState(del.prefix)?.sn).toBe(sn);
    }
    const late = await otherHost();
    expect((await told(late, await del.replay())).escrowed).toBe(0);
    expect(late.keyState(del.prefix)?.sn).toBe(2n);
  });

  test.each([
    ['which its own log took in', true],
    ['which its own log did not take in', false],
  ])('takes back a rotation of a thief with stolen keys, %s, by another approval', async (_, isTaken) => {
    const { boss, bossHost, del, delHost } = await pair();
    const approve = async (event: Uint8Array) => {
      await bossHost.ingest(event, { source: 'local' });
      await boss.approve(event);
      await told(delHost, await boss.replay());
    };
    await approve(del.msgOwnEvent(0n));
    const inception = await del.complete();
    const thief = await freshHabery();
    await told(thief.host, await boss.replay(), inception);
    const stolen = await thief.habery.make('del', { delpre: boss.prefix });
    const theft = await stolen.rotate({ ncount: 2 });
    await approve(theft.message);
    await delHost.ingest(theft.message, { source: isTaken ? 'local' : 'remote' });
    expect(del.state().sn).toBe(isTaken ? 1n : 0n);
    if (isTaken) await expect(del.rotate()).rejects.toMatchObject({ code: 'keys-differ' });
    const recovery = await (isTaken ? del.recover({ sn: 1n }) : del.rotate());
    expect([recovery.ilk, recovery.sn, recovery.report.decision]).toEqual([
      'drt',
      1n,
      isTaken ? 'escrowed' : 'accepted',
    ]);
    await approve(recovery.message);
    const complete = await del.complete();
    expect([del.state().sn, del.state().said]).toEqual([1n, recovery.said]);
    await expect(stolen.recover({ sn: 1n })).rejects.toMatchObject({ code: 'keys-differ' });
    const other = await otherHost();
    await told(other, await boss.replay(), await del.replay(), complete);
    expect(other.keyState(del.prefix)?.said).toBe(recovery.said);
    expect((await del.rotate()).sn).toBe(2n);
  });

  test('of others is not taken back by who is not delegated', async () => {
    const { habery } = await freshHabery();
    const hab = await habery.make('ida');
    await hab.rotate();
    await expect(hab.recover({ sn: 1n })).rejects.toMatchObject({ code: 'usage' });
  });

  test('is approved by a rotation where the delegator takes no interactions', async () => {
    const { habery, host } = await freshHabery();
    const boss = await habery.make('boss', { traits: ['EO'] });
    const del = await habery.make('del', { delpre: boss.prefix });
    expect((await boss.approve(del.msgOwnEvent(0n))).ilk).toBe('rot');
    expect(textOf(await del.complete())).toContain('-GAB');
    const { sn, said } = del.state();
    expect((await boss.approve({ prefix: del.prefix, sn, said }, { rotation: { ncount: 2 } })).ilk).toBe(
      'rot',
    );
    expect(host.keyState(boss.prefix)?.nextKeyDigests).toHaveLength(2);
  });

  test('is not of those who do not delegate, nor of events that name others', async () => {
    const { habery } = await freshHabery();
    const shut = await habery.make('shut', { traits: ['DND'] });
    await expect(habery.make('del', { delpre: shut.prefix })).rejects.toMatchObject({
      code: 'event-refused',
      facts: { reason: 'does-not-delegate' },
    });
    const boss = await habery.make('boss');
    const del = await habery.make('del', { delpre: boss.prefix });
    await expect(async () => shut.approve(del.msgOwnEvent(0n))).rejects.toMatchObject({ code: 'usage' });
    await expect(async () => boss.approve(boss.msgOwnEvent(0n))).rejects.toMatchObject({ code: 'usage' });
    await expect(boss.complete()).rejects.toMatchObject({ code: 'usage' });
  });

  test('of a rotation that takes back an interaction is sealed as any other', async () => {
    const { boss, bossHost, del, delHost } = await pair();
    const bring = async (message: Uint8Array) => {
      await bossHost.ingest(message, { source: 'local' });
      await boss.approve(message);
      await told(delHost, await boss.replay());
    };
    await bring(del.msgOwnEvent(0n));
    await del.interact([{ d: knownAid }]);
    const recovered = await del.recover();
    expect(recovered.report.decision).toBe('accepted');
    expect(del.state().said).toBe(recovered.said);
    await bring(recovered.message);
    const other = await otherHost();
    await told(other, await boss.replay(), del.msgOwnEvent(0n), await del.complete());
    expect(other.keyState(del.prefix)?.said).toBe(recovered.said);
  });
});

test('cues for own witnesses come from the host that has them', async () => {
  const { habery, host } = await freshHabery();
  const witness = await habery.make('wes', { transferable: false });
  const heard: HostEvent[] = [];
  host.subscribe((event) => heard.push(event));
  await habery.make('ida', { wits: [witness.prefix], toad: 1 });
  const kinds = heard.flatMap((event) => (event.kind === 'cue' ? [event.cue.kind] : []));
  expect(kinds).toContain('witness');
});
