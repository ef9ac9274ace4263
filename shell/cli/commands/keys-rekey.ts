/** `keelson keys rekey`: the keys get another passcode. */
import type { Tier } from '../../keys/index.ts';
import { KeelsonError } from '../../errors.ts';
import { command } from '../command.ts';
import { descriptorFlag } from '../identity/descriptor.ts';
import { keyFlags, keysFolderOf } from '../identity/flags.ts';
import type { KeyFlags } from '../identity/flags.ts';
import { withKeys } from '../identity/open-keys.ts';
import { newPasscodeName, withPasscode } from '../identity/passcode.ts';

type Flags = KeyFlags & { readonly newPasscodeFd?: number; readonly tier?: Tier };

export const rekeyCommand = command<Flags, readonly []>({
  text: {
    brief: 'Give the keys another passcode',
    description:
      'Seals all keys anew with another passcode, as one change: after a crash one of the two opens them. Copies made ' +
      'before open with the old one; when others may know it, rotate the identifiers too.',
    examples: [
      'keelson keys rekey --passcode-fd 3 --new-passcode-fd 4 3< passcode.txt 4< other-passcode.txt',
      'keelson keys rekey --store ./alice --tier med',
    ],
  },
  flags: {
    ...keyFlags,
    newPasscodeFd: {
      kind: 'parsed',
      parse: descriptorFlag,
      brief:
        'Number of an open file that holds the new passcode; else KEELSON_NEW_PASSCODE, else it is asked for',
      optional: true,
      placeholder: 'N',
    },
    tier: {
      kind: 'enum',
      values: ['low', 'med', 'high'],
      brief: 'What a guess costs from now on; as before when left out',
      optional: true,
    },
  },
  positional: { each: [] },
  async run(flags) {
    const { passcodeFd, newPasscodeFd: descriptor, tier, json } = flags;
    if (descriptor !== undefined && descriptor === passcodeFd)
      throw new KeelsonError('usage', {
        says: '--passcode-fd and --new-passcode-fd name the same file; open one for each passcode',
      });
    await withKeys(this, flags, async (keys) => {
      const wanted = { name: newPasscodeName, descriptor, isNew: true };
      await withPasscode(this, wanted, (passcode) =>
        keys.rekey(passcode, tier === undefined ? {} : { tier }),
      );
      const folder = keysFolderOf(flags);
      if (json === true) this.output.json({ keys: folder, aeid: keys.aeid() });
      else this.output.line(`The keys in ${folder} open with the new passcode from now on.`);
    });
  },
});
