/** The life of identifiers by commands, with files between those who do not know each other. DESIGN 5; keripy.md 8.5–8.7. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { foundNode } from './node.ts';
import type { Node, Row } from './node.ts';

const witness = 'BN8t3n1lxcV0SWGJIIF46fpSUqA7Mqre5KJNN3nbx3mr';
const prefixOf = ({ row }: { readonly row: Row }): string => String(row['i']);

/** The log of an identifier, in a file. */
async function exported(node: Node, prefix: string): Promise<string> {
  const { out } = await node.plain('export', prefix, '--receipts');
  return node.file(`${prefix}.cesr`, out);
}

describe('one identifier', () => {
  test('is made, rotated, anchors and is closed; each answer is the event that is in its log', async () => {
    const node = await foundNode();
    const made = await node.good(
      'incept',
      'alice',
      '--icount',
      '2',
      '--isith',
      '2',
      '--out',
      node.path('icp'),
    );
    expect(made.row).toMatchObject({ alias: 'alice', decision: 'accepted', ilk: 'icp', s: '0', fn: 0 });
    expect(made.row['i']).toBe(made.row['d']);
    const prefix = prefixOf(made);
    const rotated = await node.good(
      'rotate',
      'alice',
      '--ncount',
      '1',
      '--nsith',
      '1',
      '--out',
      node.path('rot'),
    );
    expect(rotated.row).toMatchObject({ ilk: 'rot', s: '1', i: prefix });
    const anchored = await node.good(
      'interact',
      'alice',
      '--data',
      '{"d":"EAnything"}',
      '--out',
      node.path('ixn'),
    );
    expect(anchored.row).toMatchObject({ ilk: 'ixn', s: '2' });
    const closed = await node.good('rotate', 'alice', '--ncount', '0', '--out', node.path('end'));
    const kel = await node.good('kel', prefix);
    expect(kel.rows.map(({ d }) => d)).toEqual([made, rotated, anchored, closed].map(({ row }) => row['d']));
    expect(await node.call('rotate', 'alice')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/\[no-next-keys\]\n$/) as string,
    });
    const other = await foundNode();
    const taken = await other.good('import', ...['icp', 'rot', 'ixn', 'end'].map(node.path));
    expect(taken.rows.at(-1)).toMatchObject({ summary: true, accepted: 4 });
    expect((await other.good('aids')).row).toEqual({ i: prefix, s: '3', d: closed.row['d'] });
  });

  test('is said in sentences and tables to people', async () => {
    const node = await foundNode();
    const { out } = await node.plain('incept', 'alice');
    expect(out).toMatch(/^accepted: icp of alice \(E\S{43}\) at number 0, E\S{43}\n$/);
    expect((await node.plain('rotate', 'alice')).out).toMatch(/^accepted: rot of alice .* at number 1, /);
    expect((await node.plain('alias', 'list')).out).toMatch(
      /^alias +prefix +sn +waits\nalice +E\S{43} +1 +-\n$/,
    );
    expect((await node.plain('keys', 'list')).out).toMatch(
      /^alias .*\nalice +E\S{43} +salty low +1 +1 +1\n$/,
    );
    expect((await node.plain('keys', 'export-public', 'alice')).out).toMatch(/^D\S{43}\n$/);
  });

  test('its keys are listed and exported, and what is exported is what the log says', async () => {
    const node = await foundNode();
    const { row: made } = await node.good(
      'incept',
      'alice',
      '--icount',
      '2',
      '--ncount',
      '3',
      '--icode',
      'J',
    );
    const { row } = await node.good('keys', 'export-public', 'alice');
    const { row: state } = await node.good('state', String(made['i']));
    expect(row).toMatchObject({ alias: 'alice', i: made['i'], s: '0', keys: state['k'], next: state['n'] });
    expect((await node.good('keys', 'list')).row).toMatchObject({ algo: 'salty', set: 0, keys: 2, next: 3 });
  });

  test('waits for nobody here, and its witnesses change', async () => {
    const node = await foundNode();
    await node.good('incept', 'alice');
    const added = await node.good('witness', 'add', 'alice', witness);
    const state = async (): Promise<Row> => (await node.good('state', prefixOf(added))).row;
    expect(await state()).toMatchObject({ s: '1', b: [witness], bt: '1' });
    await node.good('witness', 'cut', 'alice', witness);
    expect(await state()).toMatchObject({ s: '2', b: [], bt: '0' });
    await node.good('rotate', 'alice', '--wits', witness, '--toad', '1');
    expect(await state()).toMatchObject({ s: '3', b: [witness] });
    expect((await node.call('witness', 'add', 'alice', 'nobody')).code).toBe(64);
    expect((await node.call('witness', 'add', 'alice', witness)).code).not.toBe(0);
    expect(await state()).toMatchObject({ s: '3' });
  });

  test('an event that would be refused moves no key', async () => {
    const node = await foundNode();
    const { row } = await node.good('incept', 'alice', '--traits', 'EO');
    const refused = await node.call('interact', 'alice');
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/\[event-refused\]\n$/)]);
    const before = (await node.good('keys', 'list')).out;
    expect((await node.call('rotate', 'alice', '--isith', '3')).code).not.toBe(0);
    expect((await node.good('keys', 'list')).out).toBe(before);
    expect((await node.good('rotate', 'alice')).row).toMatchObject({ s: '1', i: row['i'] });
  });

  test('recovers from interactions that somebody else made', async () => {
    const node = await foundNode();
    const prefix = prefixOf(await node.good('incept', 'alice'));
    for (let time = 0; time < 3; time++) await node.good('interact', 'alice');
    const { row } = await node.good('recover', 'alice', '--sn', '2', '--out', node.path('recovery'));
    expect(row).toMatchObject({ ilk: 'rot', s: '2', decision: 'accepted' });
    const kel = (await node.good('kel', prefix, '--all')).rows;
    expect(kel.map(({ decision }) => decision)).toEqual([
      'accepted',
      'accepted',
      'superseded',
      'superseded',
      'accepted',
    ]);
    expect((await node.call('recover', 'alice', '--sn', '1')).code).toBe(64);
  });
});

