/** A decision points to the signature at fault: K-170, DESIGN of decisions. */
import { expect, test } from 'vitest';
import { noAttachments } from '../../kernel/cesr/attachments.ts';
import { keyPair, message, signatures, world } from '../support/routed.ts';

const [owner, stranger] = [keyPair('owner'), keyPair('stranger')];

test('an event without a good signature is refused, with the place and the bytes of the first bad one', () => {
  const fields = {
    t: 'icp',
    d: '',
    i: '',
    s: '0',
    kt: '1',
    k: [owner.text],
    nt: '0',
    n: [],
    bt: '0',
    b: [],
    c: [],
    a: [],
  };
  const event = message('key-event', fields, { saids: ['d', 'i'] });
  const [bad] = signatures([stranger], event.raw);
  const controllerSignatures = bad === undefined ? [] : [{ ...bad, span: { start: 400, end: 488 } }];
  const [{ step }] = world().receive(event, { ...noAttachments, controllerSignatures }, { source: 'remote' });
  expect(step.decision).toMatchObject({
    outcome: 'rejected',
    why: { rule: 'SIGNED', reason: 'unsigned', signatureIndex: 0, span: { start: 400, end: 488 } },
  });
});
