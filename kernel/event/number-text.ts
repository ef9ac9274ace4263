/**
 * The one text of each number: integers without leading zeros, other numbers as Python's `repr`
 * writes them (keripy.md M-11, M-12).
 */

const integerPattern = /^-?(?:0|[1-9][0-9]*)$/;
const numberPattern = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** Most digits of an integer: what the reference implementation's integer parser takes. */
const integerSizeMax = 4300;

/** True for the lexeme of an integer, canonical or not. */
export function isIntegerLexeme(lexeme: string): boolean {
  return integerPattern.test(lexeme);
}

/** True when `lexeme` is exactly how a canonical writer writes that number. */
export function isCanonicalNumber(lexeme: string): boolean {
  if (integerPattern.test(lexeme)) return lexeme !== '-0' && lexeme.length <= integerSizeMax;
  return numberPattern.test(lexeme) && floatText(Number(lexeme)) === lexeme;
}

/** Text of a double: shortest digits; an exponent below 1e-4 and from 1e16 on. NaN for what is not finite. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'NaN';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 16) return fixedText(mantissa, exponent);
  const size = Math.abs(exponent).toString().padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

/** `d.ddd` times ten to the `exponent`, without exponent, with at least one decimal. */
function fixedText(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace('-', '').replace('.', '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const rest = digits.slice(exponent + 1);
  return `${sign}${whole}.${rest === '' ? '0' : rest}`;
}