describe('signatures', () => {
  test('of a file and of a text are verified by somebody else, and fail with one byte changed', async () => {
    const node = await foundNode();
    const prefix = prefixOf(
      await node.good('incept', 'alice', '--icount', '3', '--isith', '["1/2","1/2","1/2"]'),
    );
    const letter = node.file('letter', 'a letter');
    const signed = await node.good('sign', 'alice', letter);
    expect(signed.row).toMatchObject({ alias: 'alice', i: prefix, s: '0' });
    expect(signed.row['signatures']).toHaveLength(3);
    await node.plain('sign', 'alice', letter, '--index', '2', '--index', '0', '--out', node.path('sig'));
    const other = await foundNode();
    await other.good('import', await exported(node, prefix));
    const verified = await other.good('verify', prefix, letter, '--signatures', node.path('sig'));
    expect(verified.row).toEqual({ verified: true, i: prefix, s: '0', signed: [0, 2], keys: 3 });
    await other.good('verify', prefix, letter, '--signatures', node.file('rows', signed.out));
    const [one = ''] = readFileSync(node.path('sig'), 'utf8').split('\n');
    for (const words of [
      ['verify', prefix, node.file('other', 'a lettes'), '--signatures', node.path('sig')],
      ['verify', prefix, letter, '--signature', one],
    ])
      expect(await other.call(...words)).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/\[wrong-signature\]/) as string,
      });
    await node.good('rotate', 'alice');
    await other.good('import', await exported(node, prefix));
    expect((await other.call('verify', prefix, letter, '--signatures', node.path('sig'))).code).toBe(1);
    await other.good('verify', prefix, letter, '--signatures', node.path('sig'), '--at-sn', '0');
  });

  test('the digest of a file is anchored, and found by everybody who has the log', async () => {
    const node = await foundNode();
    const prefix = prefixOf(await node.good('incept', 'alice'));
    const letter = node.file('letter', 'a letter');
    const { row } = await node.good('anchor', 'alice', letter, node.file('two', 'another'));
    const anchored = await node.good('verify', prefix, letter, '--anchored');
    expect(anchored.row).toMatchObject({ anchored: true, i: prefix, events: [row['d']] });
    const changed = node.file('letter', 'a lettes');
    expect(await node.call('verify', prefix, changed, '--anchored')).toMatchObject({ code: 1, out: '' });
    await node.good('recover', 'alice');
    expect((await node.call('verify', prefix, node.path('two'), '--anchored')).code).toBe(1);
  });

  test('words of a challenge are signed by the right one', async () => {
    const [alice, bob] = [await foundNode(), await foundNode()];
    const prefix = prefixOf(await alice.good('incept', 'alice'));
    const { row } = await bob.good('challenge', 'generate');
    const words = row['words'] as readonly string[];
    expect(words).toHaveLength(12);
    const response = alice.path('response');
    await alice.good('challenge', 'respond', 'alice', '--words', words.join(' '), '--out', response);
    const log = await exported(alice, prefix);
    const asked = ['challenge', 'verify', '--signer', prefix, '--words'];
    const list = bob.file('words', JSON.stringify(words));
    expect((await bob.good(...asked, `@${list}`, log, response)).row).toMatchObject({
      verified: true,
      i: prefix,
    });
    await bob.good(...asked, words.join(' '), response);
    for (const other of [[...words].reverse(), words.slice(1)])
      expect(await bob.call(...asked, other.join(' '), response)).toMatchObject({ code: 1, out: '' });
  });
});

