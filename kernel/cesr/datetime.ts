/**
 * Dates and times: RFC 3339 texts with microseconds, their base64 spelling, and exact microseconds.
 *
 * Source: K-149, K-252; C-085; keripy.md 1.3, 7.2. Counts in the proleptic Gregorian calendar without
 * leap seconds; no platform clock is involved.
 */
import { assert } from '../std/assert.ts';
import { bytesOfBase64 } from '../std/base64url.ts';
import { err, ok, type Result } from '../std/result.ts';
import { formFault } from './code-fault.ts';
import type { Fault } from './fault.ts';
import { encodePrimitive, type Primitive, textOfBinary } from './primitive.ts';
import type { Micros } from './qualified.ts';

const shape = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{6})([+-])(\d\d):(\d\d)$/;
const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const dayMicros = 86_400_000_000n;

/** First and last moment that four digits of a year can write. */
const microsMin = daysBefore(1, 1, 1) * dayMicros;
const microsMax = daysBefore(10_000, 1, 1) * dayMicros - 1n;

/** The moment that a text such as `2021-06-27T21:26:21.233257+00:00` names; other spellings are refused. */
export function parseDatetime(text: string): Result<Micros, Fault> {
  const parts = shape.exec(text);
  if (parts === null) return bad(text);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, micros = 0] = parts
    .slice(1, 8)
    .map(Number);
  const [sign = '', offsetHour = 0, offsetMinute = 0] = [parts[8], Number(parts[9]), Number(parts[10])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month)) return bad(text);
  if (hour > 23 || minute > 59 || second > 59 || offsetHour > 23 || offsetMinute > 59) return bad(text);
  const offsetSeconds = (offsetHour * 60 + offsetMinute) * 60 * (sign === '-' ? -1 : 1);
  const seconds = (hour * 60 + minute) * 60 + second - offsetSeconds;
  const value = daysBefore(year, month, day) * dayMicros + BigInt(seconds) * 1_000_000n + BigInt(micros);
  return ok(value as Micros);
}

/** The text of a moment at offset `+00:00`; of years 1 to 9999. */
export function formatDatetime(moment: Micros): string {
  assert(moment >= microsMin && moment <= microsMax, 'a moment has a year of four digits');
  const days = floorDiv(moment, dayMicros);
  const [year, month, day] = civil(Number(days));
  const within = Number(moment - days * dayMicros);
  const seconds = Math.floor(within / 1_000_000);
  const clock = [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => digits(Math.floor(part), 2))
    .join(':');
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(day, 2)}T${clock}.${digits(within % 1_000_000, 6)}+00:00`;
}

/** Microseconds known to come from a clock as a moment. */
export function microsOf(value: bigint): Micros {
  assert(value >= microsMin && value <= microsMax, 'a moment has a year of four digits');
  return value as Micros;
}

/** The primitive of a date and time, keeping its text as it is; refused when the text names no moment. */
export function encodeDatetime(text: string): Result<string, Fault> {
  const parsed = parseDatetime(text);
  if (!parsed.ok) return parsed;
  const spelled = text.replaceAll(':', 'c').replace('.', 'd').replace('+', 'p');
  const raw = bytesOfBase64(spelled);
  assert(raw !== undefined, 'a date and time is spelled in base64');
  return ok(encodePrimitive('1AAG', { raw }));
}

/** The text of a date and time primitive; refused when it names no moment. */
export function datetimeText(primitive: Primitive): Result<string, Fault> {
  if (primitive.code !== '1AAG') {
    return err(formFault('bad-datetime', `a date and time is wanted, and code ${primitive.code} is none`));
  }
  const text = textOfBinary(primitive.raw).replaceAll('c', ':').replace('d', '.').replace('p', '+');
  const parsed = parseDatetime(text);
  return parsed.ok ? ok(text) : parsed;
}

function bad(text: string): Result<never, Fault> {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return err(
    formFault('bad-datetime', `${JSON.stringify(shown)} is no date and time with microseconds and an offset`),
  );
}

function digits(value: number, size: number): string {
  return value.toString().padStart(size, '0');
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysOf(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date; negative before. Years are counted from March, in eras of 400. */
function daysBefore(year: number, month: number, day: number): bigint {
  const fromMarch = month > 2 ? year : year - 1;
  const era = Math.floor(fromMarch / 400);
  const yearOfEra = fromMarch - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return BigInt(era * 146_097 + dayOfEra - 719_468);
}

/** The date of a number of days from 1970-01-01. */
function civil(days: number): readonly [year: number, month: number, day: number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const cut =
    dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor(cut / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return [
    era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  ];
}

function floorDiv(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
