/** Builders: exact bytes of KERIpy 1.1.17 (keripy.md 1.5), writer rules M-18…M-21, and the way back through the gate. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { snOf } from '../../kernel/cesr/number.ts';
import type { Making } from '../../kernel/event/build.ts';
import { buildCredential, subjectSaidOf } from '../../kernel/event/build-credential.ts';
import {
  buildInception,
  buildInteraction,
  buildReceipt,
  buildRotation,
} from '../../kernel/event/build-key-event.ts';
import {
  buildIssuance,
  buildBackedIssuance,
  buildBackedRevocation,
  buildRegistryInception,
  buildRegistryRotation,
  buildRevocation,
} from '../../kernel/event/build-registry.ts';
import {
  buildBare,
  buildExchange,
  buildProd,
  buildQuery,
  buildReply,
  buildTransacted,
  buildTransactionInception,
} from '../../kernel/event/build-routed.ts';
import { emptyMap, mapOf } from '../../kernel/event/json.ts';
import { parseMessage } from '../../kernel/event/parse.ts';
import type { Message, Serialization } from '../../kernel/event/types.ts';
import type { Result } from '../../kernel/std/result.ts';
import { jsonValue } from '../support/json-arbitraries.ts';
import {
  algorithms,
  backed,
  dt,
  exchange,
  inception,
  issuance,
  key,
  nextDigest,
  nonce,
  one,
  otherWitness,
  rotation,
  routed,
  self,
  transacted,
  two,
  value,
  witness,
} from '../support/message-plans.ts';

const text = (message: Message): string => new TextDecoder().decode(message.raw);
const hex = (message: Message): string => Buffer.from(message.raw).toString('hex');

describe('the bytes are those of KERIpy 1.1.17', () => {
  test.each([
    [
      'icp, basic',
      () => buildInception({ ...inception, identifier: 'basic' }, one),
      `{"v":"KERI10JSON00012b_","t":"icp","d":"EMK7GN0EpnMoOpF78cqCKATKzx1l8wEkFj8ysDUSu9io","i":"${key}","s":"0","kt":"1","k":["${key}"],"nt":"1","n":["${nextDigest}"],"bt":"0","b":[],"c":[],"a":[]}`,
    ],
    [
      'icp, self-addressing',
      () => buildInception(inception, one),
      `{"v":"KERI10JSON00012b_","t":"icp","d":"${self}","i":"${self}","s":"0","kt":"1","k":["${key}"],"nt":"1","n":["${nextDigest}"],"bt":"0","b":[],"c":[],"a":[]}`,
    ],
    [
      'ixn',
      () =>
        buildInteraction(
          { prefix: self, sn: snOf(1n), prior: self, anchors: [mapOf(['i', self], ['s', '0'], ['d', self])] },
          one,
        ),
      `{"v":"KERI10JSON00013a_","t":"ixn","d":"EFWUa7AkOnK5_QzkhvqQbKp7Wy-Ft84RLVhBRCmWGvzN","i":"${self}","s":"1","p":"${self}","a":[{"i":"${self}","s":"0","d":"${self}"}]}`,
    ],
    [
      'rot',
      () => buildRotation(rotation, one),
      `{"v":"KERI10JSON000132_","t":"rot","d":"EKa1yLP-8E-cQVhHeyFtGN44pf9MBh8tjnqEQZsJdRl8","i":"${self}","s":"2","p":"EFWUa7AkOnK5_QzkhvqQbKp7Wy-Ft84RLVhBRCmWGvzN","kt":"1","k":["DMm-PHnlVVw-yQGqxxQFH3ynIGBrwkOCll9NJsszS4M1"],"nt":"0","n":[],"bt":"0","br":[],"ba":[],"a":[]}`,
    ],
    [
      'dip',
      () =>
        buildInception(
          {
            ...inception,
            keys: ['DMu3ZPglawye9CCMxiEnaRYTuBaFF6f8UbnBbJMAnrov'],
            nextKeyDigests: [],
            delegator: self,
          },
          one,
        ),
      `{"v":"KERI10JSON000131_","t":"dip","d":"EBy7y2ylfA6DDOUOdcO_nOovX3VPzLu8uxSGCMAykEYA","i":"EBy7y2ylfA6DDOUOdcO_nOovX3VPzLu8uxSGCMAykEYA","s":"0","kt":"1","k":["DMu3ZPglawye9CCMxiEnaRYTuBaFF6f8UbnBbJMAnrov"],"nt":"0","n":[],"bt":"0","b":[],"c":[],"a":[],"di":"${self}"}`,
    ],
    [
      'rct',
      () => buildReceipt(value(buildInception(inception, one)), one),
      `{"v":"KERI10JSON000091_","t":"rct","d":"${self}","i":"${self}","s":"0"}`,
    ],
    [
      'qry',
      () =>
        buildQuery(
          {
            route: 'ksn',
            returnRoute: '',
            dt,
            sender: undefined,
            query: mapOf(['i', self], ['src', witness]),
          },
          one,
        ),
      `{"v":"KERI10JSON0000fe_","t":"qry","d":"EJYdkuKPgbHslfTmH9s1ivTcYYtt0tPU0o5TBwcdh-43","dt":"${dt}","r":"ksn","rr":"","q":{"i":"${self}","src":"${witness}"}}`,
    ],
    [
      'rpy',
      () =>
        buildReply(
          {
            route: '/loc/scheme',
            dt,
            sender: undefined,
            data: mapOf(['eid', witness], ['scheme', 'http'], ['url', 'http://127.0.0.1:5631/']),
          },
          one,
        ),
      `{"v":"KERI10JSON0000fa_","t":"rpy","d":"EEXyCuSs5PU3vxLai08wBHiPU92EDGKvZ9ACbCkCDOGt","dt":"${dt}","r":"/loc/scheme","a":{"eid":"${witness}","scheme":"http","url":"http://127.0.0.1:5631/"}}`,
    ],
  ] as const)('%s', (_, build, expected) => {
    expect(text(value<Message>(build()))).toBe(expected);
  });

  test('icp in CBOR', () => {
    expect(hex(value(buildInception(inception, { ...one, serialization: 'CBOR' })))).toBe(
      'ad6176714b455249313043424f523030303066395f6174636963706164782c45464f5837505543795533434632633539716974374b4b4b664b3374556d313966744a734b637676506461356169782c45464f5837505543795533434632633539716974374b4b4b664b3374556d313966744a734b6376765064613561736130626b746131616b81782c444b694e6e446d644f6b63426a6341714c324646684d5a6e536c50664e7947724a6c436a4a6d583562316e55626e746131616e81782c454d50374c6736427465684f595a743252774f71584c4e664d5569556c6c656a417038475f354569414e58526262746130616280616380616180',
    );
  });

  test('icp in MessagePack', () => {
    expect(hex(value(buildInception(inception, { ...one, serialization: 'MGPK' })))).toBe(
      '8da176b14b45524931304d47504b3030303066395fa174a3696370a164d92c45497068476b4c52444953317846687058736a5957373459595f7242626d3961496f326c675f584a6530356da169d92c45497068476b4c52444953317846687058736a5957373459595f7242626d3961496f326c675f584a6530356da173a130a26b74a131a16b91d92c444b694e6e446d644f6b63426a6341714c324646684d5a6e536c50664e7947724a6c436a4a6d583562316e55a26e74a131a16e91d92c454d50374c6736427465684f595a743252774f71584c4e664d5569556c6c656a417038475f354569414e5852a26274a130a16290a16390a16190',
    );
  });

  test('native icp, ixn and rot of version 2', () => {
    const native: Making = { ...two, serialization: 'CESR' };
    const prefix = 'ED9NMBID0lHeoub1jHBbyPzfbvbbCd51dlxWPWiG77_L';
    expect(text(value(buildInception(inception, native)))).toBe(
      `-FA50OKERICAACAAXicp${prefix}${prefix}MAAAMAAB-JAL${key}MAAB-JAL${nextDigest}MAAA-JAA-JAA-JAA`,
    );
    const anchors = [mapOf(['i', prefix], ['s', '0'], ['d', prefix])];
    expect(text(value(buildInteraction({ prefix, sn: snOf(1n), prior: prefix, anchors }, native)))).toBe(
      `-FA_0OKERICAACAAXixnEIh1eaSlcd1nhnX-sGcf7SMsn3lcMcfZGQ5_EDUeFN7q${prefix}MAAB${prefix}-JAY-TAX${prefix}MAAA${prefix}`,
    );
    expect(text(value(buildRotation({ ...rotation, prefix, prior: prefix, sn: snOf(1n) }, native)))).toBe(
      `-FA60OKERICAACAAXrotEBZaqZ8Ex_wvY1A8URE_fplE7DPCOW5c0eLl4YP7tyNx${prefix}MAAB${prefix}MAAB-JAL${String(rotation.keys[0])}MAAA-JAAMAAA-JAA-JAA-JAA-JAA`,
    );
  });
});

const kinds: readonly Serialization[] = ['JSON', 'CBOR', 'MGPK'];
const builders: readonly (readonly [
  name: string,
  versions: readonly Making[],
  build: (making: Making) => Result<Message, { readonly says: string }>,
])[] = [
  [
    'dip',
    [one, two],
    (making) =>
      buildInception({ ...inception, delegator: self, witnesses: [witness], traits: ['DND'] }, making),
  ],
  [
    'drt',
    [one, two],
    (making) =>
      buildRotation(
        { ...rotation, delegated: true, witnessesBefore: [witness], cuts: [witness], adds: [otherWitness] },
        making,
      ),
  ],
  ['pro', [one], (making) => buildProd({ ...routed, returnRoute: '', query: emptyMap }, making)],
  ['bar', [two], (making) => buildBare({ ...routed, sender: self, data: emptyMap }, making)],
  [
    'exn',
    [one],
    (making) => {
      const built = buildExchange(exchange, making);
      return built.ok ? { ok: true, value: built.value.message } : built;
    },
  ],
  [
    'exn of a transaction',
    [two],
    (making) => buildTransacted({ ...transacted, transaction: self, prior: self }, making),
  ],
  ['xip', [two], (making) => buildTransactionInception({ ...transacted, nonce }, making)],
  [
    'vcp',
    [one],
    (making) =>
      buildRegistryInception(
        { issuer: self, traits: [], backers: [witness], toad: undefined, nonce },
        making,
      ),
  ],
  [
    'vrt',
    [one],
    (making) =>
      buildRegistryRotation(
        {
          registry: self,
          prior: self,
          sn: snOf(1n),
          backersBefore: [witness],
          cuts: [],
          adds: [otherWitness],
          toad: 1,
        },
        making,
      ),
  ],
  ['iss', [one], (making) => buildIssuance(issuance, making)],
  ['rev', [one], (making) => buildRevocation({ ...issuance, prior: self }, making)],
  ['bis', [one], (making) => buildBackedIssuance({ ...backed, issuer: self }, making)],
  ['brv', [one], (making) => buildBackedRevocation({ ...backed, prior: self }, making)],
];

describe.each(builders)('%s', (name, versions, build) => {
  test.each(versions.flatMap((making) => kinds.map((serialization) => ({ ...making, serialization }))))(
    'is built in $serialization of version $version and is of its type',
    (making) => {
      expect(value(build(making))).toMatchObject({
        ilk: name.slice(0, 3),
        serialization: making.serialization,
        version: making.version,
      });
    },
  );
});

test('an event with any anchors is built and comes back, in every serialization and with every digest', () => {
  const codes = fc.constantFrom('E', 'F', 'G', 'H', 'I', '0D', '0E', '0F', '0G');
  fc.assert(
    fc.property(
      fc.array(jsonValue, { maxLength: 4 }),
      fc.constantFrom(...kinds),
      codes,
      fc.bigInt({ min: 1n, max: (1n << 128n) - 1n }),
      (anchors, serialization, saidCode, sn) => {
        const built = value(
          buildInteraction(
            { prefix: self, sn: snOf(sn), prior: self, anchors },
            { ...one, serialization, saidCode },
          ),
        );
        expect(built).toMatchObject({ sn, anchors });
        expect(built.said.startsWith(saidCode)).toBe(true);
        const again = parseMessage(
          { raw: built.raw, protocol: 'KERI', version: [1, 0], serialization },
          0,
          algorithms,
        );
        expect(again).toEqual({ ok: true, value: built });
      },
    ),
  );
});

test('a credential has a SAID over its attributes and one over all', () => {
  const plan = {
    issuer: key,
    schema: self,
    attributes: mapOf(['dt', dt], ['name', 'Zoë']),
    recipient: self,
    registry: self,
    blinding: undefined,
    edges: undefined,
    rules: undefined,
  };
  const credential = value(buildCredential(plan, one));
  expect(subjectSaidOf(credential)).toMatch(/^E/);
  expect(text(credential)).toContain(
    `"a":{"d":"${String(subjectSaidOf(credential))}","i":"${self}","dt":"${dt}","name":"Zoë"}`,
  );
  expect(buildCredential(plan, { ...two, serialization: 'CESR' })).toMatchObject({
    ok: false,
    error: { rule: 'WRITE-SERIALIZATION' },
  });
});