describe('delegation', () => {
  test('is asked for, given and completed with files, and nothing is sealed twice', async () => {
    const [alice, dee] = [await foundNode(), await foundNode()];
    const delegator = prefixOf(await alice.good('incept', 'alice'));
    const prefix = prefixOf(await dee.good('incept', 'dee', '--delpre', delegator));
    const [request, approval, done] = [dee.path('request'), alice.path('approval'), dee.path('done')];
    for (const [s, how] of [
      ['0', []],
      ['1', ['--rotate']],
    ] as const) {
      if (s === '1') await dee.good('rotate', 'dee');
      await dee.good('delegate', 'request', 'dee', '--out', request);
      const early = await dee.call('delegate', 'confirm', 'dee', request);
      expect([early.code, early.err]).toEqual([2, expect.stringMatching(/\[not-approved\]\n$/)]);
      const approved = await alice.good('delegate', 'confirm', 'alice', request, '--out', approval, ...how);
      expect(approved.rows.at(-1)).toMatchObject({ alias: 'alice', ilk: s === '0' ? 'ixn' : 'rot' });
      const again = await alice.good('delegate', 'confirm', 'alice', request);
      expect(again.rows.every((row) => row['sealed'] === true)).toBe(true);
      const completed = await dee.good('delegate', 'confirm', 'dee', approval, '--out', done);
      expect(completed.row).toMatchObject({ completed: true, i: prefix, s, delegator });
      expect((await alice.good('state', prefix)).row).toMatchObject({ s, di: delegator });
    }
    const other = await foundNode();
    await other.good('import', approval, await exported(dee, prefix), done);
    expect((await other.good('state', prefix)).row).toMatchObject({ s: '1', di: delegator });
  });

  test('what is no delegated event, or of somebody else, is not approved', async () => {
    const [alice, bob] = [await foundNode(), await foundNode()];
    await alice.good('incept', 'alice');
    const log = await exported(bob, prefixOf(await bob.good('incept', 'bob')));
    expect(await alice.call('delegate', 'confirm', 'alice', log)).toMatchObject({
      code: 2,
      err: expect.stringMatching(/holds no event that alice delegates; .* \[no-message\]/) as string,
    });
    expect((await alice.call('delegate', 'request', 'alice')).code).toBe(64);
    const garbage = alice.file('garbage', 'no CESR');
    expect((await alice.call('delegate', 'confirm', 'alice', garbage)).code).toBe(2);
    expect((await alice.good('keys', 'list')).row).toMatchObject({ set: 0 });
  });
});

