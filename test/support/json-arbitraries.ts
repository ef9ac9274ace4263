/** Ordered values of bodies, for properties. */
import fc from 'fast-check';
import type { Json, JsonEntry, JsonMap } from '../../kernel/event/json.ts';
import { floatText } from '../../kernel/event/number-text.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const label = fc.oneof(fc.constantFrom('d', '1', '0', '__proto__', ''), text);
const lexeme = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 64n) - 1n }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(floatText),
);

function entriesOf(values: fc.Arbitrary<Json>, maxLength: number): fc.Arbitrary<JsonMap> {
  const entry = fc.tuple(label, values).map(([name, value]): JsonEntry => [name, value]);
  return fc.uniqueArray(entry, { selector: ([name]) => name, maxLength }).map((entries) => ({ entries }));
}

/** Any value, numbers within 64 bits. */
export const jsonValue: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false),
    text,
    lexeme.map((written): Json => ({ lexeme: written })),
    fc.array(tie('value'), { maxLength: 5 }),
    entriesOf(tie('value'), 5),
  ),
})).value;

/** Any map, of up to 20 labels. */
export const bodyMap: fc.Arbitrary<JsonMap> = entriesOf(jsonValue, 20);
