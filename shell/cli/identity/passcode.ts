/**
 * Where passcodes come from: a file descriptor, the environment, or a person at a terminal. Never from an argument,
 * which other users of the machine can read.
 *
 * Source: docs/decisions/0027, 0030. What was read is wiped after use; a text of the environment stays in memory as
 * long as the engine keeps it, and is taken out of the environment, so that no other process gets it.
 */
import { bytesEqual } from '../../../kernel/std/bytes.ts';
import { KeelsonError } from '../../errors.ts';
import type { Passcode } from '../../keys/index.ts';
import type { Context } from '../context.ts';
import { askSecret } from './prompt.ts';
import { readDescriptor } from './descriptor.ts';

/** A passcode by its names: of the flag, of the variable, and as a person is asked for it. */
export type PasscodeName = { readonly flag: string; readonly variable: string; readonly question: string };

export const passcodeName: PasscodeName = {
  flag: '--passcode-fd',
  variable: 'KEELSON_PASSCODE',
  question: 'Passcode',
};

export const newPasscodeName: PasscodeName = {
  flag: '--new-passcode-fd',
  variable: 'KEELSON_NEW_PASSCODE',
  question: 'New passcode',
};

/** How a passcode is looked for. */
export type PasscodeWanted = {
  readonly name: PasscodeName;
  /** The descriptor that the flag names. */
  readonly descriptor: number | undefined;
  /** True for a passcode that is to be: a person types it twice. */
  readonly isNew: boolean;
};

/** Lends the passcode to `use`, and wipes it. Rejects with `usage` when there is none to be had. */
export async function withPasscode<T>(
  context: Context,
  wanted: PasscodeWanted,
  use: (passcode: Passcode) => Promise<T>,
): Promise<T> {
  const passcode = await passcodeOf(context, wanted);
  try {
    return await use(passcode);
  } finally {
    if (typeof passcode !== 'string') passcode.fill(0);
  }
}

async function passcodeOf(context: Context, { name, descriptor, isNew }: PasscodeWanted): Promise<Passcode> {
  if (descriptor !== undefined) return asText(await readDescriptor(descriptor, name.flag));
  const { env, output, signal } = context;
  const text = env[name.variable];
  if (text !== undefined && text !== '') {
    delete env[name.variable];
    return text;
  }
  const keyboard = context.keyboard();
  if (keyboard?.isTTY !== true) throw noPasscode(name);
  const first = await askSecret(`${name.question}: `, { keyboard, output, signal });
  if (!isNew) return asText(first);
  const second = await askSecret(`${name.question} again: `, { keyboard, output, signal });
  const isSame = bytesEqual(first, second);
  second.fill(0);
  if (isSame) return asText(first);
  first.fill(0);
  throw new KeelsonError('usage', { says: 'the two passcodes differ; give the command again' });
}

const asciiMax = 0x7f;

/**
 * Bytes that are a text beyond ASCII are that text, which has one form whatever keyboard it came from; all others are
 * the passcode as they are.
 */
function asText(bytes: Uint8Array): Passcode {
  if (bytes.every((byte) => byte <= asciiMax)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}

function noPasscode({ flag, variable }: PasscodeName): KeelsonError {
  return new KeelsonError('usage', {
    says: `there is no passcode: type it at a terminal, put it into ${variable}, or give ${flag} N with the number of an open file`,
  });
}