describe('keys that were made elsewhere', () => {
  /** Calls with an open file of `content` in the place of `FD`. */
  async function withFile(node: Node, content: string, ...words: readonly string[]) {
    const descriptor = openSync(node.file('secret', content), 'r');
    try {
      return await node.call(...words.map((word) => (word === 'FD' ? String(descriptor) : word)));
    } finally {
      closeSync(descriptor);
    }
  }

  test('come back from their salt: the same identifier, whole', async () => {
    const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
    const [one, two] = [await foundNode(), await foundNode()];
    const first = await withFile(one, `${salt}\n`, 'import', '--alias', 'bob', '--salt-fd', 'FD');
    const second = await withFile(two, salt, 'import', '--alias', 'bob', '--salt-fd', 'FD');
    // What KERIpy makes for the name `bob` from this salt.
    expect(first.row).toMatchObject({ i: 'EA_SbBUZYwqLVlAAn14d6QUBQCSReJlZ755JqTgmRhXH' });
    expect(second.row['i']).toBe(first.row['i']);
    expect((await two.good('rotate', 'bob')).row).toMatchObject({
      d: 'EHZks1BQ_ieuzASY7VoZNIOgIfnlE-SZJzO3OP_Wf3zM',
    });
  });

  test('go on to where their log stands, when files bring it', async () => {
    const salt = '0AAwMTIzNDU2Nzg5YWJjZGVm';
    const [one, two] = [await foundNode(), await foundNode()];
    const made = await withFile(one, salt, 'import', '--alias', 'bob', '--salt-fd', 'FD');
    for (const words of [['rotate', '--ncount', '2'], ['interact'], ['rotate']])
      await one.good(words[0] ?? '', 'bob', ...words.slice(1));
    const log = await exported(one, prefixOf(made));
    const words = ['import', '--alias', 'bob', '--salt-fd', 'FD'];
    const taken = await withFile(two, salt, ...words, log);
    expect([taken.code, taken.rows.at(-1)]).toMatchObject([0, { alias: 'bob', i: made.row['i'] }]);
    const [here, there] = [await one.good('rotate', 'bob'), await two.good('rotate', 'bob')];
    expect(there.row).toEqual(here.row);
    expect((await withFile(two, salt, ...words, log)).err).toMatch(/\[hab-exists\]\n$/);
  });

  test('come in as seeds, and are rotated through', async () => {
    const node = await foundNode();
    const seeds = [
      'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g',
      'AIGVERzBVb-bOs0WIRyeWTmTUNEm8vhhtADhWPkvJkGl',
    ];
    const made = await withFile(
      node,
      JSON.stringify([[seeds[0]], [seeds[1]]]),
      'import',
      '--alias',
      'old',
      '--seeds-fd',
      'FD',
    );
    expect([made.code, made.row]).toMatchObject([0, { ilk: 'icp', alias: 'old' }]);
    const [key] = (await node.good('keys', 'export-public', 'old')).row['keys'] as readonly string[];
    await node.good('rotate', 'old');
    await node.good('rotate', 'old');
    expect((await node.good('keys', 'export-public', 'old')).row['keys']).not.toContain(key);
    for (const wrong of ['[]', '{}', `["${seeds[0] ?? ''}"]`, 'AAEC', `[["${(seeds[0] ?? '').slice(1)}"]]`]) {
      const refused = await withFile(node, wrong, 'import', '--alias', 'new', '--seeds-fd', 'FD');
      expect([wrong, refused.code, refused.out]).toEqual([wrong, 64, '']);
      expect(refused.err).not.toContain('ECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g');
    }
  });
});

