/**
 * The moment that a message is dated, read out of its bytes, in exact microseconds.
 *
 * Source: I-33; K-149. Written for judges, apart from the reader of the kernel: days are counted from the year 1.
 */
import { asciiText } from '../../kernel/std/bytes.ts';

const dated = /dt.{0,6}?(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})([+-])(\d\d):(\d\d)/s;
const native = /1AAG(\d{4})-(\d\d)-(\d\d)T(\d\d)c(\d\d)c(\d\d)d(\d{6})([p-])(\d\d)c(\d\d)/;
const headSizeMax = 512;
const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334] as const;
const daysBeforeUnixEpoch = 719_162;

/** Microseconds since 1970; undefined when no date stands in the first half thousand bytes. */
export function momentIn(raw: Uint8Array): bigint | undefined {
  const head = asciiText(raw, 0, Math.min(raw.length, headSizeMax));
  const parts = dated.exec(head) ?? native.exec(head);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', micros = '', sign = ''] =
    parts;
  const days = dayNumber(Number(year), Number(month), Number(day)) - daysBeforeUnixEpoch;
  const ahead = Number(parts[9]) * 60 + Number(parts[10]);
  const minutes = days * 1440 + Number(hour) * 60 + Number(minute) + (sign === '-' ? ahead : -ahead);
  return (BigInt(minutes) * 60n + BigInt(second)) * 1_000_000n + BigInt(micros);
}

/** Days from 0001-01-01 to a date. */
function dayNumber(year: number, month: number, day: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const leapDay = isLeap && month > 2 ? 1 : 0;
  return before * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + leapDay + day - 1;
}