describe('a group', () => {
  test('is proposed, joined, anchors, is rotated, and its members are told what waits', async () => {
    const nodes = [await foundNode(), await foundNode()] as const;
    const [alice, bob] = nodes;
    const prefixes = [
      prefixOf(await alice.good('incept', 'alice')),
      prefixOf(await bob.good('incept', 'bob')),
    ] as const;
    const introduce = async (): Promise<void> => {
      await bob.good('import', await exported(alice, prefixes[0]));
      await alice.good('import', await exported(bob, prefixes[1]));
    };
    await introduce();
    const message = alice.path('message');
    const answer = bob.path('answer');
    /** Alice proposes, Bob signs, Alice takes what he signed. */
    const together = async (...words: readonly string[]): Promise<Row> => {
      const proposed = await alice.call('group', ...words, '--out', message);
      const event = await alice.good('group', 'event', 'team', '--out', alice.path('event'));
      expect(event.row).toMatchObject({ d: proposed.row['d'], progress: 'signatures' });
      expect([proposed.code, proposed.row]).toMatchObject([2, { progress: 'signatures', to: [prefixes[1]] }]);
      const joined = await bob.good('group', 'join', 'team', message, '--out', answer);
      expect(joined.row).toMatchObject({ group: 'team', progress: 'complete', d: proposed.row['d'] });
      await alice.good('group', 'list', answer);
      return joined.row;
    };
    const signing = prefixes.flatMap((prefix) => ['--signing', prefix]);
    const made = await together('incept', 'team', '--member', 'alice', ...signing, '--isith', '2');
    await together('interact', 'team', '--data', '{"d":"EAnything"}');
    await alice.good('rotate', 'alice');
    await bob.good('rotate', 'bob');
    await introduce();
    await together('rotate', 'team', '--isith', '2');
    await alice.good('group', 'event', 'team', '--out', alice.path('event'));
    const other = await foundNode();
    await other.good('import', await exported(bob, String(made['i'])), alice.path('event'));
    expect((await other.good('state', String(made['i']))).row).toMatchObject({ s: '2', kt: '2' });
    for (const node of nodes) {
      const { row } = await node.good('group', 'list');
      expect(row).toMatchObject({ group: 'team', i: made['i'], s: '2', signing: prefixes });
      expect(row).not.toHaveProperty('waits');
    }
    /** What the group says: Alice proposes it, Bob sees it and signs it, and both have it whole. */
    const said = async (route: string, ...words: readonly string[]): Promise<string> => {
      const { row, code } = await alice.call('group', ...words, '--out', message);
      expect([code, row]).toMatchObject([2, { progress: 'signatures', to: [prefixes[1]] }]);
      expect((await alice.good('group', 'list')).row).toMatchObject({ says: [{ r: route, d: row['d'] }] });
      const shown = await bob.good('group', 'proposals', message);
      expect(shown.row).toMatchObject({ d: row['d'], r: route, ilk: row['ilk'], i: made['i'] });
      const unmade = await bob.call('group', 'message', 'team', String(row['d']));
      expect([unmade.code, unmade.err]).toEqual([1, expect.stringMatching(/stands at: signatures/)]);
      const joined = await bob.good('group', 'join', 'team', '--out', answer);
      expect(joined.row).toMatchObject({ d: row['d'], progress: 'complete' });
      await alice.good('group', 'list', answer);
      const [whole, again] = [alice.path('whole'), alice.path('again')];
      const written = await alice.good('group', 'message', 'team', String(row['d']), '--out', whole);
      expect(written.row).toMatchObject({ d: row['d'], isElected: true });
      await alice.good('group', 'share', 'team', '--said', String(row['d']), '--out', again);
      expect((await other.good('import', whole)).rows[0]).toMatchObject({
        decision: 'accepted',
        d: row['d'],
      });
      return String(row['d']);
    };
    const role = ['end-role', 'team', '--eid', prefixes[1], '--role', 'mailbox'];
    await said('/end/role/add', ...role);
    await said('/end/role/cut', ...role, '--cut');
    await said('/loc/scheme', 'location', 'team', '--url', 'https://127.0.0.1/', '--scheme', 'https');
    const hello = ['send', 'team', '--route', '/hello', '--to', prefixes[1]];
    await said('/hello', ...hello, '--payload', '{"m":"hello"}', '--embed', `evt=${alice.path('event')}`);
    const wrong = [
      ['--payload', '[]'],
      ['--embed', 'evt'],
      ['--embed', 'evt=no-such-file'],
    ];
    for (const words of wrong)
      expect((await alice.call('group', ...hello, ...words)).err).toMatch(/\[(?:usage|cannot-read)\]/);

    const late = await alice.call('group', ...hello);
    const forget = ['group', 'forget', 'team', String(late.row['d'])];
    expect([(await alice.good(...forget)).row, (await alice.good(...forget)).row]).toMatchObject([
      { waited: true },
      { waited: false },
    ]);
    const signed = await Promise.all(
      nodes.map((node) => node.good('group', 'sign', 'team', '--text', 'hello')),
    );
    expect(signed.map(({ row }) => [row['isEnough'], row['missing']])).toEqual([
      [false, [1]],
      [false, [0]],
    ]);
    const of = ['verify', String(made['i']), '--text', 'hello'];
    const signatures = signed.flatMap(({ row }) => ['--signature', String(row['signatures'])]);
    expect((await other.call(...of, ...signatures)).code).toBe(0);
    expect((await other.call(...of, ...signatures.slice(0, 2))).err).toMatch(/\[wrong-signature\]/);

    expect((await bob.good('group', 'proposals')).rows).toEqual([]);
    expect((await bob.call('group', 'join', 'team')).err).toMatch(/nothing is proposed .*\[unknown-said\]/);
    expect((await alice.good('group', 'share', 'team')).row).toMatchObject({ to: [prefixes[1]] });
    expect((await alice.call('group', 'rotate', 'nobody')).err).toMatch(/\[unknown-hab\]/);
  });
});
